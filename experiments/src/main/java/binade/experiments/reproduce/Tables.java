package binade.experiments.reproduce;

import binade.experiments.reproduce.Expression.Filter;
import binade.experiments.reproduce.Expression.Reference;
import binade.simulator.json.JsonFields;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a command printed. A JSON array of objects is one table; of an object, every array of objects is a table by its name
 * and the other fields are a table of one row without a name. Lines are a table with the columns {@code name} (of the input
 * line) and {@code output}.
 */
final class Tables {
    private static final String MAIN = "";

    private final Map<String, List<Map<String, Object>>> tables = new LinkedHashMap<>();

    private Tables() {}

    /** @throws ExpressionException if the output is neither JSON nor a line per input */
    static Tables of(Measurement m, String output) {
        return m.lines().isEmpty() ? ofJson(output) : ofLines(m, output);
    }

    private static Tables ofLines(Measurement m, String output) {
        List<String> answers = output.lines().toList();
        if (answers.size() != m.lines().size()) {
            throw new ExpressionException(answers.size() + " lines of output for " + m.lines().size() + " lines of input");
        }
        Tables t = new Tables();
        Iterator<String> answer = answers.iterator();
        List<Map<String, Object>> rows = new ArrayList<>();
        m.lines().keySet().forEach(name -> rows.add(Map.of("name", name, "output", answer.next().strip())));
        t.tables.put(MAIN, rows);
        return t;
    }

    private static Tables ofJson(String output) {
        try {
            JsonNode root = JsonMapper.shared().readTree(output);
            Tables t = new Tables();
            if (isTable(root)) {
                t.tables.put(MAIN, rows(root));
                return t;
            }
            if (!root.isObject()) {
                throw new ExpressionException("the output is neither a JSON object nor a list of objects");
            }
            Map<String, Object> single = new LinkedHashMap<>();
            root.properties().forEach(p -> {
                if (isTable(p.getValue())) {
                    t.tables.put(p.getKey(), rows(p.getValue()));
                } else {
                    single.put(p.getKey(), cell(p.getValue()));
                }
            });
            t.tables.put(MAIN, List.of(single));
            return t;
        } catch (JacksonException e) {
            throw new ExpressionException("the output is not JSON: " + JsonFields.reason(e));
        }
    }

    private static boolean isTable(JsonNode node) {
        return node.isArray() && !node.isEmpty() && node.get(0).isObject();
    }

    private static List<Map<String, Object>> rows(JsonNode table) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (JsonNode row : table.values()) {
            Map<String, Object> cells = new LinkedHashMap<>();
            row.properties().forEach(p -> cells.put(p.getKey(), cell(p.getValue())));
            rows.add(cells);
        }
        return rows;
    }

    private static Object cell(JsonNode node) {
        if (node.isNumber()) {
            return node.doubleValue();
        }
        if (node.isNull()) {
            return Double.NaN;
        }
        if (node.isBoolean()) {
            return node.booleanValue() ? 1.0 : 0.0;
        }
        return node.isString() ? node.stringValue() : node.toString();
    }

    /** @throws ExpressionException if there is no such table, column or row, naming those there are */
    Value look(Reference r) {
        List<String> path = r.path();
        if (path.size() > 3 || path.size() < 2) {
            throw new ExpressionException(r + ": a reference is measurement.column or measurement.table.column");
        }
        String column = path.getLast();
        String name = path.size() == 3 ? path.get(1) : MAIN;
        List<Map<String, Object>> rows = tables.get(name);
        if (rows == null) {
            throw new ExpressionException(r + ": no table " + name + "; there are: " + String.join(" ", tables.keySet()).strip());
        }
        List<Map<String, Object>> chosen = rows.stream()
                .filter(row -> r.filters().stream().allMatch(f -> matches(row, f, r))).toList();
        if (chosen.isEmpty()) {
            throw new ExpressionException(r + ": none of " + rows.size() + " rows");
        }
        return new Value(chosen.stream().map(row -> cell(row, column, r)).toList());
    }

    private static boolean matches(Map<String, Object> row, Filter f, Reference r) {
        Object own = cell(row, f.column(), r);
        return own instanceof Double d ? isNumber(f.text(), d) : own.equals(f.text());
    }

    private static boolean isNumber(String text, double value) {
        try {
            return Double.parseDouble(text) == value;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static Object cell(Map<String, Object> row, String column, Reference r) {
        Object cell = row.get(column);
        if (cell == null) {
            throw new ExpressionException(r + ": no column " + column + "; there are: "
                    + row.keySet().stream().collect(Collectors.joining(" ")));
        }
        return cell;
    }
}
