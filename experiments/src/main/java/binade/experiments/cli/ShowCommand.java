package binade.experiments.cli;

import binade.experiments.report.NumberLinePlot;
import binade.formats.Format;
import binade.formats.Formats;
import binade.formats.Grid;
import binade.formats.GridFormat;
import binade.formats.Limits;
import binade.formats.Lists;
import binade.formats.ScalarFormat;
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
            "", "  binade show fp134", "  binade show e4m3fn --codes --csv", "  binade show log4 --plot log4.png", ""
        })
final class ShowCommand implements Callable<Integer> {
    private static final int MAX_WIDTH_OF_CODES = 16;

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "ID", converter = Converters.OfFormat.class, description = "the format")
    Format id;

    @Option(names = "--codes", description = "the table of all codes (formats of at most 16 bits)")
    boolean codes;

    @Option(names = "--plot", paramLabel = "FILE.png", description = "draw the number line")
    Path plot;

    @Mixin
    TableOptions table;

    private ScalarFormat format;

    @Override
    public Integer call() throws IOException {
        if (id instanceof WideFormat wide) {
            return showWide(wide);
        }
        try {
            format = Formats.scalar(id.id());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        if (codes && format.width() > MAX_WIDTH_OF_CODES) {
            throw new ParameterException(spec.commandLine(), "--codes: " + format.id() + " has " + format.width()
                    + " bits; at most " + MAX_WIDTH_OF_CODES + " are listed");
        }
        if (plot != null) {
            NumberLinePlot.save(format, plot);
        }
        table.print(codes ? codeTable() : limits(), spec.commandLine().getOut());
        return 0;
    }

    /** A P3109 format beyond binary64. */
    private int showWide(WideFormat f) throws IOException {
        if (plot != null) {
            throw new ParameterException(spec.commandLine(), "--plot: values of " + f.id() + " are no binary64 numbers");
        }
        PlainTable t;
        if (codes) {
            t = new PlainTable("code", "bits", "value");
            for (long code = 0; code < 1L << f.width(); code++) {
                t.add(("%0" + (f.width() + 3) / 4 + "x").formatted(code),
                        Long.toBinaryString(1L << f.width() | code).substring(1), f.print(code));
            }
        } else {
            t = new PlainTable("property", "value");
            t.add("id", f.id());
            t.add("kind", "IEEE P3109, beyond binary64");
            t.add("width", Integer.toString(f.width()));
            t.add("precision", f.precision() + " significant bits");
            t.add("max", f.print(f.maxCode()));
            t.add("min normal", "0x1p" + f.emin());
            t.add("min positive", f.print(1));
            t.add("special", (f.extended() ? "inf nan" : "nan") + (f.signed() ? "" : " unsigned"));
            t.add("overflow", f.defaultOverflow().id());
        }
        table.print(t, spec.commandLine().getOut());
        return 0;
    }

    private PlainTable limits() {
        ScalarFormat shown = Numbers.asUsed(format);
        Limits l = shown.limits();
        PlainTable t = new PlainTable("property", "value");
        t.add("id", format.id());
        t.add("kind", format.family().title());
        t.add("width", Integer.toString(format.width()));
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
        return t;
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
        PlainTable t = new PlainTable("code", "bits", "value", "exact");
        int digits = (format.width() + 3) / 4;
        ScalarFormat shown = Numbers.asUsed(format);
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
