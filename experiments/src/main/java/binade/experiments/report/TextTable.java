package binade.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.selection.Selection;

/** Columns of text, printed aligned. */
final class TextTable {
    private static final String GAP = "  ";

    private enum Align {
        LEFT,
        RIGHT
    }

    private record Entry(StringColumn column, Align align) {}

    private final List<Entry> entries = new ArrayList<>();

    TextTable left(String header, List<String> cells) {
        entries.add(new Entry(StringColumn.create(header, cells), Align.LEFT));
        return this;
    }

    TextTable right(String header, List<String> cells) {
        entries.add(new Entry(StringColumn.create(header, cells), Align.RIGHT));
        return this;
    }

    /** The header and the selected rows, a line each; between two selections that are not empty a line with an ellipsis. */
    List<String> print(List<Selection> parts) {
        Selection all = Selection.with();
        parts.forEach(all::or);
        int[] widths = entries.stream().mapToInt(e -> width(e.column().where(all))).toArray();
        List<String> lines = new ArrayList<>();
        lines.add(line(widths, e -> e.column().name()));
        for (Selection part : parts) {
            if (part.isEmpty()) {
                continue;
            }
            if (lines.size() > 1) {
                lines.add("…");
            }
            for (int row : part.toArray()) {
                lines.add(line(widths, e -> e.column().get(row)));
            }
        }
        return lines;
    }

    private String line(int[] widths, Function<Entry, String> cell) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < entries.size(); i++) {
            String text = cell.apply(entries.get(i));
            String blanks = " ".repeat(widths[i] - text.length());
            line.append(i == 0 ? "" : GAP);
            switch (entries.get(i).align()) {
                case LEFT -> line.append(text).append(blanks);
                case RIGHT -> line.append(blanks).append(text);
            }
        }
        return line.toString().stripTrailing();
    }

    private static int width(StringColumn column) {
        return Math.max(column.name().length(), column.asList().stream().mapToInt(String::length).max().orElse(0));
    }
}
