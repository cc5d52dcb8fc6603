package binade.simulator.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.Formats;
import binade.formats.Quantizer;
import binade.simulator.network.Gradients;
import binade.simulator.network.Linear;
import binade.simulator.network.Network;
import binade.simulator.network.Pass;
import binade.simulator.network.QuantizationPoint;
import binade.simulator.network.Shape;
import binade.simulator.training.recipe.Recipe;
import binade.simulator.training.recipe.Recipes;
import binade.simulator.training.recipe.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

class TensorRounderTest {
    private static TensorRounder activation(String fields) {
        Recipe recipe = Recipes.read("test", "{\"version\": 1, \"id\": \"t\", \"activation\": {" + fields + "}}");
        return TensorRounder.of(recipe.rule(Role.ACTIVATION), new StepRandom(1, 0));
    }

    private static float[] round(TensorRounder rounder, float... x) {
        float[] y = new float[x.length];
        rounder.round(x, y, x.length, x.length, true);
        rounder.endStep();
        return y;
    }

    /** E4M3FN reaches 448: a largest value of 1000 is halved twice, 0.5 is doubled nine times. */
    @Test
    void aFormatWithoutScaleIsMultipliedByThePowerOfTwoThatFillsIt() {
        TensorRounder r = activation("\"format\": \"e4m3fn\", \"scale\": \"exact\"");
        assertThat(round(r, 1000f, 33f, 1f)).containsExactly(1024f, 32f, 1f); // 250 -> 256, 8.25 -> 8, 0.25
        assertThat(round(r, 0.5f, 0.0131f)).containsExactly(0.5f, 0.01269531250f); // 3.3536 at 2^-8 -> 3.25
        assertThat(round(r, 0f, 0f)).containsExactly(0f, 0f);
    }

    /** The scale is that of the largest value of the last two steps; the present tensor saturates. */
    @Test
    void aDelayedScaleKnowsTheLastStepsOnly() {
        TensorRounder r = activation("\"format\": \"fp134\", \"scale\": \"delayed\", \"history\": 2");
        assertThat(round(r, 1f)).as("the first tensor has its own scale").containsExactly(1f);
        assertThat(round(r, 8f)).containsExactly(31 / 16f);
        assertThat(round(r, 0.1f)).as("scale 3: the quantum of 0.1 is 2^-7").containsExactly(13 / 128f);
        assertThat(round(r, 9f)).as("8 is remembered").containsExactly(9f);
        assertThat(round(r, 16f)).as("9 is").containsExactly(15.5f);
        assertThatThrownBy(() -> round(r, Float.NaN)).isInstanceOf(ArithmeticException.class);
    }

    /** At exponent 1 FP134 reaches 31/8, with steps of 1/32 just below 1 and 2^-9 at zero, whatever came before. */
    @Test
    void aFixedScaleStaysWhereItIs() {
        TensorRounder r = activation("\"format\": \"fp134\", \"scale\": \"fixed\", \"exponent\": 1");
        for (int i = 0; i < 2; i++) {
            assertThat(round(r, 1f, 0.99f, 0.7f, -0.001f)).containsExactly(1f, 1f, 0.6875f, -0x1p-9f);
            assertThat(round(r, 100f)).containsExactly(31 / 8f);
        }
        assertThat(r.state()).isEmpty();
        assertThat(r.limit()).isEqualTo(31 / 8f);
    }

    @Test
    void stochasticRoundingsOfAStepAreTheSameWheneverTheyAreDrawn() {
        String rule = "\"format\": \"fp134\", \"rounding\": \"sr\"";
        float[] x = new float[3000];
        for (int i = 0; i < x.length; i++) {
            x[i] = 0.7f + i * 1e-5f;
        }
        TensorRounder a = activation(rule);
        a.beginStep(5);
        float[] whole = round(a, x);
        TensorRounder b = activation(rule);
        b.beginStep(4);
        round(b, x);
        b.beginStep(5);
        assertThat(round(b, x)).isEqualTo(whole);
        b.beginStep(6);
        assertThat(round(b, x)).isNotEqualTo(whole);
    }

    private static Network network() {
        Network network = new Network(
                Shape.vector(4), List.of(QuantizationPoint.BOTH.named("in"), new Linear("a", 4, 4),
                        QuantizationPoint.BOTH.named("middle"), new Linear("b", 4, 3), QuantizationPoint.LOGITS.named("logits")));
        Initializer.initialize(network, Initializer.LinearRule.HE_NORMAL, 1);
        return network;
    }

    /** Dedicated paths of the paper: tracked everywhere, the last error with its exact scale in two terms. */
    @Test
    void theLastErrorHasItsExactScaleInTwoTerms() {
        Network network = network();
        PointRounders points = new PointRounders(network, Recipes.parse("paper"), 0);
        float[] seen = new float[6];
        Network.Run run = network.bind(2);
        run.loss(new float[8], new int[] {0, 2}, 2, new Pass(true, null, null, false));
        float[] error = {-0.6666667f, 0.33333334f, 0.33333334f, 0.33333334f, 0.33333334f, -0.6666667f};
        points.training().error().round(
                network.points().getLast(), true, Shape.vector(3), 2, error, seen, new float[6]);
        float[] expected = new float[6];
        Quantizer.nearest(Formats.parse("fp134"), 1).quantizeTwoTerm(error, expected, new float[6], 0, 6);
        assertThat(seen).isEqualTo(expected);
    }

    /** With activations of sign, an error passes where the activation was within [-1, 1], as in binarized networks. */
    @Test
    void theClippedEstimatorStopsErrorsOfSaturatedActivations() {
        Network network = network();
        Recipe recipe = Recipes.read("test", """
                {"version": 1, "id": "t", "straight_through": "clipped",
                 "overrides": [{"where": "middle", "activation": {"method": "sign"}}]}""");
        PointRounders points = new PointRounders(network, recipe, 0);
        QuantizationPoint middle = network.points().get(1);
        Pass pass = points.training();
        float[] y = new float[4];
        assertThat(pass.activation().round(middle, false, Shape.vector(4), 1, new float[] {0.5f, -3f, 1f, -0.1f}, y, null))
                .containsExactly(1f, -1f, 1f, -1f);
        assertThat(pass.error().round(middle, false, Shape.vector(4), 1, new float[] {1f, 2f, 3f, 4f}, new float[4], null))
                .containsExactly(1f, 0f, 3f, 4f);
        float[] dy = {1f, 2f, 3f, 4f};
        assertThat(pass.error().round(network.points().getFirst(), false, Shape.vector(4), 1, dy, new float[4], null)).isSameAs(dy);
        Network.Run run = network.bind(1);
        run.loss(new float[4], new int[1], 1, pass);
        run.backward(1, pass, new Gradients(network));
    }

    @Test
    void aNamelessPointCannotHaveARoundingOfItsOwn() {
        Network network = new Network(Shape.vector(2), List.of(QuantizationPoint.BOTH.named("a"), QuantizationPoint.BOTH));
        Pass pass = new PointRounders(network, Recipes.parse("int8"), 0).training();
        assertThatThrownBy(() -> network.bind(1).forward(new float[2], 1, pass))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has no name");
    }
}
