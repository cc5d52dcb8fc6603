package binade.simulator.network;

/** The layers of sequence networks for {@link ReferenceNetwork}: one sample or one row, in binary64, from the definitions. */
final class SequenceLayers {
    private SequenceLayers() {}

    static double[] layerNorm(double[] x, double[] gamma, double[] beta) {
        double mean = 0;
        for (double v : x) {
            mean += v / x.length;
        }
        double variance = 0;
        for (double v : x) {
            variance += (v - mean) * (v - mean) / x.length;
        }
        double[] y = new double[x.length];
        for (int c = 0; c < x.length; c++) {
            y[c] = gamma[c] * (x[c] - mean) / Math.sqrt(variance + 1e-5) + beta[c];
        }
        return y;
    }

    /** Phi(x) = 1/2 + phi(x) (x + x^3 / 3 + x^5 / (3 5) + ...): Marsaglia, Journal of Statistical Software 11(4), 2004. */
    static double normalDistribution(double x) {
        double term = x;
        double sum = x;
        for (int n = 3; sum + term != sum; n += 2) {
            term *= x * x / n;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** x[T,in], wx[in,4H], wh[H,4H], bias[4H], columns i, f, g, o, to h[T,H]. */
    static double[] lstm(double[] x, int in, double[] wx, double[] wh, double[] bias) {
        int width = bias.length;
        int hidden = width / 4;
        double[] h = new double[hidden];
        double[] c = new double[hidden];
        double[] y = new double[x.length / in * hidden];
        for (int t = 0; t < x.length / in; t++) {
            double[] z = bias.clone();
            for (int j = 0; j < width; j++) {
                for (int i = 0; i < in; i++) {
                    z[j] += x[t * in + i] * wx[i * width + j];
                }
                for (int i = 0; i < hidden; i++) {
                    z[j] += h[i] * wh[i * width + j];
                }
            }
            for (int j = 0; j < hidden; j++) {
                c[j] = logistic(z[hidden + j]) * c[j] + logistic(z[j]) * Math.tanh(z[2 * hidden + j]);
                h[j] = logistic(z[3 * hidden + j]) * Math.tanh(c[j]);
                y[t * hidden + j] = h[j];
            }
        }
        return y;
    }

    /** projected[T,3D], all heads' queries, then keys, then values, to the heads' mixtures beside each other [T,D]. */
    static double[] attention(double[] projected, int steps, int width, int heads) {
        int depth = width / heads;
        double[] y = new double[steps * width];
        for (int head = 0; head < heads; head++) {
            for (int t = 0; t < steps; t++) {
                double[] share = new double[t + 1];
                double total = 0;
                for (int j = 0; j <= t; j++) {
                    double score = 0;
                    for (int d = 0; d < depth; d++) {
                        score += projected[t * 3 * width + head * depth + d] * projected[j * 3 * width + width + head * depth + d];
                    }
                    share[j] = Math.exp(score / Math.sqrt(depth));
                    total += share[j];
                }
                for (int d = 0; d < depth; d++) {
                    for (int j = 0; j <= t; j++) {
                        y[t * width + head * depth + d] +=
                                share[j] / total * projected[j * 3 * width + 2 * width + head * depth + d];
                    }
                }
            }
        }
        return y;
    }
}
