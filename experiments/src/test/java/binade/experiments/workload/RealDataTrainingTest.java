package binade.experiments.workload;

import static org.assertj.core.api.Assertions.assertThat;

import binade.simulator.matrix.Workers;
import binade.simulator.network.Gradients;
import binade.simulator.network.Network;
import binade.simulator.network.Pass;
import binade.simulator.network.Products;
import binade.simulator.training.BatchSource;
import binade.simulator.training.Initializer;
import binade.simulator.training.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The first steps on Fashion-MNIST and the licence texts; skipped where the files are not installed. */
class RealDataTrainingTest {
    /**
     * A network after some steps.
     *
     * @param losses before each step, nats
     * @param weights hash of the bits of all parameters and of the running statistics
     */
    private record Trained(List<Double> losses, int weights) {}

    private static Trained train(String id, int steps, int threads) {
        Workload w = Workloads.parse(id);
        Network network = w.network(w.placement());
        Initializer.initialize(network, w.linearStart(), 0);
        BatchSource batches = w.trainingBatches(0);
        int size = batches.batchSize();
        Optimizer optimizer = w.trainer().optimizer().on(network);
        Gradients gradients = new Gradients(network);
        float[] x = new float[size * network.input().size()];
        int[] labels = new int[size * network.labelsPerSample()];
        List<Double> losses = new ArrayList<>();
        try (Workers workers = new Workers(threads)) {
            Network.Run run = network.bind(size, Products.ORDINARY.withWorkers(workers));
            for (int step = 0; step < steps; step++) {
                batches.fill(step, x, labels);
                losses.add(run.loss(x, labels, size, Pass.TRAINING));
                run.backward(size, Pass.TRAINING, gradients);
                optimizer.step(gradients, w.learningRate());
            }
        }
        int hash = Arrays.deepHashCode(network.parameters().stream().map(p -> p.values()).toArray());
        return new Trained(losses, 31 * hash + Arrays.deepHashCode(network.state().stream().map(p -> p.values()).toArray()));
    }

    private static double mean(List<Double> losses, int from, int to) {
        return losses.subList(from, to).stream().mapToDouble(v -> v).average().orElseThrow();
    }

    /** ln 10 = 2.30 is guessing. */
    @Test
    void theResidualNetworkLearnsClothes() {
        FashionMnistTest.assumeInstalled();
        Trained t = train("fashion-resnet8", 60, 2);
        assertThat(t.losses().getFirst()).isBetween(2.0, 3.2);
        assertThat(mean(t.losses(), 50, 60)).isLessThan(1.0);
    }

    /** ln 84 = 4.43 is guessing; the frequencies of the characters alone give about 3.1. */
    @Test
    void theLstmLearnsLicences() {
        LicencesTest.assumeInstalled();
        Trained t = train("licence-lstm", 60, 2);
        assertThat(t.losses().getFirst()).isBetween(4.3, 4.6);
        assertThat(mean(t.losses(), 50, 60)).isLessThan(3.05);
    }

    @Test
    void theBitsDoNotDependOnTheThreads() {
        FashionMnistTest.assumeInstalled();
        LicencesTest.assumeInstalled();
        for (String id : List.of("fashion-resnet8", "fashion-mobile", "licence-lstm", "licence-transformer")) {
            assertThat(train(id, 3, 2)).as(id).isEqualTo(train(id, 3, 1));
        }
    }
}
