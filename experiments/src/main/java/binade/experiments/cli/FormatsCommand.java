package binade.experiments.cli;

import binade.formats.FormatSet;
import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.GridFormat.Family;
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
            "Further ids: list:5x7,4,3,2,1,0  float:E,M,BIAS  q3.4  uq0.8  w8-000 to w6-165",
            ""
        })
final class FormatsCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Option(names = "--kind", paramLabel = "KIND",
            description = "ieee small list float integer fixed_point set (default: all but set)")
    String kind;

    @Mixin
    TableOptions table;

    @Override
    public Integer call() throws IOException {
        PlainTable t = new PlainTable(
                "id", "kind", "width", "precision", "max", "min_normal", "min_positive", "special", "set_id", "list");
        for (GridFormat f : formats()) {
            t.add(f.id(), f.family().name().toLowerCase(Locale.ROOT), f.width(), f.grid().precision(),
                    Numbers.print(f.grid().max()), Numbers.print(f.grid().minNormal()),
                    Numbers.print(f.grid().minPositive()), special(f), Formats.setId(f).orElse(""),
                    Numbers.compact(f.list()));
        }
        table.print(t, spec.commandLine().getOut());
        return 0;
    }

    private List<GridFormat> formats() {
        if (kind == null) {
            List<GridFormat> all = new ArrayList<>(Formats.all());
            all.add(Formats.parse("q3.4"));
            return all;
        }
        if (kind.equals("set")) {
            return FormatSet.paper();
        }
        for (Family family : Family.values()) {
            if (family.name().toLowerCase(Locale.ROOT).equals(kind.toLowerCase(Locale.ROOT).replace('-', '_'))) {
                return family == Family.FIXED_POINT
                        ? List.of(Formats.parse("q3.4"), Formats.parse("q0.7"), Formats.parse("uq0.8"))
                        : Formats.all().stream().filter(f -> f.family() == family).toList();
            }
        }
        throw new ParameterException(spec.commandLine(), "unknown kind '" + kind + "'; allowed: "
                + Arrays.stream(Family.values()).map(f -> f.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(" ")) + " set");
    }

    static String special(GridFormat f) {
        List<String> words = new ArrayList<>();
        if (f.encoding().hasInfinity()) {
            words.add("inf");
        }
        if (f.encoding().hasNan()) {
            words.add("nan");
        }
        if (f.encoding().negativeZero()) {
            words.add("-0");
        }
        if (!f.encoding().signed()) {
            words.add("unsigned");
        }
        return String.join(" ", words);
    }
}
