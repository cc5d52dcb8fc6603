package binade.hwmodel.validation;

import binade.formats.Format;
import binade.hwmodel.Tables;
import binade.hwmodel.device.Achieved;
import binade.hwmodel.device.Device;
import binade.hwmodel.device.Devices;
import binade.hwmodel.device.Memories;
import binade.hwmodel.device.NativeType;
import binade.hwmodel.device.Placement;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Peaks, achieved rates and memories against published tables. */
final class DeviceChecks {
    private DeviceChecks() {}

    /** The fastest rate that a device lists for a format is what a format of that type gets. */
    static List<Point> peaks() {
        List<Point> points = new ArrayList<>();
        for (Device device : Devices.all().stream().filter(d -> !d.isCore()).toList()) {
            for (NativeType type : device.natives()) {
                NativeType fastest = device.natives().stream()
                        .filter(t -> t.id().equals(type.id()))
                        .max(java.util.Comparator.comparingDouble(NativeType::peakMacPerSecond))
                        .orElseThrow();
                if (type != fastest) {
                    continue; // the same format in a slower engine
                }
                Format format = type.formats(device.hasShiftedFloat8()).getFirst();
                points.add(Point.within(
                        "peak", device.id() + " " + type.id(), "gpu_peaks.csv", "MAC/s", type.peakMacPerSecond(),
                        Placement.of(format, device, false).peakMacPerSecond(), 1));
                if (type.hasSparsity()) {
                    points.add(Point.within(
                            "peak", device.id() + " " + type.id() + " 2:4", "gpu_peaks.csv", "MAC/s",
                            type.sparsePeakMacPerSecond(), Placement.of(format, device, true).peakMacPerSecond(), 1));
                }
            }
        }
        return points;
    }

    /** MACs per instruction / cycles x matrix units x compute units x clock. */
    static List<Point> instructions() {
        Map<String, String> devices = Map.of("cdna1", "mi100", "cdna2", "mi250", "cdna3", "mi300x");
        Map<String, String> types = Map.of("FP16", "fp16", "BF16", "bf16", "int8", "int8", "FP8", "fp8", "FP64", "fp64");
        List<Point> points = new ArrayList<>();
        devices.forEach((architecture, id) -> types.forEach((format, type) -> {
            double best = Tables.read("devices/matrix_instructions.csv").stream()
                    .filter(r -> r.getField("architecture").equals(architecture) && r.getField("a_format").equals(format))
                    .mapToDouble(r -> Tables.number(r, "mac_per_compute_unit_per_cycle"))
                    .max()
                    .orElse(Double.NaN);
            Device device = Devices.find(id);
            device.natives().stream().filter(t -> t.id().equals(type)).findFirst().ifPresent(t -> {
                if (Double.isFinite(best)) {
                    points.add(Point.within(
                            "peak from instruction cycles", id + " " + type, "matrix_instructions.csv", "MAC/s",
                            t.peakMacPerSecond(), best * device.units() * device.clockMhz() * 1e6, 0.5));
                }
            });
        }));
        return points.stream().sorted(java.util.Comparator.comparing(Point::name)).toList();
    }

    /** Each device's best matrix product, expected from those of its vendor's other devices. */
    static List<Point> achieved() {
        List<Point> points = new ArrayList<>();
        for (NamedCsvRecord r : Achieved.rows()) {
            String device = r.getField("device");
            String vendor = Achieved.vendor(device);
            points.add(Point.within(
                    "achieved matrix product", device + " " + r.getField("input_format"), "gpu_achieved_matmul.csv",
                    "TFLOP/s", Tables.number(r, "best_achieved_tera_ops"),
                    Achieved.expected(device) * Tables.number(r, "theory_tera_ops"), vendor.equals("NVIDIA") ? 15 : 30));
        }
        return points;
    }

    static List<Point> sram() {
        return List.of(
                Point.within("SRAM energy", "8 KiB, 45 nm", "memory_energy.csv", "pJ/bit", 0.15625, Memories.sramPjPerBit(8192), 10),
                Point.within("SRAM energy", "1 MiB, 45 nm", "memory_energy.csv", "pJ/bit", 1.5625, Memories.sramPjPerBit(1 << 20), 10));
    }
}
