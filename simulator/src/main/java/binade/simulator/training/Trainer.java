package binade.simulator.training;

import binade.simulator.network.Gradients;
import binade.simulator.network.Network;
import binade.simulator.network.Pass;
import binade.simulator.network.Products;
import java.util.function.IntConsumer;

/**
 * Trains a network. The same recipe and batches give the same bits, whatever threads the products bring.
 *
 * @param epochs passes over the data
 * @param learningRate peak rate
 * @param schedule how the rate changes after warm-up
 * @param optimizer what turns gradients into updates
 * @param clip largest norm of the whole gradient; infinite for no limit
 */
public record Trainer(int epochs, double learningRate, Schedule schedule, Optimizer.Rule optimizer, double clip) {
    /** With {@link Sgd} and no limit on gradients. */
    public Trainer(int epochs, double learningRate, Schedule schedule, double momentum, double weightDecay) {
        this(epochs, learningRate, schedule, network -> new Sgd(network, momentum, weightDecay), Double.POSITIVE_INFINITY);
    }

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
        int[] labels = new int[size * network.labelsPerSample()];
        Network.Run run = network.bind(size, products);
        Gradients gradients = new Gradients(network);
        Optimizer updates = optimizer.on(network);
        GradientClip limit = new GradientClip(clip);
        double lastEpoch = 0;
        for (int step = 0; step < steps; step++) {
            batches.fill(step, x, labels);
            double loss = run.loss(x, labels, size, Pass.TRAINING);
            run.backward(size, Pass.TRAINING, gradients);
            if (clip < Double.POSITIVE_INFINITY) {
                limit.apply(gradients);
            }
            updates.step(gradients, learningRate * schedule.factor(step, steps));
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
