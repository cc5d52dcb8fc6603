package binade.simulator.tensorcore;

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

/** The units in 64-bit integers and the processor's own arithmetic; equal to {@link ExactEngine} (EngineAgreementTest). */
public final class LongEngine implements DotEngine {
    /** Bits of a sum that certainly fit, the sign apart. */
    private static final int SUM_BITS = 62;

    private final MatrixUnit unit;
    private final Dot dot;

    private interface Dot {
        long of(DotOperands x);
    }

    /** @throws IllegalArgumentException if the unit is beyond the reach of 64-bit integers */
    public LongEngine(MatrixUnit unit) {
        if (!reaches(unit)) {
            throw new IllegalArgumentException(unit.name() + " is beyond 64-bit integers; ExactEngine takes it");
        }
        this.unit = unit;
        IeeeSteps steps = IeeeSteps.fast(unit.accumulator());
        dot = switch (unit.arithmetic()) {
            case FusedBlock block -> new LongFusedBlock(unit, block)::dot;
            case WidenedFp8 fp8 -> new WidenedProducts(unit, fp8, LongEngine::new, steps)::dot;
            case ScaledGroups groups -> new LongScaledGroups(unit, groups)::dot;
            case TwoStageBlock block -> new LongTwoStageBlock(unit, block)::dot;
            case ExactBlock block -> new ExactSums(unit, block)::dot;
            case PairwiseBlock block -> x -> new IeeeChains(unit, steps).pairwise(block, x);
            case FusedChain _ -> x -> new IeeeChains(unit, steps).chain(x);
            case Bf16Pairs _ -> new X86Dots(steps)::pairs;
            case Bf16Tile _ -> x -> new X86Dots(steps).tiles(x, unit.k());
            case IntegerSum sum -> x -> integer(sum, x);
            case SaturatingPairs _ -> this::saturatingPairs;
            case BitCount count -> x -> bits(count, x);
        };
    }

    /** Whether every intermediate sum of the unit fits 64 bits. */
    public static boolean reaches(MatrixUnit unit) {
        int productBits = unit.a().fractionBits() + unit.b().fractionBits() + 2;
        return switch (unit.arithmetic()) {
            case FusedBlock block -> sumBits(block.fractionBits(), block.blockLength()) <= SUM_BITS
                    && productBits + block.fractionBits() <= SUM_BITS;
            case WidenedFp8 fp8 -> sumBits(fp8.fractionBits(), fp8.blockLength()) <= SUM_BITS
                    && 22 + fp8.fractionBits() <= SUM_BITS;
            case TwoStageBlock block -> sumBits(
                            Math.max(block.sumFractionBits(), block.accumulatorFractionBits()), block.blockLength()) <= SUM_BITS
                    && sumBits(block.productFractionBits(), block.blockLength()) <= SUM_BITS
                    && productBits + block.productFractionBits() <= SUM_BITS;
            case ExactBlock _ -> productBits <= SUM_BITS;
            case ScaledGroups groups -> sumBits(groups.window() + 4, 64) <= SUM_BITS;
            case PairwiseBlock _, FusedChain _, Bf16Pairs _, Bf16Tile _, IntegerSum _, SaturatingPairs _, BitCount _ -> true;
        };
    }

    /** Bits of a sum of that many significands below 4 and an accumulator. */
    private static int sumBits(int fractionBits, int terms) {
        return fractionBits + 2 + 32 - Integer.numberOfLeadingZeros(terms + 1);
    }

    @Override
    public long dot(DotOperands operands) {
        return dot.of(Scales.check(unit, operands).padded(unit.wordsPerInstruction()));
    }

    private long integer(IntegerSum kind, DotOperands x) {
        int length = unit.wordsPerInstruction();
        long c = (int) x.c();
        for (int from = 0; from < x.a().length; from += length) {
            long sum = c;
            for (int k = from; k < from + length; k++) {
                sum += (long) unit.a().integer(x.a()[k]) * unit.b().integer(x.b()[k]);
            }
            c = kind.saturate() ? Math.clamp(sum, Integer.MIN_VALUE, Integer.MAX_VALUE) : (int) sum;
        }
        return c & 0xFFFFFFFFL;
    }

    private long saturatingPairs(DotOperands x) {
        int c = (int) x.c();
        for (int k = 0; k < x.a().length; k += 2) {
            int pair = unit.a().integer(x.a()[k]) * unit.b().integer(x.b()[k])
                    + unit.a().integer(x.a()[k + 1]) * unit.b().integer(x.b()[k + 1]);
            c += Math.clamp(pair, Short.MIN_VALUE, Short.MAX_VALUE);
        }
        return c & 0xFFFFFFFFL;
    }

    private long bits(BitCount kind, DotOperands x) {
        int c = (int) x.c();
        boolean and = unit.a() == OperandFormat.B1AND;
        for (int k = 0; k < x.a().length; k++) {
            int count = Long.bitCount(and ? x.a()[k] & x.b()[k] : x.a()[k] ^ x.b()[k]);
            c += kind.signed() ? OperandFormat.BITS_PER_WORD - 2 * count : count;
        }
        return c & 0xFFFFFFFFL;
    }
}
