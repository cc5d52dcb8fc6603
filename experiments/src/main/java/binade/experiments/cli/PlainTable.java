package binade.experiments.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A small table that prints itself as aligned text, CSV or JSON: the same cells in each. */
final class PlainTable {
    private final List<String> columns;
    private final List<Object[]> rows = new ArrayList<>();

    PlainTable(String... columns) {
        this.columns = List.of(columns);
    }

    /** Cells: String, Integer, Long, Double or Boolean; null is empty. */
    void add(Object... cells) {
        rows.add(cells);
    }

    void text(Appendable out) throws IOException {
        int[] width = new int[columns.size()];
        for (int c = 0; c < width.length; c++) {
            width[c] = columns.get(c).length();
            for (Object[] row : rows) {
                width[c] = Math.max(width[c], cell(row[c]).length());
            }
        }
        line(columns.toArray(), width, out);
        for (Object[] row : rows) {
            line(row, width, out);
        }
    }

    private static void line(Object[] cells, int[] width, Appendable out) throws IOException {
        StringBuilder b = new StringBuilder();
        for (int c = 0; c < cells.length; c++) {
            String text = cell(cells[c]);
            String pad = " ".repeat(width[c] - text.length());
            b.append(cells[c] instanceof Number ? pad + text : text + pad).append("  ");
        }
        out.append(b.toString().stripTrailing()).append('\n');
    }

    private static String cell(Object value) {
        return value == null ? "" : value.toString();
    }

    void csv(Appendable out) throws IOException {
        java.io.StringWriter text = new java.io.StringWriter();
        try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            csv.writeRecord(columns);
            for (Object[] row : rows) {
                csv.writeRecord(java.util.Arrays.stream(row).map(PlainTable::cell).toList());
            }
        }
        out.append(text.toString());
    }

    void json(Appendable out) throws IOException {
        write(rows.stream().map(this::object).toList(), out);
    }

    /** The first row as an object, not as the only element of an array. */
    void jsonObject(Appendable out) throws IOException {
        write(object(rows.getFirst()), out);
    }

    private Map<String, Object> object(Object[] row) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int c = 0; c < row.length; c++) {
            object.put(columns.get(c), row[c]);
        }
        return object;
    }

    private static void write(Object json, Appendable out) throws IOException {
        out.append(JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build()
                .writeValueAsString(json)).append('\n');
    }
}
