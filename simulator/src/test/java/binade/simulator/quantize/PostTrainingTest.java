package binade.simulator.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import binade.formats.Formats;
import binade.simulator.network.BatchNorm;
import binade.simulator.network.ChannelBias;
import binade.simulator.network.Convolution;
import binade.simulator.network.Layers;
import binade.simulator.network.Linear;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import binade.simulator.network.Pass;
import binade.simulator.network.Shape;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PostTrainingTest {
    static Stream<QuantizationRecipe> recipes() {
        return QuantizationRecipes.all().stream().filter(r -> r.mode() != QuantizationRecipe.Mode.INTEGER);
    }

    /** The ten lines of the README. */
    @Test
    void aNetworkIsQuantizedInThreeLines() {
        Network network = Cases.convolutions();
        float[] samples = Cases.samples(network, 64, 1);
        float[] x = Cases.samples(network, 8, 2);

        QuantizationRecipe recipe = QuantizationRecipes.parse("static");
        QuantizedNetwork q = PostTraining.quantize(network, samples, 64, recipe);
        float[] logits = q.network().bind(8).forward(x, 8, q.pass());
        long bytes = q.size().total();

        assertThat(logits).hasSizeGreaterThanOrEqualTo(8 * 4);
        assertThat(bytes).isLessThan(q.originalSize() / 2);
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void everyRecipeKeepsEveryKindOfNetworkNearItself(QuantizationRecipe recipe) {
        double bound = recipe.weights().format().width() == 8 ? 2e-3 : 0.15;
        for (Network network : List.of(
                Cases.perceptron(), Cases.convolutions(), Cases.transformer(), Cases.recurrent())) {
            float[] before = Cases.logits(network, Cases.samples(network, 8, 3), 8, Pass.EVALUATION);
            QuantizedNetwork q = PostTraining.quantize(network, Cases.samples(network, 64, 1), 64, recipe);
            double error = Cases.relativeError(network, q, Cases.samples(network, 8, 3), 8);
            assertThat(error).as(recipe.id() + " " + network.layers().getFirst()).isBetween(1e-9, bound);
            assertThat(Cases.logits(network, Cases.samples(network, 8, 3), 8, Pass.EVALUATION)).containsExactly(before);
            assertThat(q.compression()).isGreaterThan(1);
        }
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void recipesReadBackAsTheyWereWritten(QuantizationRecipe recipe) {
        assertThat(QuantizationRecipes.read("test", QuantizationRecipes.write(recipe))).isEqualTo(recipe);
    }

    @Test
    void recipesThatDoNotHoldTogetherAreRefusedInOneLine() {
        String start = "{\"version\": 1, \"id\": \"x\", \"weights\": {\"format\": ";
        for (String[] c : new String[][] {
            {"\"int9x\"}}", "x: weights: format: unknown format 'int9x'"},
            {"\"int8\", \"granularity\": \"row\"}}", "x: weights: format: unknown granularity 'row'; allowed: tensor channel group:N"},
            {"\"nf4\"}, \"rounding\": \"gptq\"}", "recipe x: rounding gptq chooses between two values"},
            {"\"int8\"}, \"smoothing\": 0.5, \"activation_aware\": true}", "exclude each other"},
            {"\"uint8\"}}", "no negative values"},
            {"\"int8\"}, \"fould\": true}", "x: fould: is not a field here"},
            {"\"int8\"}, \"activations\": {\"mode\": \"sometimes\", \"format\": \"int8\"}}", "unknown 'sometimes'; allowed: dynamic"},
        }) {
            assertThatThrownBy(() -> QuantizationRecipes.read("x", start + c[0]))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(c[1]);
        }
        assertThatThrownBy(() -> QuantizationRecipes.parse("statik")).hasMessageContaining("unknown method 'statik'; allowed: a file");
    }

    /** y = (w x) s + o with s a power of two has the bits of (w s) x + o. */
    @Test
    void foldingIsExactWhereScalesArePowersOfTwo() {
        Network network = Cases.convolutions();
        for (var layer : network.layers()) {
            if (layer instanceof BatchNorm n) {
                java.util.Arrays.fill(n.state().get(1).values(), 1f - 1e-5f); // variance + 1e-5 = 1
                for (int c = 0; c < n.channels(); c++) {
                    n.gamma().values()[c] = Math.scalb(c % 3 == 0 ? -1f : 1f, c % 5 - 2);
                }
            }
        }
        Network plain = new Network(network.input(), List.of(network.layers().get(0), network.layers().get(1)));
        network.refresh();
        Network folded = new Network(plain.input(), Folding.fold(Layers.copy(plain.layers())));
        assertThat(folded.layers()).hasSize(2).last().isInstanceOf(ChannelBias.class);
        float[] x = Cases.samples(plain, 9, 4);
        assertThat(Cases.logits(folded, x, 9, Pass.EVALUATION)).containsExactly(Cases.logits(plain, x, 9, Pass.EVALUATION));
    }

    /** One rounding more or less per product and sum, relative 2^-24 each, over five layers. */
    @Test
    void foldingKeepsTheFunction() {
        Network network = Cases.convolutions();
        Network folded = new Network(network.input(), Folding.fold(Layers.copy(network.layers())));
        assertThat(folded.state()).isEmpty();
        float[] x = Cases.samples(network, 9, 4);
        float[] expected = Cases.logits(network, x, 9, Pass.EVALUATION);
        float[] actual = Cases.logits(folded, x, 9, Pass.EVALUATION);
        for (int i = 0; i < 9 * 4; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(3e-5f));
        }
        Network linear = new Network(Shape.vector(3), List.of(new Linear("l", 3, 2), new BatchNorm("n", 2)));
        float[] w = linear.parameters().getFirst().values();
        java.util.Arrays.setAll(new Object[6], i -> w[i] = i - 2.5f);
        linear.parameters().get(2).values()[1] = 3;
        linear.state().getFirst().values()[0] = 0.25f;
        linear.refresh();
        Network one = new Network(linear.input(), Folding.fold(Layers.copy(linear.layers())));
        assertThat(one.layers()).hasSize(1);
        float[] y = Cases.logits(linear, new float[] {1, -2, 0.5f}, 1, Pass.EVALUATION);
        float[] z = Cases.logits(one, new float[] {1, -2, 0.5f}, 1, Pass.EVALUATION);
        assertThat(z[0]).isCloseTo(y[0], within(1e-5f));
        assertThat(z[1]).isCloseTo(y[1], within(1e-5f));
    }

    /** Over the samples, in the layer itself: E[w' x + b'] = E[w x + b]. */
    @Test
    void biasCorrectionTakesTheMeanErrorOut() {
        Network network = new Network(Shape.vector(6), List.of(new Linear("a", 6, 4)));
        Random random = new Random(3);
        for (Parameter p : network.parameters()) {
            for (int i = 0; i < p.size(); i++) {
                p.values()[i] = (float) random.nextGaussian();
            }
        }
        network.refresh();
        float[] x = new float[50 * 6];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (random.nextGaussian() + i % 6);
        }
        QuantizationRecipe rough = QuantizationRecipes.parse("weight-only").withWeights(TensorScheme.of(Formats.any("int3")));
        double[] exact = means(Cases.logits(network, x, 50, Pass.EVALUATION));
        double[] plain = means(quantized(network, x, rough));
        double[] corrected = means(quantized(network, x, rough.withChanges(false, false, true)));
        for (int n = 0; n < 4; n++) {
            assertThat(corrected[n]).isCloseTo(exact[n], within(2e-6 * 50));
        }
        assertThat(Math.abs(plain[0] - exact[0])).isGreaterThan(0.01);
    }

    private static float[] quantized(Network network, float[] x, QuantizationRecipe recipe) {
        QuantizedNetwork q = PostTraining.quantize(network, x, 50, recipe);
        return Cases.logits(q.network(), x, 50, q.pass());
    }

    private static double[] means(float[] logits) {
        double[] mean = new double[4];
        for (int i = 0; i < logits.length; i++) {
            mean[i % 4] += logits[i] / 50;
        }
        return mean;
    }

    /** [5,3] int4 by channel: 15 codes in 8 bytes, 5 scales, 5 biases; affine: 5 zero points of 4 bits in 3 bytes. */
    @Test
    void bytesAreCountedByHand() {
        Network network = new Network(Shape.vector(3), List.of(new Linear("a", 3, 5)));
        java.util.Arrays.fill(network.parameters().getFirst().values(), 1f);
        network.refresh();
        QuantizationRecipe w = QuantizationRecipes.parse("weight-only").withWeights(TensorScheme.of(Formats.any("int4")));
        assertThat(size(network, w)).isEqualTo(new ModelSize(8, 20, 0, 20, 0));
        assertThat(size(network, w.withWeights(w.weights().withSymmetric(false)))).isEqualTo(new ModelSize(8, 20, 3, 20, 0));
        assertThat(size(network, w.withWeights(w.weights().withGranularity(Granularity.groups(2)))))
                .isEqualTo(new ModelSize(8, 40, 0, 20, 0));
        // MXFP4: an 8-bit scale per row of 3; NF4: a binary32 one
        assertThat(size(network, w.withWeights(TensorScheme.of(Formats.any("mxfp4_e2m1"))))).isEqualTo(new ModelSize(8, 5, 0, 20, 0));
        assertThat(size(network, w.withWeights(TensorScheme.of(Formats.block("nf4"))))).isEqualTo(new ModelSize(8, 20, 0, 20, 0));
        // static: a scale and a zero point of the one point
        assertThat(size(network, QuantizationRecipes.parse("static"))).isEqualTo(new ModelSize(15, 24, 1, 20, 0));
        assertThat(PostTraining.bytes(network)).isEqualTo(80);
    }

    private static ModelSize size(Network network, QuantizationRecipe recipe) {
        return PostTraining.quantize(network, new float[] {1, 2, 3}, 1, recipe).size();
    }

    @Test
    void excludedOperatorsStayAsTheyAre() {
        Network network = Cases.perceptron();
        QuantizationRecipe r = QuantizationRecipes.read("t", """
                {"version": 1, "id": "t", "weights": {"format": "int2"}, "exclude": ["a", "c*"]}""");
        QuantizedNetwork q = PostTraining.quantize(network, Cases.samples(network, 4, 1), 4, r);
        assertThat(q.network().parameters().get(0).values()).containsExactly(network.parameters().get(0).values());
        assertThat(q.network().parameters().get(4).values()).containsExactly(network.parameters().get(4).values());
        assertThat(q.network().parameters().get(2).values()).isNotEqualTo(network.parameters().get(2).values());
    }

    @Test
    void dynamicRangesDoNotDependOnTheMiniBatch() {
        Network network = Cases.transformer();
        float[] x = Cases.samples(network, 8, 5);
        QuantizedNetwork q = PostTraining.quantize(network, x, 8, QuantizationRecipes.parse("dynamic"));
        float[] together = Cases.logits(q.network(), x, 8, q.pass());
        int per = 7 * 11;
        for (int s = 0; s < 8; s++) {
            float[] alone = Cases.logits(q.network(), java.util.Arrays.copyOfRange(x, s * 7, (s + 1) * 7), 1, q.pass());
            assertThat(alone).containsExactly(java.util.Arrays.copyOfRange(together, s * per, (s + 1) * per));
        }
    }

    @Test
    void copiesAreEqualAndApart() {
        for (Network network : List.of(Cases.perceptron(), Cases.convolutions(), Cases.transformer(), Cases.recurrent())) {
            Network copy = Layers.copy(network);
            float[] x = Cases.samples(network, 3, 1);
            assertThat(Cases.logits(copy, x, 3, Pass.EVALUATION)).containsExactly(Cases.logits(network, x, 3, Pass.EVALUATION));
            assertThat(copy.parameters()).extracting(Parameter::name)
                    .isEqualTo(network.parameters().stream().map(Parameter::name).toList());
            copy.parameters().getFirst().values()[0] += 1;
            assertThat(network.parameters().getFirst().values()[0]).isNotEqualTo(copy.parameters().getFirst().values()[0]);
        }
    }

    /** Rows of a grouped product see the windows of their own group. */
    @Test
    void columnsOfAConvolutionMultiplyToItsOutput() {
        Convolution c = new Convolution("c", 4, 6, 2, 3, 2, 1);
        Random random = new Random(1);
        for (int i = 0; i < c.weight().size(); i++) {
            c.weight().values()[i] = (float) random.nextGaussian();
        }
        Shape in = new Shape(5, 5, 4);
        Network network = new Network(in, List.of(c));
        float[] x = Cases.samples(network, 2, 1);
        float[] y = Cases.logits(network, x, 2, Pass.EVALUATION);
        Operator o = Operator.convolution(c, null, "p");
        float[] rows = o.rows();
        float[] left = new float[o.productRows(in, 2) * o.inputs()];
        for (int g = 0; g < 2; g++) {
            o.leftFactor(x, in, 2, g, left);
            for (int r = 0; r < o.productRows(in, 2); r++) {
                for (int n = 3 * g; n < 3 * g + 3; n++) {
                    float sum = 0;
                    for (int k = 0; k < o.inputs(); k++) {
                        sum = Math.fma(left[r * o.inputs() + k], rows[n * o.inputs() + k], sum);
                    }
                    assertThat(y[r * 6 + n]).isEqualTo(sum);
                }
            }
        }
    }
}
