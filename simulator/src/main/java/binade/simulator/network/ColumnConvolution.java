package binade.simulator.network;

import java.util.Arrays;

/**
 * A convolution as matrix products over its columns. Chains may be cut, so they take a few samples at a time, whose columns stay in
 * the second-level cache; small convolutions keep the columns of the forward pass for the backward one. Products of a
 * simulated unit get all samples at once.
 */
final class ColumnConvolution implements Layer.Run {
    /** Columns (floats) of a few samples at a time. */
    private static final int CACHED = 64 * 1024;
    /** Columns (floats) of all samples that are kept. */
    private static final int KEPT = 512 * 1024;
    /** Multiply-adds that are worth the parts. */
    private static final long WORTHWHILE = 4_000_000;

    private final Convolution layer;
    private final Products products;
    private final Shape in;
    private final Shape out;
    private final Windows windows;
    private final int groups;
    private final int k;
    private final boolean kept;
    private final int parts;
    private final int chunk;
    /** Per group: of all samples if kept, else of a chunk per part. */
    private final float[][] columns;
    private final float[][] dcolumns;
    private final float[][] partialWeights;
    private final float[] y;
    private final float[] dx;
    private float[] x;

    ColumnConvolution(Convolution layer, Shape in, int batch, Products products) {
        this.layer = layer;
        this.in = in;
        this.products = products;
        out = layer.outputShape(in);
        windows = layer.windows(in);
        groups = layer.groups();
        k = layer.k();
        boolean chains = products.areChains();
        int perSample = out.positions() * k;
        kept = !chains || (long) batch * perSample * groups <= KEPT;
        parts = chains ? Math.min(batch, Parts.of((long) batch * out.positions() * layer.weight().size(), WORTHWHILE)) : 1;
        chunk = chains ? Math.clamp(CACHED / perSample, 1, batch) : batch;
        columns = kept ? new float[groups][batch * perSample] : new float[parts * groups][chunk * perSample];
        dcolumns = new float[parts][chunk * perSample];
        partialWeights = new float[parts][parts == 1 ? 0 : layer.weight().size()];
        y = new float[batch * out.size()];
        dx = new float[batch * in.size()];
    }

    @Override
    public float[] forward(float[] input, int count, Pass pass) {
        x = input;
        products.workers().run(parts, p -> forward(p, Parts.start(p, parts, count), Parts.start(p + 1, parts, count)));
        return y;
    }

    private void forward(int part, int from, int to) {
        int outputs = out.channels() / groups;
        for (int s = from; s < to; s += chunk) {
            int n = Math.min(chunk, to - s);
            for (int g = 0; g < groups; g++) {
                gather(part, g, s, n);
                products.forward().multiply(
                        n * out.positions(), outputs, k, columns(part, g), start(s), k, 1,
                        layer.weight().values(), g * outputs, out.channels(),
                        y, s * out.size() + g * outputs, out.channels(), false);
            }
        }
    }

    private float[] columns(int part, int group) {
        return columns[kept ? group : part * groups + group];
    }

    /** Where the columns of sample s begin. */
    private int start(int s) {
        return kept ? s * out.positions() * k : 0;
    }

    private void gather(int part, int group, int s, int n) {
        int inputs = in.channels() / groups;
        windows.gather(x, s, n, group * inputs, inputs, columns(part, group), start(s));
    }

    @Override
    public float[] backward(float[] dy, int count, Pass pass, Gradients gradients, boolean needInput) {
        float[] dw = gradients.of(layer.weight());
        products.workers().run(parts, p -> backward(
                p, Parts.start(p, parts, count), Parts.start(p + 1, parts, count), dy,
                parts == 1 ? dw : partialWeights[p], needInput));
        if (parts > 1) {
            System.arraycopy(partialWeights[0], 0, dw, 0, dw.length);
            for (int p = 1; p < parts; p++) {
                float[] more = partialWeights[p];
                for (int i = 0; i < dw.length; i++) {
                    dw[i] += more[i];
                }
            }
        }
        return needInput ? dx : null;
    }

    private void backward(int part, int from, int to, float[] dy, float[] dw, boolean needInput) {
        if (needInput) {
            Arrays.fill(dx, from * in.size(), to * in.size(), 0f);
        }
        int outputs = out.channels() / groups;
        int inputs = in.channels() / groups;
        if (from == to) {
            Arrays.fill(dw, 0f);
        }
        for (int s = from; s < to; s += chunk) {
            int n = Math.min(chunk, to - s);
            int m = n * out.positions();
            for (int g = 0; g < groups; g++) {
                if (!kept) {
                    gather(part, g, s, n);
                }
                int dyOffset = s * out.size() + g * outputs;
                products.weightGradient().multiply(
                        k, outputs, m, columns(part, g), start(s), 1, k, dy, dyOffset, out.channels(),
                        dw, g * outputs, out.channels(), s > from);
                if (needInput) {
                    products.inputGradient().multiply(
                            m, k, outputs, dy, dyOffset, out.channels(), 1, layer.transposed(), g * outputs * k, k,
                            dcolumns[part], 0, k, false);
                    windows.scatter(dcolumns[part], 0, s, n, g * inputs, inputs, dx);
                }
            }
        }
    }
}
