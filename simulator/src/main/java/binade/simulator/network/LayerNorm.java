package binade.simulator.network;

import java.util.Arrays;
import java.util.List;

/**
 * Layer normalisation over the C channels of each row (position) of x[R,C]: y = gamma (x - mean) / sqrt(var + eps) + beta, with
 * the biased variance of the row. In binary64, rounded at the end; with xhat the normalised input,
 *
 * <pre>
 *   dgamma[C] = sum over R of dy xhat     dbeta[C] = sum over R of dy
 *   dx = (g - mean(g) - xhat mean(g xhat)) / sqrt(var + eps),     g = dy gamma, means over C
 * </pre>
 *
 * Source: Ba, Kiros, Hinton, arXiv 1607.06450.
 */
public final class LayerNorm implements Layer {
    private static final double EPSILON = 1e-5;

    private final int channels;
    private final Parameter gamma;
    private final Parameter beta;

    public LayerNorm(String name, int channels) {
        this.channels = channels;
        gamma = new Parameter(name + ".gamma", channels);
        beta = new Parameter(name + ".beta", channels);
        Arrays.fill(gamma.values(), 1f);
    }

    public Parameter gamma() {
        return gamma;
    }

    public Parameter beta() {
        return beta;
    }

    @Override
    public Shape outputShape(Shape in) {
        if (in.channels() != channels) {
            throw new IllegalArgumentException("layer norm of " + channels + " channels on input " + in);
        }
        return in;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(gamma, beta);
    }

    @Override
    public Run bind(Shape in, int batch, Products products) {
        return new Run() {
            private final float[] y = new float[batch * in.size()];
            private final float[] dx = new float[batch * in.size()];
            private final double[] mean = new double[batch * in.positions()];
            private final double[] inverseDeviation = new double[batch * in.positions()];
            private float[] x;

            @Override
            public float[] forward(float[] input, int count, Pass pass) {
                x = input;
                for (int r = 0; r < count * in.positions(); r++) {
                    statistics(r);
                    for (int c = 0; c < channels; c++) {
                        y[r * channels + c] = (float) (gamma.values()[c] * normalised(r, c) + beta.values()[c]);
                    }
                }
                return y;
            }

            private void statistics(int r) {
                double sum = 0;
                for (int c = 0; c < channels; c++) {
                    sum += x[r * channels + c];
                }
                mean[r] = sum / channels;
                double squares = 0;
                for (int c = 0; c < channels; c++) {
                    double d = x[r * channels + c] - mean[r];
                    squares += d * d;
                }
                inverseDeviation[r] = 1 / Math.sqrt(squares / channels + EPSILON);
            }

            private double normalised(int r, int c) {
                return (x[r * channels + c] - mean[r]) * inverseDeviation[r];
            }

            @Override
            public float[] backward(float[] dy, int count, Pass pass, Gradients gradients, boolean needInput) {
                int rows = count * in.positions();
                if (!pass.weightsOnly()) {
                    parameterGradients(dy, rows, gradients);
                }
                if (!needInput) {
                    return null;
                }
                for (int r = 0; r < rows; r++) {
                    double sum = 0;
                    double product = 0;
                    for (int c = 0; c < channels; c++) {
                        double g = (double) dy[r * channels + c] * gamma.values()[c];
                        sum += g;
                        product += g * normalised(r, c);
                    }
                    for (int c = 0; c < channels; c++) {
                        double g = (double) dy[r * channels + c] * gamma.values()[c];
                        double inner = g - sum / channels - normalised(r, c) * (product / channels);
                        dx[r * channels + c] = (float) (inverseDeviation[r] * inner);
                    }
                }
                return dx;
            }

            private void parameterGradients(float[] dy, int rows, Gradients gradients) {
                double[] dgamma = new double[channels];
                double[] dbeta = new double[channels];
                for (int r = 0; r < rows; r++) {
                    for (int c = 0; c < channels; c++) {
                        dgamma[c] += dy[r * channels + c] * normalised(r, c);
                        dbeta[c] += dy[r * channels + c];
                    }
                }
                for (int c = 0; c < channels; c++) {
                    gradients.of(gamma)[c] = (float) dgamma[c];
                    gradients.of(beta)[c] = (float) dbeta[c];
                }
            }
        };
    }
}
