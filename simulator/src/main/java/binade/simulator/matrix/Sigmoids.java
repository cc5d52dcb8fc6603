package binade.simulator.matrix;

import binade.formats.kernel.Kernels;

/**
 * Logistic function and hyperbolic tangent, element by element, of binary32 through binary64: within 1 ulp of the exact
 * value, and the same bits on every machine, with or without vectors. NaN stays NaN.
 *
 * <p>exp(x) = 2^k exp(r), k the integer nearest to x / ln 2, exp(r) for |r| <= ln 2 / 2 by its Taylor polynomial of degree 10,
 * relative error below 3e-13.
 */
public abstract sealed class Sigmoids permits Sigmoids.Scalar, VectorSigmoids {
    static final double LOG2_E = 0x1.71547652b82fep0;
    /** ln 2 in two parts, the first with trailing zeros, so that its product with k is exact (fdlibm, e_exp.c). */
    static final double LN2_HIGH = 0x1.62e42feep-1;
    static final double LN2_LOW = 0x1.a39ef35793c76p-33;
    /** Added to a double below 2^51 it leaves the nearest integer in the low bits. */
    static final double ROUND = 0x1.8p52;
    /** Beyond it both functions are constant in binary32 (exp(-40) = 4e-18), and 2^k stays finite. */
    static final double LARGEST = 40;
    /** Below it tanh(x) = x - x^3 / 3 + ... is x within 2e-8 of itself. */
    static final double TINY = 0x1p-12;

    static final double[] INVERSE_FACTORIAL = {
        1, 1, 1 / 2.0, 1 / 6.0, 1 / 24.0, 1 / 120.0, 1 / 720.0, 1 / 5040.0, 1 / 40320.0, 1 / 362880.0, 1 / 3628800.0
    };

    /** The implementation of this process. */
    public static Sigmoids get() {
        return Kernels.vectorised() ? new VectorSigmoids() : new Scalar();
    }

    /** y[i] = 1 / (1 + exp(-x[i])) for from <= i < to; y may be x. */
    public abstract void logistic(float[] x, float[] y, int from, int to);

    /** y[i] = tanh(x[i]) = (exp(2 x[i]) - 1) / (exp(2 x[i]) + 1) for from <= i < to; y may be x. */
    public abstract void tanh(float[] x, float[] y, int from, int to);

    /** exp(x) for |x| <= 700, relative error below 3e-13. */
    public static double exp(double x) {
        double t = Math.fma(x, LOG2_E, ROUND);
        double k = t - ROUND;
        double r = Math.fma(-k, LN2_LOW, Math.fma(-k, LN2_HIGH, x));
        double p = INVERSE_FACTORIAL[10];
        for (int i = 9; i >= 0; i--) {
            p = Math.fma(p, r, INVERSE_FACTORIAL[i]);
        }
        return p * Double.longBitsToDouble(Double.doubleToRawLongBits(t) + 1023 << 52);
    }

    /** Plain loops. */
    public static final class Scalar extends Sigmoids {
        @Override
        public void logistic(float[] x, float[] y, int from, int to) {
            for (int i = from; i < to; i++) {
                y[i] = (float) (1 / (1 + exp(-Math.max(-LARGEST, Math.min(LARGEST, x[i])))));
            }
        }

        @Override
        public void tanh(float[] x, float[] y, int from, int to) {
            for (int i = from; i < to; i++) {
                double v = x[i];
                double e = exp(2 * Math.max(-LARGEST, Math.min(LARGEST, v)));
                y[i] = Math.abs(v) < TINY ? x[i] : (float) ((e - 1) / (e + 1));
            }
        }
    }
}
