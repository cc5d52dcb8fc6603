package binade.formats;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as decimal and C99 hex text, without a second rounding. */
public final class Decimals {
    /** Formats up to this precision are served by binary64 rounded to odd. */
    private static final int MAX_ODD_PRECISION = 50;
    /** P3109 formats reach from 2^-32768 to 2^32767; 48 random bits and some places more. */
    private static final int RANGE = 33_000;

    private Decimals() {}

    /**
     * The binary64 number that stands for a text. A decimal that is no binary64 number becomes the odd one of its two
     * binary64 neighbours, unless the nearest ends in another two bits than 00 and so lies on no boundary: rounding that
     * once more to at most 50 bits gives the same as rounding the decimal itself. For a precision above 50 the nearest
     * binary64 number is meant.
     *
     * @throws NumberFormatException if the text is no decimal, hex-float, {@code nan} or {@code inf}
     */
    public static double parse(String text, int precision) {
        String t = text.strip().toLowerCase(Locale.ROOT);
        String unsigned = t.startsWith("-") || t.startsWith("+") ? t.substring(1) : t;
        boolean negative = t.startsWith("-");
        switch (unsigned) {
            case "nan" -> {
                return Double.NaN;
            }
            case "inf", "infinity" -> {
                return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            }
            default -> { }
        }
        char last = unsigned.isEmpty() ? ' ' : unsigned.charAt(unsigned.length() - 1);
        boolean hexFloat = unsigned.startsWith("0x");
        if (unsigned.isEmpty() || !hexFloat && (last == 'd' || last == 'f') || unsigned.length() > 10_000) {
            throw notANumber(text);
        }
        try {
            String java = hexFloat && t.indexOf('p') < 0 ? t + "p0" : t;
            if (hexFloat && !Character.isDigit(last) && t.indexOf('p') >= 0) {
                throw notANumber(text); // Java's own suffix d or f after the exponent
            }
            double nearest = Double.parseDouble(java);
            if (precision > MAX_ODD_PRECISION) {
                return nearest;
            }
            if (Double.isInfinite(nearest)) {
                return Math.copySign(Double.MAX_VALUE, nearest); // finite, and beyond every format
            }
            if (nearest == 0) {
                return isZero(unsigned, hexFloat) ? nearest : Math.copySign(Double.MIN_VALUE, nearest);
            }
            if ((Double.doubleToRawLongBits(nearest) & 3) != 0) {
                return nearest; // on no rounding boundary of any format, whatever was lost
            }
            return toOdd(nearest, hexFloat ? exactHex(negative, unsigned.substring(2)) : Fraction.of(new BigDecimal(t)));
        } catch (NumberFormatException | ArithmeticException e) {
            throw notANumber(text);
        }
    }

    /** Whether {@link #parse} leaves one rounding for formats of this precision; otherwise {@link #exact} does. */
    static boolean oddSuffices(int precision) {
        return precision <= MAX_ODD_PRECISION;
    }

    /**
     * The exact value of a text. Beyond 2^{@value #RANGE} and below 2^-{@value #RANGE} that number stands for it: no format
     * has values there, and no rule looks so far.
     *
     * @return null for zero, {@code nan} and {@code inf}, which {@link #parse} knows
     * @throws NumberFormatException if the text is no decimal, hex-float, {@code nan} or {@code inf}
     */
    public static Fraction exact(String text) {
        double nearest = parse(text, Double.PRECISION);
        String t = text.strip().toLowerCase(Locale.ROOT);
        boolean negative = t.startsWith("-");
        String unsigned = negative || t.startsWith("+") ? t.substring(1) : t;
        boolean hexFloat = unsigned.startsWith("0x");
        if (Double.isNaN(nearest) || unsigned.startsWith("i") || nearest == 0 && isZero(unsigned, hexFloat)) {
            return null;
        }
        try {
            return hexFloat ? exactHex(negative, unsigned.substring(2)) : exactDecimal(new BigDecimal(t));
        } catch (NumberFormatException | ArithmeticException e) {
            return bound(negative, Double.isInfinite(nearest)); // an exponent of more than nine digits
        }
    }

    private static Fraction bound(boolean negative, boolean large) {
        return Fraction.dyadic(negative, BigInteger.ONE, large ? RANGE : -RANGE);
    }

    private static Fraction exactDecimal(BigDecimal d) {
        long magnitude = (long) d.precision() - d.scale();
        return Math.abs(magnitude) > RANGE / 3 ? bound(d.signum() < 0, magnitude > 0) : Fraction.of(d);
    }

    /** H.HHp[-]E. */
    private static Fraction exactHex(boolean negative, String body) {
        int p = body.indexOf('p');
        String digits = p < 0 ? body : body.substring(0, p);
        int point = digits.indexOf('.');
        int fraction = point < 0 ? 0 : digits.length() - point - 1;
        BigInteger significand = new BigInteger(digits.replace(".", ""), 16);
        long exponent = (p < 0 ? 0 : Integer.parseInt(body.substring(p + 1))) - 4L * fraction;
        long magnitude = exponent + significand.bitLength();
        return Math.abs(magnitude) > RANGE
                ? bound(negative, magnitude > 0)
                : Fraction.dyadic(negative, significand, (int) exponent);
    }

    private static NumberFormatException notANumber(String text) {
        return new NumberFormatException("'" + text + "' is not a number");
    }

    /** Whether all digits before the exponent are zero: 1e-400 is no zero, although its binary64 number is. */
    private static boolean isZero(String unsigned, boolean hexFloat) {
        String digits = hexFloat ? unsigned.substring(2) : unsigned;
        int exponent = digits.indexOf(hexFloat ? 'p' : 'e');
        return (exponent < 0 ? digits : digits.substring(0, exponent)).chars().allMatch(c -> c == '0' || c == '.');
    }

    private static double toOdd(double nearest, Fraction exact) {
        int side = exact.compareTo(nearest);
        if (side == 0) {
            return nearest;
        }
        return side > 0 ? Math.nextUp(nearest) : Math.nextDown(nearest); // an even neighbour's neighbours are odd
    }

    /** The decimal of fewest digits that the format reads back as this value. */
    static String shortest(double value, ScalarFormat format) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; digits <= 17; digits++) {
            BigDecimal candidate = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (format.parse(candidate.toString()) == value) {
                return plain(candidate.stripTrailingZeros());
            }
        }
        return Double.toString(value); // not a value of the format
    }

    /** Positional where that is short, else with an exponent. */
    private static String plain(BigDecimal d) {
        int magnitude = d.precision() - d.scale();
        return magnitude > -5 && magnitude <= 17 ? d.toPlainString() : d.toString();
    }

    /** The smallest binary64 number above an exact one. */
    static double above(BigDecimal exact) {
        double d = exact.doubleValue();
        return new BigDecimal(d).compareTo(exact) > 0 ? d : Math.nextUp(d);
    }
}
