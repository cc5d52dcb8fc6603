package binade.experiments.stream;

import binade.formats.GridFormat;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;

/** How a number is written: as a bit pattern, as a decimal or C99 hex-float, or as a code point of the format. */
public enum Notation {
    /** The binary32 pattern, 8 hex digits; 16 digits are a binary64 pattern. */
    HEX,
    /** A decimal or C99 hex-float, taken exactly; {@code nan}, {@code inf}. */
    DEC,
    /** The format's code point in hex. */
    CODE;

    /**
     * The value of a number in this notation. A decimal that is no binary64 number becomes the odd one of its two
     * binary64 neighbours: rounding that once more to at most 50 bits gives the same as rounding the decimal itself.
     *
     * @param scale the shared exponent that multiplies the value of a code
     * @throws NumberFormatException if the text is no such number
     */
    public double parse(String text, GridFormat format, int scale) {
        return switch (this) {
            case HEX -> parseHex(text);
            case DEC -> parseDecimal(text);
            case CODE -> Math.scalb(
                    format.encoding().decode(parseBits(text, format.width()), format.grid()), scale);
        };
    }

    private static double parseHex(String text) {
        String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
        return switch (digits.length()) {
            case 8 -> Float.intBitsToFloat((int) hex(digits));
            case 16 -> Double.longBitsToDouble(hex(digits));
            default -> throw new NumberFormatException(
                    "'" + text + "' is not a binary32 pattern of 8 hex digits (or binary64 of 16)");
        };
    }

    static long parseBits(String text, int width) {
        String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
        if (digits.isEmpty() || digits.length() > 16) {
            throw new NumberFormatException("'" + text + "' is not a hex number of at most " + width + " bits");
        }
        long bits = hex(digits);
        if (width < 64 && bits >>> width != 0) {
            throw new NumberFormatException("'" + text + "' has more than " + width + " bits");
        }
        return bits;
    }

    private static long hex(String digits) {
        long bits = 0;
        for (int i = 0; i < digits.length(); i++) {
            int d = Character.digit(digits.charAt(i), 16);
            if (d < 0) {
                throw new NumberFormatException("'" + digits + "' is not a hex number");
            }
            bits = bits << 4 | d;
        }
        return bits;
    }

    private static double parseDecimal(String text) {
        String t = text.toLowerCase(Locale.ROOT);
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
            if (Double.isInfinite(nearest)) {
                return Math.copySign(Double.MAX_VALUE, nearest); // finite, and beyond every format
            }
            if (nearest == 0) {
                return isZero(unsigned, hexFloat) ? nearest : Math.copySign(Double.MIN_VALUE, nearest);
            }
            if ((Double.doubleToRawLongBits(nearest) & 3) != 0) {
                return nearest; // on no rounding boundary of any format, whatever was lost
            }
            return toOdd(nearest, hexFloat ? exactHex(java) : new BigDecimal(t));
        } catch (NumberFormatException | ArithmeticException e) {
            throw notANumber(text);
        }
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

    private static double toOdd(double nearest, BigDecimal exact) {
        int side = exact.compareTo(new BigDecimal(nearest));
        if (side == 0) {
            return nearest;
        }
        return side > 0 ? Math.nextUp(nearest) : Math.nextDown(nearest); // an even neighbour's neighbours are odd
    }

    /** [-]0xH.HHp[-]E, exactly; of a number in the binary64 range, so that E makes up for the length of the digits. */
    private static BigDecimal exactHex(String t) {
        boolean negative = t.startsWith("-");
        String body = t.substring(t.indexOf('x') + 1);
        int p = body.indexOf('p');
        String digits = body.substring(0, p);
        int point = digits.indexOf('.');
        int fraction = point < 0 ? 0 : digits.length() - point - 1;
        int exponent = Integer.parseInt(body.substring(p + 1)) - 4 * fraction;
        BigInteger significand = new BigInteger(digits.replace(".", ""), 16);
        BigDecimal value = exponent >= 0
                ? new BigDecimal(significand.shiftLeft(exponent))
                : new BigDecimal(significand).divide(new BigDecimal(BigInteger.ONE.shiftLeft(-exponent)));
        return negative ? value.negate() : value;
    }

    /**
     * Appends a value of the format.
     *
     * @param wide whether HEX takes 16 digits
     * @param scale the shared exponent that CODE leaves out
     */
    public void print(double value, GridFormat format, int scale, boolean wide, StringBuilder out) {
        switch (this) {
            case HEX -> {
                if (wide) {
                    hex(Double.doubleToLongBits(value), 16, out);
                } else {
                    hex(Float.floatToIntBits((float) value), 8, out);
                }
            }
            case DEC -> out.append(decimal(value));
            case CODE -> hex(
                    format.encoding().encode(Math.scalb(value, -scale), format.grid()), (format.width() + 3) / 4, out);
        }
    }

    /** The value exactly, so that it is itself when read again: the shortest text that names it, else all its digits. */
    private static String decimal(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        String shortest = Double.toString(value);
        if (Math.abs(value) < 10_000 && value * 1024 == Math.rint(value * 1024)) {
            return shortest; // at most 4 + 10 digits in all: nothing was cut off
        }
        BigDecimal exact = new BigDecimal(value);
        return exact.compareTo(new BigDecimal(shortest)) == 0 ? shortest : exact.stripTrailingZeros().toString();
    }

    private static void hex(long bits, int digits, StringBuilder out) {
        for (int i = digits - 1; i >= 0; i--) {
            out.append(Character.forDigit((int) (bits >>> (4 * i)) & 15, 16));
        }
    }
}
