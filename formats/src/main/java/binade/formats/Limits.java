package binade.formats;

/**
 * The limits of a scalar format, as C's {@code float.h} and NumPy's {@code finfo} state them.
 *
 * @param max largest finite value
 * @param min smallest (most negative) finite value, 0 if unsigned
 * @param smallestNormal smallest positive value of full precision
 * @param smallestPositive smallest positive value
 * @param epsilon distance from 1 to the next larger value, 2^(1-precision) in a grid; NaN where 1 has no successor
 * @param precision significant bits, leading one included: the most that any binade has
 * @param emin exponent of the lowest binade of full precision
 * @param emax exponent of the largest value
 * @param digits decimal digits that survive a round trip through the format: floor((precision - 1) log10 2)
 * @param infinity whether infinities are values
 * @param nan whether there is a NaN
 * @param negativeZero whether -0 is a value of its own
 * @param values number of finite values, 0 and -0 counted once
 */
public record Limits(
        double max, double min, double smallestNormal, double smallestPositive, double epsilon, int precision, int emin,
        int emax, int digits, boolean infinity, boolean nan, boolean negativeZero, double values) {

    static int digits(int precision) {
        return (int) Math.floor((precision - 1) * Math.log10(2));
    }
}
