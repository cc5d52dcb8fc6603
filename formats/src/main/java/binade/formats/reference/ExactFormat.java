package binade.formats.reference;

import binade.formats.Overflow;
import binade.formats.Rounding;
import java.math.BigDecimal;

/**
 * A grid format as its defining document writes it, without any of the product's tables: the quantum exponent of a
 * binade as a formula, and the two ends of the range.
 *
 * @param quantum the formula q(e)
 * @param max largest value
 * @param min smallest value, 0 if unsigned
 * @param infinity whether the format has infinities
 * @param nan whether the format has a NaN
 * @param negativeZero whether -0 is a code of its own
 */
public record ExactFormat(
        Quantum quantum, BigDecimal max, BigDecimal min, boolean infinity, boolean nan, boolean negativeZero)
        implements ExactDefinition {
    private static final int BINARY32_QUANTUM = -149;

    /** q(e), the exponent of the spacing in [2^e, 2^(e+1)). */
    @FunctionalInterface
    public interface Quantum {
        int exponent(int e);
    }

    @Override
    public double round(double x, Rounding rounding, Overflow overflow, long r, int bits, double previous) {
        return ExactRounding.round(x, this, rounding, overflow, r, bits, previous);
    }

    /** Where the quantum changes it changes at a power of two, which is a multiple of both. */
    @Override
    public BigDecimal above(BigDecimal a, boolean negative) {
        // below the smallest positive value every binade has the same quantum, so any low exponent will do
        int e = a.signum() == 0 ? -2000 : ExactRounding.exponent(a);
        BigDecimal next = a.add(power(quantum.exponent(e)));
        return next.compareTo(negative ? min.negate() : max) > 0 ? null : next;
    }

    @Override
    public boolean holdsBinary32() {
        boolean fine = max.compareTo(new BigDecimal(Float.MAX_VALUE)) >= 0
                && min.compareTo(new BigDecimal(-Float.MAX_VALUE)) <= 0;
        for (int e = BINARY32_QUANTUM; e <= Float.MAX_EXPONENT; e++) {
            fine &= quantum.exponent(e) <= Math.max(BINARY32_QUANTUM, e - 23);
        }
        return fine;
    }

    /** 2^e as an exact decimal. */
    static BigDecimal power(int e) {
        return e >= 0
                ? new BigDecimal(java.math.BigInteger.ONE.shiftLeft(e))
                : BigDecimal.ONE.divide(new BigDecimal(java.math.BigInteger.ONE.shiftLeft(-e)));
    }

    /** A list at scale s, paper-method 1.1: u_i = 2^(s-i+1-m_i), last entry below, max = 2^(s+1) - 2^(s+1-m_0). */
    public static ExactFormat list(int s, int... m) {
        BigDecimal max = power(s + 1).subtract(power(s + 1 - m[0]));
        return new ExactFormat(
                e -> {
                    int i = Math.min(s - e, m.length - 1);
                    return s - i + 1 - m[Math.max(i, 0)];
                },
                max, max.negate(), false, false, false);
    }

    /** A binary float, number-formats 1.2: q(e) = max(e, 1 - bias) - t, largest value given by its significand 2^t + T. */
    public static ExactFormat binary(
            int t, int bias, int emax, long maxSignificand, boolean infinity, boolean nan, boolean negativeZero) {
        BigDecimal max = power(emax - t).multiply(BigDecimal.valueOf(maxSignificand));
        return new ExactFormat(e -> Math.max(e, 1 - bias) - t, max, max.negate(), infinity, nan, negativeZero);
    }

    /** IEEE 754: the top exponent code is reserved. */
    public static ExactFormat ieee(int w, int t, int bias) {
        return binary(t, bias, (1 << w) - 2 - bias, (2L << t) - 1, true, true, true);
    }

    /** No reserved codes, paper-method 5: max = 2^(2^E-1-bias) (2 - 2^-M). */
    public static ExactFormat biased(int e, int m, int bias) {
        return binary(m, bias, (1 << e) - 1 - bias, (2L << m) - 1, false, false, false);
    }

    /** Two's complement, paper-method 4: unit 2^(s-(b-2)), [-2^(b-1), 2^(b-1) - 1] units. */
    public static ExactFormat integer(int bits, int s) {
        int unit = s - (bits - 2);
        return new ExactFormat(
                e -> unit,
                power(unit).multiply(BigDecimal.valueOf((1L << (bits - 1)) - 1)),
                power(unit).multiply(BigDecimal.valueOf(-(1L << (bits - 1)))),
                false, false, false);
    }

    /** Unsigned integer, paper-method 4: the rule of b + 1 bits, negative inputs become 0. */
    public static ExactFormat unsigned(int bits, int s) {
        int unit = s - (bits - 1);
        return new ExactFormat(
                e -> unit, power(unit).multiply(BigDecimal.valueOf((1L << bits) - 1)), BigDecimal.ZERO, false, false, false);
    }

    /** Fixed point, number-formats 10.2: Qm.n in [-2^m, 2^m - 2^-n], UQm.n in [0, 2^m - 2^-n], quantum 2^-n. */
    public static ExactFormat fixed(int m, int n, boolean signed) {
        return new ExactFormat(
                e -> -n, power(m).subtract(power(-n)), signed ? power(m).negate() : BigDecimal.ZERO, false, false, false);
    }
}
