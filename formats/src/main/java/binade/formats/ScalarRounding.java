package binade.formats;

/**
 * Rounds one number to a grid, exactly, in binary64 arithmetic: the method behind every scalar tail.
 *
 * <p>Exact because |x| / quantum is a power-of-two multiple of x, its floor and remainder are binary64 numbers, and
 * the thresholds are compared without rounding. Held to {@code ExactRounding} (big integers) by tests.
 */
public final class ScalarRounding {
    private ScalarRounding() {}

    /**
     * The result of rounding, before any range check: the "q" from which tracked scales take their flags.
     *
     * @param x finite
     * @param grid the grid, already at its scale
     * @param random R of the stochastic rules
     * @param randomBits N of the stochastic rules, 1 to 52
     * @param previous the previously quantized value, for hysteresis
     */
    public static double toGrid(
            double x, Grid grid, Rounding rounding, long random, int randomBits, double previous) {
        return toGrid(x, grid, -1, rounding, random, randomBits, previous);
    }

    /** @param smallestCode {@link Encoding#codeThatCounts()} */
    private static double toGrid(
            double x, Grid grid, int smallestCode, Rounding rounding, long random, int randomBits, double previous) {
        double a = Math.abs(x);
        int e = Math.getExponent(a);
        if (e > grid.topBinade() + 1) {
            return x; // above the range nothing is rounded
        }
        int q = grid.quantumExponent(e);
        double s = Math.scalb(a, -q);
        double n = Math.floor(s);
        double nu = s - n;
        if (nu != 0 && away(x < 0, isOdd(n, e, q, grid, smallestCode), nu, previous > x, rounding, random, randomBits)) {
            n += 1;
        }
        return Math.copySign(Math.scalb(n, q), x);
    }

    /** The same for any number; infinite where it is above the range. */
    private static double toGrid(
            Fraction x, Grid grid, int smallestCode, Rounding rounding, long random, int randomBits, boolean up) {
        int e = x.exponent();
        double sign = x.negative() ? -1 : 1;
        if (e > grid.topBinade() + 1) {
            return sign * Double.POSITIVE_INFINITY;
        }
        int q = grid.quantumExponent(e);
        double n = x.multiples(q).doubleValue();
        double nu = x.part(q);
        if (nu != 0 && away(x.negative(), isOdd(n, e, q, grid, smallestCode), nu, up, rounding, random, randomBits)) {
            n += 1;
        }
        return sign * Math.scalb(n, q);
    }

    /** Whether n quanta in binade e are odd: by the multiple, or by the code where values have one significant bit. */
    private static boolean isOdd(double n, int e, int q, Grid grid, int smallestCode) {
        return smallestCode >= 0 && q == e && e >= grid.lowestBinade() && n != 0
                ? ((e - grid.lowestBinade() + smallestCode) & 1) != 0
                : isOdd(n);
    }

    /**
     * Whether the magnitude goes to n + 1 rather than n.
     *
     * @param nu the part above n, strictly between 0 and 1
     * @param up whether the previous value is larger, for hysteresis
     */
    static boolean away(
            boolean negative, boolean odd, double nu, boolean up, Rounding rounding, long r, int bits) {
        return switch (rounding) {
            case NEAREST_EVEN -> nu > 0.5 || (nu == 0.5 && odd);
            case NEAREST_AWAY -> nu >= 0.5;
            case TOWARD_ZERO -> false;
            case UP -> !negative;
            case DOWN -> negative;
            case TO_ODD -> !odd;
            case STOCHASTIC_A -> (long) Math.floor(Math.scalb(nu, bits)) + r >= 1L << bits;
            case STOCHASTIC_B -> (long) Math.floor(Math.scalb(nu, bits + 1)) + 2 * r + 1 >= 1L << (bits + 1);
            case STOCHASTIC_C -> (long) Math.rint(Math.scalb(nu, bits)) + r >= 1L << bits;
            // signed: the fraction of t is nu for x > 0 and 1 - nu for x < 0; compared without forming 1 - nu
            case STOCHASTIC -> negative
                    ? nu >= Math.scalb((double) ((1L << bits) - r), -bits)
                    : Math.scalb((double) r, -bits) < nu;
            case HYSTERESIS -> up != negative;
        };
    }

