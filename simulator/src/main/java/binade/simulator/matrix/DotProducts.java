package binade.simulator.matrix;

import binade.formats.kernel.Kernels;

/**
 * Sums of products of float arrays in binary64, in one fixed order: element i goes to partial sum i mod 16, and the
 * partial sums are added pairwise. The same bits with or without vectors (a product of two floats is exact in
 * binary64, so fused or not makes no difference).
 */
public abstract sealed class DotProducts permits DotProducts.Scalar, VectorDotProducts {
    static final int PARTIALS = 16;

    /** The implementation of this process. */
    public static DotProducts get() {
        return Kernels.vectorised() ? new VectorDotProducts() : new Scalar();
    }

    /**
     * Adds to the partial sums: xy[i mod 16] += x[i] y[i] and yy[i mod 16] += y[i] y[i].
     *
     * @param xy [16]
     * @param yy [16]
     */
    public abstract void accumulate(float[] x, float[] y, int n, double[] xy, double[] yy);

    /** The total of 16 partial sums, added pairwise. */
    public static double total(double[] partials) {
        double[] s = partials.clone();
        for (int width = PARTIALS / 2; width > 0; width /= 2) {
            for (int i = 0; i < width; i++) {
                s[i] += s[i + width];
            }
        }
        return s[0];
    }

    /** Plain loops. */
    public static final class Scalar extends DotProducts {
        @Override
        public void accumulate(float[] x, float[] y, int n, double[] xy, double[] yy) {
            accumulate(x, y, 0, n, xy, yy);
        }

        static void accumulate(float[] x, float[] y, int from, int to, double[] xy, double[] yy) {
            for (int i = from; i < to; i++) {
                double v = y[i];
                xy[i % PARTIALS] += x[i] * v;
                yy[i % PARTIALS] += v * v;
            }
        }
    }
}
