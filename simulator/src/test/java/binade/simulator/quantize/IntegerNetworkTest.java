package binade.simulator.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.Formats;
import binade.simulator.network.AveragePool;
import binade.simulator.network.BatchNorm;
import binade.simulator.network.Linear;
import binade.simulator.network.Network;
import binade.simulator.network.Relu;
import binade.simulator.network.Shape;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntegerNetworkTest {
    private static final QuantizationRecipe RECIPE = QuantizationRecipes.parse("integer-only");

    /**
     * Two inputs, one ReLU neuron, by hand. Calibration: x in -1 ... 1.55, so s = 2.55 / 255 = 0.01 and z = -128 + 100 = -28. Weights
     * 1.27 and -0.635 have scale 0.01 and codes 127, -64 (-63.5 to even); bias 0.1 is 1000 units of 10^-4.
     */
    @Test
    void aNeuronIsComputedAsByHand() {
        Network network = new Network(Shape.vector(2), List.of(new Linear("a", 2, 1), new Relu()));
        network.parameters().get(0).values()[0] = 1.27f;
        network.parameters().get(0).values()[1] = -0.635f;
        network.parameters().get(1).values()[0] = 0.1f;
        network.refresh();
        float[] samples = {-1, 1.55f, 1.55f, -1};
        IntegerNetwork q = IntegerNetwork.of(network, samples, 2, RECIPE);
        int[] codes = q.quantize(new float[] {0.5f, 0.25f, -0.5f, 1}, 2);
        assertThat(codes).containsExactly(50 - 28, 25 - 28, -50 - 28, 100 - 28);
        // outputs: 0 ... 1.55 1.27 + 0.635 + 0.1 = 2.7035, s = 2.7035 / 255, z = -128
        // 1000 + 50 127 - 25 64 = 5750 units of 10^-4, over s: 54.2; the second is negative: the zero point
        assertThat(q.forward(codes, 2)).containsExactly(54 - 128, -128);
        assertThat(q.logits(new float[] {-0.5f, 1}, 1)).containsExactly(0f);
        assertThat(q.simulated().size()).isEqualTo(new ModelSize(2, 5 + 8, 2, 4, 0));
    }

    /** Each of the few steps rounds its sums in another place: codes of logits differ by a few at most, most of them not at all. */
    @Test
    void integersGiveTheCodesOfTheSimulatedNetworkBarAFewUnits() {
        for (Network network : List.of(Cases.perceptron(), Cases.convolutions())) {
            IntegerNetwork q = IntegerNetwork.of(network, Cases.samples(network, 64, 1), 64, RECIPE);
            float[] x = Cases.samples(network, 32, 3);
            float[] expected = Cases.logits(q.simulated().network(), x, 32, q.simulated().pass());
            float[] actual = q.logits(x, 32);
            assertThat(actual).hasSameSizeAs(expected);
            float unit = Float.POSITIVE_INFINITY;
            for (float v : actual) {
                unit = v == 0 ? unit : Math.min(unit, Math.abs(v));
            }
            int equal = 0;
            for (int i = 0; i < actual.length; i++) {
                assertThat(Math.abs(actual[i] - expected[i])).isLessThan(3.5f * unit);
                equal += Math.abs(actual[i] - expected[i]) < 0.5f * unit ? 1 : 0;
            }
            assertThat(equal).isGreaterThan(actual.length / 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"int8", "uint8", "int6", "uint4"})
    void theNetworkStaysNearItselfInEveryIntegerFormat(String format) {
        Network network = Cases.convolutions();
        QuantizationRecipe recipe = RECIPE.withActivations(
                QuantizationRecipe.Mode.INTEGER, RECIPE.activations().withFormat(Formats.any(format)));
        IntegerNetwork q = IntegerNetwork.of(network, Cases.samples(network, 64, 1), 64, recipe);
        float[] x = Cases.samples(network, 64, 3);
        float[] exact = Cases.logits(network, x, 64, binade.simulator.network.Pass.EVALUATION);
        float[] rounded = q.logits(x, 64);
        double error = 0;
        double square = 0;
        for (int i = 0; i < exact.length; i++) {
            error += Math.pow(exact[i] - rounded[i], 2);
            square += Math.pow(exact[i], 2);
        }
        double bits = Formats.any(format).width();
        assertThat(error / square).isLessThan(0.02 * Math.pow(4, 8 - bits)); // a bit less is twice the step
    }

    /** Codes are what the recipe's format has, and zero inputs add nothing: y = clamp(z' + factor bias). */
    @Test
    void zeroPointsAndPaddingAddNothing() {
        Network network = Cases.convolutions();
        IntegerNetwork q = IntegerNetwork.of(network, Cases.samples(network, 64, 1), 64, RECIPE);
        float[] zeros = new float[network.input().size()];
        float[] expected = Cases.logits(q.simulated().network(), zeros, 1, q.simulated().pass());
        float[] actual = q.logits(zeros, 1);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], org.assertj.core.api.Assertions.within(0.05f));
        }
        for (int code : q.forward(q.quantize(Cases.samples(network, 16, 9), 16), 16)) {
            assertThat(code).isBetween(-128, 127);
        }
    }

    /** A mean of codes, by hand: factor s / (4 s'); and tiny weights beside a large bias keep the bias. */
    @Test
    void averagesAndBiasesKeepTheirValue() {
        Network mean = new Network(new Shape(2, 2, 1), List.of(AveragePool.GLOBAL, new Linear("a", 1, 2)));
        mean.parameters().get(0).values()[0] = 1;
        mean.parameters().get(0).values()[1] = 1e-9f;
        mean.parameters().get(1).values()[1] = 0.75f;
        mean.refresh();
        float[] samples = new float[32 * 4];
        Random random = new Random(5);
        for (int i = 0; i < samples.length; i++) {
            samples[i] = random.nextFloat();
        }
        IntegerNetwork q = IntegerNetwork.of(mean, samples, 32, RECIPE);
        float[] y = q.logits(new float[] {0.1f, 0.4f, 0.7f, 0.6f}, 1);
        assertThat(y[0]).isCloseTo(0.45f, org.assertj.core.api.Assertions.within(0.006f)); // two roundings of 1 / 255
        assertThat(y[1]).isCloseTo(0.75f, org.assertj.core.api.Assertions.within(0.003f));
    }

    @Test
    void whatHasNoFormInIntegersIsRefusedByName() {
        float[] samples = Cases.samples(Cases.transformer(), 4, 1);
        assertThatThrownBy(() -> IntegerNetwork.of(Cases.transformer(), samples, 4, RECIPE))
                .hasMessageStartingWith("a layer of kind Embedding has no form in integers");
        Network norm = new Network(Shape.vector(3), List.of(new BatchNorm("n", 3), new Linear("a", 3, 2)));
        assertThatThrownBy(() -> IntegerNetwork.of(norm, new float[3], 1, RECIPE)).hasMessageContaining("kind BatchNorm");
        assertThatThrownBy(() -> IntegerNetwork.of(norm, new float[3], 1, QuantizationRecipes.parse("static")))
                .hasMessage("recipe static has activations of mode static; an integer network needs mode integer");
        assertThatThrownBy(() -> PostTraining.quantize(Cases.perceptron(), new float[12], 1, RECIPE))
                .hasMessageContaining("IntegerNetwork");
    }
}
