package binade.simulator.tensorcore;

import binade.simulator.tensorcore.UnitArithmetic.ExactBlock;

/**
 * Correctly rounded dot products through a fixed-point accumulator that holds every product exactly, after Kulisch (Computer
 * Arithmetic and Validity, 2008, section 8): 32-bit limbs in 64-bit words, carries settled at the end.
 */
final class ExactSums {
    private static final int LIMB = 32;
    private static final long MASK = (1L << LIMB) - 1;

    private final MatrixUnit unit;
    private final ExactBlock block;
    private final OperandFormat fa;
    private final OperandFormat fb;
    private final AccumulatorFormat format;
    /** Exponent of the lowest bit of the lowest limb. */
    private final int lowest;
    private final int limbs;

    ExactSums(MatrixUnit unit, ExactBlock block) {
        this.unit = unit;
        this.block = block;
        fa = unit.a();
        fb = unit.b();
        format = unit.accumulator();
        lowest = Math.min(
                fa.minExponent() - fa.fractionBits() + fb.minExponent() - fb.fractionBits(),
                format.minExponent() - format.fractionBits());
        int highest = Math.max(fa.maxExponent() + fb.maxExponent(), format.maxExponent()) + 2;
        limbs = (highest - lowest) / LIMB + 3; // two more for the carries of 2^31 sums and the sign
    }

    long dot(DotOperands x) {
        int length = block.blockLength() == 0 ? Math.max(1, x.a().length) : block.blockLength();
        long[] sum = new long[limbs];
        long c = x.c();
        int from = 0;
        do {
            int to = Math.min(from + length, x.a().length);
            c = step(sum, x, from, to, c);
            from = to;
        } while (from < x.a().length);
        return c;
    }

    private long step(long[] sum, DotOperands x, int from, int to, long c) {
        int special = Specials.of(format, c);
        for (int k = from; k < to; k++) {
            special |= Specials.of(fa, x.a()[k], fb, x.b()[k]);
        }
        if (special != Specials.FINITE) {
            return Specials.word(special, unit);
        }
        java.util.Arrays.fill(sum, 0);
        OperandFormat words = format.words();
        add(sum, words.significand(c), words.exponent(c) - words.fractionBits());
        for (int k = from; k < to; k++) {
            add(sum, fa.significand(x.a()[k]) * fb.significand(x.b()[k]),
                    fa.exponent(x.a()[k]) + fb.exponent(x.b()[k]) - fa.fractionBits() - fb.fractionBits());
        }
        return word(sum);
    }

    /** Adds m 2^e, |m| < 2^62. */
    private void add(long[] sum, long m, int e) {
        if (m == 0) {
            return;
        }
        int limb = (e - lowest) / LIMB;
        int shift = (e - lowest) % LIMB;
        long magnitude = Math.abs(m);
        long low = magnitude & MASK;
        long high = magnitude >>> LIMB;
        long sign = m < 0 ? -1 : 1;
        long first = low << shift;
        long second = high << shift; // below 2^62
        sum[limb] += sign * (first & MASK);
        sum[limb + 1] += sign * ((first >>> LIMB) + (second & MASK));
        if (second >>> LIMB != 0) {
            sum[limb + 2] += sign * (second >>> LIMB);
        }
    }

    private long word(long[] sum) {
        boolean negative = settle(sum);
        if (negative) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] = -sum[i];
            }
            settle(sum);
        }
        int top = sum.length - 1;
        while (top >= 0 && sum[top] == 0) {
            top--;
        }
        if (top < 0) {
            return 0;
        }
        // The leading 62 bits, the last of them jammed with everything below: two bits beyond any accumulator suffice.
        int lead = 64 - Long.numberOfLeadingZeros(sum[top]);
        int dropped = top * LIMB + lead - 62;
        long leading = 0;
        for (int i = top; i >= 0 && i > top - 3; i--) {
            int shift = i * LIMB - dropped;
            leading |= shift >= 0 ? sum[i] << shift : shift > -64 ? sum[i] >>> -shift : 0;
        }
        return Words.nearestEven(
                (negative ? -1 : 1) * (leading | (rest(sum, dropped) ? 1 : 0)), lowest + dropped, format, true);
    }

    private static boolean rest(long[] sum, int dropped) {
        for (int i = 0; i < sum.length && i * LIMB < dropped; i++) {
            int bits = Math.min(LIMB, dropped - i * LIMB);
            if ((sum[i] & (1L << bits) - 1) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Carries all limbs into [0, 2^32); whether the number was negative, its top limb then being -1. */
    private static boolean settle(long[] sum) {
        long carry = 0;
        for (int i = 0; i < sum.length - 1; i++) {
            long v = sum[i] + carry;
            sum[i] = v & MASK;
            carry = v >> LIMB;
        }
        sum[sum.length - 1] += carry;
        return sum[sum.length - 1] < 0;
    }
}
