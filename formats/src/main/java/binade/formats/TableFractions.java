package binade.formats;

import java.math.BigDecimal;

/** Rounds numbers that binary64 does not hold into a table; behind {@link TableFormat#round(Fraction, Rounding, Overflow, long, int, double)}. */
final class TableFractions {
    private TableFractions() {}

    /**
     * @param x no binary64 number
     * @param nanBeyond whether overflow gives NaN; else the end of the table
     */
    static double round(
            Fraction x, TableFormat f, Rounding rounding, boolean nanBeyond, long random, int randomBits, double previous) {
        int above = 0;
        int end = f.size();
        while (above < end) { // the number of values below x
            int middle = (above + end) >>> 1;
            if (x.compareTo(f.value(middle)) > 0) {
                above = middle + 1;
            } else {
                end = middle;
            }
        }
        if (above == 0 || above == f.size()) {
            boolean outward = switch (rounding) {
                case NEAREST_EVEN -> overflows(x.abs(), f);
                case UP -> above > 0;
                case DOWN -> above == 0;
                default -> false;
            };
            return outward && nanBeyond ? Double.NaN : f.value(Math.max(0, above - 1));
        }
        double low = f.value(above - 1);
        double high = f.value(above);
        boolean up = switch (rounding) {
            case NEAREST_EVEN -> goesUp(x, f, above - 1);
            case UP -> true;
            case DOWN -> false;
            case TOWARD_ZERO -> x.negative();
            case HYSTERESIS -> x.compareTo(previous) < 0;
            case STOCHASTIC -> below(random, randomBits, x.signed(), new BigDecimal(x.denominator()), low, high);
            default -> throw new AssertionError(rounding);
        };
        return up ? high : low;
    }

    private static boolean goesUp(Fraction x, TableFormat f, int rank) {
        double t = f.threshold(rank);
        return x.compareTo(t) > 0 || x.compareTo(Math.nextDown(t)) > 0 && f.boundary().isBelow(x, rank);
    }

    private static boolean overflows(Fraction magnitude, TableFormat f) {
        double t = f.overflowFrom();
        return t < Double.POSITIVE_INFINITY
                && (magnitude.compareTo(t) > 0
                        || magnitude.compareTo(Math.nextDown(t)) > 0 && f.boundary().isBelow(magnitude, f.size() - 1));
    }

    /** R / 2^N < (x - low) / (high - low) with x = n / d, exactly. */
    static boolean below(long random, int bits, BigDecimal n, BigDecimal d, double low, double high) {
        BigDecimal l = new BigDecimal(low);
        BigDecimal left = new BigDecimal(random).multiply(new BigDecimal(high).subtract(l)).multiply(d);
        return left.compareTo(n.subtract(l.multiply(d)).multiply(new BigDecimal(1L << bits))) < 0;
    }
}
