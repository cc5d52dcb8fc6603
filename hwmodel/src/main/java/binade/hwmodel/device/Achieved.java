package binade.hwmodel.device;

import binade.hwmodel.Tables;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Shares of the theoretical rate that large matrix products reach: {@code devices/gpu_achieved_matmul.csv}, and for other
 * devices what those of the same vendor lead to expect.
 *
 * <p>Theory is a clock that the board's power does not sustain while all matrix units work. Dynamic power goes with f V^2 and V
 * with f, so the sustained clock goes with the cube root of the power that there is for an operation:
 *
 * <pre>
 *   headroom h  board power / peak rate of 16-bit floats / power of the process at equal speed
 *   expected    median over the vendor's other devices of  share (h / h')^(1/3),  at most the best share of all
 * </pre>
 *
 * Nothing is fitted; the processes' power is what their makers announce ({@code process_power.csv}). Of a device whose board
 * power the tables do not have, the plain median is expected. Against the table, each device from the others: NVIDIA 0.89 to 1.09, Intel
 * 0.97 to 1.03, AMD 0.88 and 1.14; by the plain median 0.89 to 1.09, 0.79 to 1.25, 0.76 and 1.32.
 */
public final class Achieved {
    private static final List<NamedCsvRecord> ROWS = Tables.read("devices/gpu_achieved_matmul.csv");
    private static final Map<String, Double> HEADROOM = headrooms();

    private Achieved() {}

    /** The rows of the table. */
    public static List<NamedCsvRecord> rows() {
        return ROWS;
    }

    /** Who makes a device, by its name in the table. */
    public static String vendor(String device) {
        return device.startsWith("MI") ? "AMD" : device.startsWith("Gaudi") ? "Intel" : "NVIDIA";
    }

    /** What a device of the table has reached (its first row), else what is expected of it. */
    public static double share(String device) {
        return ROWS.stream()
                .filter(r -> r.getField("device").equals(device))
                .mapToDouble(r -> Tables.number(r, "efficiency"))
                .findFirst()
                .orElseGet(() -> expected(device));
    }

    /**
     * What the vendor's other devices lead to expect.
     *
     * @throws IllegalStateException if the table has no other device of the vendor
     */
    public static double expected(String device) {
        double[] sorted = ROWS.stream()
                .filter(r -> vendor(r.getField("device")).equals(vendor(device)) && !r.getField("device").equals(device))
                .filter(r -> !HEADROOM.containsKey(device) || HEADROOM.containsKey(r.getField("device")))
                .mapToDouble(r -> Tables.number(r, "efficiency") * clock(device, r.getField("device")))
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            throw new IllegalStateException("no achieved rate of another " + vendor(device) + " device than " + device);
        }
        int n = sorted.length;
        double median = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
        double best = ROWS.stream().mapToDouble(r -> Tables.number(r, "efficiency")).max().orElseThrow();
        return Math.min(median, best);
    }

    /** Sustained share of the nominal clock of one device over that of another. */
    private static double clock(String device, String other) {
        return HEADROOM.containsKey(device) ? Math.cbrt(HEADROOM.get(device) / HEADROOM.get(other)) : 1;
    }

    private static Map<String, Double> headrooms() {
        Map<Double, Double> process = new HashMap<>();
        Tables.read("devices/process_power.csv").forEach(r -> process.put(
                Tables.number(r, "node_nm"), Tables.number(r, "power_at_equal_speed")));
        List<NamedCsvRecord> peaks = Tables.read("devices/gpu_peaks.csv");
        Map<String, Double> headrooms = new HashMap<>();
        for (NamedCsvRecord d : Tables.read("devices/gpu_devices.csv")) {
            double peak = peaks.stream()
                    .filter(r -> r.getField("id").equals(d.getField("id")) && r.getField("sparsity").equals("dense")
                            && (r.getField("input_format").equals("bf16") || r.getField("input_format").equals("fp16")))
                    .mapToDouble(r -> Tables.number(r, "peak_tera_ops"))
                    .max()
                    .orElseThrow();
            headrooms.put(
                    d.getField("device"), Tables.number(d, "power_w") / peak / process.get(Tables.number(d, "node_nm")));
        }
        return headrooms;
    }
}
