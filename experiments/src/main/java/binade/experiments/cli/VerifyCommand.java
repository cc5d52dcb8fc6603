package binade.experiments.cli;

import binade.experiments.study.RoundingVerification;
import binade.experiments.study.RoundingVerification.Outcome;
import binade.formats.Formats;
import binade.formats.GridFormat.Family;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.ScalarFormat;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code binade verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        header = "Fast rounding against the exact reference.",
        description = {
            "",
            "  binade verify fp134                                 critical inputs, all rules",
            "  binade verify --exhaustive binary8p3se posit8_2     all 2^32 inputs",
            "  binade verify --exhaustive -o verify.csv            of all formats; resumes",
            "",
            "The fast way is the kernel of this process where the values are binary32 numbers, a table",
            "search for posits and codebooks to nearest, else ScalarFormat.round number by number. Rules",
            "with a second operand run with a few of them in turn: R = 0, a third, half and all of",
            "2^24 - 1; hysteresis from both ends of the range and from 1.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:no difference", " 1:failed", " 2:wrong usage", " 3:a result differs", "130:interrupted"})
final class VerifyCommand implements Callable<Integer> {
    private static final String[] COLUMNS = {
        "format", "rounding", "overflow", "inputs", "mismatches", "first_mismatch", "seconds", "inputs_per_second_core",
        "kernel", "date", "commit"
    };

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "ID", arity = "0..*",
            description = "formats (default: all of the catalogue, of P3109 those of at most 8 bits)")
    List<String> ids = List.of();

    @Option(names = "--exhaustive", description = "all 2^32 inputs instead of 393,216 critical ones")
    boolean exhaustive;

    @Option(names = "--rounding", paramLabel = "ID", converter = Converters.OfRounding.class,
            description = "one rounding (default: all that the format has)")
    Rounding rounding;

    @Option(names = "--overflow", paramLabel = "ID", converter = Converters.OfOverflow.class,
            description = "one overflow rule (default: all that the format has)")
    Overflow overflow;

    @Option(names = "--threads", paramLabel = "N", description = "worker threads (default: all processors)")
    Integer threads;

    @Option(names = "-o", paramLabel = "FILE.csv",
            description = "table of the outcome, written after each row; rows of this commit found there are kept, not run again")
    Path output;

    @Option(names = {"-q", "--quiet"}, description = "no progress on standard error")
    boolean quiet;

    private final List<Object[]> rows = new ArrayList<>();
    private long mismatches;

    @Override
    public Integer call() throws IOException {
        int workers = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        if (workers < 1 || workers > 1024) {
            throw new ParameterException(spec.commandLine(), "--threads " + workers + "; allowed: 1 to 1024");
        }
        List<ScalarFormat> chosen = ids.isEmpty() ? usual() : ids.stream().map(this::format).toList();
        chosen.forEach(this::check);
        List<NamedCsvRecord> done = done();
        for (NamedCsvRecord row : done) { // whatever they are rows of: nothing that was found out is dropped
            rows.add(row.getFields().toArray());
            mismatches += Long.parseLong(row.getField("mismatches"));
        }
        for (ScalarFormat format : chosen) {
            for (Rounding r : rounding != null ? new Rounding[] {rounding} : Rounding.values()) {
                if (format.supports(r)) {
                    verify(format, r, workers, done);
                }
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        table().text(out);
        out.flush();
        return mismatches == 0 ? 0 : 3;
    }

    /** The catalogue, of the P3109 family its members of at most 8 bits. */
    private static List<ScalarFormat> usual() {
        return Arrays.stream(Family.values())
                .flatMap(f -> Formats.ids(f).stream())
                .map(Formats::scalar)
                .filter(f -> f.family() != Family.P3109 || f.width() <= 8)
                .toList();
    }

    /** Not by a converter: picocli takes a word that it cannot convert for one too many. */
    private ScalarFormat format(String id) {
        try {
            return Formats.scalar(id);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    /** A rule that a format does not have is wrong usage. */
    private void check(ScalarFormat format) {
        if (rounding != null && !format.supports(rounding)) {
            throw new ParameterException(spec.commandLine(), "--rounding " + rounding.id() + " is not defined for "
                    + format.id() + "; allowed: " + Arrays.stream(Rounding.values()).filter(format::supports)
                            .map(Rounding::id).collect(Collectors.joining(" ")));
        }
        if (overflow != null && !format.supports(overflow)) {
            throw new ParameterException(spec.commandLine(), "--overflow " + overflow.id() + " is not defined for "
                    + format.id() + "; allowed: " + Arrays.stream(Overflow.values()).filter(format::supports)
                            .map(Overflow::id).collect(Collectors.joining(" ")));
        }
    }

    private void verify(ScalarFormat format, Rounding r, int workers, List<NamedCsvRecord> done) throws IOException {
        RoundingVerification verification = null;
        for (Overflow o : overflow != null ? new Overflow[] {overflow} : Overflow.values()) {
            if (!format.supports(o) || find(done, format, r, o) != null) {
                continue;
            }
            if (verification == null) {
                verification = new RoundingVerification(format, r);
            }
            Outcome outcome = run(verification, o, workers);
            mismatches += outcome.mismatches();
            int cores = exhaustive ? workers : 1;
            rows.add(new Object[] {
                format.id(), r.id(), o.id(), outcome.inputs(), outcome.mismatches(),
                outcome.firstMismatch() < 0 ? "" : "%08x".formatted(outcome.firstMismatch()),
                "%.2f".formatted(outcome.seconds()),
                "%.2g".formatted(outcome.inputs() / outcome.seconds() / cores), RoundingVerification.method(format, r),
                LocalDate.now(ZoneOffset.UTC).toString(), Version.commit()
            });
            if (output != null) {
                Files.write(output, null, table()::csv);
            }
            if (!quiet) {
                spec.commandLine().getErr().printf("%s %s %s: %d of %d differ, %.1f s%n", format.id(), r.id(), o.id(),
                        outcome.mismatches(), outcome.inputs(), outcome.seconds());
            }
        }
    }

    private Outcome run(RoundingVerification verification, Overflow o, int workers) {
        try {
            return exhaustive ? verification.exhaustive(o, workers) : verification.quick(o);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }

    private PlainTable table() {
        PlainTable t = new PlainTable(COLUMNS);
        rows.forEach(t::add);
        return t;
    }

    /** Rows of earlier runs of this commit, if the table is there. */
    private List<NamedCsvRecord> done() throws IOException {
        if (output == null || !java.nio.file.Files.exists(output)) {
            return List.of();
        }
        try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(output)) {
            List<NamedCsvRecord> records = csv.stream().toList();
            if (!records.isEmpty() && !records.getFirst().getHeader().equals(Arrays.asList(COLUMNS))) {
                throw new UserException("-o " + output + " holds another table; give a new file");
            }
            return records.stream()
                    .filter(row -> row.getField("commit").equals(Version.commit()))
                    .toList();
        }
    }

    private NamedCsvRecord find(List<NamedCsvRecord> done, ScalarFormat f, Rounding r, Overflow o) {
        long inputs = exhaustive ? 1L << 32 : 6L << 16;
        return done.stream()
                .filter(row -> row.getField("format").equals(f.id()) && row.getField("rounding").equals(r.id())
                        && row.getField("overflow").equals(o.id())
                        && row.getField("kernel").equals(RoundingVerification.method(f, r))
                        && row.getField("inputs").equals(Long.toString(inputs)))
                .findFirst()
                .orElse(null);
    }
}
