package binade.experiments.cli;

import binade.experiments.stream.BlockStream;
import binade.experiments.stream.RoundStream;
import binade.experiments.stream.SignStream;
import binade.experiments.stream.WideStream;
import binade.formats.BlockFormat;
import binade.formats.Format;
import binade.formats.Formats;
import binade.formats.Rounding;
import binade.formats.ScalarFormat;
import binade.formats.SignFormat;
import binade.formats.WideFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code binade round}. */
@Command(
        name = "round",
        mixinStandardHelpOptions = true,
        header = "Rounds numbers into a format, one per line.",
        description = {
            "",
            "  echo 0.7 | binade round --format fp134 --in dec --out dec          0.6875",
            "  echo '0.7 0.6875' | binade round --format log4 --rounding hysteresis --in dec --out dec",
            "  echo '0.9 0.013 -0.31' | binade round --format fp134 --tensor --room 1 --in dec --out code",
            "  echo '957 1 -2.5' | binade round --format mxfp8_e4m3 --tensor --in dec --out code   80 : 7e 30 ba",
            "",
            "A second column holds R in hex (sr-a sr-b sr-c sr) or the previous quantized value (hysteresis);",
            "with --tensor it is a second tensor after ' ; '. Empty lines and lines beginning with # are copied.",
            "Codes of a tensor are printed, and read, with their scale in front: S : CODE CODE, of blocks",
            "SCALE : CODE CODE | SCALE : CODE CODE. Blocks that are read keep their scales and codes.",
            ""
        })
