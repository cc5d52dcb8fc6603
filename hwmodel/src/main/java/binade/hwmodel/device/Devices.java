package binade.hwmodel.device;

import binade.formats.Suggestions;
import binade.hwmodel.Tables;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The catalogue of machines: accelerators, {@code devices/gpu_devices.csv} and {@code gpu_peaks.csv} in the resources, and one
 * core of each processor, {@link Cores}.
 */
public final class Devices {
    private static final double TERA = 1e12;
    private static final Map<String, Device> ALL = read();

    private Devices() {}

    public static List<Device> all() {
        return List.copyOf(ALL.values());
    }

    /**
     * The device of an id or of the vendor's name.
     *
     * @throws IllegalArgumentException if there is none, with the nearest and all ids
     */
    public static Device find(String text) {
        String id = text.strip().toLowerCase(Locale.ROOT);
        for (Device d : ALL.values()) {
            if (d.id().equals(id) || d.title().toLowerCase(Locale.ROOT).equals(id)) {
                return d;
            }
        }
        String nearest = Suggestions.closest(id, ALL.keySet());
        throw new IllegalArgumentException("unknown device '" + text + "'; did you mean " + nearest + "? There are "
                + String.join(" ", ALL.keySet()) + " and unit:FILE.json");
    }

    private static Map<String, Device> read() {
        Map<String, List<NamedCsvRecord>> peaks = Tables.read("devices/gpu_peaks.csv").stream()
                .collect(Collectors.groupingBy(r -> r.getField("id"), LinkedHashMap::new, Collectors.toList()));
        Map<String, Device> devices = new LinkedHashMap<>();
        for (NamedCsvRecord r : Tables.read("devices/gpu_devices.csv")) {
            String vendor = r.getField("vendor");
            devices.put(r.getField("id"), new Device(
                    r.getField("id"), r.getField("device"), vendor, r.getField("architecture"),
                    Integer.parseInt(r.getField("compute_units")), Tables.number(r, "clock_mhz"),
                    Tables.number(r, "memory_bandwidth_gb_s") * 1e9, Tables.number(r, "shared_cache_mib") * (1 << 20),
                    Tables.number(r, "memory_gb") * 1e9, Tables.number(r, "power_w"), Tables.number(r, "node_nm"),
                    r.getField("memory"), natives(peaks.get(r.getField("id"))),
                    Achieved.share(r.getField("device")), r.getField("source")));
        }
        Cores.all().forEach(core -> devices.put(core.id(), core));
        return devices;
    }

    private static List<NativeType> natives(List<NamedCsvRecord> rows) {
        List<NativeType> natives = new ArrayList<>();
        for (NamedCsvRecord dense : rows) {
            if (!dense.getField("sparsity").equals("dense")) {
                continue;
            }
            double sparse = rows.stream()
                    .filter(r -> r.getField("sparsity").equals("2:4") && r.getField("engine").equals(dense.getField("engine"))
                            && r.getField("input_format").equals(dense.getField("input_format")))
                    .mapToDouble(r -> Tables.number(r, "peak_tera_ops") * TERA / 2)
                    .findFirst()
                    .orElse(Double.NaN);
            natives.add(new NativeType(
                    dense.getField("input_format"), dense.getField("engine"), dense.getField("accumulator"),
                    Tables.number(dense, "peak_tera_ops") * TERA / 2, sparse, null));
        }
        return List.copyOf(natives);
    }
}
