package binade.experiments.cli;

import binade.experiments.report.CostCharts;
import binade.formats.Formats;
import binade.hwmodel.device.Device;
import binade.hwmodel.device.Devices;
import binade.hwmodel.device.Energy;
import binade.hwmodel.device.Placement;
import binade.hwmodel.device.Roofline;
import binade.hwmodel.network.Layer;
import binade.hwmodel.network.Network;
import binade.hwmodel.network.NetworkCost;
import binade.hwmodel.network.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A network on a device, layer by layer: {@code binade cost --model NAME --device D --format ID}. */
final class NetworkCostTable {
    private final NetworkCost cost;
    private final NetworkCost single;

    NetworkCostTable(String network, String device, Precision precision, int images, boolean training) {
        Device d = Devices.find(device);
        Network n = Network.find(network);
        cost = NetworkCost.of(n, precision, d, images, training);
        single = NetworkCost.of(n, Precision.of(Formats.parse("fp32")), d, images, training);
    }

    void print(TableOptions table, java.io.PrintWriter stdout) throws IOException {
        if (table.style.json || table.style.csv) {
            table.print(rows(true), stdout);
            return;
        }
        Files.write(table.output, stdout, this::text);
    }

    private NetworkCost one() {
        return NetworkCost.of(cost.network(), cost.precision(), cost.device(), 1, cost.training());
    }

    private static long belowRidge(NetworkCost cost) {
        return cost.steps().stream().filter(s -> s.roofline().isBelowRidge()).count();
    }

    /** The roofline with the products of one image and of the batch. */
    void plot(Path file) throws IOException {
        CostCharts.roofline(cost.images() == 1 ? List.of(cost) : List.of(one(), cost), file);
    }

    private PlainTable rows(boolean data) {
        PlainTable t = new PlainTable(
                "layer", "pass", "m", "n", "k", "macs", "bytes", "mac_per_byte", "time_s", "energy_j", "utilisation",
                "bound_by", "a", "b", "native_format", "arithmetic_j", "registers_j", "sram_j", "dram_j", "idle_j");
        for (NetworkCost.Step s : cost.steps()) {
            Roofline r = s.roofline();
            List<Object> row = new ArrayList<>(Arrays.asList(
                    s.layer().name(), s.pass().title(), r.gemm().m(), r.gemm().n(), r.gemm().k(), cell(r.gemm().macs(), data),
                    cell(r.bytes(), data), cell(r.intensity(), data), cell(r.timeS(), data), cell(r.energyJ(), data),
                    cell(r.utilisation(), data), r.boundBy(), cost.precision().first(s.pass()).id(),
                    cost.precision().second(s.pass()).id(), r.placement().type().id()));
            split(r.energy(), data, row);
            t.add(row.toArray());
        }
        List<Object> elementwise = new ArrayList<>(Arrays.asList(
                "elementwise", "", null, null, null, null, null, null, cell(cost.elementwiseS(), data),
                cell(cost.elementwiseJ(), data), null, "memory", "", "", ""));
        split(new Energy(0, 0, 0, cost.elementwiseJ(), 0), data, elementwise);
        t.add(elementwise.toArray());
        List<Object> total = new ArrayList<>(Arrays.asList(
                "total", "", null, null, null, cell(cost.macs(), data), cell(cost.bytes(), data),
                cell(cost.macs() / cost.bytes(), data), cell(cost.timeS(), data), cell(cost.energy().totalJ(), data),
                cell(cost.utilisation(), data), "", "", "", ""));
        split(cost.energy(), data, total);
        t.add(total.toArray());
        return t;
    }

    /** What fits a terminal: without formats and energies by place. */
    private PlainTable summary() {
        PlainTable t = new PlainTable(
                "layer", "pass", "m", "n", "k", "macs", "bytes", "mac/byte", "time s", "energy J", "utilisation", "bound by");
        for (NetworkCost.Step s : cost.steps()) {
            Roofline r = s.roofline();
            t.add(s.layer().name(), s.pass().title(), r.gemm().m(), r.gemm().n(), r.gemm().k(), cell(r.gemm().macs(), false),
                    cell(r.bytes(), false), cell(r.intensity(), false), cell(r.timeS(), false), cell(r.energyJ(), false),
                    cell(r.utilisation(), false), r.boundBy());
        }
        t.add("elementwise", "", null, null, null, null, null, null, cell(cost.elementwiseS(), false),
                cell(cost.elementwiseJ(), false), null, "memory");
        t.add("total", "", null, null, null, cell(cost.macs(), false), cell(cost.bytes(), false),
                cell(cost.macs() / cost.bytes(), false), cell(cost.timeS(), false), cell(cost.energy().totalJ(), false),
                cell(cost.utilisation(), false), "");
        return t;
    }

