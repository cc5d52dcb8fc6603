package binade.formats;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A finite number other than zero, exactly: what a decimal or a hex-float says, whether or not binary64 holds it.
 *
 * <pre>
 *   Fraction x = Decimals.exact("-431.999999999999999999999");
 *   Formats.scalar("e4m3fn").round(x, Rounding.NEAREST_EVEN, Overflow.SAT_FINITE, 0, 1, 0)      -416
 * </pre>
 *
 * @param negative whether it is below zero
 * @param numerator of the magnitude, positive
 * @param denominator of the magnitude, positive
 */
public record Fraction(boolean negative, BigInteger numerator, BigInteger denominator) implements Comparable<Fraction> {
    /** Places of {@link #part}: rules look at 2 places more than the most random bits there are, 48. */
    private static final int PART_BITS = 52;

    /** Of a decimal other than zero. */
    static Fraction of(BigDecimal x) {
        BigInteger digits = x.unscaledValue().abs();
        return new Fraction(
                x.signum() < 0, x.scale() < 0 ? digits.multiply(BigInteger.TEN.pow(-x.scale())) : digits,
                BigInteger.TEN.pow(Math.max(0, x.scale())));
    }

    /** +-n 2^exponent, n positive. */
    public static Fraction dyadic(boolean negative, BigInteger n, int exponent) {
        return new Fraction(
                negative, n.shiftLeft(Math.max(0, exponent)), BigInteger.ONE.shiftLeft(Math.max(0, -exponent)));
    }

    /** Of a finite binary64 number other than zero. */
    public static Fraction of(double x) {
        int ulp = Math.max(Math.getExponent(x), Double.MIN_EXPONENT) - 52;
        long bits = Double.doubleToLongBits(x) & (1L << 52) - 1;
        long n = Math.abs(x) < Double.MIN_NORMAL ? bits : bits | 1L << 52;
        return dyadic(x < 0, BigInteger.valueOf(n), ulp);
    }

    /** floor(log2 |x|). */
    public int exponent() {
        int e = numerator.bitLength() - denominator.bitLength();
        return shifted(numerator, -e).compareTo(shifted(denominator, e)) < 0 ? e - 1 : e;
    }

    private static BigInteger shifted(BigInteger n, int places) {
        return places > 0 ? n.shiftLeft(places) : n;
    }

    /** floor(|x| 2^-q). */
    BigInteger multiples(int q) {
        return shifted(numerator, -q).divide(shifted(denominator, q));
    }

    /** What |x| 2^-q has above its floor, rounded to odd at 2^-52: every rule decides by it as by the exact part. */
    double part(int q) {
        BigInteger d = shifted(denominator, q);
        BigInteger[] part = shifted(numerator, -q).mod(d).shiftLeft(PART_BITS).divideAndRemainder(d);
        long bits = part[0].longValue();
        return Math.scalb((double) (part[1].signum() == 0 ? bits : bits | 1), -PART_BITS);
    }

    /** The binary64 number that it is, or NaN if it is none. */
    public double asDouble() {
        int e = exponent();
        int q = Math.max(e, Double.MIN_EXPONENT) - 52;
        if (e > Double.MAX_EXPONENT || part(q) != 0) {
            return Double.NaN;
        }
        long n = multiples(q).longValue();
        double magnitude = Math.scalb((double) n, q);
        return negative ? -magnitude : magnitude;
    }

    /** The numerator with the sign. */
    BigDecimal signed() {
        return new BigDecimal(negative ? numerator.negate() : numerator);
    }

    @Override
    public int compareTo(Fraction other) {
        if (negative != other.negative) {
            return negative ? -1 : 1;
        }
        int side = numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
        return negative ? -side : side;
    }

    /** Order to a binary64 number, NaN above all. */
    public int compareTo(double x) {
        return Double.isNaN(x) || x == Double.POSITIVE_INFINITY
                ? -1
                : x == Double.NEGATIVE_INFINITY ? 1 : x == 0 ? (negative ? -1 : 1) : compareTo(of(x));
    }

    /** The magnitude. */
    public Fraction abs() {
        return new Fraction(false, numerator, denominator);
    }
}
