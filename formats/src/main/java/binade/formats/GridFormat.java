package binade.formats;

import java.util.Objects;

/**
 * A scalar format whose values form a {@link Grid}.
 *
 * @param id the id it was asked for by, in lower case
 * @param family which row of the catalogue it belongs to
 * @param grid the values at scale 0
 * @param encoding the bit patterns
 * @param significantBits the list of significant bits per binade, closing 0 included; empty for other families
 * @param scaling whether and how a shared power-of-two scale multiplies the values
 */
public record GridFormat(
        String id, Family family, Grid grid, Encoding encoding, int[] significantBits, Scaling scaling)
        implements ScalarFormat {

    /** A row of the catalogue. */
    public enum Family {
        IEEE("IEEE-like"),
        SMALL("8/6/4-bit float"),
        LIST("list"),
        FLOAT("float with a bias"),
        INTEGER("integer"),
        FIXED_POINT("fixed point"),
        P3109("IEEE P3109"),
        POSIT("posit"),
        LNS("logarithmic"),
        CODEBOOK("codebook");

        private final String title;

        Family(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    /** The shared exponent of a tensor of such numbers. */
    public enum Scaling {
        /** The values are what they are. */
        NONE,
        /** A power-of-two scale; 0 where none is given. */
        SHARED,
        /** A power-of-two scale S with unit 2^(S - top bits); where none is given the unit is 1. */
        INTEGER_UNIT
    }

    public GridFormat {
        Objects.requireNonNull(id);
        Objects.requireNonNull(family);
        Objects.requireNonNull(grid);
        Objects.requireNonNull(encoding);
        Objects.requireNonNull(scaling);
        significantBits = significantBits.clone();
    }

    @Override
    public int width() {
        return encoding.width();
    }

    @Override
    public int[] significantBits() {
        return significantBits.clone();
    }

    public boolean isList() {
        return significantBits.length > 0;
    }

    @Override
    public boolean scalable() {
        return scaling != Scaling.NONE;
    }

    /** The scale that is meant where none is given: 0, or for integers the one that makes the unit 1. */
    @Override
    public int defaultScale() {
        return scaling == Scaling.INTEGER_UNIT ? -grid.quantumExponent(0) : 0;
    }

    /**
     * Lowest scale at which every value is a binary32 number: -149 - ilog2(smallest quantum). With gradual underflow
     * the smallest quantum is the smallest positive value (paper-method 2.1); without it, it is smaller.
     */
    @Override
    public int minScale() {
        return -149 - grid.smallestQuantumExponent();
    }

    /** Highest scale that keeps all computations inside binary32. */
    @Override
    public int maxScale() {
        return 126;
    }

    @Override
    public double decode(long code) {
        return encoding.decode(code, grid);
    }

    @Override
    public long encode(double value) {
        return encoding.encode(value, grid);
    }

    @Override
    public double round(
            double x, Rounding rounding, Overflow overflow, long random, int randomBits, double previous) {
        return ScalarRounding.round(x, grid, encoding, rounding, overflow, random, randomBits, previous);
    }

    @Override
    public double round(
            Fraction x, Rounding rounding, Overflow overflow, long random, int randomBits, double previous) {
        return ScalarRounding.round(x, grid, encoding, rounding, overflow, random, randomBits, previous);
    }

    /** A decimal rounded to odd in binary64 is as good as the decimal, where the format is not too precise. */
    @Override
    public double parse(String text) {
        return Decimals.oddSuffices(grid.precision())
                ? round(Decimals.parse(text, grid.precision()))
                : ScalarFormat.super.parse(text);
    }

    @Override
    public boolean supports(Rounding rounding) {
        return true;
    }

    @Override
    public boolean hasNan() {
        return encoding.hasNan();
    }

    @Override
    public double nextUp(double x) {
        return GridNeighbours.up(x, grid, encoding);
    }

    @Override
    public double nextDown(double x) {
        return GridNeighbours.down(x, grid, encoding);
    }

    @Override
    public int compareCodes(long a, long b) {
        double x = decode(a);
        double y = decode(b);
        if (encoding.isP3109() && (Double.isNaN(x) || Double.isNaN(y))) {
            return Boolean.compare(!Double.isNaN(x), !Double.isNaN(y)); // NaN first: P3109 section 4.12.1
        }
        return Double.compare(x, y);
    }

    /** The same with the values it has where no scale is given: for integers, whole numbers. */
    public GridFormat atDefaultScale() {
        return atScale(defaultScale());
    }

    /** The same with all values multiplied by 2^scale. */
    public GridFormat atScale(int scale) {
        return scale == 0
                ? this
                : new GridFormat(id, family, grid.scaledBy(scale), encoding, significantBits, scaling);
    }

    /** The limits at scale 0. */
    @Override
    public Limits limits() {
        int p = grid.precision();
        double zero = encoding.hasZero() ? 1 : 0;
        return new Limits(
                grid.max(), encoding.hasZero() ? grid.min() : grid.minPositive(), grid.minNormal(), grid.minPositive(),
                Math.scalb(1.0, 1 - p), p, grid.lowestBinade(), Math.getExponent(grid.max()), Limits.digits(p),
                encoding.hasInfinity(), encoding.hasNan(), encoding.negativeZero(),
                (double) grid.maxRank() + grid.maxNegativeRank() + zero);
    }

    /** Saturating for machine-learning formats; IEEE overflow for FP16 to FP64 and P3109 of more than 8 bits. */
    @Override
    public Overflow defaultOverflow() {
        return family == Family.IEEE || family == Family.P3109 && width() > 8 ? Overflow.OVERFLOW : Overflow.SAT_FINITE;
    }

    /** Whether every value, at scale 0, is a binary32 number. */
    @Override
    public boolean fitsBinary32() {
        return grid.precision() <= 24 && grid.topBinade() <= 127 && grid.smallestQuantumExponent() >= -149;
    }

    /** Number of non-negative finite values. */
    public long magnitudes() {
        return grid.maxRank() + 1;
    }

    /** The list as it is written in reports, "5,5,5,4,3,2,1,0"; empty for other families. */
    public String list() {
        return Lists.text(significantBits);
    }

    /** The same format under another id. */
    public GridFormat withId(String newId) {
        return new GridFormat(newId, family, grid, encoding, significantBits, scaling);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof GridFormat f
                && id.equals(f.id)
                && family == f.family
                && grid.equals(f.grid)
                && encoding.equals(f.encoding)
                && scaling == f.scaling;
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, grid, encoding);
    }

    @Override
    public String toString() {
        return id;
    }
}