    private static void split(Energy e, boolean data, List<Object> row) {
        for (double part : new double[] {e.arithmeticJ(), e.registersJ(), e.sramJ(), e.dramJ(), e.idleJ()}) {
            row.add(cell(part, data));
        }
    }

    private static Object cell(double x, boolean data) {
        return data ? (Object) x : String.format(Locale.ROOT, "%.2g", x);
    }

    private void text(Appendable out) throws IOException {
        Device d = cost.device();
        out.append("%s on %s, batch %d, %s, %s%n".formatted(
                cost.network().id(), d.title(), cost.images(), cost.training() ? "one training step" : "inference",
                cost.precision().text(cost.training())));
        for (Layer.Pass pass : Layer.Pass.values()) {
            if (pass == Layer.Pass.OUTPUT || cost.training()) {
                Placement p = cost.placements().get(pass);
                out.append("  %-15s %s x %s runs as %s%s: %s%n".formatted(
                        pass.title(), cost.precision().first(pass).id(), cost.precision().second(pass).id(), p.type().id(),
                        p.exact() ? "" : ", NOT exactly", p.reason()));
            }
        }
        summary().text(out);
        double ridge = Roofline.ridge(cost.placement());
        out.append("%n%d of %d products are bound by memory, %d by compute, %d by conversion to the native type, %d by the launch; memory binds below %.0f MAC per byte.%n"
                .formatted(cost.boundBy("memory"), cost.steps().size(), cost.boundBy("compute"), cost.boundBy("conversion"),
                        cost.boundBy("launch"), ridge));
        out.append("Left of that ridge, where memory would bind if launches took no time, lie %d products with this batch, %d with one image.%n"
                .formatted(belowRidge(cost), belowRidge(cost.images() == 1 ? cost : one())));
        out.append("Weights%s take %.2g MB: %s; the largest batch that fits is %d.%n".formatted(
                cost.training() ? ", optimizer state and the activations kept for the backward pass" : " and activations",
                cost.footprintBytes() * 1e-6, cost.fits() ? "they fit the memory" : "more than the memory holds",
                cost.largestBatch()));
        Energy e = cost.energy();
        double percent = 100 / e.totalJ();
        out.append("Energy: arithmetic %.0f %%, registers %.0f %%, SRAM %.0f %%, DRAM %.0f %%, idle %.0f %% of %.2g J, an order of magnitude.%n"
                .formatted(e.arithmeticJ() * percent, e.registersJ() * percent, e.sramJ() * percent, e.dramJ() * percent,
                        e.idleJ() * percent, e.totalJ()));
        double speedUp = single.timeS() / cost.timeS();
        double peaks = cost.placement().peakMacPerSecond() / single.placement().peakMacPerSecond();
        out.append("%.2g times as fast as FP32 here; the ratio of the peaks is %.2g. %s%n".formatted(
                speedUp, peaks, thumb(speedUp, peaks)));
    }

    /** The tutorials' rules of thumb, and why they do not hold. */
    private String thumb(double speedUp, double peaks) {
        String rule = switch (cost.placement().type().id()) {
            case "fp16", "bf16" -> "Rule of thumb for 16 bits: 1.5 times";
            case "int8", "fp8" -> "Rule of thumb for 8 bits: 2 to 4 times";
            case "binary" -> "Rule of thumb for binary on a CPU: 30 to 60 times";
            default -> "There is no rule of thumb for " + cost.placement().type().id();
        };
        String reason = cost.boundBy("conversion") * 2 > cost.steps().size()
                ? "most products wait for operands to be converted to the native type"
                : cost.boundBy("launch") * 2 > cost.steps().size()
                ? "most products are so small that a launch takes longer, whatever the format"
                : speedUp < 0.7 * peaks
                        ? "memory, element-wise work and launches take a share that the format does not shorten by as much"
                        : "the matrix units are as much faster, and most products are bound by them";
        return rule + "; " + reason + ".";
    }
}
