package binade.experiments.cli;

import binade.experiments.stream.Notation;
import binade.formats.Format;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.ScalarFormat;
import picocli.CommandLine.Option;

/** What {@code round} and {@code conform} have in common: into which format, how, and how numbers are written. */
final class RoundingOptions {
    @Option(names = "--format", required = true, paramLabel = "ID", converter = Converters.OfFormat.class,
            description = "the format (binade formats lists them)")
    Format format;

    @Option(names = "--rounding", paramLabel = "ID", defaultValue = "rne", converter = Converters.OfRounding.class,
            description = "rne rna rtz ru rd rto sr-a sr-b sr-c sr hysteresis (default: ${DEFAULT-VALUE})")
    Rounding rounding;

    @Option(names = "--overflow", paramLabel = "ID", converter = Converters.OfOverflow.class,
            description = "sat-finite sat-propagate overflow (default: the format's own)")
    Overflow overflow;

    @Option(names = "--scale", paramLabel = "S",
            description = "shared power-of-two exponent of list and integer formats (default: 0; integers: unit 1)")
    Integer scale;

    @Option(names = "--random-bits", paramLabel = "N", defaultValue = "24",
            description = "bits of R, 1 to 48 (default: ${DEFAULT-VALUE})")
    int randomBits;

    @Option(names = "--in", paramLabel = "NOTATION", defaultValue = "hex", converter = Converters.OfNotation.class,
            description = "of the numbers to be rounded; hex: binary32 pattern, dec: decimal or C99 hex-float, code: code"
                    + " point (default: hex)")
    Notation in;

    @Option(names = "--out", paramLabel = "NOTATION", defaultValue = "hex", converter = Converters.OfNotation.class,
            description = "the same for the results (default: hex)")
    Notation out;

    /** The overflow rule given, or the format's own. */
    Overflow overflowOf(ScalarFormat of) {
        return overflow != null ? overflow : of.defaultOverflow();
    }
}
