package binade.hwmodel.simd;

import binade.hwmodel.Tables;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The instruction sequences of {@code cpus/simd_paths.csv}. */
public final class SimdPaths {
    private static final List<SimdPath> ALL =
            Tables.read("cpus/simd_paths.csv").stream().map(SimdPaths::path).toList();

    private SimdPaths() {}

    public static List<SimdPath> all() {
        return ALL;
    }

    /** @throws IllegalArgumentException if there is none, with all ids */
    public static SimdPath find(String id) {
        return ALL.stream()
                .filter(p -> p.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown path '" + id + "'; there are "
                        + String.join(" ", ALL.stream().map(SimdPath::id).toList())));
    }

    private static SimdPath path(NamedCsvRecord r) {
        return new SimdPath(
                r.getField("path"), r.getField("by").equals("jvm"), r.getField("format"), r.getField("accumulator"),
                Set.of(r.getField("isa").split(" ")), r.getField("form"), Tables.number(r, "macs"),
                Tables.number(r, "element_bits"), whole(r, "loads"), whole(r, "operand_registers"), whole(r, "accumulators"),
                whole(r, "constants"), counts(r.getField("decode")), counts(r.getField("compute")), sequence(r.getField("chain")),
                r.getField("meaning"));
    }

    private static int whole(NamedCsvRecord row, String column) {
        return Integer.parseInt(row.getField(column));
    }

    /** {@code 2*vpmullw vpaddw}: names with counts. */
    private static Map<String, Integer> counts(String text) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String name : sequence(text)) {
            counts.merge(name, 1, Integer::sum);
        }
        return counts;
    }

    private static List<String> sequence(String text) {
        List<String> names = new ArrayList<>();
        for (String part : text.isBlank() ? new String[0] : text.strip().split(" ")) {
            int star = part.indexOf('*');
            for (int i = 0; i < (star < 0 ? 1 : Integer.parseInt(part.substring(0, star))); i++) {
                names.add(part.substring(star + 1));
            }
        }
        return List.copyOf(names);
    }
}
