package binade.simulator.quantize;

import binade.simulator.network.Classifier;
import java.util.Arrays;

/**
 * Inference that tries again where it is unsure: samples go through a network of low precision, and those with a label whose two
 * largest softmax outputs lie closer than a threshold through one of higher precision, whose logits then count. For one thread.
 * Source: Park et al.: Big/Little Deep Neural Network for Ultra Low Power Inference, CODES+ISSS 2015.
 */
public final class Progressive implements Classifier {
    private final Classifier first;
    private final Classifier second;
    private final int classes;
    private final double threshold;
    private long seen;
    private long retried;

    /**
     * @param first of low precision
     * @param second of higher precision
     * @param classes of a label, at least 2
     * @param threshold of the margin; 0: nothing is tried again, above 1: everything
     */
    public Progressive(Classifier first, Classifier second, int classes, double threshold) {
        if (classes < 2 || !(threshold >= 0)) {
            throw new IllegalArgumentException(classes + " classes, threshold " + threshold + "; allowed: at least 2, at least 0");
        }
        this.first = first;
        this.second = second;
        this.classes = classes;
        this.threshold = threshold;
    }

    /** p1 - p2 of the two largest of softmax(logits[from, from + classes)): 0 to 1, in binary64; NaN if a logit is. */
    public static double margin(float[] logits, int from, int classes) {
        double max = Double.NEGATIVE_INFINITY;
        double next = Double.NEGATIVE_INFINITY;
        for (int c = from; c < from + classes; c++) {
            next = Math.max(next, Math.min(max, logits[c]));
            max = Math.max(max, logits[c]);
        }
        double sum = 0;
        for (int c = from; c < from + classes; c++) {
            sum += Math.exp(logits[c] - max);
        }
        return (1 - Math.exp(next - max)) / sum;
    }

    @Override
    public float[] logits(float[] x, int count) {
        float[] y = first.logits(x, count);
        int out = y.length / count;
        int in = x.length / count;
        int[] unsure = new int[count];
        int n = 0;
        for (int s = 0; s < count; s++) {
            if (unsure(y, s * out, out)) {
                unsure[n++] = s;
            }
        }
        seen += count;
        retried += n;
        if (n > 0) {
            replace(x, in, Arrays.copyOf(unsure, n), y, out);
        }
        return y;
    }

    private boolean unsure(float[] y, int from, int out) {
        for (int i = from; i < from + out; i += classes) {
            if (!(margin(y, i, classes) >= threshold)) { // NaN is tried again
                return true;
            }
        }
        return false;
    }

    private void replace(float[] x, int in, int[] samples, float[] y, int out) {
        float[] again = new float[samples.length * in];
        for (int i = 0; i < samples.length; i++) {
            System.arraycopy(x, samples[i] * in, again, i * in, in);
        }
        float[] better = second.logits(again, samples.length);
        for (int i = 0; i < samples.length; i++) {
            System.arraycopy(better, i * out, y, samples[i] * out, out);
        }
    }

    /** Share of all samples so far that were tried again. */
    public double share() {
        return seen == 0 ? 0 : (double) retried / seen;
    }
}
