package binade.simulator.tensorcore;

import binade.simulator.tensorcore.UnitArithmetic.TwoStageBlock;
import binade.simulator.tensorcore.UnitArithmetic.ZeroTerms;

/** CDNA3's block in 64-bit integers: section 8. */
final class LongTwoStageBlock {
    private final MatrixUnit unit;
    private final TwoStageBlock block;
    private final OperandFormat fa;
    private final OperandFormat fb;
    private final AccumulatorFormat format;

    LongTwoStageBlock(MatrixUnit unit, TwoStageBlock block) {
        this.unit = unit;
        this.block = block;
        fa = unit.a();
        fb = unit.b();
        format = unit.accumulator();
    }

    long dot(DotOperands x) {
        int length = block.blockLength();
        int points = fa.fractionBits() + fb.fractionBits();
        long[] m = new long[length];
        int[] r = new int[length];
        long c = x.c();
        for (int from = 0; from < x.a().length; from += length) {
            int special = Specials.of(format, c);
            for (int i = 0; i < length; i++) {
                long a = x.a()[from + i];
                long b = x.b()[from + i];
                special |= Specials.of(fa, a, fb, b);
                m[i] = fa.significand(a) * fb.significand(b);
                r[i] = exponent(fa, a) + exponent(fb, b);
                boolean finite = !fa.isInfinite(a) && !fb.isInfinite(b);
                if (finite && m[i] != 0 && 63 - Long.numberOfLeadingZeros(Math.abs(m[i])) + r[i] - points >= 128) {
                    special |= m[i] < 0 ? Specials.NEGATIVE : Specials.POSITIVE;
                }
            }
            c = special != Specials.FINITE ? Specials.word(special, unit) : step(m, r, points, c);
        }
        return c;
    }

    private static int exponent(OperandFormat f, long word) {
        return f.significand(word) == 0 ? ZeroTerms.EXPONENT : f.exponent(word);
    }

    private long step(long[] m, int[] r, int points, long c) {
        int stride = block.interleaved() ? 2 : 1;
        int[] largest = new int[stride];
        long[] s = new long[stride];
        for (int half = 0; half < stride; half++) {
            largest[half] = Integer.MIN_VALUE;
            for (int i = half; i < m.length; i += stride) {
                largest[half] = Math.max(largest[half], r[i]);
            }
            for (int i = half; i < m.length; i += stride) {
                s[half] += LongFusedBlock.shifted(m[i], block.productFractionBits() - points + r[i] - largest[half]);
            }
        }
        int e1 = Math.max(largest[0], largest[stride - 1]);
        long sum = floored(s[0], largest[0] - e1);
        if (stride == 2) {
            sum += floored(s[1], largest[1] - e1);
        }
        OperandFormat words = format.words();
        long mc = words.significand(c);
        int rc = mc == 0 ? ZeroTerms.EXPONENT : words.exponent(c);
        int e = Math.max(e1, rc);
        boolean dropped = block.interleaved() && rc < e - TwoStageBlock.DROPPED_BELOW;
        long kept = dropped ? 0 : floored(mc, block.accumulatorFractionBits() - format.fractionBits() + rc - e);
        long total = floored(sum, block.sumFractionBits() - block.productFractionBits() + e1 - e)
                + (kept << block.sumFractionBits() - block.accumulatorFractionBits());
        return Words.nearestEven(total, e - block.sumFractionBits(), format, true);
    }

    /** m 2^shift downward. */
    private static long floored(long m, int shift) {
        return shift >= 0 ? m << shift : m >> Math.min(63, -shift);
    }
}
