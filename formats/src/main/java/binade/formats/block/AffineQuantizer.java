package binade.formats.block;

import java.util.Arrays;

/**
 * Affine integers: q = clamp(RNE(x / s) + z, qmin, qmax), x' = s (q - z), with a scale s and a zero point z per tensor,
 * channel or group.
 *
 * <p>In the order of ONNX QuantizeLinear: a binary32 division, rounded to nearest even <em>before</em> the zero point is
 * added. Bits depend on it, and on dividing: {@link #reciprocal} multiplies by the binary32 reciprocal instead. NaN is an
 * error, infinities saturate. Dequantization multiplies in binary32.
 *
 * <pre>
 *   AffineQuantizer q = AffineQuantizer.symmetric(8, x, 64);   per group of 64: s = max|x| / 127, z = 0
 *   q.quantize(x, codes);  q.dequantize(codes, y);
 * </pre>
 *
 * <p>Element i belongs to group i / groupSize: the group is a tensor (all elements), a channel (leading index) or a
 * piece of a row. Source: ONNX QuantizeLinear and DequantizeLinear, opset 21.
 */
public final class AffineQuantizer {
    /** The integers that codes may be. */
    public record Range(int min, int max) {
        /** @throws IllegalArgumentException if it is empty or exceeds 24 bits */
        public Range {
            if (min >= max || min < -(1 << 23) || max >= 1 << 24) {
                throw new IllegalArgumentException("range " + min + " to " + max + "; it must ascend within 24 bits");
            }
        }

        /** Two's complement: -2^(b-1) ... 2^(b-1) - 1. */
        public static Range signed(int bits) {
            return new Range(-(1 << (bits - 1)), (1 << (bits - 1)) - 1);
        }

        /** Without the most negative one: -127 ... 127. */
        public static Range narrow(int bits) {
            return new Range(1 - (1 << (bits - 1)), (1 << (bits - 1)) - 1);
        }

        /** 0 ... 2^b - 1. */
        public static Range unsigned(int bits) {
            return new Range(0, (1 << bits) - 1);
        }
    }

    private final Range range;
    private final int groupSize;
    private final float[] scales;
    private final int[] zeroPoints;
    private final boolean reciprocal;

    private AffineQuantizer(Range range, int groupSize, float[] scales, int[] zeroPoints, boolean reciprocal) {
        this.range = range;
        this.groupSize = groupSize;
        this.scales = scales;
        this.zeroPoints = zeroPoints;
        this.reciprocal = reciprocal;
    }

    /**
     * With given scales and zero points.
     *
     * @param groupSize elements per scale
     * @param scales positive and finite
     * @param zeroPoints one per scale, inside the range
     */
    public static AffineQuantizer of(Range range, int groupSize, float[] scales, int[] zeroPoints) {
        if (groupSize < 1 || scales.length != zeroPoints.length || scales.length == 0) {
            throw new IllegalArgumentException(scales.length + " scales and " + zeroPoints.length
                    + " zero points for groups of " + groupSize + "; as many of both, and groups of at least 1 are needed");
        }
        for (int i = 0; i < scales.length; i++) {
            if (!(scales[i] > 0) || Float.isInfinite(scales[i])) {
                throw new IllegalArgumentException("scale " + scales[i] + "; it must be positive and finite");
            }
            if (zeroPoints[i] < range.min() || zeroPoints[i] > range.max()) {
                throw new IllegalArgumentException(
                        "zero point " + zeroPoints[i] + " is outside " + range.min() + " to " + range.max());
            }
        }
        return new AffineQuantizer(range, groupSize, scales.clone(), zeroPoints.clone(), false);
    }

    /** Symmetric, without the most negative integer: s = max|x| / qmax per group (1 for zeros), z = 0. */
    public static AffineQuantizer symmetric(int bits, float[] x, int groupSize) {
        Range range = Range.narrow(bits);
        int groups = Math.max(1, Math.ceilDiv(x.length, groupSize));
        float[] scales = new float[groups];
        for (int g = 0; g < groups; g++) {
            float max = BlockMaximum.of(x, g * groupSize, Math.min(x.length, (g + 1) * groupSize));
            scales[g] = positive(max / range.max(), max == 0);
        }
        return of(range, groupSize, scales, new int[groups]);
    }

    /**
     * From the range of each group, widened to contain 0: s = (hi - lo) / (qmax - qmin), z = clamp(RNE(qmin - lo / s)),
     * in binary32.
     */
    public static AffineQuantizer asymmetric(Range range, float[] x, int groupSize) {
        int groups = Math.max(1, Math.ceilDiv(x.length, groupSize));
        float[] scales = new float[groups];
        int[] zeroPoints = new int[groups];
        for (int g = 0; g < groups; g++) {
            float lo = 0;
            float hi = 0;
            for (int i = g * groupSize; i < Math.min(x.length, (g + 1) * groupSize); i++) {
                if (Float.isFinite(x[i])) {
                    lo = Math.min(lo, x[i]);
                    hi = Math.max(hi, x[i]);
                }
            }
            scales[g] = positive((hi - lo) / (range.max() - range.min()), hi == lo);
            zeroPoints[g] = (int) Math.clamp(Math.rint(range.min() - lo / scales[g]), range.min(), range.max());
        }
        return of(range, groupSize, scales, zeroPoints);
    }

    /** 1 for a group of zeros; a scale that underflows is 2^-149. */
    private static float positive(float scale, boolean zeros) {
        return zeros ? 1 : Math.max(scale, Float.MIN_VALUE);
    }

    /** The same, multiplying by the binary32 reciprocal of the scale instead of dividing. */
    public AffineQuantizer reciprocal() {
        return new AffineQuantizer(range, groupSize, scales, zeroPoints, true);
    }

    /**
     * Writes integers.
     *
     * @param q as long as x
     * @throws IllegalArgumentException for NaN or an x longer than the groups
     */
    public void quantize(float[] x, int[] q) {
        check(x.length, q.length);
        for (int i = 0; i < x.length; i++) {
            int g = i / groupSize;
            float t = reciprocal ? x[i] * (1 / scales[g]) : x[i] / scales[g];
            if (t != t) {
                throw new IllegalArgumentException("element " + i + " is NaN, which no integer represents");
            }
            q[i] = (int) Math.clamp(Math.rint(t) + zeroPoints[g], range.min(), range.max()); // RNE, then z
        }
    }

    /** y[i] = s (q[i] - z). */
    public void dequantize(int[] q, float[] y) {
        check(q.length, y.length);
        for (int i = 0; i < q.length; i++) {
            int g = i / groupSize;
            y[i] = scales[g] * (q[i] - zeroPoints[g]);
        }
    }

    private void check(int from, int to) {
        if (from != to || from > (long) groupSize * scales.length) {
            throw new IllegalArgumentException("arrays of " + from + " and " + to + " elements for " + scales.length
                    + " groups of " + groupSize);
        }
    }

    /** Scales of the groups. */
    public float[] scales() {
        return scales.clone();
    }

    /** Zero points of the groups. */
    public int[] zeroPoints() {
        return zeroPoints.clone();
    }

    /** The range of the integers. */
    public Range range() {
        return range;
    }

    @Override
    public String toString() {
        return "AffineQuantizer[" + range + ", groups of " + groupSize + ", scales " + Arrays.toString(scales) + "]";
    }
}
