package binade.experiments.cli;

import binade.formats.FormatSet;
import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.GridFormat.Family;
import binade.formats.Limits;
import binade.formats.Lists;
import binade.formats.ScalarFormat;
import binade.formats.SignFormat;
import binade.formats.block.BlockFormats;
import binade.formats.WideFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code binade formats}. */
@Command(
        name = "formats",
        mixinStandardHelpOptions = true,
        header = "The catalogue of formats.",
        description = {
            "",
            "  binade formats --kind list        the paper's lists",
            "  binade formats --kind set         the 498 members of the systematic set",
            "",
            "Further ids: list:5x7,4,3,2,1,0  float:E,M,BIAS  q3.4  uq0.8  w8-000 to w6-165  posit{3..16}_{0..3}",
            "             lns{N}_{R}  codebook:FILE  bm{E}_{M}/{BLOCK}  bfp{BITS}/{BLOCK}  bfp{BITS}sm/{BLOCK}",
            "block and sign formats take their scales from a tensor (round --tensor); of blocks max and min_positive",
            "include the scale, width does not, bits_per_value does. nf4 is both, a codebook and a block format.",
            ""
        })
final class FormatsCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Option(names = "--kind", paramLabel = "KIND",
            description = "ieee small list float integer fixed_point p3109 posit lns codebook block sign set (default: all but"
                    + " set; of p3109 the 8-bit members)")
    String kind;

    @Mixin
    TableOptions table;

    @Override
    public Integer call() throws IOException {
        PlainTable t = new PlainTable(
                "id", "kind", "width", "precision", "max", "min_normal", "min_positive", "special", "set_id", "list",
                "block", "element", "scale", "bits_per_value");
        for (ScalarFormat f : formats()) {
            Limits limits = Numbers.asUsed(f).limits();
            GridFormat list = f instanceof GridFormat g && g.isList() ? g : null;
            t.add(f.id(), f.family().name().toLowerCase(Locale.ROOT), f.width(), limits.precision(),
                    Numbers.print(limits.max()), Numbers.print(limits.smallestNormal()),
                    Numbers.print(limits.smallestPositive()), special(f),
                    list == null ? "" : Formats.setId(list).orElse(""),
                    list == null ? "" : Lists.compact(list.list()), null, "", "", (double) f.width());
        }
        if (kind == null || kind.equalsIgnoreCase("block")) {
            BlockFormats.ids().forEach(id -> BlockTable.add(Formats.block(id), t));
        }
        if (kind == null || kind.equalsIgnoreCase("sign")) {
            Arrays.stream(SignFormat.values()).forEach(f -> BlockTable.add(f, t));
        }
        if (kind != null && kind.equalsIgnoreCase(Family.P3109.name())) {
            Formats.wideP3109().forEach(id -> addWide((WideFormat) Formats.any(id), t));
        }
        table.print(t, spec.commandLine().getOut());
        return 0;
    }

    /** A P3109 format beyond binary64. */
    private static void addWide(WideFormat f, PlainTable t) {
        t.add(f.id(), "p3109", f.width(), f.precision(), f.print(f.maxCode()), "2^" + f.emin(), f.print(1),
                (f.extended() ? "inf nan" : "nan") + (f.signed() ? "" : " unsigned"), "", "", "", "", "", (double) f.width());
    }

    private List<? extends ScalarFormat> formats() {
        if (kind == null) {
            return Arrays.stream(Family.values())
                    .flatMap(f -> (f == Family.P3109 ? Formats.usualP3109() : Formats.ids(f)).stream())
                    .map(Formats::scalar)
                    .toList();
        }
        if (kind.equalsIgnoreCase("block") || kind.equalsIgnoreCase("sign")) {
            return List.of();
        }
        if (kind.equals("set")) {
            return FormatSet.paper();
        }
        for (Family family : Family.values()) {
            if (family.name().toLowerCase(Locale.ROOT).equals(kind.toLowerCase(Locale.ROOT).replace('-', '_'))) {
                return Formats.ids(family).stream().map(Formats::scalar).toList();
            }
        }
        throw new ParameterException(spec.commandLine(), "unknown kind '" + kind + "'; allowed: "
                + Arrays.stream(Family.values()).map(f -> f.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(" ")) + " block sign set");
    }

    static String special(ScalarFormat f) {
        Limits limits = f.limits();
        List<String> words = new ArrayList<>();
        if (limits.infinity()) {
            words.add("inf");
        }
        if (limits.nan()) {
            words.add("nan");
        }
        if (limits.negativeZero()) {
            words.add("-0");
        }
        if (limits.min() >= 0) {
            words.add("unsigned");
        }
        return String.join(" ", words);
    }
}
