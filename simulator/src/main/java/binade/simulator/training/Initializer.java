package binade.simulator.training;

import binade.formats.random.RandomStream;
import binade.formats.random.RandomStream.Purpose;
import binade.simulator.network.Attention;
import binade.simulator.network.AveragePool;
import binade.simulator.network.BatchNorm;
import binade.simulator.network.ChannelBias;
import binade.simulator.network.Convolution;
import binade.simulator.network.Dropout;
import binade.simulator.network.Embedding;
import binade.simulator.network.Gelu;
import binade.simulator.network.Layer;
import binade.simulator.network.LayerNorm;
import binade.simulator.network.Linear;
import binade.simulator.network.Lstm;
import binade.simulator.network.MaxPool;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import binade.simulator.network.PositionalEmbedding;
import binade.simulator.network.QuantizationPoint;
import binade.simulator.network.Relu;
import binade.simulator.network.Residual;
import java.util.List;

/**
 * Initial weights: convolutions after He et al. (ICCV 2015), normal with variance 2 / fan-out; linear layers by choice.
 * LSTM weights and biases are uniform in +-1 / sqrt(hidden), embeddings normal with deviation 0.05.
 * Normalisations start as the identity. Each tensor is drawn from (seed, its position), whatever the others do.
 */
public final class Initializer {
    /** How linear layers start. */
    public enum LinearRule {
        /** Weights normal with variance 2 / fan-in, biases zero. */
        HE_NORMAL,
        /** Weights and biases uniform in +-1 / sqrt(fan-in): the default of common frameworks. */
        UNIFORM
    }

    /**
     * Standard normal ones, a framework's default, end elsewhere: the LSTM of the licence texts learns faster with them (test loss
     * 1.84 against 2.16 after 3 epochs), the transformer more slowly (2.41 against 2.19 after 4).
     */
    private static final double EMBEDDING = 0.05;

    private Initializer() {}

    /** Draws all weights. */
    public static void initialize(Network network, LinearRule rule, long seed) {
        initialize(network.layers(), rule, seed);
        network.refresh();
    }

    private static void initialize(List<Layer> layers, LinearRule rule, long seed) {
        for (Layer layer : layers) {
            switch (layer) {
                case Linear linear -> initialize(linear, rule, seed);
                case Convolution convolution ->
                    normal(convolution.weight(), Math.sqrt(2.0 / convolution.fanOut()), seed);
                case Residual residual -> {
                    initialize(residual.body(), rule, seed);
                    initialize(residual.shortcut(), rule, seed);
                }
                case Lstm lstm -> lstm.parameters().forEach(p -> uniform(p, 1 / Math.sqrt(lstm.hidden()), seed));
                case Attention attention -> {
                    initialize(attention.projection(), rule, seed);
                    initialize(attention.output(), rule, seed);
                }
                case Embedding embedding -> normal(embedding.weight(), EMBEDDING, seed);
                case PositionalEmbedding embedding -> normal(embedding.weight(), EMBEDDING, seed);
                case Dropout dropout -> dropout.setSeed(seed);
                case ChannelBias _, BatchNorm _, LayerNorm _, Relu _, Gelu _, MaxPool _, AveragePool _, QuantizationPoint _ -> { }
            }
        }
    }

    private static void initialize(Linear linear, LinearRule rule, long seed) {
        int fanIn = linear.weight().shape()[0];
        switch (rule) {
            case HE_NORMAL -> normal(linear.weight(), Math.sqrt(2.0 / fanIn), seed);
            case UNIFORM -> linear.parameters().forEach(p -> uniform(p, 1 / Math.sqrt(fanIn), seed));
        }
    }

    private static void normal(Parameter p, double deviation, long seed) {
        RandomStream random = new RandomStream(seed, Purpose.INITIAL_WEIGHTS, p.index());
        for (int i = 0; i < p.size(); i++) {
            p.values()[i] = (float) (deviation * random.nextGaussian());
        }
    }

    private static void uniform(Parameter p, double bound, long seed) {
        RandomStream random = new RandomStream(seed, Purpose.INITIAL_WEIGHTS, p.index());
        for (int i = 0; i < p.size(); i++) {
            p.values()[i] = (float) (bound * (2 * random.nextUniform() - 1));
        }
    }
}
