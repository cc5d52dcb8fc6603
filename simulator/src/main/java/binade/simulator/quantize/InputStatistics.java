package binade.simulator.quantize;

import binade.simulator.matrix.MatrixProducts;
import binade.simulator.network.Shape;

/** What the inputs of an operator were like over the samples, in the unquantized network. */
final class InputStatistics {
    private final Operator operator;
    private final boolean moments;
    private final int k;
    /** Per channel of the tensor at the point. */
    private float[] largest;
    private double[] magnitude;
    private long positions;
    /** Per group. */
    private final double[][] sums;
    private final double[][] products;
    private long rows;
    private float[] left = {};

    /** @param moments whether second moments are wanted: K x K sums per group */
    InputStatistics(Operator operator, boolean moments) {
        this.operator = operator;
        this.moments = moments;
        k = operator.inputs();
        sums = new double[operator.groups()][k];
        products = new double[moments ? operator.groups() : 0][k * k];
    }

    /** x [count, in] on its way into the product. */
    void add(float[] x, Shape in, int count) {
        int channels = in.channels();
        if (largest == null) {
            largest = new float[channels];
            magnitude = new double[channels];
        }
        for (int i = 0; i < count * in.size(); i++) {
            int c = i % channels;
            largest[c] = Math.max(largest[c], Math.abs(x[i]));
            magnitude[c] += Math.abs(x[i]);
        }
        positions += (long) count * in.positions();
        int r = operator.productRows(in, count);
        if (left.length < r * k) {
            left = new float[r * k];
        }
        for (int g = 0; g < operator.groups(); g++) {
            operator.leftFactor(x, in, count, g, left);
            addRows(g, r);
        }
        rows += r;
    }

    private void addRows(int group, int r) {
        double[] sum = sums[group];
        for (int i = 0; i < r; i++) {
            for (int j = 0; j < k; j++) {
                sum[j] += left[i * k + j];
            }
        }
        if (moments) {
            float[] part = new float[k * k]; // binary32 inside a mini-batch, binary64 across
            MatrixProducts.product().multiply(k, k, r, left, 0, 1, k, left, 0, k, part, 0, k, false);
            for (int i = 0; i < part.length; i++) {
                products[group][i] += part[i];
            }
        }
    }

    /** Largest magnitude of each channel. */
    float[] largest() {
        return largest;
    }

    /** Mean magnitude of each channel. */
    double[] meanMagnitude() {
        double[] mean = new double[magnitude.length];
        for (int c = 0; c < mean.length; c++) {
            mean[c] = magnitude[c] / positions;
        }
        return mean;
    }

    /** E[x] of each input of a group. */
    double[] mean(int group) {
        double[] mean = sums[group].clone();
        for (int j = 0; j < k; j++) {
            mean[j] /= rows;
        }
        return mean;
    }

    /** E[x x^T] of a group, [K,K]. */
    double[] secondMoment(int group) {
        double[] moment = products[group].clone();
        for (int j = 0; j < moment.length; j++) {
            moment[j] /= rows;
        }
        return moment;
    }

    /** Takes the inputs as divided by s, channel by channel. */
    void divide(float[] s) {
        for (int c = 0; c < s.length; c++) {
            largest[c] /= s[c];
            magnitude[c] /= s[c];
        }
        for (int g = 0; g < sums.length; g++) {
            int first = g * (s.length / operator.groups());
            for (int i = 0; i < k; i++) {
                double si = s[first + operator.channelOf(i, s.length)];
                sums[g][i] /= si;
                for (int j = 0; j < k && moments; j++) {
                    products[g][i * k + j] /= si * s[first + operator.channelOf(j, s.length)];
                }
            }
        }
    }
}
