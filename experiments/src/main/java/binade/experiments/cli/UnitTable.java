package binade.experiments.cli;

import binade.simulator.tensorcore.Machine;
import binade.simulator.tensorcore.MatrixUnit;
import binade.simulator.tensorcore.UnitArithmetic;
import binade.simulator.tensorcore.UnitArithmetic.FusedBlock;
import binade.simulator.tensorcore.UnitArithmetic.WidenedFp8;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Units with what was measured of them, one row per combination of path and formats. */
final class UnitTable {
    private UnitTable() {}

    static PlainTable of(List<Machine> machines) {
        PlainTable t = new PlainTable(
                "device", "path", "kind", "a", "b", "acc", "k", "arithmetic", "L", "F", "result", "floor", "sparse", "evidence",
                "source");
        for (Machine machine : machines) {
            for (MatrixUnit u : machine.units()) {
                UnitArithmetic ar = u.arithmetic();
                FusedBlock block = ar instanceof FusedBlock f ? f : ar instanceof WidenedFp8 w ? w.block() : null;
                t.add(u.machine(), u.path(), u.scaling().kind().id(), u.a().id(), u.b().id(), u.accumulator().id(),
                        u.k() == 0 ? null : u.k(), ar.type(), ar.blockLength() == 0 ? null : ar.blockLength(),
                        ar.fractionBits() < 0 ? null : ar.fractionBits(), result(u, block),
                        block == null || block.floor() == null ? null : block.floor(), u.sparse() ? "2:4" : "",
                        evidence(u.evidence()), u.source());
            }
        }
        return t;
    }

    private static String result(MatrixUnit u, FusedBlock block) {
        if (block == null) {
            return switch (u.arithmetic()) {
                case UnitArithmetic.ScaledGroups _ -> "rz";
                case UnitArithmetic.IntegerSum s -> s.saturable() ? "wrap, satfinite" : "wrap";
                case UnitArithmetic.BitCount _, UnitArithmetic.SaturatingPairs _ -> "wrap";
                case UnitArithmetic.FusedBlock _, UnitArithmetic.WidenedFp8 _, UnitArithmetic.TwoStageBlock _,
                        UnitArithmetic.PairwiseBlock _, UnitArithmetic.ExactBlock _, UnitArithmetic.FusedChain _,
                        UnitArithmetic.Bf16Pairs _, UnitArithmetic.Bf16Tile _ -> "rne";
            };
        }
        boolean shortened = block.resultFractionBits() == 13;
        return block.rounding().id() + (shortened ? ", e8m13" : "");
    }

    /** The class of all fields, then those of single fields. */
    private static String evidence(Map<String, String> evidence) {
        Map<String, String> others = new TreeMap<>(evidence);
        String all = others.remove("all");
        String rest = others.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).collect(Collectors.joining("; "));
        return all == null ? rest : rest.isEmpty() ? all : all + "; " + rest;
    }
}
