package binade.experiments.cli;

import binade.experiments.stream.Conformance;
import binade.experiments.stream.Conformance.Disagreement;
import binade.experiments.stream.Conformance.Outcome;
import binade.formats.Format;
import binade.formats.Rounding;
import binade.formats.ScalarFormat;
import binade.testkit.vectors.RoundingSpec;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code binade conform}. */
@Command(
        name = "conform",
        mixinStandardHelpOptions = true,
        showEndOfOptionsDelimiterInUsageHelp = true,
        header = "Holds any program that rounds to the exact results.",
        description = {
            "",
            "  binade conform --format e4m3fn -- ./my_testbench",
            "  binade conform --format fp16 --rounding sr-a --random-bits 8 --out code -- ./my_kernel --fp16",
            "",
            "The program gets one vector per line on standard input, as binade round reads them,",
            "and prints one result per line; empty lines and lines beginning with # do not count.",
            "NaN is compared as a class, zeros by value in formats without -0.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:all results are exact", " 1:the program is missing, fails, hangs, or its output cannot be used",
            " 2:wrong usage", " 3:a result differs", "130:interrupted"
        })
final class ConformCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    RoundingOptions options;

    @Option(names = "--level", paramLabel = "L", defaultValue = "2",
            description = "1: a few hundred vectors, 2: 40,000 (default: ${DEFAULT-VALUE})")
    int level;

    @Option(names = "--seed", paramLabel = "SEED", defaultValue = "1",
            description = "of the vectors that are drawn (default: ${DEFAULT-VALUE})")
    long seed;

    @Option(names = "--count", paramLabel = "N", description = "number of vectors (default: as the level has it)")
    Integer count;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "60",
            description = "kill the program after so long without a line from it (default: ${DEFAULT-VALUE})")
    int timeout;

    @Mixin
    TableOptions table;

    @Parameters(arity = "1..*", paramLabel = "COMMAND ARG", description = "the program, after --")
    List<String> command;

    @Override
    public Integer call() throws IOException {
        RoundingSpec wanted;
        Conformance conformance;
        try {
            if (timeout < 1) {
                throw new IllegalArgumentException("--timeout " + timeout + "; allowed: 1 second or more");
            }
            if (count != null && count < 1) {
                throw new IllegalArgumentException("--count " + count + "; allowed: 1 or more");
            }
            ScalarFormat format = scalar(options.format);
            wanted = new RoundingSpec(
                    format, options.scale != null ? options.scale : format.defaultScale(), options.rounding,
                    options.overflowOf(format), options.randomBits);
            conformance = new Conformance(wanted, options.in, options.out, level, seed, count == null ? 0 : count);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        Outcome outcome;
        try {
            outcome = conformance.run(command, timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
        report(wanted, outcome);
        return outcome.disagreements() == 0 ? 0 : 3;
    }

    private static ScalarFormat scalar(Format format) {
        if (format instanceof ScalarFormat scalar) {
            return scalar;
        }
        throw new IllegalArgumentException("--format " + format.id()
                + ": its scales come from a whole tensor; conform is about single numbers");
    }

    private void report(RoundingSpec wanted, Outcome o) throws IOException {
        if (table.style.json || table.style.csv) {
            PlainTable t = new PlainTable(
                    "format", "scale", "rounding", "overflow", "random_bits", "level", "seed", "vectors", "disagreements",
                    "first_vector", "first_input", "first_expected", "first_got", "first_quanta",
                    "worst_vector", "worst_input", "worst_expected", "worst_got", "worst_quanta", "command");
            Object[] f = cells(o.first());
            Object[] w = cells(o.worst());
            t.add(wanted.format().id(), wanted.format().scalable() ? wanted.scale() : null, wanted.rounding().id(),
                    wanted.overflow().id(),
                    wanted.rounding().operand() == Rounding.Operand.RANDOM ? wanted.randomBits() : null, level, seed,
                    o.vectors(), o.disagreements(), f[0], f[1], f[2], f[3], f[4], w[0], w[1], w[2], w[3], w[4],
                    String.join(" ", command));
            table.print(t, spec.commandLine().getOut());
            return;
        }
        Files.write(table.output, spec.commandLine().getOut(), text -> {
            text.append(wanted + ": " + o.vectors() + " vectors (level " + level + ", seed " + seed + "), "
                    + (o.disagreements() == 0 ? "all results are exact" : o.disagreements() + " differ") + "\n");
            if (o.first() != null) {
                PlainTable t = new PlainTable("", "vector", "input", "expected", "got", "quanta");
                Disagreement f = o.first();
                Disagreement w = o.worst();
                t.add("first", f.vector(), f.input(), f.expected(), f.got(), f.distance());
                t.add("worst", w.vector(), w.input(), w.expected(), w.got(), w.distance());
                t.text(text);
            }
        });
    }

    private static Object[] cells(Disagreement d) {
        return d == null
                ? new Object[5]
                : new Object[] {d.vector(), d.input(), d.expected(), d.got(), d.distance()};
    }
}
