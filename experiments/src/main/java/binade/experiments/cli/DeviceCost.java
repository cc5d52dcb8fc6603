package binade.experiments.cli;

import binade.formats.Format;
import binade.hwmodel.Operand;
import binade.hwmodel.UnitCost;
import binade.hwmodel.device.Device;
import binade.hwmodel.device.Devices;
import binade.hwmodel.device.Gemm;
import binade.hwmodel.device.MacArray;
import binade.hwmodel.device.NativeType;
import binade.hwmodel.device.Placement;
import binade.hwmodel.device.Roofline;
import binade.hwmodel.simd.SimdCost;
import binade.hwmodel.device.Storage;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * A format on a machine: {@code binade cost --device D --format ID}.
 *
 * @param weights format of the second operand; null for that of the first
 * @param gemm null for the peak only
 */
record DeviceCost(String device, Format format, Format weights, boolean sparse, Gemm gemm) {

    void print(TableOptions table, java.io.PrintWriter stdout) throws IOException {
        if (device.startsWith(ArraySpec.PREFIX)) {
            array(ArraySpec.read(device.substring(ArraySpec.PREFIX.length())), table, stdout);
        } else {
            accelerator(Devices.find(device), table, stdout);
        }
    }

    private void accelerator(Device d, TableOptions table, java.io.PrintWriter stdout) throws IOException {
        Placement placement = weights == null ? Placement.of(format, d, sparse) : Placement.of(format, weights, d);
        SimdCost.Tile tile = placement.type().tile();
        if (gemm == null) {
            PlainTable row = new PlainTable(
                    "peak_mac_s", "native_format", "exact_container", "bound_by", "device", "format", "engine",
                    "accumulator", "sparse", "ridge_mac_per_byte", "reason", "mac_per_cycle", "tile", "core_bound");
            row.add(placement.peakMacPerSecond(), placement.type().id(), placement.exact(), "compute", d.id(), format.id(),
                    placement.type().engine(), placement.type().accumulator(), sparse, Roofline.ridge(placement),
                    placement.reason(), macPerCycle(tile), shape(tile), bound(tile));
            table.printRecord(row, out -> peakText(d, placement, out), stdout);
            return;
        }
        Roofline r = weights == null
                ? Roofline.of(placement, gemm)
                : Roofline.of(placement, gemm, Storage.of(placement, format, weights));
        PlainTable row = new PlainTable(
                "peak_mac_s", "native_format", "exact_container", "bound_by", "time_s", "energy_j", "utilisation", "device",
                "format", "engine", "accumulator", "sparse", "m", "n", "k", "bytes", "mac_per_byte", "ridge_mac_per_byte",
                "reason", "mac_per_cycle", "tile", "core_bound");
        row.add(placement.peakMacPerSecond(), placement.type().id(), placement.exact(), r.boundBy(), r.timeS(), r.energyJ(),
                r.utilisation(), d.id(), format.id(), placement.type().engine(), placement.type().accumulator(), sparse,
                gemm.m(), gemm.n(), gemm.k(), r.bytes(), r.intensity(), Roofline.ridge(placement), placement.reason(),
                macPerCycle(tile), shape(tile), bound(tile));
        table.printRecord(row, out -> {
            peakText(d, placement, out);
            out.append("%d x %d x %d  %s s, %s J (order of magnitude), %s of the peak, bound by %s%n".formatted(
                    gemm.m(), gemm.n(), gemm.k(), digits(r.timeS()), digits(r.energyJ()), digits(r.utilisation()),
                    r.boundBy()));
            out.append("           %s MAC per byte; memory binds below %s%n".formatted(
                    digits(r.intensity()), digits(Roofline.ridge(placement))));
        }, stdout);
    }

    private void peakText(Device d, Placement p, Appendable out) throws IOException {
        NativeType type = p.type();
        out.append("%s on %s: %s MAC/s peak (x 2 operations)%s, runs as %s into %s (%s)%n".formatted(
                format.id(), d.title(), new BigDecimal(p.peakMacPerSecond()).round(new MathContext(4)),
                sparse ? " with 2:4 sparsity" : "", type.id(), type.accumulator(), type.engine()));
        out.append("%s: %s%n".formatted(p.exact() ? "exact" : "NOT exact", p.reason()));
        if (type.tile() != null) {
            out.append("%s MAC per cycle at %s GHz in register tiles of %s, bound by %s (binade cost --simd %s)%n".formatted(
                    digits(macPerCycle(type.tile())), d.clockMhz() * 1e-3, shape(type.tile()), bound(type.tile()), d.id()));
        }
    }

    /** Of the register tile of a processor's core; null for accelerators, as the next two. */
    private static Double macPerCycle(SimdCost.Tile tile) {
        return tile == null ? null : (Double) tile.cost().macPerCycle();
    }

    private static String shape(SimdCost.Tile tile) {
        return tile == null ? null : tile.mr() + "x" + tile.nr();
    }

    private static String bound(SimdCost.Tile tile) {
        return tile == null ? null : tile.cost().boundBy();
    }

    private void array(MacArray a, TableOptions table, java.io.PrintWriter stdout) throws IOException {
        if (sparse) {
            throw new UserException("an array of one's own has no 2:4 sparsity; leave out --sparse");
        }
        Operand operand = Operand.of(format);
        UnitCost unit = a.unit(operand);
        double mm2 = a.areaUm2(operand) * 1e-6;
        MacArray.Run run = gemm == null ? null : a.run(operand, gemm);
        PlainTable row = new PlainTable(
                "peak_mac_s", "native_format", "exact_container", "bound_by", "time_s", "energy_j", "utilisation", "device",
                "format", "area_mm2", "mac_s_per_mm2", "energy_pj_per_mac", "pipeline_stages", "accumulator");
        row.add(a.peakMacPerSecond(), format.id(), true, run == null ? "compute" : run.boundBy(),
                run == null ? null : run.timeS(), run == null ? null : run.energyJ(), run == null ? null : run.utilisation(),
                device, format.id(), mm2, a.peakMacPerSecond() / mm2, unit.energyPj(), a.stages(operand),
                unit.unit().accumulator().text());
        table.printRecord(row, out -> {
            out.append("%d x %d units for %s, %s: %s MAC/s, %s mm2 with SRAM, %s MAC/s per mm2, %s pJ per MAC%n".formatted(
                    a.rows(), a.columns(), format.id(), a.technology().text(), digits(a.peakMacPerSecond()), digits(mm2),
                    digits(a.peakMacPerSecond() / mm2), digits(unit.energyPj())));
            if (run != null) {
                out.append("%d x %d x %d  %s s, %s J, %s of the peak, bound by %s%n".formatted(
                        gemm.m(), gemm.n(), gemm.k(), digits(run.timeS()), digits(run.energyJ()),
                        digits(run.utilisation()), run.boundBy()));
            }
        }, stdout);
    }

    private static String digits(double x) {
        BigDecimal rounded = new BigDecimal(x).round(new MathContext(2));
        return Math.abs(x) >= 1e6 || Math.abs(x) < 1e-3 ? "%.1e".formatted(x) : rounded.toPlainString();
    }
}
