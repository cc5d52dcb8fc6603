package binade.simulator.quantize;

/**
 * A positive factor as integers, for products without floating point (Jacob et al. 2018, section 2.2):
 *
 * <pre>
 *   factor = multiplier 2^(shift - 31),   multiplier from 2^30 to 2^31 - 1
 *   x factor, nearly: doubling high product, rounded right shift; the arithmetic of gemmlowp, bit by bit
 * </pre>
 *
 * @param multiplier 31 fraction bits of a number in [1/2, 1); 0 for factors below 2^-32
 * @param shift to the left, -31 to 31
 */
public record FixedPoint(int multiplier, int shift) {
    private static final int BITS = 31;

    public FixedPoint {
        if (multiplier != 0 && multiplier < 1 << BITS - 1 || Math.abs(shift) > BITS) {
            throw new IllegalArgumentException(
                    "multiplier " + multiplier + ", shift " + shift + "; allowed: 0 or 2^30 to 2^31 - 1, and -31 to 31");
        }
    }

    /**
     * The nearest such number, relative error at most 2^-31.
     *
     * @throws IllegalArgumentException if the factor is not from 0 to below 2^31
     */
    public static FixedPoint of(double factor) {
        if (!(factor >= 0 && factor < 0x1p31)) {
            throw new IllegalArgumentException("factor " + factor + "; allowed: 0 to below 2^31");
        }
        int shift = factor == 0 ? -BITS : Math.getExponent(factor) + 1;
        long multiplier = (long) Math.rint(Math.scalb(factor, BITS - shift));
        if (multiplier == 1L << BITS) {
            multiplier /= 2;
            shift++;
        }
        return shift < -BITS || factor == 0 || shift > BITS ? small(shift) : new FixedPoint((int) multiplier, shift);
    }

    private static FixedPoint small(int shift) {
        return shift > BITS ? new FixedPoint(Integer.MAX_VALUE, BITS) : new FixedPoint(0, 0);
    }

    /** The number itself. */
    public double value() {
        return Math.scalb((double) multiplier, shift - BITS);
    }

    /** x times the factor; beyond 32 bits it saturates. */
    public int times(int x) {
        int left = Math.max(shift, 0);
        int shifted = left == 0 ? x : Math.clamp((long) x << left, Integer.MIN_VALUE, Integer.MAX_VALUE);
        return shiftRight(highProduct(shifted, multiplier), Math.max(-shift, 0));
    }

    /** SaturatingRoundingDoublingHighMul: a b 2^-31 to nearest, halves up; only -2^31 times itself saturates. */
    static int highProduct(int a, int b) {
        if (a == Integer.MIN_VALUE && b == Integer.MIN_VALUE) {
            return Integer.MAX_VALUE;
        }
        long product = (long) a * b;
        long nudge = product >= 0 ? 1L << BITS - 1 : 1 - (1L << BITS - 1);
        return (int) ((product + nudge) / (1L << BITS)); // truncates, as in C
    }

    /** RoundingDivideByPOT: x 2^-exponent to nearest, halves away from zero. */
    static int shiftRight(int x, int exponent) {
        int mask = (int) ((1L << exponent) - 1);
        int remainder = x & mask;
        int threshold = (mask >>> 1) + (x < 0 ? 1 : 0);
        return (x >> exponent) + (remainder > threshold ? 1 : 0);
    }
}
