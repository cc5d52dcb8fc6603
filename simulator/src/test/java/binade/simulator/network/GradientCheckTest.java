package binade.simulator.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every layer's backward against central differences of the binary64 reference, and its forward against the reference
 * itself. Each layer stands behind one with weights, so that the error it passes on is checked too.
 *
 * <p>Bounds: the layers compute in binary32 with chains of at most a few hundred terms, relative error about
 * 2^-24 sqrt(300) = 1e-6 per product; 2e-5 of the norm leaves room for five layers. Differences with step 1e-5 are good
 * to about 1e-9.
 */
class GradientCheckTest {
    private static final double BOUND = 2e-5;
    private static final double STEP = 1e-5;

    static Stream<Arguments> networks() {
        Shape image = new Shape(6, 5, 2);
        return Stream.of(
                net("linear", Shape.vector(7), new Linear("a", 7, 6), new Linear("b", 6, 3)),
                net("relu", Shape.vector(7), new Linear("a", 7, 16), new Relu(), new Linear("b", 16, 3)),
                net("convolution", image, new Convolution("a", 2, 3, 3, 1, 1), new Convolution("b", 3, 4, 3, 2, 1),
                        new Linear("c", 36, 3)),
                net("convolution without padding", image, new Convolution("a", 2, 3, 3, 1, 0),
                        new Convolution("b", 3, 4, 1, 1, 0), new Linear("c", 48, 3)),
                net("convolution of even kernel", image, new Convolution("a", 2, 3, 2, 2, 0),
                        new Convolution("b", 3, 4, 2, 1, 1), new Linear("c", 48, 3)),
                net("convolution in groups", image, new Convolution("a", 2, 6, 2, 3, 1, 1),
                        new Convolution("b", 6, 4, 2, 3, 2, 1), new Linear("c", 36, 3)),
                net("depthwise convolution", image, new Convolution("a", 2, 5, 3, 1, 1),
                        new Convolution("b", 5, 5, 5, 3, 2, 1), new Linear("c", 45, 3)),
                net("depthwise convolution without padding", image, new Convolution("a", 2, 5, 3, 1, 1),
                        new Convolution("b", 5, 5, 5, 2, 1, 0), new Linear("c", 100, 3)),
                net("batch norm", image, new Convolution("a", 2, 3, 3, 1, 1), new BatchNorm("n", 3),
                        new Linear("c", 90, 3)),
                net("channel bias", image, new Convolution("a", 2, 3, 3, 1, 1), new ChannelBias("n", 3),
                        new Linear("c", 90, 3)),
                net("max pool", image, new Convolution("a", 2, 3, 3, 1, 1), new MaxPool(2, 2), new Linear("c", 18, 3)),
                net("overlapping max pool", image, new Convolution("a", 2, 3, 3, 1, 1), new MaxPool(3, 1),
                        new Linear("c", 36, 3)),
                net("average pool", image, new Convolution("a", 2, 3, 3, 1, 1), new AveragePool(2, 1),
                        new Linear("c", 60, 3)),
                net("global average", image, new Convolution("a", 2, 3, 3, 1, 1), AveragePool.GLOBAL,
                        new Linear("c", 3, 3)),
                net("residual with identity", image, new Convolution("a", 2, 3, 3, 1, 1),
                        new Residual(List.of(new Convolution("b", 3, 3, 3, 1, 1), new Relu()), List.of()),
                        new Linear("c", 90, 3)),
                net("residual with projection", image, new Convolution("a", 2, 3, 3, 1, 1),
                        new Residual(
                                List.of(new Convolution("b", 3, 4, 3, 2, 1), new BatchNorm("n", 4)),
                                List.of(new Convolution("p", 3, 4, 1, 2, 0))),
                        AveragePool.GLOBAL, new Linear("c", 4, 3)),
                net("gelu", Shape.vector(7), new Linear("a", 7, 16), new Gelu(Gelu.Form.ERF), new Linear("b", 16, 3)),
                net("gelu by tanh", Shape.vector(7), new Linear("a", 7, 16), new Gelu(Gelu.Form.TANH),
                        new Linear("b", 16, 3)),
                net("linear at each position", image, new Linear("a", 2, 4), new Relu(), new Linear("b", 120, 3)),
                net("layer norm", image, new Linear("a", 2, 6), new LayerNorm("n", 6), new Linear("b", 180, 3)),
                net("dropout of nothing", Shape.vector(7), new Linear("a", 7, 6), new Dropout("d", 0),
                        new Linear("b", 6, 3)),
                sequence("LSTM", new Embedding("e", 9, 5), new Lstm("l", 5, 4), new Linear("o", 4, 3)),
                sequence("LSTM with idle points on LSTM", new Embedding("e", 9, 5), new Lstm("l", 5, 4).quantized(),
                        new Lstm("m", 4, 6).quantized(), new Linear("o", 6, 3)),
                sequence("attention", new Embedding("e", 9, 6), new PositionalEmbedding("p", 7, 6),
                        new Attention("a", 6, 2), new Linear("o", 6, 3)),
                sequence("transformer", new Embedding("e", 9, 6), new PositionalEmbedding("p", 7, 6),
                        new Residual(List.of(new LayerNorm("n", 6), new Attention("a", 6, 3).quantized()), List.of()),
                        new Residual(
                                List.of(new LayerNorm("m", 6), new Linear("f", 6, 12), new Gelu(Gelu.Form.ERF),
                                        new Linear("g", 12, 6)),
                                List.of()),
                        new LayerNorm("k", 6), new Linear("o", 6, 3)),
                net("LSTM on values, one label", new Shape(4, 1, 3), new Linear("a", 3, 5), new Lstm("l", 5, 4),
                        new Linear("o", 16, 3)),
                net("quantization points without quantizer", Shape.vector(7), QuantizationPoint.INPUT,
                        new Linear("a", 7, 6), QuantizationPoint.BOTH, new Linear("b", 6, 3),
                        QuantizationPoint.LOGITS));
    }

