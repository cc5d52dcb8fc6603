package binade.formats.kernel;

import binade.formats.Rounding;

/**
 * Rounds arrays to a grid. Two implementations, {@link ScalarRoundingKernel} and {@link VectorRoundingKernel}, give the
 * same bits; {@link Kernels} chooses one per process.
 *
 * <p>Shapes: x, y, previous are read and written in [from, to); y may be x or previous. NaN stays NaN. Allocates nothing.
 */
public interface RoundingKernel {
    /** y[i] = rnd(x[i]), to nearest, ties to even. */
    void round(RoundingPlan plan, float[] x, float[] y, int from, int to);

    /**
     * y[i] = rnd(x[i]) with any rounding.
     *
     * @param random R of element i at i - from + randomFrom, 0 <= R < 2^randomBits; only read by stochastic rules
     * @param previous previously quantized value of element i; only read by hysteresis
     */
    void round(
            RoundingPlan plan, Rounding rounding, float[] x, float[] y, int from, int to, int[] random, int randomFrom,
            int randomBits, float[] previous);

    /**
     * y[i] = rnd(a[i] + c b[i]) with a stochastic rounding; product and sum are rounded to binary32 each, never fused. y may be
     * a or b.
     *
     * @param random R of element i at i - from + randomFrom, 0 <= R < 2^randomBits
     */
    void roundSum(
            RoundingPlan plan, Rounding rounding, float[] a, float c, float[] b, float[] y, int from, int to, int[] random,
            int randomFrom, int randomBits);

    /**
     * The largest magnitude as binary32 bits without sign: above 0x7f800000 if there is a NaN, equal to it if there is
     * an infinity, 0 for zeros or nothing.
     */
    int maxMagnitudeBits(float[] x, int from, int to);

    /** The first i of [from, to) with |x[i]| > bound, or to if there is none. */
    int firstAbove(float[] x, float bound, int from, int to);

    /** r[i] = x[i] - y[i], a binary32 subtraction. */
    void subtract(float[] x, float[] y, float[] r, int from, int to);

    /** y[i] = y[i] + r[i], a binary32 addition. */
    void add(float[] y, float[] r, int from, int to);
}
