package binade.experiments.cli;

import binade.experiments.stream.CodeStream;
import binade.formats.Format;
import binade.formats.ScalarFormat;
import binade.simulator.arithmetic.Conversion;
import binade.simulator.arithmetic.Projection;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code binade convert}. */
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        header = "Converts codes of one format to another, rounding once.",
        description = {
            "",
            "  echo 3dcccccd | binade convert --from fp32 --to bf16 --flags      3dcd 01",
            "  echo 7f | binade convert --from int8 --to e4m3fn                  70",
            "",
            "Code points in hex, one per line; sr-a sr-b sr-c take R in hex as second",
            "column. Rounding and overflow are those of --to. A NaN where --to has none is",
            "'-'. Empty lines and lines beginning with # are copied.",
            ""
        })
final class ConvertCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Option(names = "--from", required = true, paramLabel = "ID", converter = Converters.OfFormat.class,
            description = "the format of the input (binade formats lists them)")
    Format from;

    @Option(names = "--to", required = true, paramLabel = "ID", converter = Converters.OfFormat.class,
            description = "the format of the output")
    Format to;

    @Option(names = "--scale", paramLabel = "S",
            description = "shared power-of-two exponent of --to, a list or integer format (default: 0; integers: unit 1)")
    Integer scale;

    @Option(names = "--from-scale", paramLabel = "S", description = "the same for --from")
    Integer fromScale;

    @Mixin
    CodeStreamOptions options;

    @Override
    public Integer call() throws IOException {
        if (scale != null && !isScalable(to) && isScalable(from)) {
            throw new ParameterException(spec.commandLine(), "--scale belongs to --to " + to.id()
                    + ", which has no shared scale; for --from " + from.id() + " use --from-scale");
        }
        Projection projection = options.projection(to, scale);
        Conversion conversion;
        try {
            conversion = Conversion.of(from, options.scale(from, fromScale, "--from-scale"), projection);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--from: " + e.getMessage());
        }
        options.run(new CodeStream(
                new CodeStream.Columns(
                        "convert", 1, from.width(), to.width(), projection.isStochastic() ? projection.randomBits() : 0,
                        options.flags, true),
                (a, b, c, random) -> conversion.convert(a, random)));
        return 0;
    }

    private static boolean isScalable(Format format) {
        return format instanceof ScalarFormat scalar && scalar.scalable();
    }
}
