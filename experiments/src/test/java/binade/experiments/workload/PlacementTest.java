package binade.experiments.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import binade.simulator.network.PositionalEmbedding;
import binade.simulator.network.QuantizationPoint;
import binade.simulator.network.Relu;
import binade.simulator.network.Residual;
import binade.simulator.network.Shape;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Layers as letters: L linear, C convolution, N batch norm, R ReLU, G average pooling, M max pooling, [body | shortcut];
 * E embedding, P positions, Y layer norm, U GELU, S LSTM, A attention (with points inside: Sq, Aq);
 * points: i input in two terms, o logits in two terms, q both, a activation only, e error only.
 */
class PlacementTest {
    private static String letters(List<Layer> layers) {
        return layers.stream().map(PlacementTest::letter).collect(Collectors.joining(" "));
    }

    private static String letter(Layer layer) {
        return switch (layer) {
            case Embedding e -> "E";
            case PositionalEmbedding e -> "P";
            case LayerNorm n -> "Y";
            case Gelu g -> "U";
            case Dropout d -> "D";
            case Lstm l -> l.points().isEmpty() ? "S" : "Sq";
            case Attention a -> a.points().isEmpty() ? "A" : "Aq";
            case Linear l -> "L";
            case Convolution c -> "C";
            case BatchNorm b -> "N";
            case ChannelBias b -> "B";
            case Relu r -> "R";
            case AveragePool p -> "G";
            case MaxPool p -> "M";
            case Residual r -> ("[" + letters(r.body()) + " | " + letters(r.shortcut()) + "]").replace("| ]", "|]");
            case QuantizationPoint p -> switch (p.forward() + "/" + p.backward()) {
                case "TWO_TERM/PASS" -> "i";
                case "PASS/TWO_TERM" -> "o";
                case "ROUND/ROUND" -> "q";
                case "ROUND/PASS" -> "a";
                default -> "e";
            };
        };
    }

    /** reference-workloads 2 and the rulings on placement. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "digits-mlp, ACTIVATIONS, i L R q L R q L o",
        "digits-mlp, OUTPUTS, i L q R L q R L o",
        "digits-mlp, PAPER, i L q R L q R L o",
        "digits-mlp, OPERANDS, a L e R a L e R a L e",
        "digits-noisy-cnn, OUTPUTS, i C q N q R C q N q R C q N q R G q L o",
        "digits-noisy-cnn, PAPER, i C q N q R C q N q R C q N q R G q L o",
        "digits-mlp, BINARY, L q L R L",
        "digits-noisy-cnn, BINARY, C N q C N q C N R G L",
        "fashion-cnn, BINARY, C N M q C N M q C N R G L",
        "digits-noisy-cnn, OPERANDS, a C e N R a C e N R a C e N R G a L e",
        "licence-lstm, OUTPUTS, E q Sq L o",
        "licence-lstm, PAPER, E q Sq L o",
        "licence-lstm, OPERANDS, E a S e a L e",
        "licence-transformer, OUTPUTS, E q P q e [Y q Aq q |] a e [Y q L q U q L q |] a e [Y q Aq q |] a e [Y q L q U q L q |] a Y q L o",
        "licence-transformer, OPERANDS, E P [Y a Aq e |] [Y a L e U a L e |] [Y a Aq e |] [Y a L e U a L e |] Y a L e",
    })
    void aWorkloadHasItsPoints(String id, Placement placement, String expected) {
        assertThat(letters(Workloads.parse(id).network(placement).layers())).isEqualTo(expected);
    }

    private static List<Layer> residual() {
        return List.of(
                new Convolution("stem", 1, 4, 3, 1, 1), new BatchNorm("stem.bn", 4), new Relu(),
                new Residual(
                        List.of(new Convolution("a", 4, 4, 3, 1, 1), new BatchNorm("a.bn", 4), new Relu(),
                                new Convolution("b", 4, 4, 3, 1, 1), new BatchNorm("b.bn", 4)),
                        List.of()),
                new Relu(), new MaxPool(2, 2),
                new Residual(
                        List.of(new Convolution("c", 4, 8, 3, 2, 1), new BatchNorm("c.bn", 8)),
                        List.of(new Convolution("p", 4, 8, 1, 2, 0))),
                new Relu(), AveragePool.GLOBAL, new Linear("out", 8, 10));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "OUTPUTS,  i C q N q R e [C q N q R C q N q |] a R M e [C q N q | C q] a R G q L o",
        "PAPER,    i C q N q R [e C q N q R C q N q | e] a R M [e C q N q | e C q] a R G q L o",
        "OPERANDS, a C e N R [a C e N R a C e N |] R M [a C e N | a C e] R G a L e",
        "BINARY,   C N [q C N q C N |] M [q C N | q C] R G L"
    })
    void aResidualNetworkHasItsPoints(Placement placement, String expected) {
        assertThat(letters(placement.place(residual()))).isEqualTo(expected);
    }

    private static String names(Placement placement, Shape input, List<Layer> plain) {
        return new Network(input, placement.place(plain))
                .points().stream().map(QuantizationPoint::name).collect(Collectors.joining(" "));
    }

    @Test
    void pointsAreNamedAfterTheLayerTheyFollow() {
        assertThat(names(Placement.OUTPUTS, new Shape(8, 8, 1), residual())).isEqualTo("input stem stem.bn stem.bn#2"
                + " a a.bn b b.bn b.bn#2 b.bn#3 c c.bn p p#2 p#3 logits");
        assertThat(names(Placement.OPERANDS, Shape.vector(4), List.of(new Linear("a", 4, 3), new Relu(), new Linear("b", 3, 2))))
                .isEqualTo("start a a#2 b");
    }

    @Test
    void anUnknownPlacementNamesTheAllowedOnes() {
        assertThat(Placement.parse("paper")).isEqualTo(Placement.PAPER);
        assertThatThrownBy(() -> Placement.parse("somewhere"))
                .hasMessage("unknown placement 'somewhere'; allowed: activations outputs paper operands binary");
    }
}
