package binade.hwmodel.simd;

import binade.hwmodel.Tables;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The catalogue of processors: {@code cpus/cpus.csv} in the resources. */
public final class Cpus {
    private static final Map<String, Cpu> ALL = read();

    private Cpus() {}

    public static List<Cpu> all() {
        return List.copyOf(ALL.values());
    }

    /** @throws IllegalArgumentException if there is none, with all ids */
    public static Cpu find(String id) {
        Cpu cpu = ALL.get(id.strip().toLowerCase(java.util.Locale.ROOT));
        if (cpu == null) {
            throw new IllegalArgumentException("unknown processor '" + id + "'; there are " + String.join(" ", ALL.keySet()));
        }
        return cpu;
    }

    private static Map<String, Cpu> read() {
        Map<String, Map<String, NamedCsvRecord>> fields = new LinkedHashMap<>();
        for (NamedCsvRecord r : Tables.read("cpus/cpus.csv")) {
            fields.computeIfAbsent(r.getField("cpu"), c -> new LinkedHashMap<>()).put(r.getField("field"), r);
        }
        Map<String, Cpu> cpus = new LinkedHashMap<>();
        fields.forEach((id, f) -> cpus.put(id, cpu(id, f)));
        return cpus;
    }

    private static Cpu cpu(String id, Map<String, NamedCsvRecord> f) {
        Map<String, String> sources = new LinkedHashMap<>();
        f.forEach((field, r) -> sources.put(field, r.getField("source") + " [" + r.getField("evidence") + "]"));
        return new Cpu(
                id, text(id, f, "title"), text(id, f, "vendor"), List.of(text(id, f, "tables").split(" ")),
                Set.of(text(id, f, "isa").split(" ")), number(id, f, "rename_width"), number(id, f, "loads_per_cycle"),
                number(id, f, "load_bits"), number(id, f, "l1d_kib"), number(id, f, "l2_kib"),
                number(id, f, "l2_bytes_per_cycle"), number(id, f, "clock_ghz"), number(id, f, "core_bandwidth_gb_s") * 1e9,
                number(id, f, "core_power_w"), number(id, f, "node_nm"), text(id, f, "memory"), Map.copyOf(sources));
    }

    private static String text(String id, Map<String, NamedCsvRecord> fields, String field) {
        NamedCsvRecord r = fields.get(field);
        if (r == null) {
            throw new IllegalStateException("processor " + id + " lacks the field " + field + " in cpus/cpus.csv");
        }
        return r.getField("value");
    }

    private static double number(String id, Map<String, NamedCsvRecord> fields, String field) {
        return Double.parseDouble(text(id, fields, field));
    }
}
