package binade.simulator.graph;

import java.util.Arrays;

/**
 * Sums, means, extremes or products over some axes, sums in binary64. The gradient of an extreme is shared by all elements that reach
 * it, that of a product is the product of the other elements.
 */
public final class Reduction implements Operator {
    /** Which. */
    public enum Rule {
        SUM,
        MEAN,
        MAX,
        MIN,
        PRODUCT
    }

    private final Rule rule;
    private final int[] shape;
    private final Broadcast repeats;

    /**
     * @param from shape of the input
     * @param kept the same with 1 in the dimensions that go
     * @param shape of the result: {@code kept}, with or without these
     */
    public Reduction(Rule rule, int[] from, int[] kept, int[] shape) {
        this.rule = rule;
        this.shape = shape.clone();
        repeats = Broadcast.of(kept, from);
    }

    @Override
    public int[][] outputs() {
        return new int[][] {shape};
    }

    @Override
    public Kernel bind() {
        int n = Shapes.size(shape);
        return new Kernel() {
            private final double[] sums = new double[n];

            @Override
            public void forward(float[][] in, float[][] out) {
                switch (rule) {
                    case SUM, MEAN -> {
                        Arrays.fill(sums, 0);
                        repeats.sum(in[0], sums);
                        double factor = rule == Rule.SUM ? 1 : (double) n / repeats.size();
                        for (int i = 0; i < n; i++) {
                            out[0][i] = (float) (sums[i] * factor);
                        }
                    }
                    case MAX, MIN, PRODUCT -> {
                        Arrays.fill(out[0], switch (rule) {
                            case MAX -> Float.NEGATIVE_INFINITY;
                            case MIN -> Float.POSITIVE_INFINITY;
                            default -> 1;
                        });
                        for (int j = 0; j < repeats.size(); j++) {
                            int i = repeats.at(j);
                            out[0][i] = switch (rule) {
                                case MAX -> Math.max(out[0][i], in[0][j]);
                                case MIN -> Math.min(out[0][i], in[0][j]);
                                default -> out[0][i] * in[0][j];
                            };
                        }
                    }
                }
            }

            @Override
            public void backward(float[][] in, float[][] out, float[][] dout, float[][] din) {
                if (rule == Rule.PRODUCT) {
                    others(in[0], dout[0], din[0]);
                    return;
                }
                boolean extreme = rule == Rule.MAX || rule == Rule.MIN;
                Arrays.fill(sums, extreme ? 0 : rule == Rule.SUM ? 1 : (double) repeats.size() / n);
                for (int j = 0; extreme && j < repeats.size(); j++) {
                    sums[repeats.at(j)] += in[0][j] == out[0][repeats.at(j)] ? 1 : 0;
                }
                for (int j = 0; j < repeats.size(); j++) {
                    int i = repeats.at(j);
                    if (!extreme || in[0][j] == out[0][i]) {
                        din[0][j] += (float) (dout[0][i] / sums[i]);
                    }
                }
            }

            /** Products without the zeros, which are counted: with a second zero the product of the others is 0. */
            private void others(float[] x, float[] dy, float[] dx) {
                Arrays.fill(sums, 1);
                int[] zeros = new int[n];
                for (int j = 0; j < repeats.size(); j++) {
                    if (x[j] == 0) {
                        zeros[repeats.at(j)]++;
                    } else {
                        sums[repeats.at(j)] *= x[j];
                    }
                }
                for (int j = 0; j < repeats.size(); j++) {
                    int i = repeats.at(j);
                    int rest = zeros[i] - (x[j] == 0 ? 1 : 0);
                    if (rest == 0) {
                        dx[j] += (float) (dy[i] * (x[j] == 0 ? sums[i] : sums[i] / x[j]));
                    }
                }
            }
        };
    }
}
