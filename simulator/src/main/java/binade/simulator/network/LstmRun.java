package binade.simulator.network;

import binade.simulator.matrix.ChannelSums;
import binade.simulator.matrix.Sigmoids;
import java.util.Arrays;

/** One thread's passes through an {@link Lstm}. Arrays of a position are [N, 4H] or [N, H]; the rounded ones are those the next step reads. */
final class LstmRun implements Layer.Run {
    private final Lstm layer;
    private final Products products;
    private final int steps;
    private final int in;
    private final int hidden;
    private final int gateWidth;
    private final Layer.Run inputPoint;
    private final Layer.Run gateInputPoint;
    private final Layer.Run gatesPoint;
    private final Layer.Run cellPoint;
    private final Layer.Run cellTanhPoint;
    private final Layer.Run hiddenPoint;
    private final Sigmoids sigmoids = Sigmoids.get();
    private final ChannelSums sums = ChannelSums.get();
    /** Per position: as computed, and as rounded. */
    private final float[][] gates;
    private final float[][] gatesRounded;
    private final float[][] cellRounded;
    private final float[][] cellTanh;
    private final float[][] cellTanhRounded;
    private final float[][] hiddenRounded;
    private final float[] zero;
    private final float[] scratch;
    private final float[] y;
    private final float[] dx;
    private final float[] dh;
    private final float[] dhNext;
    private final float[] dc;
    private final float[] dcNext;
    private final float[] dz;
    private float[] x;

    LstmRun(Lstm layer, Shape input, int batch, Products products) {
        this.layer = layer;
        this.products = products;
        steps = input.positions();
        in = input.channels();
        hidden = layer.hidden();
        gateWidth = 4 * hidden;
        Shape states = Shape.vector(hidden);
        Shape all = Shape.vector(gateWidth);
        Lstm.Points points = layer.pointsInside();
        inputPoint = points.input().bind(input, batch, products);
        gateInputPoint = points.gateInput().bind(all, batch, products);
        gatesPoint = points.gates().bind(all, batch, products);
        cellPoint = points.cell().bind(states, batch, products);
        cellTanhPoint = points.cellTanh().bind(states, batch, products);
        hiddenPoint = points.hidden().bind(states, batch, products);
        gates = new float[steps][batch * gateWidth];
        gatesRounded = new float[steps][batch * gateWidth];
        cellRounded = new float[steps][batch * hidden];
        cellTanh = new float[steps][batch * hidden];
        cellTanhRounded = new float[steps][batch * hidden];
        hiddenRounded = new float[steps][batch * hidden];
        zero = new float[batch * hidden];
        scratch = new float[batch * hidden];
        y = new float[batch * steps * hidden];
        dx = new float[batch * input.size()];
        dh = new float[batch * hidden];
        dhNext = new float[batch * hidden];
        dc = new float[batch * hidden];
        dcNext = new float[batch * hidden];
        dz = new float[batch * gateWidth];
    }

    @Override
    public float[] forward(float[] input, int count, Pass pass) {
        x = input;
        for (int t = 0; t < steps; t++) {
            gateInputs(t, count);
            for (int s = 0; s < count; s++) {
                int i = s * gateWidth;
                sigmoids.logistic(gates[t], gates[t], i, i + 2 * hidden);
                sigmoids.tanh(gates[t], gates[t], i + 2 * hidden, i + 3 * hidden);
                sigmoids.logistic(gates[t], gates[t], i + 3 * hidden, i + gateWidth);
            }
            keep(gatesPoint.forward(gates[t], count, pass), gatesRounded[t], count * gateWidth);
            cell(t, count);
            keep(cellPoint.forward(scratch, count, pass), cellRounded[t], count * hidden);
            sigmoids.tanh(cellRounded[t], cellTanh[t], 0, count * hidden);
            keep(cellTanhPoint.forward(cellTanh[t], count, pass), cellTanhRounded[t], count * hidden);
            output(t, count);
            keep(hiddenPoint.forward(scratch, count, pass), hiddenRounded[t], count * hidden);
            for (int s = 0; s < count; s++) {
                System.arraycopy(hiddenRounded[t], s * hidden, y, (s * steps + t) * hidden, hidden);
            }
        }
        return y;
    }

    /** z = bias + x_t wx + h_(t-1) wh. */
    private void gateInputs(int t, int count) {
        float[] bias = layer.parameters().get(2).values();
        for (int s = 0; s < count; s++) {
            System.arraycopy(bias, 0, gates[t], s * gateWidth, gateWidth);
        }
        products.forward().multiply(
                count, gateWidth, in, x, t * in, steps * in, 1, layer.parameters().get(0).values(), 0, gateWidth,
                gates[t], 0, gateWidth, true);
        if (t > 0) {
            products.forward().multiply(
                    count, gateWidth, hidden, hiddenRounded[t - 1], 0, hidden, 1, layer.parameters().get(1).values(), 0,
                    gateWidth, gates[t], 0, gateWidth, true);
        }
    }

