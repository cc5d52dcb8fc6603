package binade.formats.reference;

import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Rounding;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;

/**
 * Binary32 scales straight from their definitions (number-formats 9 and 10.1): each binary32 operation is the exact
 * result in decimals, rounded once.
 */
public final class ExactScaling {
    /** More than the digits (113 at most) of a number half way between two binary32 numbers: cutting here rounds nothing. */
    private static final MathContext DIGITS = new MathContext(120, RoundingMode.DOWN);

    /** number-formats 9: what bitsandbytes compares with, as binary32 numbers. */
    private static final float[] NF4_THRESHOLDS = {
        -0.8480964004993439f, -0.6106329262256622f, -0.4599952697753906f, -0.33967943489551544f, -0.23460740596055984f,
        -0.13791173323988914f, -0.045525018125772476f, 0.03979014977812767f, 0.1202552504837513f, 0.2035212516784668f,
        0.2920137718319893f, 0.3893125355243683f, 0.5016634166240692f, 0.6427869200706482f, 0.8614784181118011f
    };

    private ExactScaling() {}

    private static boolean isFinite(float a, float b) {
        return Float.isFinite(a) && Float.isFinite(b);
    }

    /** a / b in binary32. */
    public static float divide(float a, float b) {
        if (!isFinite(a, b) || a == 0 || b == 0) {
            return a / b; // nothing to be rounded
        }
        return round(new BigDecimal(a).divide(new BigDecimal(b), DIGITS), a < 0 != b < 0);
    }

    /** a * b in binary32. */
    public static float multiply(float a, float b) {
        if (!isFinite(a, b) || a == 0 || b == 0) {
            return a * b;
        }
        return round(new BigDecimal(a).multiply(new BigDecimal(b)), a < 0 != b < 0);
    }

    /** a + b in binary32. */
    public static float add(float a, float b) {
        if (!isFinite(a, b) || a == 0 || b == 0) {
            return a + b;
        }
        return new BigDecimal(a).add(new BigDecimal(b)).floatValue(); // an exact 0 is +0
    }

    private static float round(BigDecimal x, boolean negative) {
        float y = x.floatValue();
        return y == 0 && negative ? -0f : y;
    }

    /** The codes of an NF4 block: how many thresholds lie below x (1 / max(absmax, 1e-38)); NaN is code 7. */
    public static int[] nf4(float[] block) {
        BigDecimal amax = ExactBlocks.largest(block);
        int[] codes = new int[block.length];
        Arrays.fill(codes, 7);
        if (amax == null) {
            return codes;
        }
        float reciprocal = divide(1, Math.max(amax.floatValue(), 1e-38f));
        for (int i = 0; i < codes.length; i++) {
            float y = Math.max(-1, Math.min(1, multiply(block[i], reciprocal)));
            codes[i] = 0;
            for (float threshold : NF4_THRESHOLDS) {
                codes[i] += y > threshold ? 1 : 0;
            }
        }
        return codes;
    }

    /** The 256 values of the dynamic map of double quantization: the middles of pieces of [0.1, 1], times powers of ten. */
    public static float[] dynamicMap() {
        float[] map = new float[256];
        int n = 1; // one zero
        map[n++] = 1;
        for (int i = 0; i < 7; i++) {
            BigDecimal pieces = BigDecimal.valueOf(1L << i);
            BigDecimal step = new BigDecimal("0.9").divide(pieces);
            for (int j = 0; j < 1 << i; j++) {
                BigDecimal low = new BigDecimal("0.1").add(step.multiply(BigDecimal.valueOf(j)));
                BigDecimal middle = low.add(low.add(step)).divide(BigDecimal.TWO);
                map[n] = middle.movePointRight(i - 6).floatValue();
                map[n + 1] = -map[n];
                n += 2;
            }
        }
        Arrays.sort(map);
        return map;
    }

    /** What double quantization makes of the maxima of NF4 blocks. */
    public static float[] doubleQuantized(float[] absmax) {
        float[] map = dynamicMap();
        double sum = 0;
        for (float a : absmax) {
            sum += a; // in binary64, in this order: part of the definition
        }
        float offset = (float) (sum / absmax.length);
        float[] result = new float[absmax.length];
        float m = 0;
        for (int i = 0; i < absmax.length; i++) {
            if (i % 256 == 0) {
                m = 0;
                for (int k = i; k < Math.min(absmax.length, i + 256); k++) {
                    m = Math.max(m, Math.abs(add(absmax[k], -offset)));
                }
            }
            float y = multiply(add(absmax[i], -offset), divide(1, Math.max(m, 1e-38f)));
            BigDecimal exact = new BigDecimal(Math.max(-1, Math.min(1, y)));
            float nearest = map[0];
            for (float v : map) { // ascending: of two at the same distance the lower one stays
                if (distance(exact, v).compareTo(distance(exact, nearest)) < 0) {
                    nearest = v;
                }
            }
            result[i] = add(multiply(nearest, m), offset);
        }
        return result;
    }

    private static BigDecimal distance(BigDecimal a, float b) {
        return a.subtract(new BigDecimal(b)).abs();
    }

    /** q = clamp(RNE(x / s) + z, min, max), number-formats 10.1; x is no NaN. */
    public static int affine(float x, float s, int z, int min, int max) {
        float t = divide(x, s);
        if (Float.isInfinite(t)) {
            return t > 0 ? max : min;
        }
        BigDecimal q = new BigDecimal(t).setScale(0, RoundingMode.HALF_EVEN).add(BigDecimal.valueOf(z));
        return q.max(BigDecimal.valueOf(min)).min(BigDecimal.valueOf(max)).intValueExact();
    }

    /** s RNE(x / s) in a format at scale 0, saturating. */
    public static float scaled(GridFormat format, float x, float s) {
        double r = ExactRounding.round(
                divide(x, s), ExactFormats.of(format, 0), Rounding.NEAREST_EVEN, Overflow.SAT_FINITE, 0, 1, 0);
        return multiply((float) r, s);
    }
}
