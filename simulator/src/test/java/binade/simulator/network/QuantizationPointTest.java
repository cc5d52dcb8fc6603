package binade.simulator.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.Formats;
import binade.formats.Quantizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuantizationPointTest {
    private static final Quantizer FP134 = Quantizer.nearest(Formats.parse("fp134"), 0);
    private static final Quantizer LOG4 = Quantizer.nearest(Formats.parse("log4"), 1);

    private static float[] gaussian(int n) {
        Random random = new Random(3);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    private static Layer.Run bind(QuantizationPoint point, int n) {
        return point.bind(Shape.vector(n), 1, Products.ORDINARY);
    }

    @Test
    void anOrdinaryPointRoundsActivationsForwardAndErrorsBackward() {
        float[] x = gaussian(37);
        float[] activation = new float[37];
        float[] error = new float[37];
        FP134.quantize(x, activation, 0, 37);
        LOG4.quantize(x, error, 0, 37);
        Layer.Run run = bind(QuantizationPoint.BOTH, 37);
        Pass pass = Pass.measuring(FP134, LOG4);
        assertThat(run.forward(x, 1, pass)).isEqualTo(activation);
        assertThat(run.backward(x, 1, pass, null, true)).isEqualTo(error);
    }

    @Test
    void theInputIsRoundedTwiceForwardOnly() {
        float[] x = gaussian(20);
        float[] expected = new float[20];
        FP134.quantizeTwoTerm(x, expected, new float[20], 0, 20);
        Layer.Run run = bind(QuantizationPoint.INPUT, 20);
        Pass pass = Pass.measuring(FP134, FP134);
        assertThat(run.forward(x, 1, pass)).isEqualTo(expected);
        assertThat(run.backward(x, 1, pass, null, true)).isSameAs(x);
    }

    @Test
    void theLogitsPassForwardAndTheirErrorIsRoundedTwice() {
        float[] x = gaussian(10);
        float[] expected = new float[10];
        LOG4.quantizeTwoTerm(x, expected, new float[10], 0, 10);
        Layer.Run run = bind(QuantizationPoint.LOGITS, 10);
        Pass pass = Pass.measuring(FP134, LOG4);
        assertThat(run.forward(x, 1, pass)).isSameAs(x);
        assertThat(run.backward(x, 1, pass, null, true)).isEqualTo(expected);
    }

    @Test
    void sumAndForkPointsActInOneDirection() {
        float[] x = gaussian(9);
        Pass pass = Pass.measuring(FP134, FP134);
        float[] rounded = new float[9];
        FP134.quantize(x, rounded, 0, 9);
        assertThat(bind(QuantizationPoint.ACTIVATION, 9).forward(x, 1, pass)).isEqualTo(rounded);
        assertThat(bind(QuantizationPoint.ACTIVATION, 9).backward(x, 1, pass, null, true)).isSameAs(x);
        assertThat(bind(QuantizationPoint.ERROR, 9).forward(x, 1, pass)).isSameAs(x);
        assertThat(bind(QuantizationPoint.ERROR, 9).backward(x, 1, pass, null, true)).isEqualTo(rounded);
    }

    @Test
    void errorsCanBeRoundedOverOneSharedForwardPass() {
        Network network = new Network(
                Shape.vector(6),
                List.of(new Linear("a", 6, 5), new Relu(), QuantizationPoint.BOTH, new Linear("b", 5, 3),
                        QuantizationPoint.LOGITS));
        Random random = new Random(8);
        for (Parameter p : network.parameters()) {
            for (int i = 0; i < p.size(); i++) {
                p.values()[i] = (float) random.nextGaussian();
            }
        }
        network.refresh();
        Network.Run run = network.bind(4);
        float[] x = gaussian(24);
        int[] labels = {0, 1, 2, 1};
        run.loss(x, labels, 4, Pass.REFERENCE);
        Gradients before = new Gradients(network);
        run.backward(4, Pass.REFERENCE, before);
        run.backward(4, Pass.measuring(null, LOG4), new Gradients(network));
        Gradients after = new Gradients(network);
        run.backward(4, Pass.REFERENCE, after);
        for (Parameter p : network.parameters()) {
            assertThat(after.of(p)).isEqualTo(before.of(p));
        }
    }

    @Test
    void aNetworkNumbersNamedPointsInTheOrderOfThePassThroughResidualBlocks() {
        QuantizationPoint a = QuantizationPoint.BOTH.named("a");
        QuantizationPoint b = QuantizationPoint.BOTH.named("b");
        QuantizationPoint c = QuantizationPoint.LOGITS.named("c");
        Network network = new Network(
                Shape.vector(3),
                List.of(a, QuantizationPoint.BOTH, new Residual(List.of(new Linear("x", 3, 3), b), List.of()), c));
        assertThat(network.points()).containsExactly(a, b, c);
        assertThat(network.points()).extracting(QuantizationPoint::index).containsExactly(0, 1, 2);
        assertThat(QuantizationPoint.BOTH.index()).isEqualTo(-1);

        List<String> seen = new ArrayList<>();
        PointRounding forward = (point, twoTerm, shape, count, x, y, scratch) -> {
            seen.add(point.name() + count * shape.size());
            return x;
        };
        PointRounding backward = (point, twoTerm, shape, count, x, y, scratch) -> {
            seen.add("d" + point.name() + twoTerm);
            return x;
        };
        Network.Run run = network.bind(2);
        Pass pass = new Pass(true, forward, backward, false);
        run.loss(gaussian(6), new int[] {0, 1}, 2, pass);
        run.backward(2, pass, new Gradients(network));
        assertThat(seen).containsExactly("a6", "6", "b6", "dctrue", "dbfalse");
    }

    @Test
    void twoPointsOfOneNameAreRefused() {
        List<Layer> layers = List.of(QuantizationPoint.BOTH.named("a"), QuantizationPoint.ERROR.named("a"));
        assertThatThrownBy(() -> new Network(Shape.vector(2), layers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two quantization points are named 'a'");
    }
}
