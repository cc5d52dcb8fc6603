package binade.experiments.report;

import binade.experiments.study.Ranking;
import binade.experiments.study.RankingRow;
import binade.experiments.study.Variant;
import binade.formats.Lists;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.selection.Selection;

/**
 * The ranking on the terminal: the first twenty of each room, the named formats that are not among them, the
 * sensitivity to the room, the verdict.
 *
 * <p>Uses Tablesaw's columns and selections but not its Table: initialising that class searches the class path for
 * readers of file formats, which takes longer than everything else in a report and prints warnings to stderr.
 */
final class RankingText {
    private static final int LONGEST_LIST = 34;
    private static final int LINE = 110;

    private RankingText() {}

    static String print(Ranking ranking) {
        List<String> lines = new ArrayList<>();
        for (int room : ranking.rooms()) {
            lines.addAll(room(RankingView.of(ranking, room)));
            lines.add("");
        }
        lines.addAll(sensitivity(ranking));
        lines.addAll(accumulators(RankingView.first(ranking)));
        Verdict.sentences(ranking).forEach(s -> lines.addAll(wrapped(s)));
        return String.join("\n", lines) + "\n";
    }

    private static List<String> room(RankingView view) {
        Ranking ranking = view.ranking();
        List<RankingRow> rows = view.rows();
        List<String> lines = new ArrayList<>();
        lines.add("%s, seed %d, mean FP32 loss %s".formatted(
                view.setting(), ranking.seed(), Numbers.fixed(ranking.loss(), 4)));
        lines.add("Angle of the weight gradient in degrees ± standard error, ordered by '" + view.orderedBy().id()
                + "'; behind: its difference to the first,");
        lines.add("taken mini-batch by mini-batch; area and energy of a multiply-accumulate relative to INT8, modelled");
        lines.add("");
        TextTable table = new TextTable()
                .right("rank", cells(rows, r -> Integer.toString(r.rank())))
                .left("format", cells(rows, RankingRow::format))
                .right("bits", cells(rows, r -> Integer.toString(r.width())))
                .left("list", cells(rows, RankingText::list));
        for (Variant v : view.variants()) {
            int decimals = decimals(rows, v);
            table.right(v.id(), cells(rows, r -> angle(r, v, decimals)));
        }
        int gapDecimals = rows.stream().limit(RankingView.TOP).skip(1)
                .mapToInt(r -> Numbers.decimals(r.gap().standardErrorDeg())).max().orElse(2);
        table.right("behind", cells(rows, r -> r.rank() == 1 ? "-" : Numbers.gap(r.gap(), gapDecimals)));
        table.right("area", cells(rows, r -> Numbers.twoDigits(r.macAreaRel())))
                .right("energy", cells(rows, r -> Numbers.twoDigits(r.macEnergyRel())))
                .left("Pareto", cells(rows, r -> r.pareto() ? "yes" : ""));
        Selection top = IntColumn.create("place", places(rows.size())).isLessThan(RankingView.TOP);
        Selection named =
                BooleanColumn.create("named", rows.stream().map(RankingView::isNamed).toList()).isTrue();
        lines.addAll(table.print(List.of(top, named.andNot(top))));
        return lines;
    }

    private static List<String> sensitivity(Ranking ranking) {
        Sensitivity sensitivity = new Sensitivity(ranking);
        if (sensitivity.isEmpty()) {
            return List.of();
        }
        TextTable table = new TextTable().left("format", sensitivity.formats());
        for (int room : sensitivity.rooms()) {
            table.right("room " + room, sensitivity.formats().stream()
                    .map(f -> sensitivity.cell(f, room) + (sensitivity.isLeast(f, room) ? "*" : " "))
                    .toList());
        }
        List<String> lines = new ArrayList<>();
        lines.add("Sensitivity to the room: " + sensitivity.caption() + "; * least of the room");
        lines.add("");
        lines.addAll(table.print(List.of(Selection.withRange(0, sensitivity.formats().size()))));
        lines.add("");
        return lines;
    }

    private static List<String> accumulators(RankingView view) {
        AccumulatorColumns columns = new AccumulatorColumns(view);
        if (columns.isEmpty()) {
            return List.of();
        }
        TextTable table = new TextTable().left("format", columns.formats());
        columns.columns().forEach(c -> table.right(c.getKey(), c.getValue()));
        List<String> lines = new ArrayList<>(wrapped(AccumulatorColumns.CAPTION));
        lines.add("");
        lines.addAll(table.print(List.of(Selection.withRange(0, columns.formats().size()))));
        lines.add("");
        return lines;
    }

    static List<String> wrapped(String sentence) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : sentence.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > LINE) {
                lines.add(line.toString());
                line.setLength(0);
                line.append("  ");
            }
            line.append(line.isEmpty() || line.toString().isBlank() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static List<String> cells(List<RankingRow> rows, Function<RankingRow, String> cell) {
        return rows.stream().map(cell).toList();
    }

    private static int[] places(int count) {
        int[] places = new int[count];
        for (int i = 0; i < count; i++) {
            places[i] = i;
        }
        return places;
    }

    private static String list(RankingRow row) {
        String list = Lists.compact(row.list());
        return list.length() <= LONGEST_LIST ? list : list.substring(0, LONGEST_LIST - 1) + "…";
    }

    /** As many decimals as the surest of the first formats needs: places must not look tied where they are not. */
    private static int decimals(List<RankingRow> rows, Variant v) {
        return rows.stream()
                .limit(RankingView.TOP)
                .flatMap(r -> r.angle(v).stream())
                .mapToInt(a -> Numbers.decimals(a.standardErrorDeg()))
                .max()
                .orElse(2);
    }

    private static String angle(RankingRow row, Variant v, int decimals) {
        return row.angle(v).map(a -> Numbers.angle(a, decimals)).orElse("-");
    }
}