    private static void keep(float[] from, float[] to, int n) {
        System.arraycopy(from, 0, to, 0, n);
    }

    private float[] cellBefore(int t) {
        return t == 0 ? zero : cellRounded[t - 1];
    }

    /** c = f c_(t-1) + i g, to scratch. */
    private void cell(int t, int count) {
        float[] g = gatesRounded[t];
        float[] before = cellBefore(t);
        for (int s = 0; s < count; s++) {
            int z = s * gateWidth;
            for (int j = 0; j < hidden; j++) {
                int u = s * hidden + j;
                scratch[u] = g[z + hidden + j] * before[u] + g[z + j] * g[z + 2 * hidden + j];
            }
        }
    }

    /** h = o tanh(c), to scratch. */
    private void output(int t, int count) {
        for (int s = 0; s < count; s++) {
            for (int j = 0; j < hidden; j++) {
                int u = s * hidden + j;
                scratch[u] = gatesRounded[t][s * gateWidth + 3 * hidden + j] * cellTanhRounded[t][u];
            }
        }
    }

    @Override
    public float[] backward(float[] dy, int count, Pass pass, Gradients gradients, boolean needInput) {
        float[] dwx = gradients.of(layer.parameters().get(0));
        float[] dwh = gradients.of(layer.parameters().get(1));
        double[] dbias = new double[gateWidth];
        Arrays.fill(dwh, 0f);
        Arrays.fill(dhNext, 0, count * hidden, 0f);
        Arrays.fill(dcNext, 0, count * hidden, 0f);
        for (int t = steps - 1; t >= 0; t--) {
            float[] e = gateErrors(t, dy, count, pass);
            products.weightGradient().multiply(
                    in, gateWidth, count, x, t * in, 1, steps * in, e, 0, gateWidth, dwx, 0, gateWidth, t < steps - 1);
            if (t > 0) {
                products.weightGradient().multiply(
                        hidden, gateWidth, count, hiddenRounded[t - 1], 0, 1, hidden, e, 0, gateWidth, dwh, 0, gateWidth,
                        t < steps - 1);
                products.inputGradient().multiply(
                        count, hidden, gateWidth, e, 0, gateWidth, 1, layer.hiddenTransposed(), 0, hidden, dhNext, 0,
                        hidden, false);
            }
            if (!pass.weightsOnly()) {
                sums.sum(e, 0, count, gateWidth, dbias);
            }
            if (needInput) {
                products.inputGradient().multiply(
                        count, in, gateWidth, e, 0, gateWidth, 1, layer.inputTransposed(), 0, in, dx, t * in, steps * in,
                        false);
            }
        }
        if (!pass.weightsOnly()) {
            float[] db = gradients.of(layer.parameters().get(2));
            for (int j = 0; j < gateWidth; j++) {
                db[j] = (float) dbias[j];
            }
        }
        return needInput ? inputPoint.backward(dx, count, pass, gradients, true) : null;
    }

    /** The error of z at position t; leaves that of c for the position before. */
    private float[] gateErrors(int t, float[] dy, int count, Pass pass) {
        for (int s = 0; s < count; s++) {
            for (int j = 0; j < hidden; j++) {
                dh[s * hidden + j] = dy[(s * steps + t) * hidden + j] + dhNext[s * hidden + j];
            }
        }
        float[] eh = hiddenPoint.backward(dh, count, pass, null, true);
        for (int s = 0; s < count; s++) {
            for (int j = 0; j < hidden; j++) {
                int u = s * hidden + j;
                float o = gatesRounded[t][s * gateWidth + 3 * hidden + j];
                dc[u] = eh[u] * o * (1 - cellTanh[t][u] * cellTanh[t][u]) + dcNext[u];
            }
        }
        float[] ec = cellPoint.backward(dc, count, pass, null, true);
        float[] raw = gates[t];
        float[] g = gatesRounded[t];
        float[] before = cellBefore(t);
        for (int s = 0; s < count; s++) {
            for (int j = 0; j < hidden; j++) {
                int u = s * hidden + j;
                int i = s * gateWidth + j;
                int f = i + hidden;
                int c = f + hidden;
                int o = c + hidden;
                dz[i] = ec[u] * g[c] * (raw[i] * (1 - raw[i]));
                dz[f] = ec[u] * before[u] * (raw[f] * (1 - raw[f]));
                dz[c] = ec[u] * g[i] * (1 - raw[c] * raw[c]);
                dz[o] = eh[u] * cellTanhRounded[t][u] * (raw[o] * (1 - raw[o]));
                dcNext[u] = ec[u] * g[f];
            }
        }
        return gateInputPoint.backward(dz, count, pass, null, true);
    }
}
