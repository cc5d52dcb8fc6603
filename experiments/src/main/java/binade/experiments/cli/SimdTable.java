package binade.experiments.cli;

import binade.hwmodel.simd.Cpu;
import binade.hwmodel.simd.Cpus;
import binade.hwmodel.simd.SimdCost;
import binade.hwmodel.simd.SimdCost.Level;
import binade.hwmodel.simd.SimdKernel;
import binade.hwmodel.simd.SimdPath;
import binade.hwmodel.simd.SimdPaths;
import java.util.Locale;

/** The vector paths of a processor: {@code binade cost --simd ID}. */
final class SimdTable {
    private static final int ROWS = 4;
    private static final int UNROLL = 8;

    private SimdTable() {}

    /** Products per cycle of one core: register tile, dot product and matrix-vector product in each place, and what binds. */
    static PlainTable of(String id, boolean data) {
        Cpu cpu = Cpus.find(id);
        PlainTable table = new PlainTable(
                "path", "by", "format", "instructions", "tile", "tile_mac_per_cycle", "tile_bound", "dot_l1", "dot_l1_bound",
                "dot_l2", "dot_memory", "matvec_l1", "matvec_l1_bound", "matvec_memory");
        for (SimdPath path : SimdPaths.all()) {
            if (!cpu.runs(path)) {
                continue;
            }
            SimdCost.Tile tile = SimdCost.bestTile(cpu, path);
            Object[] row = new Object[14];
            row[0] = path.id();
            row[1] = path.jvm() ? "jvm" : "c";
            row[2] = path.format();
            row[3] = instructions(path);
            row[4] = tile.mr() + "x" + tile.nr();
            row[5] = number(tile.cost(), data);
            row[6] = tile.cost().boundBy();
            if (!path.isTile()) {
                SimdCost dot = SimdCost.of(cpu, path, SimdKernel.dot(UNROLL), Level.L1);
                SimdKernel rows = SimdKernel.matrixVector(ROWS, UNROLL / ROWS);
                SimdCost matvec = SimdCost.of(cpu, path, rows, Level.L1);
                row[7] = number(dot, data);
                row[8] = dot.boundBy();
                row[9] = number(SimdCost.of(cpu, path, SimdKernel.dot(UNROLL), Level.L2), data);
                row[10] = number(SimdCost.of(cpu, path, SimdKernel.dot(UNROLL), Level.MEMORY), data);
                row[11] = number(matvec, data);
                row[12] = matvec.boundBy();
                row[13] = number(SimdCost.of(cpu, path, rows, Level.MEMORY), data);
            }
            table.add(row);
        }
        return table;
    }

    private static String instructions(SimdPath path) {
        StringBuilder text = new StringBuilder();
        path.decode().forEach((name, n) -> text.append(n > 1 ? n + "*" : "").append(name).append(' '));
        if (!path.decode().isEmpty()) {
            text.append("| "); // decoding, once per operand
        }
        path.compute().forEach((name, n) -> text.append(n > 1 ? n + "*" : "").append(name).append(' '));
        return text.toString().strip();
    }

    private static Object number(SimdCost cost, boolean data) {
        return data ? (Object) cost.macPerCycle() : String.format(Locale.ROOT, "%.3g", cost.macPerCycle());
    }
}
