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
 *   ScaleGroups groups = ScaleGroups.channels(new int[] {64, 3, 3, 3}, 0);
 *   AffineQuantizer q = AffineQuantizer.symmetric(8, x, groups);    per output channel: s = max|x| / 127, z = 0
 *   q.quantize(x, codes);  q.dequantize(codes, y);
 * </pre>
 *
 * <p>Source: ONNX QuantizeLinear and DequantizeLinear, opset 21.
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
    private final ScaleGroups groups;
    private final float[] scales;
    private final int[] zeroPoints;
    private final boolean reciprocal;

    private AffineQuantizer(Range range, ScaleGroups groups, float[] scales, int[] zeroPoints, boolean reciprocal) {
        this.range = range;
        this.groups = groups;
        this.scales = scales;
        this.zeroPoints = zeroPoints;
        this.reciprocal = reciprocal;
    }

    /**
     * With given scales and zero points.
     *
     * @param scales one per group, positive and finite
     * @param zeroPoints one per group, inside the range
     */
    public static AffineQuantizer of(Range range, ScaleGroups groups, float[] scales, int[] zeroPoints) {
        if (scales.length != groups.count() || zeroPoints.length != groups.count()) {
            throw new IllegalArgumentException(scales.length + " scales and " + zeroPoints.length + " zero points for "
                    + groups.count() + " groups");
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
        return new AffineQuantizer(range, groups, scales.clone(), zeroPoints.clone(), false);
    }

    /** Symmetric, without the most negative integer: s = max|x| / qmax per group (1 for zeros), z = 0. */
    public static AffineQuantizer symmetric(int bits, float[] x, ScaleGroups groups) {
        Range range = Range.narrow(bits);
        float[] scales = groups.maxima(x);
        for (int g = 0; g < scales.length; g++) {
            scales[g] = positive(scales[g] / range.max(), scales[g] == 0);
        }
        return of(range, groups, scales, new int[scales.length]);
    }

    /**
     * Two's complement with a power of two per group, s = 2^(floor(log2 max|x|) - (bits - 2)) (paper-method 4), z = 0; for
     * zeros 2^-(bits - 2).
     */
    public static AffineQuantizer powerOfTwo(int bits, float[] x, ScaleGroups groups) {
        float[] scales = groups.maxima(x);
        for (int g = 0; g < scales.length; g++) {
            int exponent = scales[g] == 0 ? 0 : Math.getExponent((double) scales[g]);
            scales[g] = positive(Math.scalb(1f, exponent - (bits - 2)), false);
        }
        return of(Range.signed(bits), groups, scales, new int[scales.length]);
    }

    /**
     * From the range of each group, widened to contain 0: s = (hi - lo) / (qmax - qmin), z = clamp(RNE(qmin - lo / s)),
     * in binary32; halves of hi and lo are taken where their difference is beyond it.
     */
    public static AffineQuantizer asymmetric(Range range, float[] x, ScaleGroups groups) {
        groups.check(x.length);
        float[] lo = new float[groups.count()];
        float[] hi = new float[groups.count()];
        for (int i = 0; i < x.length; i++) {
            if (Float.isFinite(x[i])) {
                lo[groups.of(i)] = Math.min(lo[groups.of(i)], x[i]);
                hi[groups.of(i)] = Math.max(hi[groups.of(i)], x[i]);
            }
        }
        float[] scales = new float[groups.count()];
        int[] zeroPoints = new int[groups.count()];
        for (int g = 0; g < scales.length; g++) {
            float steps = range.max() - range.min();
            float s = (hi[g] - lo[g]) / steps;
            scales[g] = positive(Float.isInfinite(s) ? (hi[g] / 2 - lo[g] / 2) / (steps / 2) : s, hi[g] == lo[g]);
            zeroPoints[g] = (int) Math.clamp(Math.rint(range.min() - lo[g] / scales[g]), range.min(), range.max());
        }
        return of(range, groups, scales, zeroPoints);
    }

    /** 1 for a group of zeros; a scale that underflows is 2^-149. */
    private static float positive(float scale, boolean zeros) {
        return zeros ? 1 : Math.max(scale, Float.MIN_VALUE);
    }

    /** The same, multiplying by the binary32 reciprocal of the scale instead of dividing. */
    public AffineQuantizer reciprocal() {
        return new AffineQuantizer(range, groups, scales, zeroPoints, true);
    }

    /**
     * Writes integers.
     *
     * @param q as long as x
     * @throws IllegalArgumentException for NaN or an x that the groups are not for
     */
    public void quantize(float[] x, int[] q) {
        check(x.length, q.length);
        for (int i = 0; i < x.length; i++) {
            int g = groups.of(i);
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
            int g = groups.of(i);
            y[i] = scales[g] * (q[i] - zeroPoints[g]);
        }
    }

    private void check(int from, int to) {
        groups.check(from);
        groups.check(to);
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
        return "AffineQuantizer[" + range + ", " + groups + ", scales " + Arrays.toString(scales) + "]";
    }
}
