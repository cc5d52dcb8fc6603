package binade.experiments.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.simulator.network.Convolution;
import binade.simulator.network.Layer;
import binade.simulator.network.Residual;
import binade.simulator.network.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitectureTest {
    private static final Shape IMAGE = new Shape(8, 8, 4);

    private static List<Layer> parse(String words) {
        return Architecture.parse(IMAGE, Arrays.stream(words.split(", *")).toList());
    }

    @Test
    void aResidualHasTwoBranchesOfItsInput() {
        List<Layer> layers = parse("residual, conv 6 kernel 3 stride 2 padding 1, residual, relu, end, shortcut,"
                + " conv 6 kernel 1 stride 2 padding 0, end, relu");
        assertThat(layers).hasSize(2);
        Residual outer = (Residual) layers.getFirst();
        assertThat(outer.body()).hasSize(2);
        assertThat(outer.shortcut()).hasSize(1);
        Residual inner = (Residual) outer.body().get(1);
        assertThat(inner.body()).hasSize(1);
        assertThat(inner.shortcut()).isEmpty();
        assertThat(outer.outputShape(IMAGE)).isEqualTo(new Shape(4, 4, 6));
    }

    @Test
    void aDepthwiseConvolutionHasAKernelPerChannel() {
        Convolution c = (Convolution) parse("depthwise kernel 3 stride 2 padding 1").getFirst();
        assertThat(c.groups()).isEqualTo(4);
        assertThat(c.weight().shape()).containsExactly(3, 3, 1, 4);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "relu, end                                 | layer 2 'end': no residual was begun",
        "residual, relu                            | layer 1 'residual': its 'end' is missing",
        "residual, relu, shortcut, relu            | layer 1 'residual': its 'end' is missing",
        "residual, conv 5 kernel 1 stride 1 padding 0, end | layer 1 'residual': residual branches end in 8x8x5 and 8x8x4",
        "residual, relu, conv 5 kernel 9 stride 1 padding 0, end | layer 3 'conv 5 kernel 9 stride 1 padding 0': convolution of 4",
        "conv 5 kernel 3 stride 1                  | layer 1 'conv 5 kernel 3 stride 1': 'padding' is missing",
        "linear 3 every                            | layer 1 'linear 3 every': 'every' is not understood; allowed: each",
        "attention 3                               | layer 1 'attention 3': attention of 4 channels in 3 heads; heads must divide",
        "embedding 9 2                             | layer 1 'embedding 9 2': embedding on input 8x8x4; it takes one token",
        "dense 3                                   | layer 1 'dense 3': unknown layer; allowed: linear conv depthwise"
    })
    void whatCannotBeReadIsNamed(String words, String message) {
        assertThatThrownBy(() -> parse(words)).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(message);
    }
}
