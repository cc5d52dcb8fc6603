package binade.formats;

import binade.formats.Encoding.Layout;
import binade.formats.Encoding.Specials;
import binade.formats.GridFormat.Family;
import binade.formats.GridFormat.Scaling;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The grid formats with a fixed definition, and how floats, integers and fixed-point numbers are made of their
 * parameters. To add a float or a list is to add one line to {@link #named}, and its golden data to the tests.
 *
 * <p>Sources: IEEE 754-2019 (FP16, FP32, FP64), OCP OFP8 1.0 (E5M2, E4M3FN), OCP MX 1.0 (E8M0, E3M2FN, E2M3FN, E2M1FN),
 * ml_dtypes and LLVM APFloat (E4M3, E3M4, FNUZ), Lee, Park, Jeon ICLR 2022 (FP134 and its family, LOG4, 1-6-9), Sun et al.
 * NeurIPS 2019 (HFP8).
 */
final class Catalogue {
    /** By id, in the order of the catalogue. */
    static final Map<String, GridFormat> NAMED = named();

    private static final Map<String, String> LIST_NAMES = listNames();

    private Catalogue() {}

    private static Map<String, GridFormat> named() {
        Map<String, GridFormat> m = new LinkedHashMap<>();
        //                 id        width  t   bias
        add(m, ieee(Family.IEEE, "fp64", 64, 52, 1023));
        add(m, ieee(Family.IEEE, "fp32", 32, 23, 127));
        add(m, ieee(Family.IEEE, "tf32", 19, 10, 127));
        add(m, ieee(Family.IEEE, "pxr24", 24, 15, 127)); // OpenEXR: the upper 24 bits of binary32
        add(m, ieee(Family.IEEE, "bf16", 16, 7, 127));
        add(m, ieee(Family.IEEE, "fp16", 16, 10, 15));
        add(m, ieee(Family.SMALL, "e5m2", 8, 2, 15));
        add(m, finite("e4m3fn", 8, 3, 7, Specials.NAN_ALL_ONES, true));
        add(m, ieee(Family.SMALL, "e4m3", 8, 3, 7));
        add(m, ieee(Family.SMALL, "e3m4", 8, 4, 3));
        add(m, finite("e4m3fnuz", 8, 3, 8, Specials.NAN_NEGATIVE_ZERO, false));
        add(m, finite("e5m2fnuz", 8, 2, 16, Specials.NAN_NEGATIVE_ZERO, false));
        add(m, finite("e4m3b11fnuz", 8, 3, 11, Specials.NAN_NEGATIVE_ZERO, false));
        add(m, scale("e8m0fnu", 8, 127));
        add(m, finite("e3m2fn", 6, 2, 3, Specials.NONE, true));
        add(m, finite("e2m3fn", 6, 3, 1, Specials.NONE, true));
        add(m, finite("e2m1fn", 4, 1, 1, Specials.NONE, true));
        for (int width = 8; width >= 3; width--) {
            for (int x = 1; x < width - 1; x++) {
                add(m, Lists.format("fp1" + x + (width - 1 - x), Lists.floatList(x, width - 1 - x)));
            }
            add(m, Lists.format("sm" + width, Lists.signMagnitude(width)));
            add(m, Lists.format("fp1" + (width - 1) + "0", Lists.floatList(width - 1, 0)));
            if (width <= 6) {
                add(m, Lists.format("log" + width, Lists.floatList(width - 1, 0)));
            }
        }
        add(m, biasedFloat("fp169", 6, 9, 31));
        add(m, biasedFloat("hfp8-fwd", 4, 3, 11));
        add(m, biasedFloat("hfp8-bwd", 5, 2, 15));
        for (int b = 2; b <= 16; b++) {
            add(m, integer("int" + b, b, true));
        }
        for (int b = 2; b <= 16; b++) {
            add(m, integer("uint" + b, b, false));
        }
        return Collections.unmodifiableMap(m);
    }

    private static void add(Map<String, GridFormat> m, GridFormat f) {
        m.put(f.id(), f);
    }

    /** The shortest-known name of each named list: INT8 in sign-magnitude is sm8, not fp116; FP150 is log6. */
    private static Map<String, String> listNames() {
        Map<String, String> names = new HashMap<>();
        for (GridFormat f : NAMED.values()) {
            if (f.isList()) {
                names.merge(f.list(), f.id(), (a, b) -> a.startsWith("fp") ? b : a);
            }
        }
        return names;
    }

    /** The id of a list that has a name of its own, else null. */
    static String nameOfList(int[] m) {
        return LIST_NAMES.get(Lists.text(m));
    }

    /** IEEE-like: exponent code 0 subnormal, the top one for infinity and NaN. t trailing bits, width = 1 + w + t. */
    private static GridFormat ieee(Family family, String id, int width, int t, int bias) {
        int w = width - 1 - t;
        int emax = (1 << w) - 2 - bias;
        Grid grid = floatGrid(emax, 1 - bias, t, -1, -1);
        return new GridFormat(
                id, family, grid, new Encoding(width, Layout.SIGN_MAGNITUDE, Specials.IEEE, true), new int[0],
                Scaling.NONE);
    }

    /** Without infinity: the top exponent code holds ordinary values (but for the NaN of E4M3FN). */
    private static GridFormat finite(String id, int width, int t, int bias, Specials specials, boolean negativeZero) {
        int w = width - 1 - t;
        long maxRank = (1L << (width - 1)) - 1 - (specials == Specials.NAN_ALL_ONES ? 1 : 0);
        Grid grid = floatGrid((1 << w) - 1 - bias, 1 - bias, t, maxRank, -1);
        return new GridFormat(
                id, Family.SMALL, grid, new Encoding(width, Layout.SIGN_MAGNITUDE, specials, negativeZero), new int[0],
                Scaling.NONE);
    }

    /** Powers of two without zero or sign, 2^-bias at code 0; all ones is NaN: the scale of a block. */
    private static GridFormat scale(String id, int width, int bias) {
        int emax = (1 << width) - 2 - bias;
        Grid grid = floatGrid(emax, -bias, 0, (1L << width) - 1, 0);
        return new GridFormat(
                id, Family.SMALL, grid, new Encoding(width, Layout.UNSIGNED, Specials.SCALE, false), new int[0],
                Scaling.NONE);
    }

    static Grid floatGrid(int emax, int emin, int t, long maxRank, long maxNegativeRank) {
        int[] q = new int[emax - emin + 1];
        for (int i = 0; i < q.length; i++) {
            q[i] = emax - i - t;
        }
        return Grid.of(emax, q, maxRank, maxNegativeRank);
    }

    /**
     * A small float without reserved codes: E exponent bits, M trailing bits, max = 2^(2^E-1-bias) (2 - 2^-M).
     *
     * @throws IllegalArgumentException outside 1 <= E <= 8, 0 <= M <= 23, or where values leave binary32
     */
    static GridFormat biasedFloat(String id, int e, int m, int bias) {
        if (e < 1 || e > 8 || m < 0 || m > 23 || 1 + e + m > 32) {
            throw new IllegalArgumentException("float:" + e + "," + m + "," + bias
                    + ": exponent bits must be 1 to 8 and fraction bits 0 to 23");
        }
        int emax = (1 << e) - 1 - bias;
        int emin = 1 - bias;
        if (emax > 127 || emin - m < -149) {
            throw new IllegalArgumentException("float:" + e + "," + m + "," + bias + ": values from 2^" + (emin - m)
                    + " to 2^" + emax + " leave the binary32 range 2^-149 to 2^127");
        }
        return new GridFormat(
                id, Family.FLOAT, floatGrid(emax, emin, m, -1, -1),
                new Encoding(1 + e + m, Layout.SIGN_MAGNITUDE, Specials.NONE, false), new int[0], Scaling.NONE);
    }

    /** Two's complement or unsigned integer. At scale S the unit is 2^(S-(b-2)), unsigned 2^(S-(b-1)). */
    private static GridFormat integer(String id, int bits, boolean signed) {
        Grid grid = signed
                ? Grid.of(0, new int[] {-(bits - 2)}, (1L << (bits - 1)) - 1, 1L << (bits - 1))
                : Grid.of(0, new int[] {-(bits - 1)}, (1L << bits) - 1, 0);
        Layout layout = signed ? Layout.TWOS_COMPLEMENT : Layout.UNSIGNED;
        return new GridFormat(
                id, Family.INTEGER, grid, new Encoding(bits, layout, Specials.NONE, false), new int[0],
                Scaling.INTEGER_UNIT);
    }

    /** Two's complement Qm.n (range [-2^m, 2^m - 2^-n], 1 + m + n bits) or unsigned UQm.n (m + n bits). */
    static GridFormat fixedPoint(String id, int m, int n, boolean signed) {
        int magnitudeBits = m + n;
        if (magnitudeBits < 1 || magnitudeBits > 24) {
            throw new IllegalArgumentException(
                    "'" + id + "' has " + magnitudeBits + " integer and fraction bits; 1 to 24 are allowed");
        }
        long codes = 1L << magnitudeBits;
        Grid grid = Grid.of(m - 1, new int[] {-n}, codes - 1, signed ? codes : 0);
        Layout layout = signed ? Layout.TWOS_COMPLEMENT : Layout.UNSIGNED;
        return new GridFormat(
                id, Family.FIXED_POINT, grid,
                new Encoding(magnitudeBits + (signed ? 1 : 0), layout, Specials.NONE, false), new int[0],
                Scaling.NONE);
    }
}
