package binade.simulator.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.Formats;
import binade.formats.Quantizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The quantization points inside LSTM and attention: which they are, what passes them, and that roundings take effect. */
class SequencePointsTest {
    private static final Shape SEQUENCE = new Shape(3, 1, 4);

    private static float[] gaussian(int n, int seed) {
        Random random = new Random(seed);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    private static Network network(Layer layer) {
        Network network = new Network(SEQUENCE, List.of(layer), true);
        network.parameters().forEach(p -> System.arraycopy(gaussian(p.size(), p.index()), 0, p.values(), 0, p.size()));
        network.refresh();
        return network;
    }

    /** Names of the points in the order they are asked, with the values of a batch of two. */
    private static List<String> visits(Network network) {
        List<String> visits = new ArrayList<>();
        PointRounding recorder = (point, twoTerm, shape, count, x, y, scratch) -> {
            visits.add(point.name() + " " + shape + " x " + count);
            System.arraycopy(x, 0, y, 0, count * shape.size());
            return y;
        };
        Pass pass = new Pass(true, recorder, recorder, false);
        Network.Run run = network.bind(2);
        run.loss(gaussian(24, 9), new int[] {0, 1, 2, 0, 1, 2}, 2, pass);
        visits.add("|");
        run.backward(2, pass, new Gradients(network));
        return visits;
    }

    @Test
    void anLstmRoundsGatesCellAndStateAtEveryPosition() {
        Network network = network(new Lstm("l", 4, 5).quantized());
        assertThat(network.points()).extracting(QuantizationPoint::name)
                .containsExactly("l.input", "l.gate-input", "l.gates", "l.cell", "l.cell-tanh", "l.hidden");
        List<String> forward = List.of("l.gates 20 x 2", "l.cell 5 x 2", "l.cell-tanh 5 x 2", "l.hidden 5 x 2");
        List<String> backward = List.of("l.hidden 5 x 2", "l.cell 5 x 2", "l.gate-input 20 x 2");
        List<String> expected = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            expected.addAll(forward);
        }
        expected.add("|");
        for (int t = 0; t < 3; t++) {
            expected.addAll(backward);
        }
        assertThat(visits(network)).as("the error of x is not wanted of a first layer").isEqualTo(expected);
    }

    @Test
    void attentionRoundsWhatEntersItsProducts() {
        Network network = network(new Attention("a", 4, 2).quantized());
        assertThat(visits(network)).containsExactly(
                "a.projected 3x1x12 x 2", "a.probabilities 3x3x2 x 2", "a.context 3x1x4 x 2", "|",
                "a.context 3x1x4 x 2", "a.probabilities 3x3x2 x 2", "a.scores 3x3x2 x 2", "a.projected 3x1x12 x 2");
    }

    /** A rounding that copies changes nothing; a coarse one changes loss (forward) and gradients (backward). */
    @Test
    void roundingsTakeEffect() {
        for (Layer layer : List.of(new Lstm("l", 4, 5).quantized(), new Attention("a", 4, 2).quantized())) {
            Network network = network(layer);
            Quantizer coarse = Quantizer.nearest(Formats.parse("log3"), 0);
            PointRounding copy = (point, twoTerm, shape, count, x, y, scratch) -> {
                System.arraycopy(x, 0, y, 0, count * shape.size());
                return y;
            };
            double plain = loss(network, Pass.REFERENCE, new Gradients(network));
            Gradients expected = new Gradients(network);
            loss(network, Pass.REFERENCE, expected);
            Gradients copied = new Gradients(network);
            assertThat(loss(network, new Pass(false, copy, copy, true), copied)).isEqualTo(plain);
            Gradients errors = new Gradients(network);
            assertThat(loss(network, Pass.measuring(null, coarse), errors)).isEqualTo(plain);
            assertThat(loss(network, Pass.measuring(coarse, null), new Gradients(network))).isNotEqualTo(plain);
            for (Parameter p : network.parameters()) {
                if (p.isWeight()) {
                    assertThat(copied.of(p)).as(p.name()).isEqualTo(expected.of(p));
                    boolean ofLastProduct = p.name().equals("a.output.weight"); // sees the unrounded loss error
                    assertThat(java.util.Arrays.equals(errors.of(p), expected.of(p))).as(p.name()).isEqualTo(ofLastProduct);
                }
            }
        }
    }

    private static double loss(Network network, Pass pass, Gradients gradients) {
        Network.Run run = network.bind(2);
        double loss = run.loss(gaussian(24, 9), new int[] {0, 1, 2, 0, 1, 2}, 2, pass);
        run.backward(2, pass, gradients);
        return loss;
    }

    @Test
    void aPositionSeesNoLaterOne() {
        for (Layer layer : List.of(new Lstm("l", 4, 4), new Attention("a", 4, 2))) {
            Network network = network(layer);
            float[] x = gaussian(12, 1);
            float[] before = network.bind(1).forward(x, 1, Pass.EVALUATION).clone();
            x[9] += 1;
            float[] after = network.bind(1).forward(x, 1, Pass.EVALUATION);
            for (int i = 0; i < 12; i++) {
                assertThat(after[i] == before[i]).as("output " + i).isEqualTo(i < 8);
            }
        }
    }

    @Test
    void whatIsNoTokenIsRefused() {
        Layer.Run run = new Embedding("e", 5, 2).bind(new Shape(2, 1, 1), 1, Products.ORDINARY);
        for (float bad : new float[] {-1, 5, 0.5f, Float.NaN}) {
            assertThatThrownBy(() -> run.forward(new float[] {1, bad}, 1, Pass.EVALUATION))
                    .hasMessage("token " + bad + "; there are 0 to 4");
        }
    }
}
