package binade.simulator.graph;

/**
 * The mean loss of an output and its gradient.
 */
public sealed interface OutputLoss {
    /**
     * @param y output
     * @param target of the mini-batch
     * @param dy as long as y, written
     */
    double of(float[] y, float[] target, float[] dy);

    /**
     * Mean of -log softmax(y)[class] in nats over all labels but those of {@link #IGNORED}, in binary64.
     *
     * @param outer labels before the axis of classes
     * @param classes on that axis
     * @param inner labels behind it
     */
    record CrossEntropy(int outer, int classes, int inner) implements OutputLoss {
        /** The label that does not count, as in PyTorch. */
        public static final int IGNORED = -100;

        /** @throws IllegalArgumentException for a label that is no class */
        @Override
        public double of(float[] y, float[] target, float[] dy) {
            int count = 0;
            for (float t : target) {
                if (t != IGNORED) {
                    count++;
                    if (!isClass(t)) {
                        throw new IllegalArgumentException(
                                "label " + (long) t + " in the data; the network tells classes 0 to " + (classes - 1) + " apart");
                    }
                }
            }
            double[] e = new double[classes];
            double total = 0;
            for (int o = 0; o < outer; o++) {
                for (int i = 0; i < inner; i++) {
                    total += label(y, (int) target[o * inner + i], dy, o * classes * inner + i, e, count);
                }
            }
            return total / count;
        }

        /** Whether a label names a class. */
        public boolean isClass(float label) {
            return label >= 0 && label < classes && label == (int) label;
        }

        private double label(float[] y, int label, float[] dy, int base, double[] e, int count) {
            float max = Float.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                max = Math.max(max, y[base + c * inner]);
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                e[c] = StrictMath.exp((double) y[base + c * inner] - max);
                sum += e[c];
            }
            boolean counts = label != IGNORED;
            for (int c = 0; c < classes; c++) {
                dy[base + c * inner] = counts ? (float) ((e[c] / sum - (c == label ? 1 : 0)) / count) : 0f;
            }
            return counts ? StrictMath.log(sum) - ((double) y[base + label * inner] - max) : 0;
        }
    }

    /** Mean of (y - target)^2 over all elements. */
    record SquaredError() implements OutputLoss {
        @Override
        public double of(float[] y, float[] target, float[] dy) {
            double total = 0;
            for (int i = 0; i < target.length; i++) {
                double d = (double) y[i] - target[i];
                total += d * d;
                dy[i] = (float) (2 * d / target.length);
            }
            return total / target.length;
        }
    }
}
