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

    /** y[i] = x[i] where x[i] > 0, else +0; for from <= i < to. */
    public abstract void relu(float[] x, float[] y, int from, int to);

    /** dx[i] = dy[i] where y[i] > 0, else +0; for from <= i < to. */
    public abstract void reluBackward(float[] y, float[] dy, float[] dx, int from, int to);

    /** y[i] = x[i] + z[i] for from <= i < to. */
    public abstract void add(float[] x, float[] z, float[] y, int from, int to);

    /** y[r,c] = x[r,c] a[c] + b[c], rounded twice; for from <= r < to. */
    public abstract void affine(float[] x, int from, int to, int channels, float[] a, float[] b, float[] y);

    /** How many of a[aFrom + i] and b[bFrom + i] are different numbers, for 0 <= i < n. */
    public abstract int differences(float[] a, int aFrom, float[] b, int bFrom, int n);

    /** Plain loops. */
    public static final class Scalar extends Elementwise {
        @Override
        public void relu(float[] x, float[] y, int from, int to) {
            for (int i = from; i < to; i++) {
                y[i] = x[i] > 0 ? x[i] : 0f;
            }
        }

        @Override
        public void reluBackward(float[] y, float[] dy, float[] dx, int from, int to) {
            for (int i = from; i < to; i++) {
                dx[i] = y[i] > 0 ? dy[i] : 0f;
            }
        }

        @Override
        public void add(float[] x, float[] z, float[] y, int from, int to) {
            for (int i = from; i < to; i++) {
                y[i] = x[i] + z[i];
            }
        }

        @Override
        public void affine(float[] x, int from, int to, int channels, float[] a, float[] b, float[] y) {
            affine(x, from, to, channels, 0, a, b, y);
        }

        @Override
        public int differences(float[] a, int aFrom, float[] b, int bFrom, int n) {
            int count = 0;
            for (int i = 0; i < n; i++) {
                count += a[aFrom + i] == b[bFrom + i] ? 0 : 1;
            }
            return count;
        }

        static void affine(
                float[] x, int from, int to, int channels, int first, float[] a, float[] b, float[] y) {
            for (int r = from; r < to; r++) {
                for (int c = first; c < channels; c++) {
                    y[r * channels + c] = x[r * channels + c] * a[c] + b[c];
                }
            }
        }
    }
}
