package binade.simulator.matrix;

import binade.formats.kernel.Kernels;

/**
 * Element-wise steps of a network whose plain loops the compiler does not turn into vectors (a choice per element, rows
 * shorter than its unrolling). The same bits with or without vectors. y may be x.
 */
public abstract sealed class Elementwise permits Elementwise.Scalar, VectorElementwise {
    /** The implementation of this process. */
    public static Elementwise get() {
        return Kernels.vectorised() ? new VectorElementwise() : new Scalar();
    }

    /** y[i] = x[i] where x[i] > 0, else +0. */
    public abstract void relu(float[] x, float[] y, int n);

    /** dx[i] = dy[i] where y[i] > 0, else +0. */
    public abstract void reluBackward(float[] y, float[] dy, float[] dx, int n);

    /** y[r,c] = x[r,c] a[c] + b[c], rounded twice. */
    public abstract void affine(float[] x, int rows, int channels, float[] a, float[] b, float[] y);

    /** Plain loops. */
    public static final class Scalar extends Elementwise {
        @Override
        public void relu(float[] x, float[] y, int n) {
            relu(x, y, 0, n);
        }

        static void relu(float[] x, float[] y, int from, int to) {
            for (int i = from; i < to; i++) {
                y[i] = x[i] > 0 ? x[i] : 0f;
            }
        }

        @Override
        public void reluBackward(float[] y, float[] dy, float[] dx, int n) {
            reluBackward(y, dy, dx, 0, n);
        }

        static void reluBackward(float[] y, float[] dy, float[] dx, int from, int to) {
            for (int i = from; i < to; i++) {
                dx[i] = y[i] > 0 ? dy[i] : 0f;
            }
        }

        @Override
        public void affine(float[] x, int rows, int channels, float[] a, float[] b, float[] y) {
            affine(x, rows, channels, 0, a, b, y);
        }

        static void affine(float[] x, int rows, int channels, int first, float[] a, float[] b, float[] y) {
            for (int r = 0; r < rows; r++) {
                for (int c = first; c < channels; c++) {
                    y[r * channels + c] = x[r * channels + c] * a[c] + b[c];
                }
            }
        }
    }
}
