package binade.experiments.cli;

import binade.formats.Format;
import binade.formats.Formats;
import binade.hwmodel.device.Device;
import binade.hwmodel.device.Devices;
import binade.hwmodel.device.Gemm;
import binade.hwmodel.device.Placement;
import binade.hwmodel.device.Roofline;
import binade.hwmodel.network.Network;
import binade.hwmodel.network.NetworkCost;
import binade.hwmodel.network.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/**
 * How much faster than FP32 a workload runs, beside the tutorials' rules of thumb, with the reason where a rule does not hold.
 *
 * @param devices ids
 * @param workload in words
 * @param work a format on a device
 */
record SpeedUpTable(List<String> devices, String workload, BiFunction<Format, Device, SpeedUpTable.Work> work) {

    /**
     * What a workload takes.
     *
     * @param fixedS time that is bound by launches and by element-wise work, s
     * @param memoryS time of products that memory binds, s
     */
    record Work(double timeS, double memoryS, double fixedS) {}

    /** The rule of thumb for a format: from, to. */
    private record Rule(String text, double from, double to) {}

    static SpeedUpTable of(String devices, Gemm gemm) {
        return new SpeedUpTable(
                ids(devices), gemm.m() + " x " + gemm.n() + " x " + gemm.k(),
                (format, device) -> product(Roofline.of(Placement.of(format, device, false), gemm)));
    }

    static SpeedUpTable of(String devices, String model, int images, boolean training) {
        Network network = Network.find(model);
        return new SpeedUpTable(
                ids(devices), model + ", batch " + images + (training ? ", training step" : ""), (format, device) -> {
                    NetworkCost cost = NetworkCost.of(network, Precision.of(format), device, images, training);
                    List<Work> products = cost.steps().stream().map(s -> product(s.roofline())).toList();
                    return new Work(
                            cost.timeS(), products.stream().mapToDouble(Work::memoryS).sum(),
                            cost.elementwiseS() + products.stream().mapToDouble(Work::fixedS).sum());
                });
    }

    private static List<String> ids(String devices) {
        return Arrays.stream(devices.split(",")).map(String::strip).toList();
    }

    private static Work product(Roofline r) {
        return new Work(
                r.timeS(), r.boundBy().equals("memory") ? r.timeS() : 0, r.boundBy().equals("launch") ? r.timeS() : 0);
    }

    PlainTable table(boolean data) {
        PlainTable table = new PlainTable(
                "device", "workload", "format", "runs_as", "speed_up", "ratio_of_peaks", "rule_of_thumb", "verdict", "reason");
        Format fp32 = Formats.any("fp32");
        for (String id : devices) {
            Device device = Devices.find(id);
            double single = work.apply(fp32, device).timeS();
            double peak = Placement.of(fp32, device, false).peakMacPerSecond();
            for (String format : List.of("fp16", "bf16", "int8", "e4m3fn", "fp134", "binary")) {
                Format f = Formats.any(format);
                Placement placement = Placement.of(f, device, false);
                Work w = work.apply(f, device);
                double speedUp = single / w.timeS();
                double peaks = placement.peakMacPerSecond() / peak;
                Rule rule = rule(format);
                boolean holds = speedUp >= rule.from && speedUp <= rule.to;
                table.add(
                        device.id(), workload, format, runsAs(placement), number(speedUp, data), number(peaks, data), rule.text,
                        holds ? "holds" : speedUp < rule.from ? "slower" : "faster", holds ? "" : reason(w, placement, peaks, rule));
            }
        }
        return table;
    }

    private static Rule rule(String format) {
        return switch (format) {
            case "fp16", "bf16" -> new Rule("about 1.5", 1.25, 1.75);
            case "binary" -> new Rule("30 to 60 on a CPU", 30, 60);
            default -> new Rule("2 to 4", 2, 4);
        };
    }

    private static String runsAs(Placement p) {
        return p.type().id() + " (" + p.type().engine() + ")" + (p.exact() ? "" : ", not exact");
    }

    /** Why the rule fails: units that are as fast as that, or time that a narrower format does not shorten. */
    private static String reason(Work w, Placement placement, double peaks, Rule rule) {
        String units = String.format(
                Locale.ROOT, "%s multiplies %s at %.3g times the rate of FP32", placement.device().title(), placement.type().id(),
                peaks);
        double fixed = w.fixedS() / w.timeS();
        double memory = w.memoryS() / w.timeS();
        if (peaks < rule.from) {
            return units;
        }
        if (fixed > 0.25 || memory > 0.25) {
            return units + String.format(
                    Locale.ROOT, ", but %.0f %% of the time goes to memory and %.0f %% to launches and element-wise work", 100 * memory,
                    100 * fixed);
        }
        return units;
    }

    private static Object number(double x, boolean data) {
        return data ? (Object) x : String.format(Locale.ROOT, "%.3g", x);
    }
}
