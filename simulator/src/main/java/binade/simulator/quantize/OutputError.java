package binade.simulator.quantize;

/**
 * Mean squared error that changed weights make at the output of a product, over the samples: the sum over outputs n of d[n]^T M d[n] with
 * d = w' - w and the inputs' second moment M = E[x x^T].
 */
final class OutputError {
    private OutputError() {}

    static double of(Operator o, float[] before, float[] after, InputStatistics inputs) {
        int perGroup = o.outputs() / o.groups();
        double sum = 0;
        for (int g = 0; g < o.groups(); g++) {
            double[] moment = inputs.secondMoment(g);
            for (int n = g * perGroup; n < (g + 1) * perGroup; n++) {
                sum += ofRow(before, after, n, o.inputs(), moment);
            }
        }
        return sum;
    }

    /** The term of one output. */
    static double ofRow(float[] before, float[] after, int n, int k, double[] moment) {
        double[] d = new double[k];
        for (int i = 0; i < k; i++) {
            d[i] = (double) after[n * k + i] - before[n * k + i];
        }
        double sum = 0;
        for (int i = 0; i < k; i++) {
            double inner = 0;
            for (int j = 0; j < k && d[i] != 0; j++) {
                inner += moment[i * k + j] * d[j];
            }
            sum += d[i] * inner;
        }
        return sum;
    }
}
