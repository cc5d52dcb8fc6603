package binade.simulator.network;

import binade.simulator.matrix.Elementwise;
import java.util.Arrays;
import java.util.List;

/**
 * Batch normalisation per channel over the R = N H W rows of x[R,C]:
 * y = gamma (x - mean) / sqrt(var + eps) + beta.
 *
 * <p>Training: mean and (biased) variance of the batch, running averages updated with momentum 0.1 (unbiased
 * variance). Evaluation: running averages, so the layer is y = scale x + offset with constants per channel.
 * Sums in binary64 in the order of the rows, element-wise arithmetic in binary32. Source: Ioffe and Szegedy 2015,
 * sections 3 and 3.1.
 */
public final class BatchNorm implements Layer {
    private static final double EPSILON = 1e-5;
    private static final double MOMENTUM = 0.1;

    private final int channels;
    private final Parameter gamma;
    private final Parameter beta;
    private final Parameter runningMean;
    private final Parameter runningVariance;
    private final float[] scale;
    private final float[] offset;

    public BatchNorm(String name, int channels) {
        this.channels = channels;
        gamma = new Parameter(name + ".gamma", channels);
        beta = new Parameter(name + ".beta", channels);
        runningMean = new Parameter(name + ".running_mean", channels);
        runningVariance = new Parameter(name + ".running_variance", channels);
        scale = new float[channels];
        offset = new float[channels];
        Arrays.fill(gamma.values(), 1f);
        Arrays.fill(runningVariance.values(), 1f);
        refresh();
    }

    @Override
    public Shape outputShape(Shape in) {
        if (in.channels() != channels) {
            throw new IllegalArgumentException("batch norm of " + channels + " channels on input " + in);
        }
        return in;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(gamma, beta);
    }

    @Override
    public List<Parameter> state() {
        return List.of(runningMean, runningVariance);
    }

    @Override
    public void refresh() {
        for (int c = 0; c < channels; c++) {
            double s = gamma.values()[c] / Math.sqrt(runningVariance.values()[c] + EPSILON);
            scale[c] = (float) s;
            offset[c] = (float) (beta.values()[c] - runningMean.values()[c] * s);
        }
    }

    @Override
    public Run bind(Shape in, int batch, Products products) {
        int size = batch * in.size();
        return new Run() {
            private final float[] y = new float[size];
            private final float[] dx = new float[size];
            private final Elementwise kernel = Elementwise.get();
            private final float[] zero = new float[channels];
            private final double[] mean = new double[channels];
            private final double[] inverseDeviation = new double[channels];
            private float[] x;

            @Override
            public float[] forward(float[] input, int count, Pass pass) {
                x = input;
                int rows = count * in.positions();
                if (!pass.training()) {
                    kernel.affine(x, rows, channels, scale, offset, y);
                    return y;
                }
                batchStatistics(rows);
                float[] a = new float[channels];
                float[] b = new float[channels];
                for (int c = 0; c < channels; c++) {
                    double s = gamma.values()[c] * inverseDeviation[c];
                    a[c] = (float) s;
                    b[c] = (float) (beta.values()[c] - mean[c] * s);
                }
                kernel.affine(x, rows, channels, a, b, y);
                return y;
            }

            private void batchStatistics(int rows) {
                double[] square = new double[channels];
                Arrays.fill(mean, 0);
                for (int r = 0; r < rows; r++) {
                    for (int c = 0; c < channels; c++) {
                        mean[c] += x[r * channels + c];
                    }
                }
                for (int c = 0; c < channels; c++) {
                    mean[c] /= rows;
                }
                for (int r = 0; r < rows; r++) {
                    for (int c = 0; c < channels; c++) {
                        double d = x[r * channels + c] - mean[c];
                        square[c] += d * d;
                    }
                }
                for (int c = 0; c < channels; c++) {
                    inverseDeviation[c] = 1 / Math.sqrt(square[c] / rows + EPSILON);
                    double unbiased = square[c] / Math.max(1, rows - 1);
                    float[] m = runningMean.values();
                    float[] v = runningVariance.values();
                    m[c] = (float) (m[c] + MOMENTUM * (mean[c] - m[c]));
                    v[c] = (float) (v[c] + MOMENTUM * (unbiased - v[c]));
                }
            }

            /**
             * Evaluation: dx = scale dy. Training, with xhat the normalised input: dgamma = sum dy xhat, dbeta = sum dy,
             * dx = gamma / deviation (dy - dbeta / R - xhat dgamma / R).
             */
            @Override
            public float[] backward(float[] dy, int count, Pass pass, Gradients gradients, boolean needInput) {
                int rows = count * in.positions();
                if (!pass.training()) {
                    for (int c = 0; c < channels; c++) {
                        mean[c] = runningMean.values()[c];
                        inverseDeviation[c] = 1 / Math.sqrt(runningVariance.values()[c] + EPSILON);
                    }
                }
                if (pass.training() || !pass.weightsOnly()) {
                    parameterGradients(dy, rows, gradients);
                }
                if (!needInput) {
                    return null;
                }
                if (!pass.training()) {
                    kernel.affine(dy, rows, channels, scale, zero, dx);
                    return dx;
                }
                float[] dgamma = gradients.of(gamma);
                float[] dbeta = gradients.of(beta);
                for (int r = 0; r < rows; r++) {
                    for (int c = 0; c < channels; c++) {
                        int i = r * channels + c;
                        double xhat = (x[i] - mean[c]) * inverseDeviation[c];
                        double inner = dy[i] - (dbeta[c] + xhat * dgamma[c]) / rows;
                        dx[i] = (float) (gamma.values()[c] * inverseDeviation[c] * inner);
                    }
                }
                return dx;
            }

            private void parameterGradients(float[] dy, int rows, Gradients gradients) {
                double[] product = new double[channels];
                for (int r = 0; r < rows; r++) {
                    for (int c = 0; c < channels; c++) {
                        int i = r * channels + c;
                        product[c] += dy[i] * ((x[i] - mean[c]) * inverseDeviation[c]);
                    }
                }
                for (int c = 0; c < channels; c++) {
                    gradients.of(gamma)[c] = (float) product[c];
                }
                ChannelSums.sum(dy, rows, channels, gradients.of(beta));
            }
        };
    }
}
