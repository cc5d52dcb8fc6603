package binade.formats.block;

/**
 * How the scale of a block is written down: as a code in hex, or as a decimal exponent where it can be negative.
 *
 * @param format id of the scale's format, or what it is
 * @param bits of one scale
 * @param lowest the smallest scale
 * @param highest the largest scale that is a number
 * @param nan the scale that makes its block NaN, {@link #NO_NAN} if there is none
 */
public record ScaleType(String format, int bits, int lowest, int highest, int nan) {
    /** No scale is NaN. */
    public static final int NO_NAN = Integer.MIN_VALUE;

    /** Whether scales are exponents, written in decimal. */
    public boolean isExponent() {
        return lowest < 0;
    }

    /** Bytes of one scale in a file. */
    public int bytes() {
        return Math.ceilDiv(bits, 8);
    }

    /** Whether a block may have this scale. */
    public boolean contains(int scale) {
        return scale >= lowest && scale <= highest || scale == nan && nan != NO_NAN;
    }

    /** The scale as it is printed: {@code 7f}, {@code 3f800000}, {@code -3}. */
    public String print(int scale) {
        return isExponent() ? Integer.toString(scale) : ("%0" + Math.ceilDiv(bits, 4) + "x").formatted(scale);
    }

    /**
     * Reads what {@link #print} writes.
     *
     * @throws IllegalArgumentException if the text is no scale, saying what is one
     */
    public int parse(String text) {
        try {
            long scale = Long.parseLong(text, isExponent() ? 10 : 16);
            if (scale == (int) scale && contains((int) scale)) {
                return (int) scale;
            }
        } catch (NumberFormatException e) {
            // the message below says what is allowed
        }
        throw new IllegalArgumentException("'" + text + "' is no scale; allowed: " + this);
    }

    /** What is allowed: {@code hex 00 to fe, and ff for NaN (e8m0fnu)}. */
    @Override
    public String toString() {
        return (isExponent() ? "decimal " : "hex ") + print(lowest) + " to " + print(highest)
                + (nan == NO_NAN ? "" : ", and " + print(nan) + " for NaN") + " (" + format + ")";
    }
}
