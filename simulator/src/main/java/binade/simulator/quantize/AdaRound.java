package binade.simulator.quantize;

import binade.simulator.matrix.MatrixProducts;

/**
 * Rounds each weight down or up so that the output of its product changes least over the samples. With l and u the values of the format
 * below and above w, the weight in training is
 *
 * <pre>
 *   w' = l + h(v) (u - l)       h(v) = clamp(1.2 s(v) - 0.1, 0, 1), s the logistic function
 *   loss = sum over outputs of d^T M d / E + LAMBDA mean(1 - |2 h - 1|^beta)       d = w' - w, E the same of rounding to nearest
 * </pre>
 *
 * from h(v) = (w - l) / (u - l), by Adam; beta falls from 20 to 2 by a cosine after a fifth of the steps without the second term. In the end h is
 * rounded; an output that nearest rounding serves better keeps it. Source: Nagel et al. 2020, Up or down?, equations 21 to 25, with
 * the exact expectation over the samples (their second moment M) in place of mini-batches.
 */
final class AdaRound {
    private static final int STEPS = 1000;
    private static final double RATE = 0.02;
    private static final double LAMBDA = 0.5;
    private static final double STRETCH = 1.2;
    private static final double SHIFT = -0.1;
    private static final double BETA_HIGH = 20;
    private static final double BETA_LOW = 2;
    private static final double WARM_UP = 0.2;

    private AdaRound() {}

    /** Rounds rows first ... first + n - 1 of w[.., k] into q. */
    static void round(
            float[] w, float[] q, int first, int n, int k, double[] moment, TensorScheme scheme, ScaledRounding[] roundings) {
        int size = n * k;
        float[] below = new float[size];
        float[] width = new float[size];
        double[] v = new double[size];
        for (int i = 0; i < size; i++) {
            int r = first + i / k;
            float x = w[r * k + i % k];
            ScaledRounding rounding = roundings[WeightTensor.runOf(scheme, r, i % k, k)];
            below[i] = rounding.below(x);
            width[i] = rounding.above(x) - below[i];
            q[r * k + i % k] = rounding.round(x);
            double share = width[i] == 0 ? 0.5 : Math.clamp((x - below[i]) / (double) width[i], 0.01, 0.99);
            double s = (share - SHIFT) / STRETCH;
            v[i] = Math.log(s / (1 - s));
        }
        double[] nearest = new double[n];
        double all = 0;
        for (int r = 0; r < n; r++) {
            nearest[r] = OutputError.ofRow(w, q, first + r, k, moment);
            all += nearest[r];
        }
        if (all == 0) {
            return;
        }
        descend(w, first, n, k, moment, below, width, v, all);
        keepBetter(w, q, first, n, k, moment, below, width, v, nearest);
    }

    private static void descend(
            float[] w, int first, int n, int k, double[] moment, float[] below, float[] width, double[] v, double all) {
        int size = n * k;
        float[] d = new float[size];
        float[] g = new float[size];
        float[] m = new float[k * k];
        for (int i = 0; i < m.length; i++) {
            m[i] = (float) moment[i];
        }
        double[] mean = new double[size];
        double[] square = new double[size];
        for (int step = 1; step <= STEPS; step++) {
            for (int i = 0; i < size; i++) {
                d[i] = (float) (below[i] + h(v[i]) * width[i] - w[first * k + i]);
            }
            MatrixProducts.product().multiply(n, k, k, d, 0, k, 1, m, 0, k, g, 0, k, false);
            double beta = beta((double) step / STEPS);
            double c1 = 1 - Math.pow(0.9, step);
            double c2 = 1 - Math.pow(0.999, step);
            for (int i = 0; i < size; i++) {
                double s = 1 / (1 + Math.exp(-v[i]));
                double h = STRETCH * s + SHIFT;
                double slope = h > 0 && h < 1 ? STRETCH * s * (1 - s) : 0;
                double dh = 2 * g[i] * width[i] * size / all + (beta == 0 ? 0 : regularizer(Math.clamp(h, 0, 1), beta));
                double gradient = dh * slope;
                mean[i] = 0.9 * mean[i] + 0.1 * gradient;
                square[i] = 0.999 * square[i] + 0.001 * gradient * gradient;
                v[i] -= RATE * (mean[i] / c1) / (Math.sqrt(square[i] / c2) + 1e-8);
            }
        }
    }

    /** 0: without the second term. */
    private static double beta(double progress) {
        if (progress < WARM_UP) {
            return 0;
        }
        double t = (progress - WARM_UP) / (1 - WARM_UP);
        return BETA_LOW + (BETA_HIGH - BETA_LOW) * 0.5 * (1 + Math.cos(Math.PI * t));
    }

    /** The derivative of LAMBDA (1 - |2 h - 1|^beta) by h. */
    private static double regularizer(double h, double beta) {
        double t = 2 * h - 1;
        return -LAMBDA * 2 * beta * Math.pow(Math.abs(t), beta - 1) * Math.signum(t);
    }

    /** The rectified sigmoid. */
    static double h(double v) {
        return Math.clamp(STRETCH / (1 + Math.exp(-v)) + SHIFT, 0.0, 1.0);
    }

    private static void keepBetter(
            float[] w, float[] q, int first, int n, int k, double[] moment, float[] below, float[] width, double[] v,
            double[] nearest) {
        float[] chosen = q.clone();
        for (int r = 0; r < n; r++) {
            for (int j = 0; j < k; j++) {
                int i = r * k + j;
                chosen[(first + r) * k + j] = h(v[i]) >= 0.5 ? below[i] + width[i] : below[i];
            }
            if (OutputError.ofRow(w, chosen, first + r, k, moment) < nearest[r]) {
                System.arraycopy(chosen, (first + r) * k, q, (first + r) * k, k);
            }
        }
    }
}
