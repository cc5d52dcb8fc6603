package binade.experiments.study;

import binade.simulator.network.Gradients;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import binade.simulator.network.Pass;
import binade.simulator.network.PointRounding;
import binade.simulator.network.QuantizationPoint;
import binade.simulator.training.BatchSource;
import java.util.List;

/**
 * A network of layers under study.
 *
 * @param network trained, with quantization points
 * @param batches where mini-batches come from
 */
public record NetworkSubject(Network network, BatchSource batches) implements AngleSubject {
    @Override
    public List<Weight> weights() {
        return network.parameters().stream().filter(Parameter::isWeight).map(p -> new Weight(p.name(), p.size())).toList();
    }

    @Override
    public List<QuantizationPoint> points() {
        return network.points();
    }

    @Override
    public Session session() {
        return new NetworkSession();
    }

    private final class NetworkSession implements Session {
        private final int count = batches.batchSize();
        private final Network.Run reference = network.bind(count);
        private final Network.Run rounded = network.bind(count);
        private final Gradients referenceGradients = new Gradients(network);
        private final Gradients gradients = new Gradients(network);
        private final float[][] referenceWeights = referenceGradients.weights();
        private final float[][] weights = gradients.weights();
        private final float[] x = new float[count * network.input().size()];
        private final int[] labels = new int[count * network.labelsPerSample()];
        private PointRounding lastActivation;

        @Override
        public double reference(int batch) {
            batches.fill(batch, x, labels);
            double loss = reference.loss(x, labels, count, Pass.REFERENCE);
            reference.backward(count, Pass.REFERENCE, referenceGradients);
            return loss;
        }

        @Override
        public float[][] referenceGradient() {
            return referenceWeights;
        }

        @Override
        public float[][] referenceErrors(PointRounding error) {
            reference.backward(count, new Pass(false, null, error, true), gradients);
            return weights;
        }

        @Override
        public double forward(PointRounding activation) {
            lastActivation = activation;
            return rounded.loss(x, labels, count, new Pass(false, activation, null, true));
        }

        @Override
        public float[][] backward(PointRounding error) {
            rounded.backward(count, new Pass(false, lastActivation, error, true), gradients);
            return weights;
        }
    }
}
