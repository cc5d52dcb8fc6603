package binade.simulator.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One JSON object, read field by field; every complaint names the field, what is wrong, and what is allowed. */
public final class JsonFields {
    private final String where;
    private final JsonNode object;
    private final Set<String> known = new LinkedHashSet<>();

    private JsonFields(String where, JsonNode object) {
        this.where = where;
        this.object = object;
        if (!object.isObject()) {
            throw new IllegalArgumentException(where + ": a JSON object is needed");
        }
    }

    /** @param source name of the text, for messages */
    public static JsonFields parse(String source, String text) {
        try {
            return of(source, JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build().readTree(text));
        } catch (JacksonException e) {
            throw new IllegalArgumentException(source + (e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr())
                    + ": not JSON: " + reason(e), e);
        }
    }

    /** What the parser says, without where in its own memory the text lies. */
    public static String reason(JacksonException e) {
        return e.getOriginalMessage().replaceAll(" \\(start marker at \\[Source:.*?]\\)", "");
    }

    public static JsonFields of(String where, JsonNode object) {
        return new JsonFields(where, object);
    }

    public IllegalArgumentException wrong(String field, String reason) {
        return new IllegalArgumentException(where + ": " + field + ": " + reason);
    }

    public boolean has(String field) {
        known.add(field);
        return object.has(field) && !object.get(field).isNull();
    }

    /** Whether the field is there and a text. */
    public boolean isText(String field) {
        return has(field) && object.get(field).isString();
    }

    private JsonNode need(String field, String allowed) {
        if (!has(field)) {
            throw wrong(field, "is missing; allowed: " + allowed);
        }
        return object.get(field);
    }

    public String string(String field, String allowed) {
        JsonNode node = need(field, allowed);
        if (!node.isString() || node.stringValue().isBlank()) {
            throw wrong(field, node + " is not a text; allowed: " + allowed);
        }
        return node.stringValue();
    }

    public String string(String field, String allowed, String otherwise) {
        return has(field) ? string(field, allowed) : otherwise;
    }

    public int integer(String field, int min, int max) {
        JsonNode node = need(field, "integers from " + min + " to " + max);
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < min || node.intValue() > max) {
            throw wrong(field, node + " is not an integer from " + min + " to " + max);
        }
        return node.intValue();
    }

    public int integer(String field, int min, int max, int otherwise) {
        return has(field) ? integer(field, min, max) : otherwise;
    }

    public boolean flag(String field) {
        if (!has(field)) {
            return false;
        }
        if (!object.get(field).isBoolean()) {
            throw wrong(field, object.get(field) + " is neither true nor false");
        }
        return object.get(field).booleanValue();
    }

    /** A finite number between two limits, both included. */
    public double number(String field, double min, double max) {
        String allowed = "numbers from " + min + " to " + max;
        JsonNode node = need(field, allowed);
        if (!node.isNumber() || !(node.doubleValue() >= min && node.doubleValue() <= max)) {
            throw wrong(field, node + " is not allowed; allowed: " + allowed);
        }
        return node.doubleValue();
    }

    public double number(String field, double min, double max, double otherwise) {
        return has(field) ? number(field, min, max) : otherwise;
    }

    /** One of the named values; {@code otherwise} where the field is absent, null if it must be there. */
    public <T> T choice(String field, Map<String, T> values, T otherwise) {
        String allowed = String.join(" ", values.keySet());
        if (otherwise != null && !has(field)) {
            return otherwise;
        }
        String text = string(field, allowed);
        if (!values.containsKey(text)) {
            throw wrong(field, "unknown '" + text + "'; allowed: " + allowed);
        }
        return values.get(text);
    }

    public List<Integer> integers(String field, int min, int max) {
        JsonNode node = need(field, "a list of integers from " + min + " to " + max);
        List<Integer> values = new ArrayList<>();
        for (JsonNode v : node.isArray() ? node.values() : List.<JsonNode>of()) {
            if (!v.isIntegralNumber() || !v.canConvertToInt() || v.intValue() < min || v.intValue() > max) {
                throw wrong(field, v + " is not an integer from " + min + " to " + max);
            }
            values.add(v.intValue());
        }
        if (values.isEmpty()) {
            throw wrong(field, node + " is not a list of integers from " + min + " to " + max);
        }
        return values;
    }

    /** A list of texts, empty or not. */
    public List<String> strings(String field, String allowed) {
        JsonNode node = need(field, allowed);
        List<String> values = new ArrayList<>();
        for (JsonNode v : node.isArray() ? node.values() : List.of(node)) {
            if (!node.isArray() || !v.isString()) {
                throw wrong(field, v + " is not a list of texts; allowed: " + allowed);
            }
            values.add(v.stringValue());
        }
        return values;
    }

    /** Text fields of an object, or one text under "all". */
    public Map<String, String> texts(String field) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (has(field)) {
            JsonNode node = object.get(field);
            if (node.isString()) {
                texts.put("all", node.stringValue());
            } else {
                JsonFields inner = of(where + ": " + field, node);
                node.propertyNames().forEach(name -> texts.put(name, inner.string(name, "a text")));
            }
        }
        return texts;
    }

    public JsonFields object(String field) {
        return of(where + ": " + field, need(field, "an object"));
    }

    public List<JsonFields> objects(String field, String itemName) {
        JsonNode node = need(field, "a list of objects");
        if (!node.isArray() || node.isEmpty()) {
            throw wrong(field, "is not a list of objects");
        }
        List<JsonFields> items = new ArrayList<>();
        for (JsonNode item : node.values()) {
            items.add(of(where + ": " + itemName + " " + (items.size() + 1), item));
        }
        return items;
    }

    /** Refuses fields that nobody asked for. */
    public void noMore() {
        for (String name : object.propertyNames()) {
            if (!known.contains(name)) {
                throw wrong(name, "is not a field here; allowed: " + String.join(" ", known));
            }
        }
    }

    /** The values of an enum by their ids, in order. */
    public static <T> Map<String, T> byId(T[] values, Function<T, String> id) {
        Map<String, T> map = new LinkedHashMap<>();
        Arrays.stream(values).forEach(v -> map.put(id.apply(v), v));
        return map;
    }
}
