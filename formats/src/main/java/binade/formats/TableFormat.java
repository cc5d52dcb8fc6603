package binade.formats;

import binade.formats.GridFormat.Family;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A scalar format that is no grid: a sorted table of values with a threshold between neighbours. Posits, logarithmic
 * numbers and codebooks differ only in how their tables come about ({@link Posits}, {@link LogNumbers}, {@link Codebooks}).
 *
 * <p>A threshold is stored as the smallest binary64 number that goes to the upper neighbour, so that ties and
 * irrational thresholds cost nothing: the result is values[number of thresholds <= x].
 */
public final class TableFormat implements ScalarFormat {
    /** What overflow and infinities become. */
    enum Ends {
        /** By the overflow rule. */
        BY_RULE,
        /** Finite values saturate, infinities become NaN: posits. */
        POSIT
    }

    /** Decides for numbers between the threshold above values[rank] and the binary64 number before that. */
    @FunctionalInterface
    interface Boundary {
        /** Whether x goes up. */
        boolean isBelow(Fraction x, int rank);
    }

    private static final int NOT_A_NUMBER = -1;
    private static final int UNUSED = -2;

    private final String id;
    private final int width;
    private final Family family;
    private final double[] values;
    private final int[] codes;
    private final int[] ranks;
    private final double[] thresholds;
    private final double overflowFrom;
    private final Boundary boundary;
    private final Ends ends;
    private final Set<Rounding> roundings;
    private final long nanCode;
    private final boolean binary32;

