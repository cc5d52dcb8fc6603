package binade.experiments.report;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Rows of named cells, for files that programs read: numbers with all their digits, what is no finite number left out, except
 * that CSV says {@code Infinity}.
 */
final class DataTable {
    private final List<Map<String, Object>> rows = new ArrayList<>();

    /** Begins a row. */
    DataTable row() {
        rows.add(new LinkedHashMap<>());
        return this;
    }

    /** Puts a cell into the last row; all rows have the same cells in the same order. */
    DataTable put(String column, Object value) {
        rows.getLast().put(column, value instanceof Double d && d.isNaN() ? null : value);
        return this;
    }

    String csv() {
        StringWriter out = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out)) {
            if (!rows.isEmpty()) {
                csv.writeRecord(rows.getFirst().keySet());
            }
            for (Map<String, Object> row : rows) {
                csv.writeRecord(row.values().stream().map(v -> v == null ? "" : v.toString()).toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot fail", e);
        }
        return out.toString();
    }

    /** For {@link #json}. */
    List<Map<String, Object>> rows() {
        return rows.stream().map(row -> {
            Map<String, Object> copy = new LinkedHashMap<>(row);
            copy.replaceAll((_, v) -> v instanceof Double d && d.isInfinite() ? null : v);
            return copy;
        }).toList();
    }

    static String json(Object tree) {
        return JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build().writeValueAsString(tree) + "\n";
    }
}
