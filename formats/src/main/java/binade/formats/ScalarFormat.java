package binade.formats;

import binade.formats.GridFormat.Family;

/**
 * A format of single numbers, its values held exactly in binary64 (logarithmic values: rounded to it once).
 *
 * <pre>
 *   ScalarFormat f = Formats.scalar("e4m3fn");
 *   double y = f.round(0.1);            0.1015625
 *   long code = f.encode(y);            1d
 *   f.decode(code);                     0.1015625
 *   f.print(y);                         "0.1"      shortest decimal that reads back
 * </pre>
 */
public sealed interface ScalarFormat extends Format permits GridFormat, TableFormat {
    /** Which row of the catalogue it belongs to. */
    Family family();

    /**
     * The value of a code; NaN, infinities and -0 as such.
     *
     * @throws IllegalArgumentException if the code does not fit the width or names no value
     */
    double decode(long code);

    /**
     * The code of a value that is in the format already (round first); NaN gives the canonical one.
     *
     * @throws IllegalArgumentException for a value that the format does not have
     */
    long encode(double value);

    /**
     * Rounds x into the format.
     *
     * @param random R of the stochastic rules, 0 <= R < 2^randomBits
     * @param previous the previously quantized value, for hysteresis
     * @return a value of the format, or NaN for NaN (also where the format has none: the caller's policy)
     * @throws IllegalArgumentException if the rounding is not defined for this kind of format
     */
    double round(double x, Rounding rounding, Overflow overflow, long random, int randomBits, double previous);

    /** The same for a number that binary64 need not hold: one rounding, whatever the digits. */
    double round(Fraction x, Rounding rounding, Overflow overflow, long random, int randomBits, double previous);

    /** Rounds x to nearest, with the default overflow rule. */
    default double round(double x) {
        return round(x, Rounding.NEAREST_EVEN, defaultOverflow(), 0, 1, 0);
    }

    /** Whether {@link #round} knows this rounding. */
    boolean supports(Rounding rounding);

    /** Whether this overflow rule is one of the format's: posits have none but their own, which saturates. */
    default boolean supports(Overflow overflow) {
        return true;
    }

    /** The overflow rule that is meant where none is given. */
    Overflow defaultOverflow();

    /** The smallest value above x; at the upper end infinity where the format has it, else the largest value. */
    double nextUp(double x);

    /** The largest value below x; at the lower end -infinity where the format has it, else the smallest value. */
    double nextDown(double x);

    /** The limits of the format. */
    Limits limits();

    /** Whether every value, at scale 0, is a binary32 number. */
    boolean fitsBinary32();

    /** Whether a NaN can be written down. */
    boolean hasNan();

    /** Whether a shared power-of-two scale multiplies the values. */
    default boolean scalable() {
        return false;
    }

    /** The shared exponent that is meant where none is given. */
    default int defaultScale() {
        return 0;
    }

    /** Lowest shared exponent at which every value is a binary32 number. */
    default int minScale() {
        return 0;
    }

    /** Highest shared exponent. */
    default int maxScale() {
        return 0;
    }

    /** What kind of number a value is. */
    default NumberClass classify(double value) {
        if (Double.isNaN(value)) {
            return NumberClass.NAN;
        }
        double a = Math.abs(value);
        return a == 0
                ? NumberClass.ZERO
                : Double.isInfinite(a)
                        ? NumberClass.INFINITE
                        : a < limits().smallestNormal() ? NumberClass.SUBNORMAL : NumberClass.NORMAL;
    }

    /** Order of codes by value: -infinity, ..., -0, 0, ..., infinity, NaN. Posits and P3109 put NaN first. */
    default int compareCodes(long a, long b) {
        return Double.compare(decode(a), decode(b));
    }

    /** The shortest decimal that {@link #parse} reads back as this value; {@code nan}, {@code inf}. */
    default String print(double value) {
        return Decimals.shortest(value, this);
    }

    /** C99 hex-float, exact: {@code 0x1.ap-4}. */
    default String printHex(double value) {
        return Double.isNaN(value) || Double.isInfinite(value) ? Decimals.shortest(value, this) : Double.toHexString(value);
    }

    /**
     * The value of the format nearest to a decimal or C99 hex-float, with one rounding.
     *
     * @throws NumberFormatException if the text is no number
     */
    default double parse(String text) {
        Fraction exact = Decimals.exact(text);
        return exact == null
                ? round(Decimals.parse(text, Double.PRECISION)) // zero, infinity or NaN
                : round(exact, Rounding.NEAREST_EVEN, defaultOverflow(), 0, 1, 0);
    }
}
