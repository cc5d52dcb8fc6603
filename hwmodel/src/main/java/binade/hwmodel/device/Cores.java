package binade.hwmodel.device;

import binade.hwmodel.simd.Cpu;
import binade.hwmodel.simd.Cpus;
import binade.hwmodel.simd.SimdCost;
import binade.hwmodel.simd.SimdPath;
import binade.hwmodel.simd.SimdPaths;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One core of each processor as a machine: for each input type the fastest path of intrinsics, its peak that of the best register
 * tile at the stated clock. There is no table of what products achieve; the share is the model's own, 1.
 */
final class Cores {
    private static final double GIB = 1L << 30;

    private Cores() {}

    static List<Device> all() {
        return Cpus.all().stream().map(Cores::device).toList();
    }

    private static Device device(Cpu cpu) {
        return new Device(
                cpu.id(), "one " + cpu.title(), cpu.vendor(), cpu.title().replaceAll(" core.*", ""), 1, Math.round(cpu.clockGhz() * 1e3),
                cpu.coreBandwidth(), cpu.l2Kib() * 1024, 64 * GIB, cpu.corePowerW(), cpu.nodeNm(), cpu.memory(), natives(cpu),
                1, cpu.sources().get("tables"));
    }

    private static List<NativeType> natives(Cpu cpu) {
        Map<String, NativeType> best = new LinkedHashMap<>();
        for (SimdPath path : SimdPaths.all()) {
            if (path.jvm() || !cpu.runs(path)) {
                continue;
            }
            SimdCost.Tile tile = SimdCost.bestTile(cpu, path);
            best.merge(
                    path.format(),
                    new NativeType(
                            path.format(), path.id(), path.accumulator(), tile.cost().macPerSecond(), Double.NaN, tile),
                    (a, b) -> b.peakMacPerSecond() > a.peakMacPerSecond() ? b : a);
        }
        return List.copyOf(new ArrayList<>(best.values()));
    }
}
