package binade.formats.block;

import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Rounding;
import java.util.Arrays;

/**
 * A float, list or integer format under a binary32 scale per tensor, channel or group, without a zero point: value = s
 * RNE(x / s), the division, the rounding into the format at scale 0 and the multiplication each rounded once.
 *
 * <pre>
 *   ScaleGroups rows = ScaleGroups.channels(new int[] {rows, columns}, 0);
 *   ScaledQuantizer q = ScaledQuantizer.toMaximum(Formats.parse("e4m3fn"), x, rows);    s = max|x| / 448
 *   q.quantize(x, y);
 * </pre>
 *
 * <p>Beyond the range saturates, infinities too. NaN stays NaN where the format has it, else it is an error. Source: ONNX
 * QuantizeLinear, opset 21, for float8 and integer types without zero point.
 */
public final class ScaledQuantizer {
    private final GridFormat format;
    private final ScaleGroups groups;
    private final float[] scales;

    private ScaledQuantizer(GridFormat format, ScaleGroups groups, float[] scales) {
        this.format = format;
        this.groups = groups;
        this.scales = scales;
    }

    /**
     * With given scales.
     *
     * @param scales one per group, positive and finite
     */
    public static ScaledQuantizer of(GridFormat format, ScaleGroups groups, float[] scales) {
        if (scales.length != groups.count()) {
            throw new IllegalArgumentException(scales.length + " scales for " + groups.count() + " groups");
        }
        for (float s : scales) {
            if (!(s > 0) || Float.isInfinite(s)) {
                throw new IllegalArgumentException("scale " + s + "; it must be positive and finite");
            }
        }
        return new ScaledQuantizer(format, groups, scales.clone());
    }

    /** s = max|x| / max of the format, in binary32, so that the largest element is the largest value; 1 for zeros. */
    public static ScaledQuantizer toMaximum(GridFormat format, float[] x, ScaleGroups groups) {
        float[] scales = groups.maxima(x);
        float max = (float) format.grid().max();
        for (int g = 0; g < scales.length; g++) {
            scales[g] = scales[g] == 0 ? 1 : Math.clamp(scales[g] / max, Float.MIN_VALUE, Float.MAX_VALUE);
        }
        return of(format, groups, scales);
    }

    /**
     * s = 2^(floor(log2 max|x|) - top binade + room): the largest element lies {@code room} binades below the top one
     * (paper-method 3.1 per group, of lists and integers); for zeros as for 1. Kept in 2^-149 ... 2^127.
     */
    public static ScaledQuantizer powerOfTwo(GridFormat format, float[] x, ScaleGroups groups, int room) {
        float[] scales = groups.maxima(x);
        for (int g = 0; g < scales.length; g++) {
            int e = scales[g] == 0 ? 0 : Math.getExponent((double) scales[g]);
            scales[g] = Math.scalb(1f, Math.clamp(e - format.grid().topBinade() + room, -149, 127));
        }
        return of(format, groups, scales);
    }

    private double round(float x, int i) {
        double r = format.round(
                x / scales[groups.of(i)], Rounding.NEAREST_EVEN, Overflow.SAT_FINITE, 0, 1, 0);
        if (Double.isNaN(r) && !format.hasNan()) {
            throw new IllegalArgumentException("element " + i + " is NaN, which " + format.id() + " cannot represent");
        }
        return r;
    }

    /** Rounds into the format and back. Shape: x, y as the groups have it, may be the same array. */
    public void quantize(float[] x, float[] y) {
        groups.check(x.length);
        groups.check(y.length);
        for (int i = 0; i < x.length; i++) {
            y[i] = (float) round(x[i], i) * scales[groups.of(i)];
        }
    }

    /** Codes of the elements. */
    public int[] encode(float[] x) {
        groups.check(x.length);
        int[] codes = new int[x.length];
        Arrays.setAll(codes, i -> (int) format.encode(round(x[i], i)));
        return codes;
    }

    /** Values of codes. */
    public float[] decode(int[] codes) {
        groups.check(codes.length);
        float[] y = new float[codes.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = (float) format.decode(codes[i]) * scales[groups.of(i)];
        }
        return y;
    }

    /** Scales of the groups. */
    public float[] scales() {
        return scales.clone();
    }
}
