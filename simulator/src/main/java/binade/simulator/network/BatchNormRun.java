package binade.simulator.network;

import binade.simulator.matrix.ChannelSums;
import binade.simulator.matrix.ChannelSums.Normalisation;
import binade.simulator.matrix.Elementwise;
import java.util.Arrays;

/** One thread's passes through a {@link BatchNorm}. */
final class BatchNormRun implements Layer.Run {
    private final BatchNorm layer;
    private final Products products;
    private final int positions;
    private final int channels;
    private final Elementwise kernel = Elementwise.get();
    private final ChannelSums sums = ChannelSums.get();
    private final float[] y;
    private final float[] dx;
    private final float[] zero;
    private final double[] mean;
    private final double[] inverseDeviation;
    /** Sums of each part of the rows. */
    private final double[][] partial;
    private float[] x;

    BatchNormRun(BatchNorm layer, Shape in, int batch, Products products) {
        this.layer = layer;
        this.products = products;
        positions = in.positions();
        channels = layer.channels();
        y = new float[batch * in.size()];
        dx = new float[batch * in.size()];
        zero = new float[channels];
        mean = new double[channels];
        inverseDeviation = new double[channels];
        partial = new double[Parts.MOST][channels];
    }

    @Override
    public float[] forward(float[] input, int count, Pass pass) {
        x = input;
        int rows = count * positions;
        if (!pass.training()) {
            affine(x, rows, layer.scale(), layer.offset(), y);
            return y;
        }
        batchStatistics(rows);
        float[] a = new float[channels];
        float[] b = new float[channels];
        for (int c = 0; c < channels; c++) {
            double s = layer.gamma().values()[c] * inverseDeviation[c];
            a[c] = (float) s;
            b[c] = (float) (layer.beta().values()[c] - mean[c] * s);
        }
        affine(x, rows, a, b, y);
        return y;
    }

    private void affine(float[] from, int rows, float[] a, float[] b, float[] to) {
        share(rows, (_, first, end) -> kernel.affine(from, first, end, channels, a, b, to));
    }

    /** Rows from one to another, and which part they are. */
    private interface Rows {
        void of(int part, int from, int to);
    }

    private void share(int rows, Rows work) {
        int parts = parts(rows);
        products.workers().run(parts, p -> work.of(p, Parts.start(p, parts, rows), Parts.start(p + 1, parts, rows)));
    }

    private int parts(int rows) {
        return Parts.of((long) rows * channels, Parts.ELEMENTS);
    }

    /** A sum of something over the rows, by parts, to total[channels]. */
    private void sum(int rows, double[] total, Rows adding) {
        share(rows, (p, from, to) -> {
            Arrays.fill(partial[p], 0);
            adding.of(p, from, to);
        });
        System.arraycopy(partial[0], 0, total, 0, channels);
        for (int p = 1; p < parts(rows); p++) {
            for (int c = 0; c < channels; c++) {
                total[c] += partial[p][c];
            }
        }
    }

    private void batchStatistics(int rows) {
        sum(rows, mean, (p, from, to) -> sums.sum(x, from, to, channels, partial[p]));
        for (int c = 0; c < channels; c++) {
            mean[c] /= rows;
        }
        double[] square = new double[channels];
        sum(rows, square, (p, from, to) -> sums.squares(x, from, to, channels, mean, partial[p]));
        float[] m = layer.runningMean().values();
        float[] v = layer.runningVariance().values();
        for (int c = 0; c < channels; c++) {
            inverseDeviation[c] = 1 / Math.sqrt(square[c] / rows + BatchNorm.EPSILON);
            double unbiased = square[c] / Math.max(1, rows - 1);
            m[c] = (float) (m[c] + BatchNorm.MOMENTUM * (mean[c] - m[c]));
            v[c] = (float) (v[c] + BatchNorm.MOMENTUM * (unbiased - v[c]));
        }
    }

    /**
     * Evaluation: dx = scale dy. Training, with xhat the normalised input: dgamma = sum dy xhat, dbeta = sum dy,
     * dx = gamma / deviation (dy - dbeta / R - xhat dgamma / R).
     */
    @Override
    public float[] backward(float[] dy, int count, Pass pass, Gradients gradients, boolean needInput) {
        int rows = count * positions;
        if (!pass.training()) {
            for (int c = 0; c < channels; c++) {
                mean[c] = layer.runningMean().values()[c];
                inverseDeviation[c] = 1 / Math.sqrt(layer.runningVariance().values()[c] + BatchNorm.EPSILON);
            }
        }
        if (pass.training() || !pass.weightsOnly()) {
            double[] total = new double[channels];
            sum(rows, total, (p, from, to) ->
                    sums.products(x, dy, from, to, channels, mean, inverseDeviation, partial[p]));
            round(total, gradients.of(layer.gamma()));
            sum(rows, total, (p, from, to) -> sums.sum(dy, from, to, channels, partial[p]));
            round(total, gradients.of(layer.beta()));
        }
        if (!needInput) {
            return null;
        }
        if (pass.training()) {
            Normalisation n = normalisation(rows, gradients);
            share(rows, (_, from, to) -> sums.normalisedError(x, dy, from, to, n, dx));
        } else {
            affine(dy, rows, layer.scale(), zero, dx);
        }
        return dx;
    }

    private Normalisation normalisation(int rows, Gradients gradients) {
        double[] scale = new double[channels];
        double[] dgamma = new double[channels];
        double[] dbeta = new double[channels];
        for (int c = 0; c < channels; c++) {
            scale[c] = layer.gamma().values()[c] * inverseDeviation[c];
            dgamma[c] = gradients.of(layer.gamma())[c];
            dbeta[c] = gradients.of(layer.beta())[c];
        }
        return new Normalisation(channels, rows, mean, inverseDeviation, scale, dgamma, dbeta);
    }

    private static void round(double[] total, float[] sums) {
        for (int c = 0; c < sums.length; c++) {
            sums[c] = (float) total[c];
        }
    }
}
