package binade.formats.kernel;

import binade.formats.Grid;

/**
 * Rounds blocks of a float or integer format under a shared power of two, to nearest even: the elements of OCP MX, block
 * minifloat and block floating point. The same magic constant as in {@link RoundingPlan}, with the bounds of each block
 * computed from its scale instead of a plan per scale. Immutable; allocates nothing after its construction.
 */
public final class SharedScaleKernel {
    private static final int BIAS = 127;
    private static final int SIGNIFICANT_BITS = 24;
    private static final int LARGEST_FIELD = 254;
    private static final int FRACTION_BITS = 23;

    private final boolean uniform;
    private final int lowestField;
    private final int highestField;
    /** Exponent of the magic constant above that of the number. */
    private final int raise;
    private final double max;
    private final double min;
    /** -0 if the format keeps the sign of zero, else +0: the number to add last. */
    private final float zero;
    private final boolean vector = Kernels.vectorised();

    /**
     * @param grid the values at scale 0
     * @param min the smallest (most negative) value at scale 0, {@code grid.min()} or above
     * @param negativeZero whether zero keeps its sign
     */
    public SharedScaleKernel(Grid grid, double min, boolean negativeZero) {
        int p = grid.precision();
        uniform = grid.isUniform() && p < SIGNIFICANT_BITS;
        lowestField = grid.lowestBinade() + BIAS;
        highestField = grid.topBinade() + BIAS;
        raise = SIGNIFICANT_BITS - p;
        max = grid.max();
        this.min = min;
        zero = negativeZero ? -0f : 0f;
    }

    /** Whether constants and results at the scale 2^s are normal binary32 numbers; {@link #round} may be called then. */
    public boolean covers(int s) {
        return uniform && lowestField + s >= 1 && highestField + s + raise <= LARGEST_FIELD;
    }

    /**
     * y[i] = 2^s rnd(2^-s x[i]), saturating. Shape: x, y in [from, to), may be the same array; no NaN.
     *
     * @param s an exponent that is {@link #covers covered}
     */
    public void round(float[] x, float[] y, int from, int to, int s) {
        int low = lowestField + s << FRACTION_BITS;
        int high = highestField + s << FRACTION_BITS;
        int shift = raise << FRACTION_BITS;
        float top = (float) Math.scalb(max, s);
        float bottom = (float) Math.scalb(min, s);
        int i = vector ? SharedScaleLoops.round(x, y, from, to, low, high, shift, top, bottom, zero) : from;
        for (; i < to; i++) {
            int b = Float.floatToRawIntBits(x[i]);
            float c = Float.intBitsToFloat(Math.clamp(b & 0x7f800000, low, high) + shift);
            float r = Math.copySign(Math.abs(x[i]) + c - c, x[i]); // RNE
            y[i] = (r > top ? top : r < bottom ? bottom : r) + zero;
        }
    }
}