    private static boolean isOdd(double n) {
        return ((long) n & 1) != 0;
    }

    /**
     * Rounds x into the format: rounding first, range check second.
     *
     * @return a value of the format, or NaN for NaN (also where the format has none: the caller's policy)
     */
    public static double round(
            double x, Grid grid, Encoding encoding, Rounding rounding, Overflow overflow, long random, int randomBits,
            double previous) {
        if (Double.isNaN(x)) {
            return Double.NaN;
        }
        if (!encoding.hasZero() && x <= 0) {
            return x < 0 || overflow == Overflow.OVERFLOW ? Double.NaN : grid.minPositive();
        }
        if (Double.isInfinite(x)) {
            boolean keep = overflow == Overflow.SAT_PROPAGATE && encoding.hasInfinity() && (x > 0 || encoding.signed());
            return keep ? x : overflow == Overflow.OVERFLOW ? beyond(x, grid, encoding) : limit(x, grid);
        }
        double r = toGrid(x, grid, encoding.codeThatCounts(), rounding, random, randomBits, previous);
        return inRange(r, x < 0, grid, encoding, rounding, overflow, previous > x);
    }

    /** Rounds a number that binary64 does not hold, or any other, in the same way. */
    public static double round(
            Fraction x, Grid grid, Encoding encoding, Rounding rounding, Overflow overflow, long random, int randomBits,
            double previous) {
        if (!encoding.hasZero() && x.negative()) {
            return Double.NaN;
        }
        boolean up = x.compareTo(previous) < 0 && !Double.isNaN(previous);
        double r = toGrid(x, grid, encoding.codeThatCounts(), rounding, random, randomBits, up);
        return inRange(r, x.negative(), grid, encoding, rounding, overflow, up);
    }

    private static double inRange(
            double r, boolean negative, Grid grid, Encoding encoding, Rounding rounding, Overflow overflow, boolean up) {
        if (r > grid.max() || r < grid.min()) {
            double sign = negative ? -1 : 1;
            boolean back = overflow != Overflow.OVERFLOW || backToZero(negative, encoding, rounding, up);
            return back ? limit(sign, grid) : beyond(sign, grid, encoding);
        }
        if (r == 0 && !encoding.hasZero()) {
            return grid.minPositive();
        }
        return r == 0 && !encoding.negativeZero() ? 0.0 : r;
    }

    private static double limit(double x, Grid grid) {
        return x > 0 ? grid.max() : grid.min();
    }

    /**
     * What lies beyond the range under {@link Overflow#OVERFLOW}: infinity, else NaN, else the largest value. P3109
     * knows no NaN from overflow, but negative numbers are NaN in its unsigned formats.
     */
    private static double beyond(double x, Grid grid, Encoding encoding) {
        if (encoding.isP3109() && x < 0 && !encoding.signed()) {
            return Double.NaN;
        }
        if (encoding.hasInfinity()) {
            return Math.copySign(Double.POSITIVE_INFINITY, x);
        }
        return encoding.hasNan() && !encoding.isP3109() ? Double.NaN : limit(x, grid);
    }

    private static boolean backToZero(boolean negative, Encoding encoding, Rounding rounding, boolean up) {
        return switch (rounding) {
            case TOWARD_ZERO -> true;
            // in P3109 the largest value is even where the format is signed and extended (P3109 section 4.7.5)
            case TO_ODD -> !encoding.isP3109() || (!encoding.signed() && !negative);
            case UP -> negative;
            case DOWN -> !negative;
            case HYSTERESIS -> up == negative;
            case NEAREST_EVEN, NEAREST_AWAY, STOCHASTIC_A, STOCHASTIC_B, STOCHASTIC_C, STOCHASTIC -> false;
        };
    }
}
