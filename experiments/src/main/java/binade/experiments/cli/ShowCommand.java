package binade.experiments.cli;

import binade.experiments.report.NumberLinePlot;
import binade.formats.BlockFormat;
import binade.formats.Format;
import binade.formats.Formats;
import binade.formats.Grid;
import binade.formats.GridFormat;
import binade.formats.Limits;
import binade.formats.Lists;
import binade.formats.ScalarFormat;
import binade.formats.SignFormat;
import binade.formats.TableFormat;
import binade.formats.WideFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code binade show}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        header = "One format: its limits, codes and number line.",
        description = {
            "", "  binade show fp134", "  binade show e4m3fn --codes --csv", "  binade show log4 --plot log4.png",
            "  binade show mxfp4_e2m1 --scale-rule ceil", ""
        })
final class ShowCommand implements Callable<Integer> {
    private static final int MAX_WIDTH_OF_CODES = 16;

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "ID", converter = Converters.OfFormat.class, description = "the format")
    Format format;

    @Option(names = "--codes",
            description = "the table of all codes (formats of at most 16 bits); of blocks: their elements")
    boolean codes;

    @Option(names = "--plot", paramLabel = "FILE.png", description = "draw the number line; of blocks: their elements")
    Path plot;

    @Mixin
    BlockOptions blocks;

    @Mixin
    TableOptions table;

    @Override
    public Integer call() throws IOException {
        if (codes && format.width() > MAX_WIDTH_OF_CODES) {
            throw new ParameterException(spec.commandLine(), "--codes: " + format.id() + " has " + format.width()
                    + " bits; at most " + MAX_WIDTH_OF_CODES + " are listed");
        }
        blocks.check(format);
        if (plot != null) {
            if (format instanceof SignFormat) {
                throw new ParameterException(spec.commandLine(), "--plot: " + format.id() + " has no number line");
            }
            if (format instanceof WideFormat) {
                throw new ParameterException(
                        spec.commandLine(), "--plot: values of " + format.id() + " are no binary64 numbers");
            }
            NumberLinePlot.save(numbers(), plot);
        }
        table.print(codes ? codeTable() : properties(), spec.commandLine().getOut());
        return 0;
    }

    /** The format itself, or the elements of its blocks. */
    private ScalarFormat numbers() {
        return switch (format) {
            case ScalarFormat scalar -> scalar;
            case BlockFormat blockwise -> blockwise.element();
            case SignFormat signs -> throw new IllegalStateException(signs + " has no values of its own");
            case WideFormat wide -> throw new IllegalStateException(wide + " has no binary64 values");
        };
    }

    private PlainTable properties() {
        PlainTable t = new PlainTable("property", "value");
        t.add("id", format.id());
        t.add("kind", switch (format) {
            case ScalarFormat scalar -> scalar.family().title();
            case BlockFormat ignored -> "blocks that share a scale";
            case SignFormat ignored -> "signs that share a scale";
            case WideFormat ignored -> "IEEE P3109, beyond binary64";
        });
        t.add("width", Integer.toString(format.width()));
        switch (format) {
            case ScalarFormat scalar -> {
                addLimits(scalar, t);
                if (scalar.id().equals("nf4")) {
                    BlockTable.describeBlocks(Formats.block("nf4"), t); // with round --tensor
                }
            }
            case BlockFormat blockwise -> BlockTable.describe(blocks.configured(blockwise), t);
            case SignFormat signs -> BlockTable.describe(signs, t);
            case WideFormat wide -> WideTable.describe(wide, t);
        }
        return t;
    }

    private static void addLimits(ScalarFormat format, PlainTable t) {
        ScalarFormat shown = Numbers.asUsed(format);
        Limits l = shown.limits();
        t.add("precision", l.precision() + " significant bits" + (format instanceof TableFormat ? " at 1" : ""));
        t.add("epsilon", Double.isNaN(l.epsilon()) ? "none: no value follows 1" : exact(l.epsilon()));
        t.add("decimal digits", Integer.toString(l.digits()));
        t.add("max", exact(l.max()));
        t.add("min", exact(l.min()));
        t.add("min normal", exact(l.smallestNormal()));
        t.add("min positive", exact(l.smallestPositive()));
        t.add("dynamic range", "%.1f dB (max / min positive = %s)".formatted(
                20 * (Math.log10(l.max()) - Math.log10(l.smallestPositive())),
                Double.toString(l.max() / l.smallestPositive())));
        t.add("values", "%.0f".formatted(l.values()));
        t.add("special", FormatsCommand.special(format));
        t.add("overflow", format.defaultOverflow().id());
        if (format instanceof GridFormat g) {
            addGrid(g, t);
        }
    }

    private static void addGrid(GridFormat format, PlainTable t) {
        Grid g = format.atDefaultScale().grid();
        t.add("top binade", Integer.toString(g.topBinade()));
        t.add("lowest binade", g.lowestBinade() + " (below it the quantum stays the same)");
        t.add("quantum exponents", g.largestQuantumExponent() + " to " + g.smallestQuantumExponent());
        t.add("scale", format.scalable()
                ? "shared power of two, " + format.minScale() + " to " + format.maxScale() + "; shown at scale " + format.defaultScale()
                : "none");
        if (format.isList()) {
            t.add("list", Lists.compact(format.list()));
            t.add("set id", Formats.setId(format).orElse("not in the systematic set"));
        }
        t.add("encoding", format.encoding().layout().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
    }

    private static String exact(double v) {
        String p = Numbers.print(v);
        String d = Double.toString(v);
        return p.equals(d) || p.equals(d.replaceAll("\\.0$", "")) ? p : p + " = " + d;
    }

    private PlainTable codeTable() {
        if (format instanceof WideFormat wide) {
            return WideTable.codes(wide);
        }
        PlainTable t = new PlainTable("code", "bits", "value", "exact");
        int digits = (format.width() + 3) / 4;
        if (format instanceof SignFormat signs) {
            for (int code = 0; code < 1 << signs.width(); code++) {
                if (code != 2) { // -2, which is no sign
                    t.add(Integer.toString(code), signs.width() == 1 ? "" + code : code / 2 + "" + code % 2,
                            Double.toString(signs.sign(code)), Integer.toString(signs.sign(code)));
                }
            }
            return t;
        }
        ScalarFormat shown = format instanceof ScalarFormat scalar ? Numbers.asUsed(scalar) : numbers();
        for (long code = 0; code < 1L << format.width(); code++) {
            double v;
            try {
                v = shown.decode(code);
            } catch (IllegalArgumentException unused) {
                continue; // a list or codebook that does not fill its width
            }
            String bits = Long.toBinaryString(1L << format.width() | code).substring(1);
            t.add(("%0" + digits + "x").formatted(code), bits, Double.toString(v), Numbers.print(v));
        }
        return t;
    }
}