final class RoundCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    RoundingOptions options;

    @Option(names = "--nan", paramLabel = "POLICY", defaultValue = "error",
            description = "NaN where the format has none: error, zero or max (default: ${DEFAULT-VALUE})")
    RoundStream.NanPolicy nan;

    @Option(names = "--tensor", description = "each line is a tensor with a scale of its own")
    boolean tensor;

    @Option(names = "--room", paramLabel = "R", defaultValue = "0",
            description = "empty top binades of a tensor's scale, 0 to 64 (default: ${DEFAULT-VALUE})")
    int room;

    @Option(names = "--track", paramLabel = "S0", arity = "0..1", fallbackValue = "0",
            preprocessor = OptionalScale.class,
            description = "tensors: carry the scale from line to line by the tracking rule, from S0 (default: 0)")
    Integer track;

    @Option(names = "--two-term", description = "tensors: q(x) + q(x - q(x))")
    boolean twoTerm;

    @Option(names = "--print-scale", description = "tensors: put USED>NEXT, the scale exponents, before each line")
    boolean printScale;

    @Mixin
    BlockOptions blocks;

    @Option(names = "-o", paramLabel = "FILE", description = "write to FILE instead of standard output")
    Path output;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "input (default: standard input)")
    Path file;

    @Override
    public Integer call() throws IOException {
        checkNumbers();
        blocks.check(format());
        Lines lines = switch (format()) {
            case ScalarFormat format -> {
                check(format);
                RoundStream.TensorOptions tensorOptions = tensor || track != null
                        ? new RoundStream.TensorOptions(room, track, twoTerm, printScale)
                        : null;
                yield new RoundStream(new RoundStream.Options(
                        format, options.rounding, options.overflowOf(format), options.scale, options.randomBits,
                        options.in, options.out, nan, tensorOptions))::run;
            }
            case WideFormat format -> {
                check(format);
                yield new WideStream(
                        format, options.rounding, options.overflow != null ? options.overflow : format.defaultOverflow(),
                        options.randomBits, options.in, options.out)::run;
            }
            case SignFormat format -> {
                check(format);
                yield new SignStream(
                        format, options.rounding, options.randomBits, options.in, options.out)::run;
            }
            case BlockFormat format -> {
                check(format);
                yield new BlockStream(
                        blocks.configured(format), options.rounding, options.randomBits, options.in, options.out, nan)::run;
            }
        };
        try (BufferedReader reader = file == null
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8), 1 << 16)
                : java.nio.file.Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            Files.write(output, spec.commandLine().getOut(), o ->
                    lines.copy(reader, file == null ? "standard input" : file.toString(), o));
        }
        return 0;
    }

    /** What is done with the lines of the input. */
    @FunctionalInterface
    private interface Lines {
        void copy(BufferedReader input, String source, Appendable output) throws IOException;
    }

    private void check(WideFormat format) {
        if (tensor || options.scale != null || track != null || twoTerm || printScale || room != 0) {
            throw usage("--tensor, --scale, --track, --room, --two-term and --print-scale do not apply to " + format.id());
        }
        try {
            new WideStream(
                    format, options.rounding, format.defaultOverflow(), options.randomBits, options.in, options.out);
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage());
        }
    }

    private void check(SignFormat format) {
        requireTensor(format, "its scale comes from a whole tensor");
        if (!format.roundings().contains(options.rounding)) {
            throw undefined(format, format.roundings());
        }
    }

    /** The format that is meant: of a tensor, nf4 is the block format. */
    private Format format() {
        return tensor && options.format.id().equals("nf4") ? Formats.block("nf4") : options.format;
    }

    private void requireTensor(Format format, String reason) {
        if (!tensor) {
            throw usage("--format " + format.id() + " needs --tensor: " + reason);
        }
        if (options.scale != null || track != null || twoTerm || printScale || room != 0 || options.overflow != null) {
            throw usage("--scale, --track, --room, --two-term, --print-scale and --overflow do not apply to "
                    + format.id());
        }
    }

    private void check(BlockFormat format) {
        requireTensor(format, "its scales come from the blocks of a tensor");
        if (!format.supports(options.rounding)) {
            throw undefined(format, Arrays.stream(Rounding.values()).filter(format::supports).toList());
        }
    }

    private ParameterException undefined(Format format, List<Rounding> allowed) {
        return usage("--rounding " + options.rounding.id() + " is not defined for " + format.id() + "; allowed: "
                + String.join(" ", allowed.stream().map(Rounding::id).toList()));
    }

    private void check(ScalarFormat format) {
        if (!format.supports(options.rounding)) {
            throw undefined(format, Arrays.stream(Rounding.values()).filter(format::supports).toList());
        }
        if (options.overflow != null && !format.supports(options.overflow)) {
            throw usage("--overflow " + options.overflow.id() + " is not defined for " + format.id() + "; allowed: "
                    + format.defaultOverflow().id());
        }
        if (options.scale != null && !format.scalable()) {
            throw usage("--scale: format " + format.id() + " has no shared scale; lists and integers have one");
        }
        if (options.scale != null && (options.scale < format.minScale() || options.scale > format.maxScale())) {
            throw usage("--scale " + options.scale + " is outside " + format.minScale() + " to " + format.maxScale()
                    + ", where all values of " + format.id() + " are binary32 numbers");
        }
        if (track != null && !format.scalable()) {
            throw usage("--track: format " + format.id() + " has no shared scale; lists and integers have one");
        }
        if (track != null && (track < format.minScale() || track > format.maxScale())) {
            throw usage("--track " + track + " is outside " + format.minScale() + " to " + format.maxScale());
        }
        if (!tensor && track == null && (twoTerm || printScale || room != 0)) {
            throw usage("--room, --two-term and --print-scale need --tensor or --track");
        }
        if ((tensor || track != null) && options.scale != null) {
            throw usage("--scale and " + (track != null ? "--track" : "--tensor")
                    + " exclude each other: a tensor has a scale of its own");
        }
        if (room != 0 && !format.scalable()) {
            throw usage("--room: format " + format.id() + " has no shared scale; lists and integers have one");
        }
    }

    /** Leaves the word after {@code --track} alone unless it is an integer: then it is the input file. */
    static final class OptionalScale implements IParameterPreprocessor {
        @Override
        public boolean preprocess(
                Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
            boolean attached = !" ".equals(info.get("separator")); // as in --track=5
            if (!attached && (arguments.isEmpty() || !arguments.peek().matches("[+-]?\\d+"))) {
                arguments.push("0");
            }
            return false;
        }
    }

    private void checkNumbers() {
        if (options.randomBits < 1 || options.randomBits > 48) {
            throw usage("--random-bits " + options.randomBits + "; allowed: 1 to 48");
        }
        if (room < 0 || room > 64) {
            throw usage("--room " + room + "; allowed: 0 to 64");
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
