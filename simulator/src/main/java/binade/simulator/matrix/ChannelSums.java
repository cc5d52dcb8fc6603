package binade.simulator.matrix;

import binade.formats.kernel.Kernels;

/**
 * Sums over the rows from <= r < to of x[rows, channels], a sum per channel, in binary64 and in the order of the rows, and the
 * element-wise step that uses them. The same bits with or without vectors.
 */
public abstract sealed class ChannelSums permits ChannelSums.Scalar, VectorChannelSums {
    /** The implementation of this process. */
    public static ChannelSums get() {
        return Kernels.vectorised() ? new VectorChannelSums() : new Scalar();
    }

    /** total[c] += x[r,c]. */
    public abstract void sum(float[] x, int from, int to, int channels, double[] total);

    /** total[c] += (x[r,c] - mean[c])^2. */
    public abstract void squares(float[] x, int from, int to, int channels, double[] mean, double[] total);

    /** total[c] += dy[r,c] ((x[r,c] - mean[c]) factor[c]). */
    public abstract void products(
            float[] x, float[] dy, int from, int to, int channels, double[] mean, double[] factor, double[] total);

    /**
     * The error that passes a batch normalisation: with xhat = (x[r,c] - mean[c]) factor[c],
     * dx[r,c] = scale[c] (dy[r,c] - (dbeta[c] + xhat dgamma[c]) / rows), rounded to binary32 at the end.
     */
    public abstract void normalisedError(
            float[] x, float[] dy, int from, int to, Normalisation n, float[] dx);

    /**
     * Per channel, what {@link #normalisedError} needs.
     *
     * @param rows over which the statistics were taken
     */
    public record Normalisation(
            int channels, int rows, double[] mean, double[] factor, double[] scale, double[] dgamma, double[] dbeta) {}

    /** Plain loops. */
    public static final class Scalar extends ChannelSums {
        @Override
        public void sum(float[] x, int from, int to, int channels, double[] total) {
            sum(x, from, to, channels, 0, total);
        }

        static void sum(float[] x, int from, int to, int channels, int first, double[] total) {
            for (int r = from; r < to; r++) {
                for (int c = first; c < channels; c++) {
                    total[c] += x[r * channels + c];
                }
            }
        }

        @Override
        public void squares(float[] x, int from, int to, int channels, double[] mean, double[] total) {
            squares(x, from, to, channels, 0, mean, total);
        }

        static void squares(float[] x, int from, int to, int channels, int first, double[] mean, double[] total) {
            for (int r = from; r < to; r++) {
                for (int c = first; c < channels; c++) {
                    double d = x[r * channels + c] - mean[c];
                    total[c] += d * d;
                }
            }
        }

        @Override
        public void products(
                float[] x, float[] dy, int from, int to, int channels, double[] mean, double[] factor, double[] total) {
            products(x, dy, from, to, channels, 0, mean, factor, total);
        }

        static void products(
                float[] x, float[] dy, int from, int to, int channels, int first, double[] mean, double[] factor,
                double[] total) {
            for (int r = from; r < to; r++) {
                for (int c = first; c < channels; c++) {
                    int i = r * channels + c;
                    total[c] += dy[i] * ((x[i] - mean[c]) * factor[c]);
                }
            }
        }

        @Override
        public void normalisedError(float[] x, float[] dy, int from, int to, Normalisation n, float[] dx) {
            normalisedError(x, dy, from, to, 0, n, dx);
        }

        static void normalisedError(float[] x, float[] dy, int from, int to, int first, Normalisation n, float[] dx) {
            for (int r = from; r < to; r++) {
                for (int c = first; c < n.channels(); c++) {
                    int i = r * n.channels() + c;
                    double xhat = (x[i] - n.mean()[c]) * n.factor()[c];
                    double inner = dy[i] - (n.dbeta()[c] + xhat * n.dgamma()[c]) / n.rows();
                    dx[i] = (float) (n.scale()[c] * inner);
                }
            }
        }
    }
}
