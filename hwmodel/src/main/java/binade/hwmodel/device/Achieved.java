package binade.hwmodel.device;

import binade.hwmodel.Tables;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.Arrays;
import java.util.List;

/** Shares of the theoretical rate that large matrix products have reached: {@code devices/gpu_achieved_matmul.csv}. */
public final class Achieved {
    private Achieved() {}

    /** The rows of the table. */
    public static List<NamedCsvRecord> rows() {
        return Tables.read("devices/gpu_achieved_matmul.csv");
    }

    /** Who makes a device, by its name in the table. */
    public static String vendor(String device) {
        return device.startsWith("MI") ? "AMD" : device.startsWith("Gaudi") ? "Intel" : "NVIDIA";
    }

    /** Median of the vendor's other devices. */
    public static double median(List<NamedCsvRecord> rows, String vendor, String without) {
        double[] sorted = rows.stream()
                .filter(r -> vendor(r.getField("device")).equals(vendor) && !r.getField("device").equals(without))
                .mapToDouble(r -> Tables.number(r, "efficiency"))
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            throw new IllegalStateException("no achieved rate of another " + vendor + " device than " + without + ": "
                    + Arrays.toString(sorted));
        }
        int n = sorted.length;
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }
}
