package binade.simulator.quantize;

/**
 * Rounds the inputs of each output one after the other, and moves the error of each onto the inputs that are still free, as the
 * second moment M of the inputs says is best. With H = M + damping mean(diag M) I and U the upper Cholesky factor of its inverse,
 * H^-1 = U^T U, for j = 0, 1, ...:
 *
 * <pre>
 *   q[j] = rnd(w[j])      e = (w[j] - q[j]) / U[j,j]      w[i] -= e U[j,i]   for i > j
 * </pre>
 *
 * Scales are those of the weights as they were. An input that is always 0 gets the weight 0. Source: Frantar et al. 2023, GPTQ, algorithm 1
 * without blocking (which changes nothing but the speed).
 */
final class Gptq {
    private static final double DAMPING = 0.01;

    private Gptq() {}

    /** Rounds rows first ... first + n - 1 of w[.., k] into q. */
    static void round(
            float[] w, float[] q, int first, int n, int k, double[] moment, TensorScheme scheme, ScaledRounding[] roundings) {
        double[] h = moment.clone();
        boolean[] dead = new boolean[k];
        double mean = 0;
        for (int j = 0; j < k; j++) {
            mean += h[j * k + j] / k;
        }
        for (int j = 0; j < k; j++) {
            dead[j] = h[j * k + j] == 0;
            h[j * k + j] = dead[j] ? 1 : h[j * k + j] + DAMPING * mean;
        }
        double[] u = Cholesky.upperOfInverse(h, k);
        double[] row = new double[k];
        for (int r = first; r < first + n; r++) {
            for (int j = 0; j < k; j++) {
                row[j] = dead[j] ? 0 : w[r * k + j];
            }
            for (int j = 0; j < k; j++) {
                float value = roundings[WeightTensor.runOf(scheme, r, j, k)].round((float) row[j]);
                q[r * k + j] = value;
                double e = (row[j] - value) / u[j * k + j];
                for (int i = j + 1; i < k; i++) {
                    row[i] -= e * u[j * k + i];
                }
            }
        }
    }
}
