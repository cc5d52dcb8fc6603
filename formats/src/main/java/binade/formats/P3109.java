package binade.formats;

import binade.formats.Encoding.Layout;
import binade.formats.Encoding.Specials;
import binade.formats.GridFormat.Family;
import binade.formats.GridFormat.Scaling;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The family Binary{K}p{P}{s|u}{e|f} of the IEEE P3109 interim report 4.0: bitwidth K, precision P, signed or unsigned,
 * extended (with infinities) or finite.
 *
 * <pre>
 *   bias B = 2^(K-P-1) signed, 2^(K-P) unsigned;  T = code mod 2^(P-1), E = code div 2^(P-1)
 *   E = 0: T 2^(1-P) 2^(1-B);  else (1 + T 2^(1-P)) 2^(E-B)
 *   one NaN: 2^(K-1) signed, 2^K - 1 unsigned;  infinity: the code above the largest value
 * </pre>
 */
final class P3109 {
    private static final Pattern ID = Pattern.compile("binary(\\d{1,2})p(\\d{1,2})([su])([ef])");
    private static final int MIN_WIDTH = 3;
    private static final int MAX_WIDTH = 16;
    /** The largest bias whose values, subnormals included, are binary64 numbers; beyond it, {@link WideFormat}. */
    private static final int MAX_BIAS = 1024;

    private P3109() {}

    /** The format of an id, or null if it is not written like one of this family. */
    static Format parse(String id) {
        Matcher m = ID.matcher(id);
        if (!m.matches()) {
            return null;
        }
        int k = Integer.parseInt(m.group(1));
        int p = Integer.parseInt(m.group(2));
        boolean signed = m.group(3).equals("s");
        if (k < MIN_WIDTH || k > MAX_WIDTH) {
            throw new IllegalArgumentException(
                    "'" + id + "' has a width of " + k + "; allowed: " + MIN_WIDTH + " to " + MAX_WIDTH);
        }
        int maxPrecision = signed ? k - 1 : k;
        if (p < 1 || p > maxPrecision) {
            throw new IllegalArgumentException("'" + id + "' has precision " + p + "; allowed for "
                    + (signed ? "signed" : "unsigned") + " formats of " + k + " bits: 1 to " + maxPrecision);
        }
        return format(id, k, p, signed, m.group(4).equals("e"));
    }

    private static Format format(String id, int k, int p, boolean signed, boolean extended) {
        int bias = 1 << (signed ? k - p - 1 : k - p);
        if (bias > MAX_BIAS) {
            return new WideFormat(id, k, p, signed, extended, bias);
        }
        long codes = signed ? 1L << (k - 1) : (1L << k) - 1; // NaN follows the non-negative codes
        long maxRank = codes - (extended ? 2 : 1);
        int emax = (int) (maxRank >> (p - 1)) - bias;
        Grid grid = Catalogue.floatGrid(emax, 1 - bias, p - 1, maxRank, signed ? -1 : 0);
        Encoding encoding = new Encoding(
                k, signed ? Layout.SIGN_MAGNITUDE : Layout.UNSIGNED,
                extended ? Specials.P3109_EXTENDED : Specials.P3109_FINITE, false);
        return new GridFormat(id, Family.P3109, grid, encoding, new int[0], Scaling.NONE);
    }

    /** The ids of one width, in the order p, s before u, e before f. */
    private static List<String> all(int k) {
        List<String> ids = new ArrayList<>();
        for (int p = 1; p <= k; p++) {
            for (String kind : new String[] {"se", "sf", "ue", "uf"}) {
                if (p < k || kind.startsWith("u")) {
                    ids.add("binary" + k + "p" + p + kind);
                }
            }
        }
        return ids;
    }

    private static boolean isWide(String id) {
        return parse(id) instanceof WideFormat;
    }

    /** The ids of one width whose values are binary64 numbers. */
    static List<String> ids(int k) {
        return all(k).stream().filter(id -> !isWide(id)).toList();
    }

    /** The ids of the family whose values are binary64 numbers, K = 3 to 16. */
    static List<String> ids() {
        return IntStream.rangeClosed(MIN_WIDTH, MAX_WIDTH).boxed().flatMap(k -> ids(k).stream()).toList();
    }

    /** The ids of the family whose values are no binary64 numbers. */
    static List<String> wideIds() {
        return IntStream.rangeClosed(MIN_WIDTH, MAX_WIDTH).boxed()
                .flatMap(k -> all(k).stream())
                .filter(P3109::isWide)
                .toList();
    }
}
