package binade.formats;

import binade.formats.GridFormat.Family;
import binade.formats.TableFormat.Ends;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Posits of up to 16 bits (Standard for Posit Arithmetic 2022, where es = 2; earlier ones: posit8_0, posit16_1).
 *
 * <pre>
 *   [ sign | regime: r equal bits, then the opposite | up to es exponent bits | fraction f ]
 *   k = r - 1 for ones, -r for zeros;  value = 2^(k 2^es + e) (1 + f)
 * </pre>
 *
 * <p>Rounding is on the bit string: the boundary between the posits c and c + 1 is the posit 2c + 1 of one bit more,
 * and on it the even code wins. Non-zero numbers become neither zero nor NaR; infinities and NaN are NaR.
 */
final class Posits {
    private static final Pattern ID = Pattern.compile("posit(\\d{1,2})_(\\d{1,2})");

    private Posits() {}

    /** The format of an id {@code posit8_2}, or null if it is not written like one. */
    static TableFormat parse(String id) {
        Matcher m = ID.matcher(id);
        if (!m.matches()) {
            return null;
        }
        int n = Integer.parseInt(m.group(1));
        int es = Integer.parseInt(m.group(2));
        if (n < 3 || n > 16 || es > 3) {
            throw new IllegalArgumentException(
                    "'" + id + "': posits have 3 to 16 bits and 0 to 3 exponent bits, as in posit8_2");
        }
        return format(id, n, es);
    }

    private static TableFormat format(String id, int n, int es) {
        int half = 1 << (n - 1);
        int count = 2 * half - 1;
        double[] values = new double[count];
        int[] codes = new int[count];
        double[] thresholds = new double[count - 1];
        for (int i = 0; i < count; i++) {
            int c = i + 1 - half; // the code as a signed integer
            values[i] = decode(c, n, es);
            codes[i] = c & (2 * half - 1);
            if (i < count - 1) {
                double boundary = c == 0 || c == -1 ? 0 : decode(2 * c + 1, n + 1, es);
                thresholds[i] = (c & 1) == 0 ? Math.nextUp(boundary) : boundary;
            }
        }
        return new TableFormat(
                id, n, Family.POSIT, values, codes, thresholds, Double.POSITIVE_INFINITY,
                (x, rank) -> codes[rank] % 2 == 0, // the boundary goes to the even code: all above it goes up
                Ends.POSIT,
                EnumSet.of(Rounding.NEAREST_EVEN), half);
    }

    /** The posits of common use: 8 and 16 bits, es = 0 to 2. */
    static List<String> ids() {
        return List.of("posit8_0", "posit8_1", "posit8_2", "posit16_0", "posit16_1", "posit16_2");
    }

    /** The value of a posit code, given as a signed integer other than the smallest. */
    static double decode(int code, int n, int es) {
        if (code == 0) {
            return 0;
        }
        int magnitude = Math.abs(code) << (32 - n + 1); // the bits after the sign, left-aligned
        boolean ones = magnitude < 0;
        int run = Math.min(n - 1, Integer.numberOfLeadingZeros(ones ? ~magnitude : magnitude));
        int k = ones ? run - 1 : -run;
        int rest = run + 1 >= 32 ? 0 : magnitude << (run + 1); // after the regime and the bit that ends it
        int e = es == 0 ? 0 : rest >>> (32 - es); // missing bits read as 0
        double fraction = (rest << es >>> 1) * 0x1p-31;
        double value = Math.scalb(1 + fraction, (k << es) + e);
        return code < 0 ? -value : value;
    }
}
