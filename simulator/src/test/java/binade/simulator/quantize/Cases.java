package binade.simulator.quantize;

import binade.simulator.network.Attention;
import binade.simulator.network.AveragePool;
import binade.simulator.network.BatchNorm;
import binade.simulator.network.Convolution;
import binade.simulator.network.Embedding;
import binade.simulator.network.Gelu;
import binade.simulator.network.Layer;
import binade.simulator.network.LayerNorm;
import binade.simulator.network.Linear;
import binade.simulator.network.Lstm;
import binade.simulator.network.MaxPool;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import binade.simulator.network.Pass;
import binade.simulator.network.PositionalEmbedding;
import binade.simulator.network.Relu;
import binade.simulator.network.Residual;
import binade.simulator.network.Shape;
import java.util.List;
import java.util.Random;

/** Small networks with random weights, and samples for them. */
final class Cases {
    private Cases() {}

    static Network perceptron() {
        return drawn(new Network(Shape.vector(12), List.of(
                new Linear("a", 12, 20), new Relu(), new Linear("b", 20, 16), new Relu(), new Linear("c", 16, 5))), 1);
    }

    static Network convolutions() {
        return drawn(new Network(new Shape(6, 6, 3), List.of(
                new Convolution("a", 3, 8, 3, 1, 1), new BatchNorm("an", 8), new Relu(), new MaxPool(2, 2),
                new Convolution("d", 8, 8, 8, 3, 1, 1), new BatchNorm("dn", 8), new Relu(),
                new Residual(
                        List.of(new Convolution("b", 8, 8, 3, 1, 1), new BatchNorm("bn", 8), new Relu(),
                                new Convolution("c", 8, 8, 3, 1, 1), new BatchNorm("cn", 8)),
                        List.of()),
                new Relu(), AveragePool.GLOBAL, new Linear("e", 8, 4))), 2);
    }

    static Network transformer() {
        List<Layer> block = List.of(
                new Residual(List.of(new LayerNorm("n", 8), new Attention("a", 8, 2)), List.of()),
                new Residual(List.of(new LayerNorm("m", 8), new Linear("f", 8, 16), new Gelu(Gelu.Form.ERF), new Linear("g", 16, 8)),
                        List.of()));
        return drawn(new Network(new Shape(7, 1, 1), List.of(
                new Embedding("e", 11, 8), new PositionalEmbedding("p", 7, 8), block.get(0), block.get(1),
                new LayerNorm("o", 8), new Linear("l", 8, 11)), true), 3);
    }

    static Network recurrent() {
        return drawn(new Network(new Shape(7, 1, 1), List.of(
                new Embedding("e", 11, 6), new Lstm("r", 6, 10), new Linear("l", 10, 11)), true), 4);
    }

    private static Network drawn(Network network, long seed) {
        Random random = new Random(seed);
        for (Parameter p : network.parameters()) {
            int fanIn = p.isWeight() ? p.size() / p.shape()[p.rank() - 1] : 4;
            boolean gamma = p.name().endsWith("gamma");
            for (int i = 0; i < p.size(); i++) {
                p.values()[i] = (float) ((gamma ? 1 : 0) + random.nextGaussian() / Math.sqrt(fanIn));
            }
        }
        for (Parameter p : network.state()) {
            for (int i = 0; i < p.size(); i++) {
                double g = random.nextGaussian();
                p.values()[i] = (float) (p.name().endsWith("variance") ? 0.5 + g * g : 0.3 * g);
            }
        }
        network.refresh();
        return network;
    }

    static float[] samples(Network network, int count, long seed) {
        Random random = new Random(seed);
        float[] x = new float[count * network.input().size()];
        boolean tokens = network.input().channels() == 1;
        for (int i = 0; i < x.length; i++) {
            x[i] = tokens ? random.nextInt(11) : (float) random.nextGaussian();
        }
        return x;
    }

    static float[] logits(Network network, float[] x, int count, Pass pass) {
        return network.bind(count).forward(x, count, pass).clone();
    }

    /** Mean squared difference of the logits of two networks over that of the first around 0. */
    static double relativeError(Network a, QuantizedNetwork q, float[] x, int count) {
        float[] exact = logits(a, x, count, Pass.EVALUATION);
        float[] rounded = logits(q.network(), x, count, q.pass());
        double error = 0;
        double square = 0;
        for (int i = 0; i < exact.length; i++) {
            error += Math.pow(exact[i] - rounded[i], 2);
            square += Math.pow(exact[i], 2);
        }
        return error / square;
    }
}
