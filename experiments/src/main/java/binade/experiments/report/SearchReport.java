package binade.experiments.report;

import binade.experiments.study.FormatSearch.Compared;
import binade.experiments.study.FormatSearch.Found;
import binade.experiments.study.FormatSearch.Round;
import binade.formats.GridFormat;
import binade.formats.Lists;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tech.tablesaw.selection.Selection;

/**
 * The outcome of a search for a list, as text, CSV (the comparison) and JSON (all).
 *
 * @param title the workload and how it was measured
 */
public record SearchReport(String title, Found found) {
    private static final int SHOWN = 10;

    /** Rounds, comparison on held-out mini-batches, verdict. */
    public String text() {
        List<Round> rounds = found.rounds();
        List<String> lines = new ArrayList<>(List.of(title, ""));
        lines.addAll(new TextTable()
                .right("round", IntStream.range(0, rounds.size()).mapToObj(String::valueOf).toList())
                .right("lists tried", rounds.stream().map(r -> Integer.toString(r.tried())).toList())
                .left("best so far", rounds.stream().map(r -> name(r.best())).toList())
                .right("angle", rounds.stream().map(r -> Numbers.fixed(r.angleDeg(), 4)).toList())
                .print(List.of(Selection.withRange(0, rounds.size()))));
        lines.add("");
        List<Compared> shown = Stream.concat(Stream.of(found.winner()), found.members().stream().limit(SHOWN)).toList();
        lines.add("On the %s that the search has not seen; behind: difference to the list found, mini-batch by mini-batch".formatted(
                Numbers.count(found.settings().heldOut(), "mini-batch", "mini-batches")));
        lines.add("");
        lines.addAll(new TextTable()
                .left("list", shown.stream().map(c -> name(c.format())).toList())
                .right("angle", shown.stream().map(c -> Numbers.angle(c.angle())).toList())
                .right("behind", shown.stream().map(c -> c == found.winner() ? "-" : Numbers.gap(c.behind())).toList())
                .print(List.of(Selection.withRange(0, shown.size()))));
        lines.add("");
        lines.addAll(RankingText.wrapped(verdict()));
        return String.join("\n", lines) + "\n";
    }

    private static String name(GridFormat f) {
        String list = Lists.compact(f.list());
        return f.id().startsWith("list:") ? list : f.id() + " (" + list + ")";
    }

    private String verdict() {
        Compared best = found.members().getFirst();
        String saved = " Stopping hopeless lists early saved %s %% of the search."
                .formatted(Numbers.fixed(100 - 100.0 * found.measured() / found.possible(), 0));
        boolean member = found.rounds().getFirst().best().list().equals(found.winner().format().list());
        if (member) {
            return "No list was found that beats the best of the %d members of the set, %s.".formatted(
                    found.members().size() + 1, name(found.winner().format())) + saved;
        }
        return (found.beatsAll()
                ? "%s beats every one of the %d members of the set: %s degrees, the best member %s at %s, %s behind."
                : "%s does not beat every one of the %d members of the set beyond two standard errors: %s degrees, the best member"
                        + " %s at %s, %s behind.").formatted(
                        name(found.winner().format()), found.members().size(), Numbers.angle(found.winner().angle()),
                        name(best.format()), Numbers.angle(best.angle()), Numbers.gap(best.behind())) + saved;
    }

    private DataTable table() {
        DataTable table = new DataTable();
        for (Compared c : Stream.concat(Stream.of(found.winner()), found.members().stream()).toList()) {
            table.row().put("format", c.format().id()).put("list", c.format().list()).put("found", c == found.winner())
                    .put("angle_deg", c.angle().meanDeg()).put("angle_se", c.angle().standardErrorDeg())
                    .put("behind_deg", c.behind().meanDeg()).put("behind_se", c.behind().standardErrorDeg());
        }
        return table;
    }

    /** The list found and all members on held-out mini-batches. */
    public String csv() {
        return table().csv();
    }

    /** Rounds and comparison as one object. */
    public String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        DataTable rounds = new DataTable();
        found.rounds().forEach(r -> rounds.row().put("tried", r.tried()).put("best", r.best().list()).put("angle_deg", r.angleDeg()));
        all.put("setting", title);
        all.put("beats_all_members", found.beatsAll());
        all.put("pairs_measured", found.measured());
        all.put("pairs_without_stopping_early", found.possible());
        all.put("rounds", rounds.rows());
        all.put("held_out", table().rows());
        return DataTable.json(all);
    }
}
