package binade.formats;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Objects;

/**
 * A member of the IEEE P3109 family whose values leave binary64, as binary16p1se with 2^-16383 to 2^16382. Codes and
 * exact numbers only: there is no {@code double} of most of its values.
 *
 * <pre>
 *   WideFormat f = (WideFormat) Formats.any("binary16p1se");
 *   long code = f.round(Decimals.exact("1e-4000"), Rounding.NEAREST_EVEN, Overflow.OVERFLOW, 0, 1);
 *   f.print(code)                                                          "0x1p-13288"
 * </pre>
 *
 * <p>Codes as in {@link P3109}: magnitudes ascend with the codes, one NaN, no -0. Immutable.
 */
public final class WideFormat implements Format {
    /** Values between these powers of two are printed as decimals. */
    private static final int MOST_PLACES = 40;

    private final String id;
    private final int width;
    private final int precision;
    private final boolean signed;
    private final boolean extended;
    private final int emin;
    private final long maxCode;

    WideFormat(String id, int width, int precision, boolean signed, boolean extended, int bias) {
        this.id = Objects.requireNonNull(id);
        this.width = width;
        this.precision = precision;
        this.signed = signed;
        this.extended = extended;
        emin = 1 - bias;
        maxCode = (signed ? signBit() : nanCode()) - (extended ? 2 : 1);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int width() {
        return width;
    }

    /** Significant bits, leading one included. */
    public int precision() {
        return precision;
    }

    /** Whether there are negative values. */
    public boolean signed() {
        return signed;
    }

    /** Whether there are infinities. */
    public boolean extended() {
        return extended;
    }

    /** Exponent of the smallest normal value. */
    public int emin() {
        return emin;
    }

    /** The code of the largest finite value. */
    public long maxCode() {
        return maxCode;
    }

    private long signBit() {
        return 1L << (width - 1);
    }

    /** The only NaN. */
    public long nanCode() {
        return signed ? signBit() : (1L << width) - 1;
    }

    /** Whether a code has the sign bit set and is no NaN. */
    public boolean isNegative(long code) {
        return signed && code > signBit();
    }

    /**
     * What kind of number a code is.
     *
     * @throws IllegalArgumentException if it does not fit the width
     */
    public NumberClass classify(long code) {
        if (code < 0 || code >> width != 0) {
            throw new IllegalArgumentException("code " + Long.toHexString(code) + " has more than " + width + " bits");
        }
        long rank = isNegative(code) ? code - signBit() : code;
        return code == nanCode()
                ? NumberClass.NAN
                : rank == 0
                        ? NumberClass.ZERO
                        : rank > maxCode
                                ? NumberClass.INFINITE
                                : rank >>> (precision - 1) == 0 ? NumberClass.SUBNORMAL : NumberClass.NORMAL;
    }

    /** The exact value of a code; null for zero, infinities and NaN. */
    public Fraction value(long code) {
        NumberClass kind = classify(code);
        if (kind != NumberClass.NORMAL && kind != NumberClass.SUBNORMAL) {
            return null;
        }
        long rank = isNegative(code) ? code - signBit() : code;
        long field = rank >>> (precision - 1);
        long trailing = rank & (1L << (precision - 1)) - 1;
        long significand = field == 0 ? trailing : trailing | 1L << (precision - 1);
        int quantum = emin + (int) Math.max(field - 1, 0) - (precision - 1);
        return Fraction.dyadic(isNegative(code), BigInteger.valueOf(significand), quantum);
    }

    /** Whether {@link #round} knows this rounding: all but hysteresis, whose previous values are binary64 numbers. */
    public boolean supports(Rounding rounding) {
        return rounding != Rounding.HYSTERESIS;
    }

    /** As that of all P3109 formats of more than 8 bits. */
    public Overflow defaultOverflow() {
        return Overflow.OVERFLOW;
    }

    /**
     * The code of a number, rounded once.
     *
     * @param random R of the stochastic rules, 0 <= R < 2^randomBits
     * @throws IllegalArgumentException if the rounding is not defined for these formats
     */
    public long round(Fraction x, Rounding rounding, Overflow overflow, long random, int randomBits) {
        if (!supports(rounding)) {
            throw new IllegalArgumentException("rounding " + rounding.id() + " is not defined for " + id);
        }
        int e = x.exponent();
        int q = Math.max(e, emin) - (precision - 1);
        long rank = x.multiples(q).longValue() + ((long) Math.max(e - emin, 0) << (precision - 1));
        double part = x.part(q);
        if (part != 0 && ScalarRounding.away(x.negative(), (rank & 1) != 0, part, false, rounding, random, randomBits)) {
            rank++;
        }
        if (rank == 0) {
            return 0;
        }
        if (rank > maxCode || x.negative() && !signed) {
            boolean saturate = overflow != Overflow.OVERFLOW || switch (rounding) {
                case TOWARD_ZERO -> true;
                case UP -> x.negative();
                case DOWN -> !x.negative();
                case TO_ODD -> !x.negative() && !signed && extended;
                default -> false;
            };
            return beyond(x.negative(), saturate);
        }
        return x.negative() ? rank | signBit() : rank;
    }

    /** The code of zero, an infinity or NaN. */
    public long special(double x, Overflow overflow) {
        if (Double.isNaN(x)) {
            return nanCode();
        }
        if (x == 0) {
            return 0;
        }
        boolean keep = overflow == Overflow.SAT_PROPAGATE && extended && (x > 0 || signed);
        return beyond(x < 0, overflow != Overflow.OVERFLOW && !keep);
    }

    /** Past the end of the range: the end, or infinity, and NaN for negative numbers where there are none. */
    private long beyond(boolean negative, boolean saturate) {
        if (negative && !signed) {
            return saturate ? 0 : nanCode();
        }
        return (saturate || !extended ? maxCode : maxCode + 1) | (negative ? signBit() : 0);
    }

    /** The value exactly: as a decimal of a few digits, or as a C99 hex-float; both are read back as this code. */
    public String print(long code) {
        String sign = isNegative(code) ? "-" : "";
        return switch (classify(code)) {
            case NAN -> "nan";
            case ZERO -> "0";
            case INFINITE -> sign + "inf";
            case NORMAL, SUBNORMAL -> sign + print(value(code).abs());
        };
    }

    private static String print(Fraction x) {
        int e = x.exponent();
        long significand = x.multiples(e - 52).longValue(); // 53 bits, of which at most 16 are used
        return Math.abs(e) <= MOST_PLACES
                ? exactly(Math.scalb((double) significand, e - 52))
                : Double.toHexString(Math.scalb((double) significand, -52)).replace(".0p0", "p").replace("p0", "p") + e;
    }

    private static String exactly(double value) {
        return new BigDecimal(value).stripTrailingZeros().toPlainString();
    }

    @Override
    public String toString() {
        return id;
    }
}
