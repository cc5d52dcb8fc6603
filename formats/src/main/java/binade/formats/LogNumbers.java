package binade.formats;

import binade.formats.GridFormat.Family;
import binade.formats.TableFormat.Ends;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Logarithmic numbers lns{n}_{r} as in the Universal library: value (-1)^s 2^L, L in two's complement with r fraction
 * bits.
 *
 * <pre>
 *   [ s | L: n - 1 bits, r of them fraction ]     zero = 0 10...0     NaN = 1 10...0
 * </pre>
 *
 * <p>L is rounded to nearest, so thresholds are geometric midpoints 2^((2k+1) / 2^(r+1)); they are irrational, and no
 * number lies on one. Below the smallest value the threshold is the one towards the reserved code: smaller numbers become
 * zero. Values are irrational, too, unless L is an integer: they are given as the nearest binary64 numbers.
 */
final class LogNumbers {
    private static final Pattern ID = Pattern.compile("lns(\\d{1,2})_(\\d{1,2})");
    /** Enough that a power of two is told apart from every binary64 number. */
    private static final MathContext DIGITS = new MathContext(60);
    /** Digits that the errors of up to 15 roots and products may spoil. */
    private static final int GUARD = 4;

    private LogNumbers() {}

    /** The format of an id {@code lns8_3}, or null if it is not written like one. */
    static TableFormat parse(String id) {
        Matcher m = ID.matcher(id);
        if (!m.matches()) {
            return null;
        }
        int n = Integer.parseInt(m.group(1));
        int r = Integer.parseInt(m.group(2));
        if (n < 3 || n > 16 || r > n - 2) {
            throw new IllegalArgumentException("'" + id + "': logarithmic numbers have 3 to 16 bits, at most width - 2 of"
                    + " them fraction bits of the logarithm, as in lns8_3");
        }
        if (n - 2 - r > 9) {
            throw new IllegalArgumentException("'" + id + "' has logarithms up to 2^" + (n - 2 - r)
                    + ", outside binary64; it needs at least " + (n - 11) + " fraction bits");
        }
        return format(id, n, r);
    }

    private static TableFormat format(String id, int n, int r) {
        int half = 1 << (n - 2); // L runs from -half + 1 to half - 1, in units of 2^-r
        int positive = 2 * half - 1;
        double[] values = new double[2 * positive + 1];
        int[] codes = new int[values.length];
        double[] thresholds = new double[values.length - 1];
        double[] significands = significands(r + 1);
        int zero = positive;
        codes[zero] = half;
        for (int i = 1; i <= positive; i++) {
            int l = i - half;
            double value = power(2 * l, r + 1, significands);
            double below = power(2 * l - 1, r + 1, significands); // the largest binary64 number under the threshold
            values[zero + i] = value;
            values[zero - i] = -value;
            codes[zero + i] = l & (2 * half - 1);
            codes[zero - i] = codes[zero + i] | 2 * half;
            thresholds[zero + i - 1] = Math.nextUp(below);
            thresholds[zero - i] = -below;
        }
        double overflow = Math.nextUp(power(2 * half - 1, r + 1, significands));
        return new TableFormat(
                id, n, Family.LNS, values, codes, thresholds, overflow,
                (x, rank) -> isBelow(x, rank - zero, half, r + 1), Ends.BY_RULE,
                EnumSet.of(Rounding.NEAREST_EVEN, Rounding.TOWARD_ZERO, Rounding.UP, Rounding.DOWN, Rounding.HYSTERESIS),
                3 * half);
    }

    /** Whether x lies above the threshold between the values of this rank and the next, counted from zero. */
    private static boolean isBelow(Fraction x, int rank, int half, int bits) {
        int magnitude = rank < 0 ? -rank : rank + 1; // the rank of the magnitude just beyond the threshold
        return exceeds(x.abs(), 2L * (magnitude - half) - 1, bits) != rank < 0;
    }

    /** x > 2^(numerator / 2^bits), numerator odd: that power is irrational, and enough digits tell it from x. */
    private static boolean exceeds(Fraction x, long numerator, int bits) {
        int exponent = (int) (numerator >> bits);
        Fraction power = Fraction.dyadic(false, BigInteger.ONE, -exponent);
        BigDecimal n = new BigDecimal(x.numerator().multiply(power.numerator()));
        BigDecimal d = new BigDecimal(x.denominator().multiply(power.denominator()));
        for (int digits = DIGITS.getPrecision(); ; digits *= 2) {
            MathContext context = new MathContext(digits);
            BigDecimal significand = significand(numerator & ((1L << bits) - 1), bits, roots(bits, context), context);
            BigDecimal error = BigDecimal.ONE.movePointLeft(digits - GUARD);
            if (n.compareTo(significand.add(error).multiply(d)) > 0) {
                return true;
            }
            if (n.compareTo(significand.subtract(error).multiply(d)) < 0) {
                return false;
            }
        }
    }

    /** Logarithmic numbers of common width. */
    static List<String> ids() {
        return List.of("lns4_0", "lns8_2", "lns8_3", "lns8_4", "lns16_8", "lns16_10");
    }

    /** 2^(numerator / 2^bits) for 0 <= numerator < 2^bits, to 60 digits. */
    static BigDecimal power(long numerator, int bits) {
        return significand(numerator, bits, roots(bits, DIGITS), DIGITS);
    }

    /** roots[j] = 2^(2^-j). */
    private static BigDecimal[] roots(int count, MathContext context) {
        BigDecimal[] roots = new BigDecimal[count + 1];
        roots[0] = BigDecimal.TWO;
        for (int j = 1; j <= count; j++) {
            roots[j] = roots[j - 1].sqrt(context);
        }
        return roots;
    }

    /**
     * 2^(f / 2^bits) in binary64 for 0 <= f < 2^bits: to nearest for even f, the values, and down for odd f, the
     * thresholds between them. Zero has an exact power.
     */
    private static double[] significands(int bits) {
        BigDecimal[] roots = roots(bits, DIGITS);
        double[] significands = new double[1 << bits];
        for (int f = 0; f < significands.length; f++) {
            BigDecimal significand = significand(f, bits, roots, DIGITS);
            double d = significand.doubleValue();
            boolean above = new BigDecimal(d).compareTo(significand) > 0;
            significands[f] = f % 2 != 0 && above ? Math.nextDown(d) : d;
        }
        return significands;
    }

    /** 2^(numerator / 2^bits), rounded as {@link #significands} are. */
    private static double power(int numerator, int bits, double[] significands) {
        return Math.scalb(significands[numerator & (significands.length - 1)], numerator >> bits);
    }

    private static BigDecimal significand(long fraction, int bits, BigDecimal[] roots, MathContext context) {
        BigDecimal significand = BigDecimal.ONE;
        for (int j = 1; j <= bits; j++) {
            if ((fraction >> (bits - j) & 1) != 0) {
                significand = significand.multiply(roots[j], context);
            }
        }
        return significand;
    }
}