    private static Arguments net(String name, Shape input, Layer... layers) {
        return Arguments.of(name, new Network(input, List.of(layers)));
    }

    /** On sequences of 7 tokens out of 9, with a label at each position. */
    private static Arguments sequence(String name, Layer... layers) {
        return Arguments.of(name, new Network(new Shape(7, 1, 1), List.of(layers), true));
    }

    @ParameterizedTest(name = "{0}, evaluation")
    @MethodSource("networks")
    void gradientsAreCentralDifferencesInEvaluation(String name, Network network) {
        check(network, Pass.EVALUATION);
    }

    @ParameterizedTest(name = "{0}, training")
    @MethodSource("networks")
    void gradientsAreCentralDifferencesInTraining(String name, Network network) {
        check(network, Pass.TRAINING);
    }

    private static void check(Network network, Pass pass) {
        Random random = new Random(11);
        randomise(network, random);
        int count = 5;
        int size = network.input().size();
        float[] x = new float[count * size];
        double[][] xd = new double[count][size];
        boolean tokens = network.layers().getFirst() instanceof Embedding;
        int[] labels = random.ints((long) count * network.labelsPerSample(), 0, 3).toArray();
        for (int s = 0; s < count; s++) {
            for (int i = 0; i < size; i++) {
                x[s * size + i] = tokens ? random.nextInt(9) : (float) random.nextGaussian();
                xd[s][i] = x[s * size + i];
            }
        }
        ReferenceNetwork reference = new ReferenceNetwork(network, pass.training());
        Network.Run run = network.bind(count + 2);
        Gradients gradients = new Gradients(network);
        double loss = run.loss(x, labels, count, pass);
        run.backward(count, pass, gradients);

        assertThat(loss).isCloseTo(reference.loss(xd, labels), org.assertj.core.data.Offset.offset(BOUND));
        for (Parameter p : network.parameters()) {
            double[] v = reference.of(p);
            double difference = 0;
            double norm = 0;
            for (int i = 0; i < v.length; i++) {
                double kept = v[i];
                v[i] = kept + STEP;
                double up = reference.loss(xd, labels);
                v[i] = kept - STEP;
                double down = reference.loss(xd, labels);
                v[i] = kept;
                double numeric = (up - down) / (2 * STEP);
                difference += Math.pow(gradients.of(p)[i] - numeric, 2);
                norm += numeric * numeric;
            }
            assertThat(Math.sqrt(difference))
                    .as("error of the gradient of %s, whose norm is %s", p.name(), Math.sqrt(norm))
                    .isLessThan(BOUND * Math.sqrt(norm) + 1e-8);
        }
    }

    private static void randomise(Network network, Random random) {
        for (Parameter p : network.parameters()) {
            for (int i = 0; i < p.size(); i++) {
                p.values()[i] = (float) (random.nextGaussian() * 0.5 + (p.name().endsWith("gamma") ? 1 : 0));
            }
        }
        for (Parameter p : network.state()) {
            for (int i = 0; i < p.size(); i++) {
                p.values()[i] = (float) (0.5 + random.nextDouble());
            }
        }
        network.refresh();
    }
}
