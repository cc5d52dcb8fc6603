package binade.simulator.tensorcore;

import binade.simulator.tensorcore.UnitArithmetic.PairwiseBlock;

/** Dot products made of IEEE operations: chains of fused multiply-adds, and trees. */
final class IeeeChains {
    private final MatrixUnit unit;
    private final AccumulatorFormat format;
    private final IeeeSteps steps;

    IeeeChains(MatrixUnit unit, IeeeSteps steps) {
        this.unit = unit;
        this.steps = steps;
        format = unit.accumulator();
    }

    /** c = fma(a[k], b[k], c), k ascending. */
    long chain(DotOperands x) {
        long c = x.c();
        for (int k = 0; k < x.a().length; k++) {
            c = steps.fma(
                    IeeeSteps.widen(unit.a(), x.a()[k], format), IeeeSteps.widen(unit.b(), x.b()[k], format), c);
        }
        return delivered(c);
    }

    /** c + tree, block after block. CDNA2 flushes operands and c to +0 and sums to a zero of their sign: section 8. */
    long pairwise(PairwiseBlock block, DotOperands x) {
        int length = block.blockLength() == 0 ? Math.max(1, x.a().length) : block.blockLength();
        boolean flush = block.flushSubnormals();
        long c = flush && isSubnormal(format.words(), x.c()) ? 0 : x.c();
        for (int from = 0; from < x.a().length; from += length) {
            c = flushed(flush, steps.add(c, tree(x, from, Math.min(length, x.a().length - from), flush)));
        }
        return delivered(c);
    }

    private long tree(DotOperands x, int from, int count, boolean flush) {
        if (count == 1) {
            long product = steps.fma(operand(unit.a(), x.a()[from], flush), operand(unit.b(), x.b()[from], flush), 0);
            return flushed(flush, product);
        }
        int half = count / 2;
        return flushed(flush, steps.add(tree(x, from, half, flush), tree(x, from + half, count - half, flush)));
    }

    private long operand(OperandFormat f, long word, boolean flush) {
        return flush && isSubnormal(f, word) ? 0 : IeeeSteps.widen(f, word, format);
    }

    private long flushed(boolean flush, long word) {
        return flush && isSubnormal(format.words(), word) ? word & format.signBit() : word;
    }

    private static boolean isSubnormal(OperandFormat f, long word) {
        long magnitude = Math.abs(f.significand(word));
        return magnitude != 0 && magnitude < 1L << f.fractionBits();
    }

    private long delivered(long word) {
        return format.words().isNan(word) ? unit.nanWord() : word;
    }
}
