package binade.experiments.study;

import binade.simulator.graph.Graph;
import binade.simulator.graph.OutputLoss;
import binade.simulator.network.PointRounding;
import binade.simulator.network.QuantizationPoint;
import java.util.List;

/**
 * A graph under study, on consecutive pieces of the data, in their order.
 *
 * @param graph for mini-batches of {@code batchSize}
 * @param data for each input of the graph its numbers, sample after sample
 * @param targets labels or numbers, sample after sample
 */
public record GraphSubject(Graph graph, OutputLoss loss, int batchSize, List<float[]> data, float[] targets, int targetsEach)
        implements AngleSubject {
    @Override
    public List<Weight> weights() {
        return graph.weights().stream().map(w -> new Weight(w.name(), w.size())).toList();
    }

    @Override
    public List<QuantizationPoint> points() {
        return graph.points();
    }

    @Override
    public Session session() {
        return new GraphSession();
    }

    private final class GraphSession implements Session {
        private final Graph.Buffers buffers = graph.buffers();
        private final Graph.Run reference = graph.bind(buffers);
        private final Graph.Run rounded = graph.bind(buffers);
        private final float[][] x = graph.inputs().stream().map(v -> new float[v.size()]).toArray(float[][]::new);
        private final float[] target = new float[batchSize * targetsEach];
        private final float[] referenceError = new float[graph.output().size()];
        private final float[] error = new float[graph.output().size()];
        private final float[][] referenceGradient = gradients();
        private final float[][] gradient = gradients();

        private float[][] gradients() {
            return graph.weights().stream().map(w -> new float[w.size()]).toArray(float[][]::new);
        }

        @Override
        public double reference(int batch) {
            for (int i = 0; i < x.length; i++) {
                System.arraycopy(data.get(i), batch * x[i].length, x[i], 0, x[i].length);
            }
            System.arraycopy(targets, batch * target.length, target, 0, target.length);
            double l = loss.of(reference.forward(x, null), target, referenceError);
            if (!Double.isFinite(l)) {
                throw new ArithmeticException("mini-batch " + batch + " (counted from 0) has the loss " + l
                        + " in binary32, before anything is rounded; its gradient has no direction");
            }
            reference.backward(referenceError, null, referenceGradient);
            return l;
        }

        @Override
        public float[][] referenceGradient() {
            return referenceGradient;
        }

        @Override
        public float[][] referenceErrors(PointRounding rounding) {
            reference.backward(referenceError, rounding, gradient);
            return gradient;
        }

        @Override
        public double forward(PointRounding activation) {
            return loss.of(rounded.forward(x, activation), target, error);
        }

        @Override
        public float[][] backward(PointRounding rounding) {
            rounded.backward(error, rounding, gradient);
            return gradient;
        }
    }
}
