package binade.simulator.training;

import binade.formats.random.RandomStream;
import binade.formats.random.RandomStream.Purpose;
import binade.simulator.network.Convolution;
import binade.simulator.network.Layer;
import binade.simulator.network.Linear;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import binade.simulator.network.Residual;
import java.util.List;

/**
 * Initial weights after He et al. (ICCV 2015): normal with variance 2 / fan-in for linear layers (biases zero),
 * 2 / fan-out for convolutions. Batch norm starts as the identity.
 */
public final class Initializer {
    private Initializer() {}

    /** Draws the weights layer by layer from (seed, position of the weight tensor). */
    public static void initialize(Network network, long seed) {
        initialize(network.layers(), seed);
        network.refresh();
    }

    private static void initialize(List<Layer> layers, long seed) {
        for (Layer layer : layers) {
            switch (layer) {
                case Linear linear -> normal(linear.weight(), linear.weight().shape()[0], seed);
                case Convolution convolution -> normal(convolution.weight(), convolution.fanOut(), seed);
                case Residual residual -> {
                    initialize(residual.body(), seed);
                    initialize(residual.shortcut(), seed);
                }
                default -> { }
            }
        }
    }

    private static void normal(Parameter weight, int fan, long seed) {
        RandomStream random = new RandomStream(seed, Purpose.INITIAL_WEIGHTS, weight.index());
        double deviation = Math.sqrt(2.0 / fan);
        float[] w = weight.values();
        for (int i = 0; i < w.length; i++) {
            w[i] = (float) (deviation * random.nextGaussian());
        }
    }
}
