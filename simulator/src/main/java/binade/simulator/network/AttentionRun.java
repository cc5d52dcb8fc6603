package binade.simulator.network;

import binade.simulator.matrix.Sigmoids;
import java.util.Arrays;

/** One thread's passes through an {@link Attention}. */
final class AttentionRun implements Layer.Run {
    private static final long WORTHWHILE = 500_000;

    private final Products products;
    private final int steps;
    private final int width;
    private final int heads;
    private final int depth;
    private final float scale;
    private final int parts;
    private final Layer.Run projection;
    private final Layer.Run output;
    private final Layer.Run projectedPoint;
    private final Layer.Run scoresPoint;
    private final Layer.Run probabilitiesPoint;
    private final Layer.Run contextPoint;
    /** [N, heads, T, T]. */
    private final float[] probabilities;
    private final float[] errors;
    /** [N, T, D]. */
    private final float[] context;
    /** [N, T, 3D]. */
    private final float[] dprojected;
    /** [d, T], one per part. */
    private final float[][] transposed;
    private float[] projected;
    private float[] rounded;

    AttentionRun(Attention layer, Shape in, int batch, Products products) {
        this.products = products;
        steps = in.positions();
        width = in.channels();
        heads = layer.heads();
        depth = width / heads;
        scale = (float) (1 / Math.sqrt(depth));
        parts = Math.min(batch, Parts.of((long) batch * steps * steps * width, WORTHWHILE));
        Shape three = new Shape(in.height(), in.width(), 3 * width);
        Shape square = new Shape(steps, steps, heads);
        Attention.Points points = layer.pointsInside();
        projection = layer.projection().bind(in, batch, products);
        output = layer.output().bind(in, batch, products);
        projectedPoint = points.projected().bind(three, batch, products);
        scoresPoint = points.scores().bind(square, batch, products);
        probabilitiesPoint = points.probabilities().bind(square, batch, products);
        contextPoint = points.context().bind(in, batch, products);
        probabilities = new float[batch * square.size()];
        errors = new float[batch * square.size()];
        context = new float[batch * in.size()];
        dprojected = new float[batch * three.size()];
        transposed = new float[parts][depth * steps];
    }

    /** Work for one head of one sample. */
    private interface Head {
        /**
         * @param square where its [T,T] begin
         * @param q where its q begins in [N,T,3D]; k begins D later, v 2 D later
         * @param o where its o begins in [N,T,D]
         */
        void work(int square, int q, int o, float[] scratch);
    }

    private void eachHead(int count, Head head) {
        products.workers().run(parts, p -> {
            for (int s = Parts.start(p, parts, count); s < Parts.start(p + 1, parts, count); s++) {
                for (int h = 0; h < heads; h++) {
                    head.work((s * heads + h) * steps * steps, s * steps * 3 * width + h * depth,
                            s * steps * width + h * depth, transposed[p]);
                }
            }
        });
    }

    @Override
    public float[] forward(float[] x, int count, Pass pass) {
        projected = projectedPoint.forward(projection.forward(x, count, pass), count, pass);
        eachHead(count, (square, q, _, kT) -> {
            transpose(projected, q + width, kT);
            products.forward().multiply(
                    steps, steps, depth, projected, q, 3 * width, 1, kT, 0, steps, probabilities, square, steps, false);
            for (int t = 0; t < steps; t++) {
                softmax(square + t * steps, t + 1);
            }
        });
        rounded = probabilitiesPoint.forward(probabilities, count, pass);
        eachHead(count, (square, q, o, _) -> products.forward().multiply(
                steps, depth, steps, rounded, square, steps, 1, projected, q + 2 * width, 3 * width, context, o, width,
                false));
        return output.forward(contextPoint.forward(context, count, pass), count, pass);
    }

    /** t[d,T] of a[T,d], whose rows are 3 D apart. */
    private void transpose(float[] a, int offset, float[] t) {
        for (int r = 0; r < steps; r++) {
            for (int c = 0; c < depth; c++) {
                t[c * steps + r] = a[offset + r * 3 * width + c];
            }
        }
    }

    /** Of the first {@code seen} scores of a row, times the scale; the rest becomes 0. In binary64, rounded. */
    private void softmax(int row, int seen) {
        float max = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < seen; j++) {
            max = Math.max(max, probabilities[row + j] * scale);
        }
        double[] e = new double[seen];
        double sum = 0;
        for (int j = 0; j < seen; j++) {
            e[j] = Sigmoids.exp(Math.max(-700, (double) (probabilities[row + j] * scale) - max));
            sum += e[j];
        }
        for (int j = 0; j < seen; j++) {
            probabilities[row + j] = (float) (e[j] / sum);
        }
        Arrays.fill(probabilities, row + seen, row + steps, 0f);
    }

    /**
     * dp = do v^T, dv = p^T do; ds = p (dp - sum of dp p over the row) / sqrt(d); dq = ds k, dk = ds^T q.
     */
    @Override
    public float[] backward(float[] dy, int count, Pass pass, Gradients gradients, boolean needInput) {
        float[] dcontext = contextPoint.backward(output.backward(dy, count, pass, gradients, true), count, pass, null, true);
        eachHead(count, (square, q, o, vT) -> {
            transpose(projected, q + 2 * width, vT);
            products.inputGradient().multiply(
                    steps, steps, depth, dcontext, o, width, 1, vT, 0, steps, errors, square, steps, false);
            products.inputGradient().multiply(
                    steps, depth, steps, rounded, square, 1, steps, dcontext, o, width, dprojected, q + 2 * width,
                    3 * width, false);
        });
        float[] dprobabilities = probabilitiesPoint.backward(errors, count, pass, null, true);
        eachHead(count, (square, _, _, _) -> {
            for (int t = 0; t < steps; t++) {
                scoreErrors(dprobabilities, square + t * steps, t + 1);
            }
        });
        float[] dscores = scoresPoint.backward(errors, count, pass, null, true);
        eachHead(count, (square, q, _, _) -> {
            products.inputGradient().multiply(
                    steps, depth, steps, dscores, square, steps, 1, projected, q + width, 3 * width, dprojected, q, 3 * width,
                    false);
            products.inputGradient().multiply(
                    steps, depth, steps, dscores, square, 1, steps, projected, q, 3 * width, dprojected, q + width,
                    3 * width, false);
        });
        float[] d = projectedPoint.backward(dprojected, count, pass, null, true);
        return projection.backward(d, count, pass, gradients, needInput);
    }

    private void scoreErrors(float[] dp, int row, int seen) {
        double sum = 0;
        for (int j = 0; j < seen; j++) {
            sum += (double) dp[row + j] * probabilities[row + j];
        }
        for (int j = 0; j < seen; j++) {
            errors[row + j] = (float) (probabilities[row + j] * (dp[row + j] - sum) * scale);
        }
        Arrays.fill(errors, row + seen, row + steps, 0f);
    }
}
