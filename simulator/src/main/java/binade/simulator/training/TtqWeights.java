package binade.simulator.training;

import binade.simulator.network.Parameter;

/**
 * Trained ternary quantization (Zhu et al., ICLR 2017; paper-method 7.2): with D = 0.05 max|w|, W_p where w > D, -W_n where
 * w < -D, else 0. W_p and W_n are learned by plain gradient descent. Their gradients are sums over
 * all weights; they are divided by the root of their number n (Esser et al., ICLR 2020), without which the rate of the
 * weights would make them diverge:
 *
 * <pre>
 *   dW_p = sum of g over w > D          dW_n = -(sum of g over w < -D)
 *   to the master: W_p g, g, W_n g on the three regions
 * </pre>
 *
 * <p>They start as the mean magnitudes of their regions. Sums in binary64 in the order of the elements.
 */
final class TtqWeights extends WeightRounder {
    private static final double THRESHOLD = 0.05;

    /** W_p and W_n. */
    private final float[] learned = new float[2];

    TtqWeights(Parameter p) {
        super(p, false, false);
    }

    private static double threshold(float[] from) {
        double max = 0;
        for (float v : from) {
            max = Math.max(max, Math.abs(v));
        }
        return THRESHOLD * max;
    }

    @Override
    void round(float[] from, float[] w, boolean first, int step) {
        double d = threshold(from);
        if (first) {
            learned[0] = mean(from, d, 1);
            learned[1] = mean(from, d, -1);
        }
        for (int i = 0; i < from.length; i++) {
            w[i] = from[i] > d ? learned[0] : from[i] < -d ? -learned[1] : 0f;
        }
    }

    private static float mean(float[] from, double d, int sign) {
        double sum = 0;
        int n = 0;
        for (float v : from) {
            if (sign * v > d) {
                sum += sign * v;
                n++;
            }
        }
        return n == 0 ? 0f : (float) (sum / n);
    }

    @Override
    void backward(float[] g, float[] from, double rate, double momentum) {
        double d = threshold(from);
        double positive = 0;
        double negative = 0;
        float p = learned[0];
        float n = learned[1];
        for (int i = 0; i < from.length; i++) {
            if (from[i] > d) {
                positive += g[i];
                g[i] *= p;
            } else if (from[i] < -d) {
                negative -= g[i];
                g[i] *= n;
            }
        }
        double step = rate / Math.sqrt(from.length);
        learned[0] = (float) (p - step * positive);
        learned[1] = (float) (n - step * negative);
    }

    @Override
    void exchange(TrainingState.Exchange state, String name) {
        state.floats(name + " learned values", learned);
    }
}
