package binade.simulator.training;

import binade.simulator.network.Gradients;
import binade.simulator.network.Network;
import binade.simulator.network.Pass;
import binade.simulator.network.Products;
import java.util.function.IntConsumer;

/**
 * Trains a network with {@link Sgd}. One thread, fixed order: the same recipe and batches give the same bits.
 *
 * @param epochs passes over the data
 * @param learningRate peak rate
 * @param schedule how the rate changes after warm-up
 * @param momentum of SGD
 * @param weightDecay on weight tensors
 */
public record Trainer(int epochs, double learningRate, Schedule schedule, double momentum, double weightDecay) {
    /** Trains in full precision: {@link #train(Network, BatchSource, Products, IntConsumer)} with ordinary products. */
    public double train(Network network, BatchSource batches, IntConsumer progress) {
        return train(network, batches, Products.ORDINARY, progress);
    }

    /**
     * Trains from the network's present parameters; all but the matrix products is in binary32.
     *
     * @param products what the matrices of the three passes are multiplied with
     * @param progress told the number of finished steps after each
     * @return mean loss of the last epoch, nats
     */
    public double train(Network network, BatchSource batches, Products products, IntConsumer progress) {
        int steps = steps(batches);
        int size = batches.batchSize();
        float[] x = new float[size * network.input().size()];
        int[] labels = new int[size];
        Network.Run run = network.bind(size, products);
        Gradients gradients = new Gradients(network);
        Sgd sgd = new Sgd(network, momentum, weightDecay);
        double lastEpoch = 0;
        for (int step = 0; step < steps; step++) {
            batches.fill(step, x, labels);
            double loss = run.loss(x, labels, size, Pass.TRAINING);
            run.backward(size, Pass.TRAINING, gradients);
            sgd.step(gradients, learningRate * schedule.factor(step, steps));
            if (step >= steps - batches.batchesPerEpoch()) {
                lastEpoch += loss / batches.batchesPerEpoch();
            }
            progress.accept(step + 1);
        }
        return lastEpoch;
    }

    /** Updates of the whole run. */
    public int steps(BatchSource batches) {
        return epochs * batches.batchesPerEpoch();
    }
}