    /**
     * @param values ascending
     * @param codes code of each value
     * @param thresholds [i] the smallest number that becomes values[i + 1] or more when rounded to nearest
     * @param overflowFrom the smallest magnitude that overflows when rounded to nearest
     * @param boundary the thresholds; of the last rank, where numbers overflow
     * @param nanCode code of NaN, or -1
     */
    TableFormat(
            String id, int width, Family family, double[] values, int[] codes, double[] thresholds, double overflowFrom,
            Boundary boundary, Ends ends, Set<Rounding> roundings, int nanCode) {
        this.id = Objects.requireNonNull(id);
        this.width = width;
        this.family = family;
        this.values = values;
        this.codes = codes;
        this.thresholds = thresholds;
        this.overflowFrom = overflowFrom;
        this.boundary = boundary;
        this.ends = ends;
        this.roundings = EnumSet.copyOf(roundings);
        this.nanCode = nanCode;
        this.ranks = new int[1 << width];
        Arrays.fill(ranks, UNUSED);
        for (int i = 0; i < codes.length; i++) {
            ranks[codes[i]] = i;
        }
        if (nanCode >= 0) {
            ranks[nanCode] = NOT_A_NUMBER;
        }
        this.binary32 = Arrays.stream(values).allMatch(v -> v == (float) v);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public Family family() {
        return family;
    }

    public int size() {
        return values.length;
    }

    public double value(int rank) {
        return values[rank];
    }

    /** The smallest number that becomes value(rank + 1) or more. */
    public double threshold(int rank) {
        return thresholds[rank];
    }

    /** The smallest magnitude that overflows to nearest; infinity where everything saturates. */
    public double overflowFrom() {
        return overflowFrom;
    }

    @Override
    public double decode(long code) {
        if (code < 0 || code >= ranks.length) {
            throw new IllegalArgumentException(
                    "code " + Long.toHexString(code) + " has more than " + width + " bits");
        }
        int rank = ranks[(int) code];
        if (rank == UNUSED) {
            throw new IllegalArgumentException(
                    "code " + Long.toHexString(code) + " names no value of this format");
        }
        return rank == NOT_A_NUMBER ? Double.NaN : values[rank];
    }

    @Override
    public long encode(double value) {
        if (Double.isNaN(value)) {
            if (nanCode < 0) {
                throw new IllegalArgumentException("the format has no NaN");
            }
            return nanCode;
        }
        int rank = Arrays.binarySearch(values, value == 0 ? 0.0 : value);
        if (rank < 0) {
            throw new IllegalArgumentException(value + " is no value of " + id + "; round it first");
        }
        return codes[rank];
    }

    @Override
    public double round(
            double x, Rounding rounding, Overflow overflow, long random, int randomBits, double previous) {
        check(rounding);
        if (Double.isNaN(x)) {
            return x;
        }
        double first = values[0];
        double last = values[values.length - 1];
        boolean nanBeyond = nanBeyond(overflow);
        if (Double.isInfinite(x)) {
            return ends == Ends.POSIT || nanBeyond ? Double.NaN : x > 0 ? last : first;
        }
        if (rounding == Rounding.NEAREST_EVEN) {
            return nanBeyond && Math.abs(x) >= overflowFrom ? Double.NaN : values[nearest(x)];
        }
        if (x > last || x < first) {
            boolean outward = switch (rounding) {
                case UP -> x > 0;
                case DOWN -> x < 0;
                default -> false;
            };
            return nanBeyond && outward ? Double.NaN : x > last ? last : first;
        }
        int at = Arrays.binarySearch(values, x == 0 ? 0.0 : x);
        if (at >= 0) {
            return values[at];
        }
        double low = values[-at - 2];
        double high = values[-at - 1];
        boolean up = switch (rounding) {
            case UP -> true;
            case DOWN -> false;
            case TOWARD_ZERO -> x < 0;
            case HYSTERESIS -> previous > x;
            case STOCHASTIC ->
                TableFractions.below(random, randomBits, new BigDecimal(x), BigDecimal.ONE, low, high);
            default -> throw new AssertionError(rounding);
        };
        return up ? high : low;
    }

    private void check(Rounding rounding) {
        if (!supports(rounding)) {
            throw new IllegalArgumentException("rounding " + rounding.id() + " is not defined for " + id + "; allowed: "
                    + roundings.stream().map(Rounding::id).collect(Collectors.joining(" ")));
        }
    }

    @Override
    public double round(
            Fraction x, Rounding rounding, Overflow overflow, long random, int randomBits, double previous) {
        double same = x.asDouble();
        if (!Double.isNaN(same)) {
            return round(same, rounding, overflow, random, randomBits, previous);
        }
        check(rounding);
        return TableFractions.round(x, this, rounding, nanBeyond(overflow), random, randomBits, previous);
    }

    private boolean nanBeyond(Overflow overflow) {
        return overflow == Overflow.OVERFLOW && nanCode >= 0 && ends == Ends.BY_RULE;
    }

    Boundary boundary() {
        return boundary;
    }

    /** Index of the nearest value: the number of thresholds not above x. */
    private int nearest(double x) {
        int low = 0;
        int high = thresholds.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (thresholds[middle] <= x) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public boolean supports(Rounding rounding) {
        return roundings.contains(rounding);
    }

    @Override
    public boolean supports(Overflow overflow) {
        return ends == Ends.BY_RULE || overflow == defaultOverflow();
    }

    @Override
    public Overflow defaultOverflow() {
        return Overflow.SAT_FINITE; // posits know no other way
    }

    @Override
    public double nextUp(double x) {
        if (Double.isNaN(x)) {
            return x;
        }
        int at = Arrays.binarySearch(values, x == 0 ? 0.0 : x);
        return values[Math.min(values.length - 1, at >= 0 ? at + 1 : -at - 1)];
    }

    @Override
    public double nextDown(double x) {
        if (Double.isNaN(x)) {
            return x;
        }
        int at = Arrays.binarySearch(values, x == 0 ? 0.0 : x);
        return values[Math.max(0, at >= 0 ? at - 1 : -at - 2)];
    }

    /** The limits; precision and epsilon are those at 1. */
    @Override
    public Limits limits() {
        double max = values[values.length - 1];
        double smallest = nextUp(0);
        boolean one = Arrays.binarySearch(values, 1.0) >= 0 && max > 1;
        double epsilon = one ? nextUp(1) - 1 : Double.NaN;
        int precision = one ? Math.max(1, 1 - Math.getExponent(epsilon)) : 0;
        return new Limits(
                max, values[0], smallest, smallest, epsilon, precision, Math.getExponent(smallest), Math.getExponent(max),
                precision == 0 ? 0 : Limits.digits(precision), false, hasNan(), false, values.length);
    }

    @Override
    public boolean fitsBinary32() {
        return binary32;
    }

    @Override
    public boolean hasNan() {
        return nanCode >= 0;
    }

    @Override
    public int compareCodes(long a, long b) {
        return family == Family.POSIT
                ? Long.compare(signed(a), signed(b))
                : ScalarFormat.super.compareCodes(a, b);
    }

    private long signed(long code) {
        return code << (64 - width) >> (64 - width);
    }

    @Override
    public String toString() {
        return id;
    }
}
