package binade.experiments.cli;

import binade.experiments.stream.CodeStream;
import binade.formats.Format;
import binade.simulator.arithmetic.Arithmetic;
import binade.simulator.arithmetic.Operation;
import binade.simulator.arithmetic.Projection;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code binade calc}. */
@Command(
        name = "calc",
        mixinStandardHelpOptions = true,
        header = "Computes in a format exactly, one operation per line.",
        description = {
            "",
            "  echo '3c00 0001' | binade calc --format fp16 --op add --flags     3c00 01",
            "  echo '38 00' | binade calc --format e4m3fn --op div --flags       7e 0d",
            "",
            "Operands are code points in hex; fma a b c is a b + c, rem is the IEEE",
            "remainder. The exact result is rounded once. sr-a sr-b sr-c take R in hex as",
            "the last column. A NaN where the format has none is '-'. An infinity that the",
            "format or the overflow rule does not deliver is an overflow: the largest value",
            "(sat-finite, sat-propagate) or NaN (overflow). Empty lines and lines beginning",
            "with # are copied.",
            ""
        })
final class CalcCommand implements Callable<Integer> {
    @Option(names = "--format", required = true, paramLabel = "ID", converter = Converters.OfFormat.class,
            description = "the format of operands and result (binade formats lists them)")
    Format format;

    @Option(names = "--op", required = true, paramLabel = "OP", converter = Converters.OfOperation.class,
            description = "add sub mul div sqrt rem fma roundToInt")
    Operation operation;

    @Option(names = "--scale", paramLabel = "S",
            description = "shared power-of-two exponent of list and integer formats (default: 0; integers: unit 1)")
    Integer scale;

    @Option(names = "--not-exact",
            description = "roundToInt raises no inexact (TestFloat's -notexact; default: its -exact)")
    boolean notExact;

    @Mixin
    CodeStreamOptions options;

    @Override
    public Integer call() throws IOException {
        Projection projection = options.projection(format, scale);
        Arithmetic arithmetic = Arithmetic.of(projection);
        options.run(new CodeStream(
                new CodeStream.Columns(
                        operation.id(), operation.operands(), format.width(), format.width(),
                        projection.isStochastic() ? projection.randomBits() : 0, options.flags,
                        !(notExact && operation == Operation.ROUND_TO_INT)),
                (a, b, c, random) -> arithmetic.apply(operation, a, b, c, random)));
        return 0;
    }
}
