package binade.experiments.stream;

import binade.formats.Decimals;
import binade.formats.ScalarFormat;
import java.math.BigDecimal;

/** How a number is written: as a bit pattern, as a decimal or C99 hex-float, or as a code point of the format. */
public enum Notation {
    /** The binary32 pattern, 8 hex digits; 16 digits are a binary64 pattern. */
    HEX,
    /** A decimal or C99 hex-float, taken exactly; {@code nan}, {@code inf}. */
    DEC,
    /** The format's code point in hex. */
    CODE;

    /**
     * The value of a number in this notation; a decimal so that one rounding is left ({@link Decimals#parse}).
     *
     * @param scale the shared exponent that multiplies the value of a code
     * @throws NumberFormatException if the text is no such number
     */
    public double parse(String text, ScalarFormat format, int scale) {
        return switch (this) {
            case HEX -> parseHex(text);
            case DEC -> Decimals.parse(text, format.limits().precision());
            case CODE -> Math.scalb(format.decode(parseBits(text, format.width())), scale);
        };
    }

    static double parseHex(String text) {
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

    /**
     * Appends a value of the format.
     *
     * @param wide whether HEX takes 16 digits
     * @param scale the shared exponent that CODE leaves out
     */
    public void print(double value, ScalarFormat format, int scale, boolean wide, StringBuilder out) {
        switch (this) {
            case HEX -> {
                if (wide) {
                    hex(Double.doubleToLongBits(value), 16, out);
                } else {
                    hex(Float.floatToIntBits((float) value), 8, out);
                }
            }
            case DEC -> out.append(decimal(value));
            case CODE -> hex(format.encode(Math.scalb(value, -scale)), (format.width() + 3) / 4, out);
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
