package binade.simulator.network;

import static org.assertj.core.api.Assertions.assertThat;

import binade.simulator.matrix.MatrixProduct;
import binade.simulator.matrix.MatrixProducts;
import binade.simulator.matrix.Workers;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layers large enough to be cut into parts: the same bits on any number of threads, and the sums of the uncut layer. */
class PartsTest {
    /** The ordinary product with the right to cut its sums taken away. */
    private static final MatrixProduct UNCUT = MatrixProducts.product()::multiply;

    private record Result(double loss, List<float[]> gradients) {}

    /** Depthwise layers beside full ones; 21 samples do not divide by the parts, 3 are fewer than them. */
    private static Result step(Products products, int batch, int count) {
        Network network = new Network(new Shape(28, 28, 3), List.of(
                new Convolution("a", 3, 32, 3, 1, 1), new BatchNorm("an", 32), new Relu(),
                new Convolution("b", 32, 32, 32, 3, 1, 1), new Convolution("c", 32, 40, 3, 2, 1),
                new Convolution("d", 40, 40, 4, 3, 1, 1),
                new Residual(List.of(new Convolution("e", 40, 40, 3, 1, 1), new BatchNorm("en", 40)), List.of()), new Relu(),
                AveragePool.GLOBAL, new Linear("f", 40, 10)));
        Random random = new Random(5);
        for (Parameter p : network.parameters()) {
            for (int i = 0; i < p.size(); i++) {
                p.values()[i] = (float) (0.1 * random.nextGaussian());
            }
        }
        network.refresh();
        float[] x = new float[batch * network.input().size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        int[] labels = new int[batch];
        Arrays.setAll(labels, i -> i % 10);
        Network.Run run = network.bind(batch, products);
        Gradients gradients = new Gradients(network);
        run.loss(x, labels, batch, Pass.TRAINING); // leaves something behind that must not matter
        double loss = run.loss(x, labels, count, Pass.TRAINING);
        run.backward(count, Pass.TRAINING, gradients);
        return new Result(loss, network.parameters().stream().map(gradients::of).toList());
    }

    @ParameterizedTest
    @CsvSource({"21, 21", "21, 3", "1, 1"})
    void theBitsDoNotDependOnTheThreads(int batch, int count) {
        Result one = step(Products.ORDINARY, batch, count);
        for (int threads : new int[] {2, 3, 6}) {
            try (Workers workers = new Workers(threads)) {
                Result many = step(Products.ORDINARY.withWorkers(workers), batch, count);
                assertThat(many.loss()).isEqualTo(one.loss());
                for (int i = 0; i < one.gradients().size(); i++) {
                    assertThat(many.gradients().get(i)).as("gradient " + i).isEqualTo(one.gradients().get(i));
                }
            }
        }
    }

    /** Sums of up to 16,464 products in binary32 in two orders differ by about 2^-24 sqrt(16464) = 8e-6; the layers pass it on. */
    @ParameterizedTest
    @CsvSource({"21, 21", "21, 3"})
    void theSumsAreThoseOfTheUncutLayer(int batch, int count) {
        Result cut = step(Products.ORDINARY, batch, count);
        Result uncut = step(Products.of(UNCUT), batch, count);
        assertThat(cut.loss()).isCloseTo(uncut.loss(), org.assertj.core.data.Offset.offset(1e-5));
        for (int i = 0; i < cut.gradients().size(); i++) {
            double difference = 0;
            double norm = 0;
            for (int j = 0; j < cut.gradients().get(i).length; j++) {
                difference += Math.pow(cut.gradients().get(i)[j] - uncut.gradients().get(i)[j], 2);
                norm += Math.pow(uncut.gradients().get(i)[j], 2);
            }
            assertThat(Math.sqrt(difference)).as("gradient " + i).isLessThan(1e-4 * Math.sqrt(norm) + 1e-7);
        }
    }
}
