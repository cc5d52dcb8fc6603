package binade.experiments.cli;

import binade.experiments.report.CostCharts;
import binade.formats.Format;
import binade.formats.Formats;
import binade.hwmodel.device.Device;
import binade.hwmodel.device.Devices;
import binade.hwmodel.device.Roofline;
import binade.hwmodel.network.Network;
import binade.hwmodel.network.NetworkCost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A network on a device, layer by layer: {@code binade cost --model NAME --device D --format ID}. */
final class NetworkCostTable {
    private final NetworkCost cost;
    private final NetworkCost single;

    NetworkCostTable(String network, String device, Format format, int images, boolean training) {
        Device d = Devices.find(device);
        Network n = Network.find(network);
        cost = NetworkCost.of(n, format, d, images, training);
        single = NetworkCost.of(n, Formats.parse("fp32"), d, images, training);
    }

    void print(TableOptions table, java.io.PrintWriter stdout) throws IOException {
        if (table.style.json || table.style.csv) {
            table.print(rows(true), stdout);
            return;
        }
        Files.write(table.output, stdout, this::text);
    }

    /** The roofline with the products of one image and of the batch. */
    void plot(Path file) throws IOException {
        NetworkCost one = NetworkCost.of(
                cost.network(), cost.placement().format(), cost.placement().device(), 1, cost.training());
        CostCharts.roofline(cost.images() == 1 ? List.of(one) : List.of(one, cost), file);
    }

    private PlainTable rows(boolean data) {
        PlainTable t = new PlainTable(
                "layer", "pass", "m", "n", "k", "macs", "bytes", "mac_per_byte", "time_s", "energy_j", "utilisation",
                "bound_by");
        for (NetworkCost.Step s : cost.steps()) {
            Roofline r = s.roofline();
            t.add(s.layer().name(), s.pass().title(), r.gemm().m(), r.gemm().n(), r.gemm().k(), cell(r.gemm().macs(), data),
                    cell(r.bytes(), data), cell(r.intensity(), data), cell(r.timeS(), data), cell(r.energyJ(), data),
                    cell(r.utilisation(), data), r.boundBy());
        }
        t.add("elementwise", "", null, null, null, null, null, null, cell(cost.elementwiseS(), data),
                cell(cost.elementwiseJ(), data), null, "memory");
        t.add("total", "", null, null, null, cell(cost.macs(), data), cell(cost.bytes(), data),
                cell(cost.macs() / cost.bytes(), data), cell(cost.timeS(), data), cell(cost.energyJ(), data),
                cell(cost.utilisation(), data), "");
        return t;
    }

    private static Object cell(double x, boolean data) {
        return data ? (Object) x : String.format(Locale.ROOT, "%.2g", x);
    }

    private void text(Appendable out) throws IOException {
        Device d = cost.placement().device();
        out.append("%s on %s, batch %d, %s; %s runs as %s: %s%n".formatted(
                cost.network().id(), d.title(), cost.images(), cost.training() ? "one training step" : "inference",
                cost.placement().format().id(), cost.placement().type().id(), cost.placement().reason()));
        rows(false).text(out);
        double ridge = Roofline.ridge(cost.placement());
        out.append("%n%d of %d products are bound by memory, %d by compute, %d by the launch; memory binds below %.0f MAC per byte.%n"
                .formatted(cost.boundBy("memory"), cost.steps().size(), cost.boundBy("compute"), cost.boundBy("launch"),
                        ridge));
        out.append("Weights and activations take %.2g MB: %s.%n".formatted(
                cost.footprintBytes() * 1e-6, cost.fits() ? "they fit the memory" : "more than the memory holds"));
        double speedUp = single.timeS() / cost.timeS();
        double peaks = cost.placement().peakMacPerSecond() / single.placement().peakMacPerSecond();
        out.append("%.2g times as fast as FP32 here; the ratio of the peaks is %.2g. %s%n".formatted(
                speedUp, peaks, thumb(speedUp, peaks)));
        out.append("Energies are orders of magnitude.\n");
    }

    /** The tutorials' rules of thumb, and why they do not hold. */
    private String thumb(double speedUp, double peaks) {
        String rule = switch (cost.placement().type().id()) {
            case "fp16", "bf16" -> "Rule of thumb for 16 bits: 1.5 times";
            case "int8", "fp8" -> "Rule of thumb for 8 bits: 2 to 4 times";
            case "binary" -> "Rule of thumb for binary on a CPU: 30 to 60 times";
            default -> "There is no rule of thumb for " + cost.placement().type().id();
        };
        String reason = cost.boundBy("launch") * 2 > cost.steps().size()
                ? "most products are so small that a launch takes longer, whatever the format"
                : speedUp < 0.7 * peaks
                        ? "memory, element-wise work and launches take a share that the format does not shorten by as much"
                        : "the matrix units are as much faster, and most products are bound by them";
        return rule + "; " + reason + ".";
    }
}
