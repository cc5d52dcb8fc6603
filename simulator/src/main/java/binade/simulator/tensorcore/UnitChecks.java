package binade.simulator.tensorcore;

import binade.simulator.json.JsonFields;
import binade.simulator.tensorcore.UnitArithmetic.Bf16Pairs;
import binade.simulator.tensorcore.UnitArithmetic.Bf16Tile;
import binade.simulator.tensorcore.UnitArithmetic.BitCount;
import binade.simulator.tensorcore.UnitArithmetic.ExactBlock;
import binade.simulator.tensorcore.UnitArithmetic.FusedBlock;
import binade.simulator.tensorcore.UnitArithmetic.FusedChain;
import binade.simulator.tensorcore.UnitArithmetic.IntegerSum;
import binade.simulator.tensorcore.UnitArithmetic.PairwiseBlock;
import binade.simulator.tensorcore.UnitArithmetic.SaturatingPairs;
import binade.simulator.tensorcore.UnitArithmetic.ScaledGroups;
import binade.simulator.tensorcore.UnitArithmetic.TwoStageBlock;
import binade.simulator.tensorcore.UnitArithmetic.WidenedFp8;

/** Whether formats, K and arithmetic of a unit go together. */
final class UnitChecks {
    private UnitChecks() {}

    /** @throws IllegalArgumentException naming the field at fault */
    static void check(JsonFields f, MatrixUnit u) {
        formats(f, u);
        int length = u.arithmetic().blockLength();
        if (u.k() == 0 && length > 1) {
            throw f.wrong("k", "0 (any) goes with an arithmetic without blocks only; allowed: multiples of " + length);
        }
        if (length > 0 && u.k() % length != 0) {
            throw f.wrong("k", u.k() + " is not a multiple of the block length " + length);
        }
        if (u.a().isBits() && u.k() % OperandFormat.BITS_PER_WORD != 0) {
            throw f.wrong("k", u.k() + " is not a multiple of " + OperandFormat.BITS_PER_WORD + " bits");
        }
        boolean groups = u.arithmetic() instanceof ScaledGroups;
        boolean scalable = groups || u.arithmetic() instanceof FusedBlock && u.scaling().scale() != ScaleFormat.UE4M3;
        if (u.scaling().isPresent() && !scalable || groups && !u.scaling().isPresent()) {
            throw f.wrong("kind", u.scaling().kind().id() + " does not go with arithmetic " + u.arithmetic().type()
                    + (u.scaling().isPresent() ? " and scale " + u.scaling().scale().id() : "")
                    + "; allowed: plain, scaled-groups with scales, fused-block with ue8m0");
        }
        if (groups && u.scaling().blocks().stream().anyMatch(b -> b % 16 != 0 || 64 % b != 0)) {
            throw f.wrong("scaleBlocks", u.scaling().blocks() + "; scaled-groups takes 16, 32 and 64");
        }
    }

    private static void formats(JsonFields f, MatrixUnit u) {
        boolean fits = switch (u.arithmetic()) {
            case FusedBlock _, ExactBlock _ -> isFloat(u);
            case TwoStageBlock _ -> isFloat(u) && u.accumulator() == AccumulatorFormat.FP32;
            case WidenedFp8 _ -> isFp8(u.a()) && isFp8(u.b()) && isFloat(u) && u.accumulator() != AccumulatorFormat.FP64;
            case ScaledGroups _ -> u.a() == OperandFormat.E2M1 && u.b() == OperandFormat.E2M1
                    && u.accumulator() == AccumulatorFormat.FP32;
            case PairwiseBlock _, FusedChain _ ->
                IeeeSteps.holds(u.accumulator(), u.a()) && IeeeSteps.holds(u.accumulator(), u.b());
            case Bf16Pairs _, Bf16Tile _ -> u.a() == OperandFormat.BF16 && u.b() == OperandFormat.BF16
                    && u.accumulator() == AccumulatorFormat.FP32;
            case IntegerSum _, SaturatingPairs _ -> isInteger(u.a()) && isInteger(u.b())
                    && u.accumulator() == AccumulatorFormat.S32;
            case BitCount _ -> u.a().isBits() && u.a() == u.b() && u.accumulator() == AccumulatorFormat.S32;
        };
        if (!fits) {
            throw f.wrong("accumulator", u.a().id() + " x " + u.b().id() + " -> " + u.accumulator().id()
                    + " is nothing that arithmetic " + u.arithmetic().type() + " computes");
        }
    }

    private static boolean isFloat(MatrixUnit u) {
        return u.a().isFloat() && u.b().isFloat() && u.accumulator().isFloat();
    }

    private static boolean isFp8(OperandFormat f) {
        return f.isFloat() && IeeeSteps.holds(AccumulatorFormat.FP16, f) && f.width() <= 8;
    }

    private static boolean isInteger(OperandFormat f) {
        return !f.isFloat() && !f.isBits();
    }
}
