package binade.simulator.quantize;

/**
 * Takes the mean error that rounded weights make out of the bias: b[n] -= sum over k of (w'[n,k] - w[n,k]) E[x[k]], with the
 * means over the samples; afterwards each output has, over them, the mean it had before. Source: Nagel et al. 2019,
 * Data-free quantization through weight equalization and bias correction, section 4.2, with means from data.
 */
final class BiasCorrection {
    private BiasCorrection() {}

    static void correct(Operator operator, float[] before, float[] after, InputStatistics inputs) {
        int k = operator.inputs();
        float[] bias = operator.bias().values();
        int perGroup = operator.outputs() / operator.groups();
        for (int n = 0; n < operator.outputs(); n++) {
            double[] mean = inputs.mean(n / perGroup);
            double shift = 0;
            for (int i = 0; i < k; i++) {
                shift += ((double) after[n * k + i] - before[n * k + i]) * mean[i];
            }
            bias[n] = (float) (bias[n] - shift);
        }
    }
}
