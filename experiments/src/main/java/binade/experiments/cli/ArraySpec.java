package binade.experiments.cli;

import binade.hwmodel.Accumulation;
import binade.hwmodel.Adder;
import binade.hwmodel.Technology;
import binade.hwmodel.device.MacArray;
import binade.simulator.json.JsonFields;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A multiply-accumulate array described in a file, {@code --device unit:FILE.json}.
 *
 * <pre>
 *   {"rows": 32, "columns": 32, "clock_mhz": 700, "dataflow": "output-stationary", "accumulation": "exact",
 *    "adder": "prefix", "node_nm": 45, "volt": 1.1, "bandwidth_gb_s": 25.6, "sram_kib": 256, "memory": "lpddr5"}
 * </pre>
 *
 * rows, columns and clock_mhz are needed; the others have the values shown. Errors name the field and what it allows.
 */
final class ArraySpec {
    static final String PREFIX = "unit:";

    private static final Set<String> FIELDS = Set.of(
            "rows", "columns", "clock_mhz", "dataflow", "accumulation", "adder", "node_nm", "volt", "bandwidth_gb_s",
            "sram_kib", "memory");

    private final String file;
    private final JsonNode json;

    private ArraySpec(String file, JsonNode json) {
        this.file = file;
        this.json = json;
    }

    static MacArray read(String file) throws IOException {
        JsonNode json;
        try {
            json = JsonMapper.shared().readTree(java.nio.file.Files.readString(Path.of(file)));
        } catch (JacksonException e) {
            throw new UserException(file + ": no JSON: " + JsonFields.reason(e), e);
        }
        if (!json.isObject()) {
            throw new UserException(file + ": one JSON object is allowed, {\"rows\": 32, \"columns\": 32, \"clock_mhz\": 700}");
        }
        for (String name : json.propertyNames()) {
            if (!FIELDS.contains(name)) {
                throw new UserException(file + ": unknown field '" + name + "'; allowed: "
                        + String.join(" ", FIELDS.stream().sorted().toList()));
            }
        }
        ArraySpec s = new ArraySpec(file, json);
        double node = s.number("node_nm", 45.0, 7, 130);
        Technology usual = Technology.at(node);
        return new MacArray(
                s.whole("rows"), s.whole("columns"),
                s.word("dataflow", "output-stationary", List.of("output-stationary", "weight-stationary"))
                                .startsWith("output")
                        ? MacArray.Dataflow.OUTPUT_STATIONARY
                        : MacArray.Dataflow.WEIGHT_STATIONARY,
                s.number("clock_mhz", null, 1, 10_000), s.accumulation(),
                Adder.parse(s.word("adder", "prefix", List.of("ripple", "prefix"))),
                new Technology(node, s.number("volt", usual.volt(), 0.5, 1.8)),
                s.number("bandwidth_gb_s", 25.6, 0.001, 100_000) * 1e9, s.number("sram_kib", 256.0, 1, 1 << 20) * 1024,
                s.word("memory", "lpddr5", List.of("hbm", "gddr6", "lpddr5", "ddr")));
    }

    private int whole(String field) {
        double v = number(field, null, 1, 65_536);
        if (v != Math.rint(v)) {
            throw wrong(field, json.get(field).toString(), "whole numbers from 1 to 65536");
        }
        return (int) v;
    }

    private double number(String field, Double otherwise, double lowest, double highest) {
        String allowed = "numbers from " + plain(lowest) + " to " + plain(highest);
        JsonNode value = json.get(field);
        if (value == null && otherwise != null) {
            return otherwise;
        }
        if (value == null) {
            throw new UserException(file + ": field '" + field + "' is missing; allowed: " + allowed);
        }
        if (!value.isNumber() || !(value.asDouble() >= lowest && value.asDouble() <= highest)) {
            throw wrong(field, value.toString(), allowed);
        }
        return value.asDouble();
    }

    private String word(String field, String otherwise, List<String> allowed) {
        JsonNode value = json.get(field);
        if (value == null) {
            return otherwise;
        }
        if (!value.isString() || !allowed.contains(value.asString().toLowerCase(Locale.ROOT))) {
            throw wrong(field, value.toString(), String.join(" ", allowed));
        }
        return value.asString().toLowerCase(Locale.ROOT);
    }

    private Accumulation accumulation() {
        JsonNode value = json.get("accumulation");
        if (value == null) {
            return Accumulation.EXACT;
        }
        try {
            return Accumulation.parse(value.asString());
        } catch (IllegalArgumentException e) {
            throw wrong("accumulation", value.toString(), "exact fp32 fp16 bf16 fp169 fused:F");
        }
    }

    private UserException wrong(String field, String given, String allowed) {
        return new UserException(file + ": field '" + field + "' is " + given + "; allowed: " + allowed);
    }

    private static String plain(double x) {
        return x == Math.rint(x) ? Long.toString((long) x) : Double.toString(x);
    }
}
