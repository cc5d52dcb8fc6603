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
import java.math.BigInteger;

/** The definitions, in big integers and without tricks: what {@link LongEngine} and the vector kernels must equal. */
public final class ExactEngine implements DotEngine {
    private final MatrixUnit unit;
    private final ExactBlocks blocks;

    public ExactEngine(MatrixUnit unit) {
        this.unit = unit;
        blocks = new ExactBlocks(unit);
    }

    @Override
    public long dot(DotOperands operands) {
        DotOperands x = Scales.check(unit, operands).padded(unit.wordsPerInstruction());
        int all = x.a().length;
        return switch (unit.arithmetic()) {
            case FusedBlock block -> chain(x, block.blockLength(), (from, to, c) -> blocks.fused(block, x, from, to, c));
            case WidenedFp8 fp8 -> new WidenedProducts(unit, fp8, ExactEngine::new, IeeeSteps.exact(unit.accumulator())).dot(x);
            case ScaledGroups groups -> chain(x, groups.blockLength(), (from, to, c) -> blocks.scaled(groups, x, from, c));
            case TwoStageBlock block -> chain(x, block.blockLength(), (from, to, c) -> blocks.twoStage(block, x, from, to, c));
            case ExactBlock block -> chain(x, length(block, all), (from, to, c) -> blocks.exact(x, from, to, c));
            case PairwiseBlock block -> new IeeeChains(unit, IeeeSteps.exact(unit.accumulator())).pairwise(block, x);
            case FusedChain _ -> new IeeeChains(unit, IeeeSteps.exact(unit.accumulator())).chain(x);
            case Bf16Pairs _ -> new X86Dots(IeeeSteps.exact(unit.accumulator())).pairs(x);
            case Bf16Tile _ -> new X86Dots(IeeeSteps.exact(unit.accumulator())).tiles(x, unit.k());
            case IntegerSum sum -> chain(x, unit.wordsPerInstruction(), (from, to, c) -> integer(sum, x, from, to, c));
            case SaturatingPairs _ -> chain(x, 2, (from, to, c) -> saturatingPair(x, from, c));
            case BitCount count -> chain(x, Math.max(1, all), (from, to, c) -> bits(count, x, c));
        };
    }

    private static int length(UnitArithmetic block, int all) {
        return block.blockLength() == 0 ? Math.max(1, all) : block.blockLength();
    }

    private interface Step {
        long next(int from, int to, long c);
    }

    private static long chain(DotOperands x, int length, Step step) {
        long c = x.c();
        int from = 0;
        do { // at least one block: also an empty sum is rounded
            int to = Math.min(from + length, x.a().length);
            c = step.next(from, to, c);
            from = to;
        } while (from < x.a().length);
        return c;
    }

    private BigInteger products(DotOperands x, int from, int to) {
        BigInteger sum = BigInteger.ZERO;
        for (int k = from; k < to; k++) {
            sum = sum.add(BigInteger.valueOf(unit.a().integer(x.a()[k]))
                    .multiply(BigInteger.valueOf(unit.b().integer(x.b()[k]))));
        }
        return sum;
    }

    private static BigInteger signed(long word) {
        return BigInteger.valueOf((int) word);
    }

    private static BigInteger clamp(BigInteger x, int bits) {
        BigInteger limit = BigInteger.ONE.shiftLeft(bits - 1);
        return x.max(limit.negate()).min(limit.subtract(BigInteger.ONE));
    }

    /** The low 32 bits. */
    private static long wrapped(BigInteger x) {
        return x.longValue() & 0xFFFFFFFFL;
    }

    private long integer(IntegerSum kind, DotOperands x, int from, int to, long c) {
        BigInteger sum = signed(c).add(products(x, from, to));
        return wrapped(kind.saturate() ? clamp(sum, 32) : sum);
    }

    private long saturatingPair(DotOperands x, int from, long c) {
        return wrapped(signed(c).add(clamp(products(x, from, from + 2), 16)));
    }

    private long bits(BitCount kind, DotOperands x, long c) {
        BigInteger count = BigInteger.ZERO;
        for (int k = 0; k < x.a().length; k++) {
            BigInteger a = BigInteger.valueOf(x.a()[k]);
            BigInteger b = BigInteger.valueOf(x.b()[k]);
            int bits = (unit.a() == OperandFormat.B1AND ? a.and(b) : a.xor(b)).bitCount();
            count = count.add(BigInteger.valueOf(kind.signed() ? OperandFormat.BITS_PER_WORD - 2L * bits : bits));
        }
        return wrapped(signed(c).add(count));
    }
}
