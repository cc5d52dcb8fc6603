package binade.simulator.quantize;

import binade.simulator.network.Classifier;
import binade.simulator.network.Network;
import binade.simulator.network.Pass;
import java.util.Arrays;

/**
 * A network whose weights are values of the recipe's format; with {@code pass}, in evaluation mode, its activations are too.
 *
 * @param network of its own, not the one that was quantized
 * @param pass how to compute with it
 * @param size in bytes
 * @param originalSize of the binary32 network
 */
public record QuantizedNetwork(Network network, Pass pass, ModelSize size, long originalSize) {
    /** The network with its pass, for one thread and at most {@code batch} samples at a time. */
    public Classifier classifier(int batch) {
        Network.Run run = network.bind(batch);
        int outputs = network.labelsPerSample() * network.classes();
        return (x, count) -> Arrays.copyOf(run.forward(x, count, pass), count * outputs);
    }

    /** How many times smaller it became. */
    public double compression() {
        return (double) originalSize / size.total();
    }
}
