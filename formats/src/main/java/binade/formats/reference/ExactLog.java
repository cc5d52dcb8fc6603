package binade.formats.reference;

import binade.formats.Overflow;
import binade.formats.Rounding;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * Logarithmic numbers by comparing powers of integers, without a logarithm; number-formats 12. Values other than powers
 * of two are irrational: they are given as the nearest binary64 numbers, and directed roundings compare with those.
 */
public final class ExactLog implements ExactDefinition {
    private static final int PLACES = 200;

    private final int n;
    private final int r;
    private final BigDecimal[] magnitudes;

    public ExactLog(int n, int r) {
        this.n = n;
        this.r = r;
        BigInteger[] significands = significands();
        magnitudes = new BigDecimal[2 * half() - 1];
        for (int i = 0; i < magnitudes.length; i++) {
            int l = i + 1 - half();
            BigDecimal exact = new BigDecimal(significands[Math.floorMod(l, 1 << r)]).multiply(ExactFormat.power(-PLACES));
            magnitudes[i] = new BigDecimal(Math.scalb(exact.doubleValue(), Math.floorDiv(l, 1 << r)));
        }
    }

    /** 2^(i / 2^r) 2^places for 0 <= i < 2^r: square roots of those for r - 1; good to a few of the 200 places. */
    private BigInteger[] significands() {
        BigInteger[] coarse = {BigInteger.ONE.shiftLeft(PLACES)};
        for (int j = 0; j < r; j++) {
            BigInteger[] fine = new BigInteger[2 * coarse.length];
            for (int i = 0; i < fine.length; i++) {
                fine[i] = coarse[i % coarse.length].shiftLeft(PLACES + i / coarse.length).sqrt();
            }
            coarse = fine;
        }
        return coarse;
    }

    private int half() {
        return 1 << (n - 2);
    }

    /** The logarithm of a code's magnitude in units of 2^-r; zero and NaN have the smallest one. */
    public int logarithm(int code) {
        int bits = n - 1;
        int field = code & (1 << bits) - 1;
        return field >= 1 << (bits - 1) ? field - (1 << bits) : field;
    }

    /** The saturated code nearest to x. */
    public int encode(double x) {
        if (Double.isNaN(x)) {
            return 3 * half();
        }
        int sign = x < 0 ? 2 * half() : 0;
        int max = half() - 1;
        if (Double.isInfinite(x)) {
            return sign | max;
        }
        long k = x == 0 ? -half() : nearestLogarithm(x);
        return k <= -half() ? half() : sign | (int) Math.min(k, max) & 2 * half() - 1;
    }

    /** round(y / 2) with y = log2|x| 2^(r+1); with x = m 2^e, floor(y) comes from the length of m^(2^(r+1)). */
    private long nearestLogarithm(double x) {
        int e = Math.max(Math.getExponent(x), Double.MIN_EXPONENT) - 52;
        BigInteger m = new BigDecimal(x).abs().multiply(ExactFormat.power(-e)).toBigIntegerExact();
        int power = 1 << (r + 1);
        long floor = m.pow(power).bitLength() - 1L + (long) e * power;
        return Math.floorDiv(floor + 1, 2);
    }

    @Override
    public double round(double x, Rounding rounding, Overflow overflow, long random, int bits, double previous) {
        if (Double.isNaN(x)) {
            return x;
        }
        boolean nan = overflow == Overflow.OVERFLOW;
        double max = magnitudes[magnitudes.length - 1].doubleValue();
        if (Double.isInfinite(x)) {
            return nan ? Double.NaN : Math.copySign(max, x);
        }
        if (x == 0) {
            return 0;
        }
        if (rounding == Rounding.NEAREST_EVEN) {
            long k = nearestLogarithm(x);
            return k <= -half() ? 0 : k < half() ? value(k, x) : nan ? Double.NaN : Math.copySign(max, x);
        }
        boolean outward = switch (rounding) {
            case TOWARD_ZERO -> false;
            case UP -> x > 0;
            case DOWN -> x < 0;
            case HYSTERESIS -> previous > x == x > 0;
            default -> throw new IllegalArgumentException(
                    "rounding " + rounding.id() + " is not defined for logarithmic numbers");
        };
        int at = Arrays.binarySearch(magnitudes, new BigDecimal(x).abs());
        int rank = at >= 0 ? at : outward ? -at - 1 : -at - 2;
        if (rank == magnitudes.length) {
            return nan && rounding != Rounding.HYSTERESIS ? Double.NaN : Math.copySign(max, x);
        }
        return rank < 0 ? 0 : value(rank + 1L - half(), x);
    }

    private double value(long logarithm, double sign) {
        return Math.copySign(magnitudes[(int) logarithm + half() - 1].doubleValue(), sign);
    }

    @Override
    public BigDecimal above(BigDecimal a, boolean negative) {
        int at = Arrays.binarySearch(magnitudes, a);
        int next = at >= 0 ? at + 1 : -at - 1;
        return next == magnitudes.length ? null : magnitudes[next];
    }

    /** Whether v is the binary64 number nearest to 2^(l / 2^r). */
    public boolean isNearest(double v, int l) {
        BigDecimal half = new BigDecimal("0.5");
        BigDecimal low = new BigDecimal(v).add(new BigDecimal(Math.nextDown(v))).multiply(half);
        BigDecimal high = new BigDecimal(v).add(new BigDecimal(Math.nextUp(v))).multiply(half);
        BigDecimal target = ExactFormat.power(l);
        return low.pow(1 << r).compareTo(target) <= 0 && high.pow(1 << r).compareTo(target) >= 0;
    }
}
