package binade.simulator.tensorcore;

import binade.simulator.tensorcore.UnitArithmetic.FusedBlock;
import binade.simulator.tensorcore.UnitArithmetic.ResultRounding;
import binade.simulator.tensorcore.UnitArithmetic.ZeroTerms;

/** NVIDIA's fused block, with or without one scale per block, in 64-bit integers: section 2. */
final class LongFusedBlock {
    private static final int NONE = Integer.MIN_VALUE;

    private final MatrixUnit unit;
    private final FusedBlock block;
    private final OperandFormat fa;
    private final OperandFormat fb;
    private final AccumulatorFormat format;
    private final boolean zerosCount;
    /** Left shift of a product, and of c, that has the largest exponent; may be negative. */
    private final int productShift;
    private final int accumulatorShift;

    LongFusedBlock(MatrixUnit unit, FusedBlock block) {
        this.unit = unit;
        this.block = block;
        fa = unit.a();
        fb = unit.b();
        format = unit.accumulator();
        zerosCount = block.zeroTerms() == ZeroTerms.MINIMUM_EXPONENT;
        productShift = block.fractionBits() - fa.fractionBits() - fb.fractionBits();
        accumulatorShift = block.fractionBits() - format.fractionBits();
    }

    long dot(DotOperands x) {
        int length = block.blockLength();
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
            }
            if (x.scaleA().length > 0) {
                special |= scale(x, from, r);
            }
            c = special != Specials.FINITE ? Specials.word(special, unit) : step(m, r, c);
        }
        return c;
    }

    private int exponent(OperandFormat f, long word) {
        return zerosCount && f.significand(word) == 0 ? ZeroTerms.EXPONENT : f.exponent(word);
    }

    /** Adds the exponents of the scales; NaN if one is. */
    private int scale(DotOperands x, int from, int[] r) {
        int special = Specials.FINITE;
        for (int i = 0; i < r.length; i++) {
            long sa = x.scaleA()[(from + i) / x.scaleBlock()];
            long sb = x.scaleB()[(from + i) / x.scaleBlock()];
            ScaleFormat f = unit.scaling().scale();
            special |= f.isNan(sa) || f.isNan(sb) ? Specials.NAN : Specials.FINITE;
            r[i] += f.exponent(sa) + f.exponent(sb);
        }
        return special;
    }

    /** One block of finite products, m 2^(r - fa - fb) each, on a finite c. */
    long step(long[] m, int[] r, long c) {
        OperandFormat words = format.words();
        long mc = words.significand(c);
        int rc = mc == 0 && zerosCount ? ZeroTerms.EXPONENT : words.exponent(c);
        int largest = mc != 0 || zerosCount ? rc : NONE;
        for (int i = 0; i < m.length; i++) {
            if (m[i] != 0 || zerosCount) {
                largest = Math.max(largest, r[i]);
            }
        }
        if (largest == NONE) {
            return 0;
        }
        if (block.floor() != null) {
            largest = Math.max(largest, block.floor());
        }
        long sum = shifted(mc, accumulatorShift + rc - largest);
        for (int i = 0; i < m.length; i++) {
            sum += shifted(m[i], productShift + r[i] - largest);
        }
        int q = largest - block.fractionBits();
        return block.rounding() == ResultRounding.TOWARD_ZERO
                ? Words.truncated(sum, q, format, format.fractionBits() - block.resultFractionBits())
                : Words.nearestEven(sum, q, format, false);
    }

    /** m 2^shift toward zero. */
    static long shifted(long m, int shift) {
        if (shift >= 0) {
            return m == 0 ? 0 : m << shift;
        }
        return shift < -63 ? 0 : m < 0 ? -(-m >> -shift) : m >> -shift;
    }
}
