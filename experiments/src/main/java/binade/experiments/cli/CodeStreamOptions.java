package binade.experiments.cli;

import binade.experiments.stream.CodeStream;
import binade.formats.Format;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.simulator.arithmetic.Projection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What {@code calc} and {@code convert} have in common: how results are rounded, and where lines come from and go. */
final class CodeStreamOptions {
    @Spec(Target.MIXEE)
    CommandSpec spec;

    @Option(names = "--rounding", paramLabel = "ID", defaultValue = "rne", converter = Converters.OfRounding.class,
            description = "rne rna rtz ru rd rto sr-a sr-b sr-c (default: ${DEFAULT-VALUE})")
    Rounding rounding;

    @Option(names = "--overflow", paramLabel = "ID", converter = Converters.OfOverflow.class,
            description = "sat-finite sat-propagate overflow (default: the format's own)")
    Overflow overflow;

    @Option(names = "--random-bits", paramLabel = "N", defaultValue = "24",
            description = "bits of R, 1 to 48 (default: ${DEFAULT-VALUE})")
    int randomBits;

    @Option(names = "--flags", description = "print the flags behind the code: two hex digits, the sum of inexact 1,"
            + " underflow 2, overflow 4, divide-by-zero 8, invalid 16")
    boolean flags;

    @Option(names = "-o", paramLabel = "FILE", description = "write to FILE instead of standard output")
    Path output;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "input (default: standard input)")
    Path file;

    /** The way into the format; wrong options are wrong usage. */
    Projection projection(Format format, Integer scale) {
        try {
            return new Projection(
                    format, scale(format, scale, "--scale"), rounding,
                    overflow != null ? overflow : Projection.defaultOverflow(format), randomBits);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    /** The scale given, or the format's own; one that it does not have is wrong usage. */
    int scale(Format format, Integer scale, String option) {
        if (scale == null) {
            return Projection.defaultScale(format);
        }
        try {
            Projection.checkScale(format, scale);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage());
        }
        return scale;
    }

    void run(CodeStream stream) throws IOException {
        try (BufferedReader reader = file == null
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8), 1 << 16)
                : java.nio.file.Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            Files.write(output, spec.commandLine().getOut(), o ->
                    stream.run(reader, file == null ? "standard input" : file.toString(), o));
        }
    }
}
