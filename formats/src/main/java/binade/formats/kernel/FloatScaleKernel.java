package binade.formats.kernel;

import binade.formats.Encoding.Layout;
import binade.formats.Grid;
import binade.formats.GridFormat;

/**
 * Rounds blocks of a small float format, each between a factor of its own before and another after, to nearest even and
 * saturating, to values or to codes: the elements of NVFP4. Products are binary32. Immutable; allocates nothing after its construction.
 */
public final class FloatScaleKernel {
    private static final int BIAS = 127;
    private static final int SIGNIFICANT_BITS = 24;
    private static final int FRACTION_BITS = 23;
    private static final int MAGNITUDE = 0x7fffffff;
    private static final int EXPONENT = 0x7f800000;

    /** Bits of the lowest exponent, what makes a magic constant of an exponent, bits of the largest value. */
    final int low;

    final int shift;
    final int top;
    /** From exponent bits to ranks, and what a negative code has besides its rank. */
    final int raise;

    final int signBit;
    private final boolean vector = Kernels.vectorised();

    /** @throws IllegalArgumentException unless the format is a float with a sign and a negative zero */
    public FloatScaleKernel(GridFormat format) {
        Grid grid = format.grid();
        if (!grid.isUniform() || grid.min() != -grid.max() || !format.encoding().negativeZero()
                || format.encoding().layout() != Layout.SIGN_MAGNITUDE) {
            throw new IllegalArgumentException(format + " is not a float with a sign and a negative zero");
        }
        low = grid.lowestBinade() + BIAS << FRACTION_BITS;
        raise = SIGNIFICANT_BITS - grid.precision();
        shift = raise << FRACTION_BITS;
        signBit = 1 << format.width() - 1;
        top = Float.floatToRawIntBits((float) grid.max());
    }

    /**
     * Rounds the scales of blocks into this format, each operation in binary32 and in this order.
     *
     * <pre>
     *   s      = rnd(clamp((amax / divisor) / tensorScale, least, largest value))
     *   before = (1 / tensorScale) / s,  after = tensorScale s
     * </pre>
     *
     * @param amax binary32 bits of the largest magnitudes, finite or NaN
     * @param ofZeros s where amax is 0
     */
    public void scales(
            int[] amax, int count, float divisor, float tensorScale, float least, float ofZeros, float[] before, float[] after) {
        float reciprocal = 1 / tensorScale;
        float most = Float.intBitsToFloat(top);
        int done = vector
                ? FloatScaleLoops.scales(this, amax, count, divisor, tensorScale, least, ofZeros, before, after)
                : 0;
        for (int j = done; j < count; j++) {
            float s = Float.intBitsToFloat(amax[j]) / divisor / tensorScale;
            s = s < least ? least : s > most ? most : s;
            float c = Float.intBitsToFloat(Math.max(Float.floatToRawIntBits(s) & EXPONENT, low) + shift);
            s = amax[j] == 0 ? ofZeros : s + c - c;
            before[j] = reciprocal / s;
            after[j] = tensorScale * s;
        }
    }

    /**
     * y[i] = after[j] rnd(before[j] x[i]) in block j of {@code count} blocks of {@code size} elements from {@code from}
     * on; a zero is not multiplied by {@code before}, which may be infinite. x and y may be the same array.
     */
    public void round(float[] x, float[] y, int from, int size, int count, float[] before, float[] after) {
        int whole = vector ? FloatScaleLoops.round(this, x, y, from, size, count, before, after) : 0;
        for (int j = 0; j < count && whole < size; j++) {
            for (int i = from + j * size + whole; i < from + (j + 1) * size; i++) {
                float v = x[i] == 0 ? x[i] : x[i] * before[j];
                int b = Float.floatToRawIntBits(v);
                int a = Math.min(b & MAGNITUDE, top);
                float c = Float.intBitsToFloat(Math.max(a & EXPONENT, low) + shift);
                int r = Float.floatToRawIntBits(Float.intBitsToFloat(a) + c - c);
                y[i] = Float.intBitsToFloat(r | b & ~MAGNITUDE) * after[j];
            }
        }
    }

    /** Codes of the scales that {@link #scales} takes; amax of a block of NaN gives any code. */
    public void scaleCodes(
            int[] amax, int count, float divisor, float tensorScale, float least, int ofZeros, int[] codes, int first) {
        float most = Float.intBitsToFloat(top);
        int done = vector
                ? FloatScaleLoops.scaleCodes(this, amax, count, divisor, tensorScale, least, ofZeros, codes, first)
                : 0;
        for (int j = done; j < count; j++) {
            float s = Float.intBitsToFloat(amax[j]) / divisor / tensorScale;
            s = s < least ? least : s > most ? most : s;
            codes[first + j] = amax[j] == 0 ? ofZeros : code(Float.floatToRawIntBits(s));
        }
    }

    /** codes[i] = the code of rnd(before[j] x[i]) in block j; otherwise as {@link #round}. No NaN. */
    public void encode(float[] x, byte[] codes, int from, int size, int count, float[] before) {
        int whole = vector ? FloatScaleLoops.encode(this, x, codes, from, size, count, before) : 0;
        for (int j = 0; j < count && whole < size; j++) {
            for (int i = from + j * size + whole; i < from + (j + 1) * size; i++) {
                codes[i] = (byte) code(Float.floatToRawIntBits(x[i] == 0 ? x[i] : x[i] * before[j]));
            }
        }
    }

    /** The code of the nearest value, from the bits of a number. */
    private int code(int b) {
        int a = Math.min(b & MAGNITUDE, top);
        int e = Math.max(a & EXPONENT, low);
        int n = Float.floatToRawIntBits(Float.intBitsToFloat(a) + Float.intBitsToFloat(e + shift)) - e - shift;
        return n + (e - low >>> raise) | b >> 31 & signBit;
    }
}
