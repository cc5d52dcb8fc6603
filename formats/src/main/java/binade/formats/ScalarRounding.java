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
        boolean odd = smallestCode >= 0 && q == e && e >= grid.lowestBinade() && n != 0
                ? ((e - grid.lowestBinade() + smallestCode) & 1) != 0
                : isOdd(n);
        if (nu != 0 && away(x < 0, odd, nu, x, rounding, random, randomBits, previous)) {
            n += 1;
        }
        return Math.copySign(Math.scalb(n, q), x);
    }

    /** Whether the magnitude goes to n + 1 rather than n; nu is the part above n, strictly between 0 and 1. */
    private static boolean away(
            boolean negative, boolean odd, double nu, double x, Rounding rounding, long r, int bits, double previous) {
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
            case HYSTERESIS -> (previous > x) != negative;
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
        if (r > grid.max() || r < grid.min()) {
            boolean back = overflow != Overflow.OVERFLOW || backToZero(x, encoding, rounding, previous);
            return back ? limit(x, grid) : beyond(x, grid, encoding);
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

    private static boolean backToZero(double x, Encoding encoding, Rounding rounding, double previous) {
        return switch (rounding) {
            case TOWARD_ZERO -> true;
            // in P3109 the largest value is even where the format is signed and extended (P3109 section 4.7.5)
            case TO_ODD -> !encoding.isP3109() || (!encoding.signed() && x > 0);
            case UP -> x < 0;
            case DOWN -> x > 0;
            case HYSTERESIS -> (previous > x) == (x < 0);
            case NEAREST_EVEN, NEAREST_AWAY, STOCHASTIC_A, STOCHASTIC_B, STOCHASTIC_C, STOCHASTIC -> false;
        };
    }
}
