package binade.simulator.network;

/**
 * Mean over the batch of -log softmax(logits)[label], in nats, and its gradient dlogits = (softmax - onehot) / N.
 * Computed in binary64 with {@link StrictMath}, so that results do not depend on the machine.
 */
public final class SoftmaxCrossEntropy {
    private SoftmaxCrossEntropy() {}

    /** How many labels have the largest logit, the first one of equals. */
    public static int correct(float[] logits, int[] labels, int count, int classes) {
        int right = 0;
        for (int s = 0; s < count; s++) {
            int best = 0;
            for (int c = 1; c < classes; c++) {
                best = logits[s * classes + c] > logits[s * classes + best] ? c : best;
            }
            right += best == labels[s] ? 1 : 0;
        }
        return right;
    }

    /**
     * @param logits [count, classes]
     * @param labels [count], each below {@code classes}
     * @param dlogits [count, classes], written; or null
     * @return the mean loss
     */
    public static double loss(float[] logits, int[] labels, int count, int classes, float[] dlogits) {
        double total = 0;
        double[] e = new double[classes];
        for (int s = 0; s < count; s++) {
            int base = s * classes;
            float max = Float.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                max = Math.max(max, logits[base + c]);
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                e[c] = StrictMath.exp((double) logits[base + c] - max);
                sum += e[c];
            }
            total += StrictMath.log(sum) - ((double) logits[base + labels[s]] - max);
            if (dlogits != null) {
                for (int c = 0; c < classes; c++) {
                    dlogits[base + c] = (float) ((e[c] / sum - (c == labels[s] ? 1 : 0)) / count);
                }
            }
        }
        return total / count;
    }
}
