package binade.experiments.cli;

import binade.experiments.stream.BlockStream;
import binade.experiments.stream.Notation;
import binade.experiments.stream.RoundStream;
import binade.experiments.stream.SignStream;
import binade.experiments.stream.WideStream;
import binade.formats.BlockFormat;
import binade.formats.Format;
import binade.formats.Formats;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.ScalarFormat;
import binade.formats.SignFormat;
import binade.formats.WideFormat;
import binade.formats.block.MxFormat;
import binade.formats.block.NvFp4Format;
import binade.formats.block.ScaleRule;
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
            ""
        })
final class RoundCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Option(names = "--format", required = true, paramLabel = "ID", converter = Converters.OfFormat.class,
            description = "the format (binade formats lists them)")
    Format id;

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
            description = "hex: binary32 pattern, dec: decimal or C99 hex-float, code: code point (default: hex)")
    Notation in;

    @Option(names = "--out", paramLabel = "NOTATION", defaultValue = "hex", converter = Converters.OfNotation.class,
            description = "the same for the output (default: hex)")
    Notation out;

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

    @Option(names = "--scale-rule", paramLabel = "RULE", converter = Converters.OfScaleRule.class,
            description = "scale of MX blocks: floor ceil even rceil (default: floor)")
    ScaleRule scaleRule;

    @Option(names = "--nvfp4-lo", paramLabel = "LO", converter = Converters.OfNvFp4Bound.class,
            description = "least scale of NVFP4 blocks: 2^-9 (a block of zeros has scale 0) or 2^-6 (torchao), also as"
                    + " decimals (default: 2^-9)")
    NvFp4Format.LowerBound nvfp4Lo;

    @Option(names = "--nvfp4-levels", paramLabel = "L",
            description = "1: a scale per block, 2: and a binary32 scale per tensor, printed first (default: 1)")
    Integer nvfp4Levels;

    @Option(names = "-o", paramLabel = "FILE", description = "write to FILE instead of standard output")
    Path output;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "input (default: standard input)")
    Path file;

    @Override
    public Integer call() throws IOException {
        checkNumbers();
        checkBlockOptions(format());
        Lines lines = switch (format()) {
            case ScalarFormat format -> {
                check(format);
                RoundStream.TensorOptions tensorOptions = tensor || track != null
                        ? new RoundStream.TensorOptions(room, track, twoTerm, printScale)
                        : null;
                yield new RoundStream(new RoundStream.Options(
                        format, rounding, overflow != null ? overflow : format.defaultOverflow(), scale, randomBits, in,
                        out, nan, tensorOptions))::run;
            }
            case WideFormat format -> {
                check(format);
                yield new WideStream(
                        format, rounding, overflow != null ? overflow : format.defaultOverflow(), randomBits, in, out)::run;
            }
            case SignFormat format -> {
                check(format);
                yield new SignStream(format, rounding, randomBits, in, out)::run;
            }
            case BlockFormat format -> {
                check(format);
                yield new BlockStream(configured(format), rounding, randomBits, in, out, nan)::run;
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
        if (tensor || scale != null || track != null || twoTerm || printScale || room != 0) {
            throw usage("--tensor, --scale, --track, --room, --two-term and --print-scale do not apply to " + format.id());
        }
        try {
            new WideStream(format, rounding, format.defaultOverflow(), randomBits, in, out);
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage());
        }
    }

    private void check(SignFormat format) {
        if (!tensor) {
            throw usage("--format " + format.id() + " needs --tensor: its scale comes from a whole tensor");
        }
        if (scale != null || track != null || twoTerm || printScale || room != 0 || overflow != null) {
            throw usage("--scale, --track, --room, --two-term, --print-scale and --overflow do not apply to "
                    + format.id());
        }
        if (!format.roundings().contains(rounding)) {
            throw undefined(format, format.roundings());
        }
    }

    /** The format that is meant: of a tensor, nf4 is the block format. */
    private Format format() {
        return tensor && id.id().equals("nf4") ? Formats.block("nf4") : id;
    }

    private void check(BlockFormat format) {
        if (!tensor) {
            throw usage("--format " + format.id() + " needs --tensor: its scales come from the blocks of a tensor");
        }
        if (scale != null || track != null || twoTerm || printScale || room != 0 || overflow != null) {
            throw usage("--scale, --track, --room, --two-term, --print-scale and --overflow do not apply to "
                    + format.id());
        }
        if (!format.supports(rounding)) {
            throw undefined(format, Arrays.stream(Rounding.values()).filter(format::supports).toList());
        }
    }

    /** The block format with the options of its kind. */
    private BlockFormat configured(BlockFormat format) {
        if (format instanceof NvFp4Format) {
            return new NvFp4Format(
                    nvfp4Levels != null && nvfp4Levels == 2,
                    nvfp4Lo != null ? nvfp4Lo : NvFp4Format.LowerBound.SMALLEST_POSITIVE);
        }
        return format instanceof MxFormat mx && scaleRule != null ? mx.withRule(scaleRule) : format;
    }

    /** Options of a kind of blocks are wrong usage with any other format. */
    private void checkBlockOptions(Format format) {
        if (scaleRule != null && !(format instanceof MxFormat)) {
            throw usage("--scale-rule does not apply to " + format.id() + "; the MX formats have one");
        }
        if ((nvfp4Lo != null || nvfp4Levels != null) && !(format instanceof NvFp4Format)) {
            throw usage("--nvfp4-lo and --nvfp4-levels do not apply to " + format.id());
        }
        if (nvfp4Levels != null && nvfp4Levels != 1 && nvfp4Levels != 2) {
            throw usage("--nvfp4-levels " + nvfp4Levels + "; allowed: 1 and 2");
        }
    }

    private ParameterException undefined(Format format, List<Rounding> allowed) {
        return usage("--rounding " + rounding.id() + " is not defined for " + format.id() + "; allowed: "
                + String.join(" ", allowed.stream().map(Rounding::id).toList()));
    }

    private void check(ScalarFormat format) {
        if (!format.supports(rounding)) {
            throw undefined(format, Arrays.stream(Rounding.values()).filter(format::supports).toList());
        }
        if (scale != null && !format.scalable()) {
            throw usage("--scale: format " + format.id() + " has no shared scale; lists and integers have one");
        }
        if (scale != null && (scale < format.minScale() || scale > format.maxScale())) {
            throw usage("--scale " + scale + " is outside " + format.minScale() + " to " + format.maxScale()
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
        if ((tensor || track != null) && scale != null) {
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
        if (randomBits < 1 || randomBits > 48) {
            throw usage("--random-bits " + randomBits + "; allowed: 1 to 48");
        }
        if (room < 0 || room > 64) {
            throw usage("--room " + room + "; allowed: 0 to 64");
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
