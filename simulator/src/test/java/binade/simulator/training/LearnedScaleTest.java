package binade.simulator.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import binade.simulator.network.Convolution;
import binade.simulator.network.Gradients;
import binade.simulator.network.Linear;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import binade.simulator.network.QuantizationPoint;
import binade.simulator.network.Relu;
import binade.simulator.network.Shape;
import binade.simulator.training.recipe.Recipe;
import binade.simulator.training.recipe.Recipes;
import binade.simulator.training.recipe.Role;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Learned steps and clips: worked examples, and what defines them. */
class LearnedScaleTest {
    private static Recipe recipe(String rules) {
        return Recipes.read("test", "{\"version\": 1, \"id\": \"t\", " + rules + "}");
    }

    private static LearnedScale scale(Role role, String fields) {
        return LearnedScale.of(recipe("\"" + role.field() + "\": {" + fields + "}").rule(role));
    }

    private static LearnedScale scale(float value, Role role, String fields) {
        LearnedScale s = scale(role, fields);
        s.restore(value, 0);
        return s;
    }

    /**
     * int3, Qn = 4 and Qp = 3, step 1/2: v = 0.5 -2.5 10 -5 1.25 becomes 0 -2 3 -4 1 with slopes -0.5 0.5 3 -4 -0.25; ones as errors sum
     * to -1.25, times 1 / sqrt(5 3).
     */
    @Test
    void aStepMovesByTheRoundingErrorsInsideAndTheLevelsOutside() {
        LearnedScale s = scale(0.5f, Role.WEIGHT, "\"method\": \"lsq\", \"format\": \"int3\"");
        float[] x = {0.25f, -1.25f, 5, -2.5f, 0.625f};
        float[] y = {0, -1, 1.5f, -2, 0.5f};
        boolean[] passes = {true, true, false, false, true};
        for (int i = 0; i < x.length; i++) {
            assertThat(s.round(x[i])).isEqualTo(y[i]);
            assertThat(s.passes(x[i])).isEqualTo(passes[i]);
            s.add(x[i], 1);
        }
        assertThat(s.gradient(5)).isCloseTo(-1.25 / Math.sqrt(15), within(1e-15));
        s.learn(5, 0.1, 0.9, 1);
        assertThat(s.value()).isCloseTo((float) (0.5 + 0.125 / Math.sqrt(15)), within(1e-7f)); // one rounding of velocity, one of the step
        s.learn(5, 0.1, 0.9, 1); // momentum alone
        assertThat(s.value()).isCloseTo((float) (0.5 + 0.2375 / Math.sqrt(15)), within(2e-7f));
    }

    /** uint2, alpha 6: levels 0 2 4 6; only what is cut off moves the clip: 4 - 1, and 0.1 of 6. */
    @Test
    void aClipMovesByTheErrorsOfWhatItCutsOff() {
        LearnedScale s = scale(6, Role.ACTIVATION, "\"method\": \"pact\", \"format\": \"uint2\", \"clip_decay\": 0.1");
        float[] x = {-1, 0, 2.9f, 3.1f, 5.5f, 6, 9};
        float[] y = {0, 0, 2, 4, 6, 6, 6};
        boolean[] passes = {false, true, true, true, true, false, false};
        float[] dy = {100, 200, 300, 400, 500, 4, -1};
        for (int i = 0; i < x.length; i++) {
            assertThat(s.round(x[i])).isEqualTo(y[i]);
            assertThat(s.passes(x[i])).isEqualTo(passes[i]);
            s.add(x[i], dy[i]);
        }
        assertThat(s.gradient(7)).isCloseTo(3.6, within(1e-12));
        s.learn(7, 0.5, 0, 1);
        assertThat(s.value()).isCloseTo(4.2f, within(1e-6f));
        s.learn(7, 1000, 0, 1);
        assertThat(s.value()).as("at most halved").isEqualTo(2.1f, within(1e-6f));
    }

    /** mean 2, Qp = 3: 4 / sqrt(3); a clip starts at the largest value. */
    @Test
    void bothStartFromTheFirstValues() {
        LearnedScale step = scale(Role.WEIGHT, "\"method\": \"lsq\", \"format\": \"int3\"");
        step.start(new float[] {99, 1, -2, 3}, 1, 3);
        assertThat(step.value()).isEqualTo((float) (4 / Math.sqrt(3)));
        LearnedScale clip = scale(Role.ACTIVATION, "\"method\": \"pact\", \"format\": \"uint4\"");
        clip.start(new float[] {99, 1, -2, 3}, 1, 3);
        assertThat(clip.value()).isEqualTo(3);
    }

    /** What equations 1 to 3 and 5 say, in binary64: a level times the step, the nearest one inside; slopes are what rounding adds. */
    @Property(tries = 500)
    void aLearnedStepRoundsAndDerivesAsItsEquationsSay(
            @ForAll @FloatRange(min = -40, max = 40) float x, @ForAll @FloatRange(min = 0.01f, max = 4) float s,
            @ForAll @IntRange(min = 2, max = 8) int bits, @ForAll boolean signed) {
        LearnedScale step = scale(
                s, Role.WEIGHT, "\"method\": \"lsq\", \"format\": \"" + (signed ? "int" : "uint") + bits + "\"");
        double low = signed ? -Math.scalb(1.0, bits - 1) : 0;
        double high = signed ? Math.scalb(1.0, bits - 1) - 1 : Math.scalb(1.0, bits) - 1;
        float v = x / s;
        double level = (double) step.round(x) / s;
        assertThat(level).isCloseTo(Math.rint(level), within(1e-4));
        assertThat(level).isBetween(low - 1e-4, high + 1e-4);
        if (v > low && v < high) {
            assertThat(Math.abs(level - v)).isLessThanOrEqualTo(0.5 + 1e-4);
            assertThat(step.passes(x)).isTrue();
            assertThat(step.slope(x)).isCloseTo(level - v, within(2e-4));
        } else {
            assertThat(level).isCloseTo(v <= low ? low : high, within(1e-4));
            assertThat(step.passes(x)).isFalse();
            assertThat(step.slope(x)).isEqualTo(v <= low ? low : high);
        }
    }

    /** Equation 1 of PACT, 0.5 (|x| - |x - alpha| + alpha), within half a step; its derivative by alpha, by differences. */
    @Property(tries = 500)
    void aLearnedClipIsTheBoundedReluOfItsPaper(
            @ForAll @FloatRange(min = -20, max = 20) float x, @ForAll @FloatRange(min = 0.5f, max = 10) float alpha,
            @ForAll @IntRange(min = 2, max = 8) int bits) {
        LearnedScale clip = scale(alpha, Role.ACTIVATION, "\"method\": \"pact\", \"format\": \"uint" + bits + "\"");
        double bounded = 0.5 * (Math.abs(x) - Math.abs((double) x - alpha) + alpha);
        double half = alpha / (Math.scalb(1.0, bits) - 1) / 2;
        assertThat((double) clip.round(x)).isCloseTo(bounded, within(half + 1e-5));
        double h = 1e-4;
        if (Math.abs(x - alpha) > h) {
            double more = 0.5 * (Math.abs(x) - Math.abs((double) x - alpha - h) + alpha + h);
            assertThat(clip.slope(x)).isCloseTo((more - bounded) / h, within(1e-6));
        }
    }

    /** Two channels of a convolution have steps of their own, each learned from its own weights. */
    @Test
    void everyChannelLearnsItsStep() {
        Parameter p = new Convolution("c", 3, 2, 1, 1, 0).weight();
        Recipe r = recipe("\"weight\": {\"method\": \"lsq\", \"format\": \"int3\", \"granularity\": \"channel\"}");
        WeightRounder w = WeightRounder.of(r.rule(Role.WEIGHT), p, new StepRandom(0, 0), 1);
        float[] master = {1, 10, 2, 20, 3, 30}; // means 2 and 20
        float[] rounded = new float[6];
        w.start(master, rounded);
        float s = (float) (4 / Math.sqrt(3));
        float t = (float) (40 / Math.sqrt(3));
        assertThat(rounded).containsExactly(0, 0, s, t, s, t);
        float[] g = {0, 1, 0, 1, 0, 1};
        w.backward(g, master, 0.1, 0);
        assertThat(g).containsExactly(0, 1, 0, 1, 0, 1);
        w.update(master, rounded, 1);
        assertThat(rounded[2]).isEqualTo(s);
        assertThat(rounded[3]).isNotEqualTo(t);
    }

    /** The error that reaches the clip through the network moves it, and nothing else does. */
    @Test
    void theTrainerLearnsScalesFromErrorsAndKeepsThemInItsState() {
        Network network = new Network(Shape.vector(2), List.of(
                new Linear("a", 2, 2), new Relu(), QuantizationPoint.BOTH.named("r"), new Linear("b", 2, 2)));
        for (Parameter p : network.parameters()) {
            for (int i = 0; i < p.size() && p.isWeight(); i++) {
                p.values()[i] = i == 0 || i == 3 ? 1 : 0;
            }
        }
        network.refresh();
        Recipe r = recipe("\"points\": \"activations\", \"activation\": {\"method\": \"pact\", \"format\": \"uint8\"}");
        PointRounders points = new PointRounders(network, r, 1);
        points.beginStep(0);
        Network.Run run = network.bind(1);
        run.loss(new float[] {2, 1}, new int[] {0}, 1, points.training()); // alpha = 2: the larger activation is cut off
        Gradients g = new Gradients(network);
        run.backward(1, points.training(), g);
        points.learn(1, 0, 1);
        // logits 2 and 1 (nearly): dL/dlogit0 = sigmoid(-1) = -0.269 goes to alpha, and no further
        double error = -1 / (1 + Math.exp(1));
        float seen = run.forward(new float[] {9, 1}, 1, points.evaluation())[0];
        assertThat(seen).isCloseTo((float) (2 - error), within(5e-3f)); // 1 is rounded to a level of 2 / 255
        assertThat(g.of(network.parameters().getFirst())[0]).isZero();
        assertThat(g.of(network.parameters().getFirst())[1]).isNotZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "weight": {"method": "lsq", "format": "fp134"}                      | allowed: int2 to int8, uint2 to uint8
            "activation": {"method": "pact", "format": "int4"}                  | allowed: uint2 to uint8
            "weight": {"method": "pact", "format": "uint4"}                     | method: pact is for activations
            "error": {"method": "lsq", "format": "int4"}                        | method: lsq is for weights and activations
            "weight": {"method": "lsq", "format": "int4", "scale": "exact"}     | scale: method lsq learns its own; allowed: none
            "weight": {"method": "lsq", "format": "int4", "rounding": "sr"}     | rounding: method lsq rounds to nearest
            "weight": {"method": "lsq"}                                         | format: is missing
            "activation": {"method": "shift"}                                   | method: shift is for weights
            "weight": {"method": "lsq", "format": "int4", "clip_decay": 1}      | clip_decay: is for method pact
            """)
    void rulesThatDoNotHoldTogetherAreRefused(String rules, String message) {
        assertThatThrownBy(() -> recipe(rules)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @Test
    void aPointThatErrorsDoNotPassCannotLearn() {
        Network network = new Network(Shape.vector(2), List.of(QuantizationPoint.INPUT.named("input"), new Linear("a", 2, 2)));
        Recipe r = recipe("\"activation\": {\"method\": \"lsq\", \"format\": \"uint4\"}");
        assertThatThrownBy(() -> new PointRounders(network, r, 1)).hasMessageContaining("do not reach point input");
    }

    /** x w is x shifted, exactly, and no other power of two is nearer to w on a logarithmic scale. */
    @Property(tries = 500)
    void aProductWithAShiftWeightIsAShift(
            @ForAll @IntRange(min = -20, max = 2) int exponent, @ForAll @IntRange(max = (1 << 23) - 1) int fraction,
            @ForAll boolean negative, @ForAll int x) {
        float magnitude = Math.scalb(1 + Math.scalb((float) fraction, -23), exponent);
        float w = ShiftWeights.round(negative ? -magnitude : magnitude);
        int p = Math.getExponent(w);
        assertThat(p).isBetween(-15, 0);
        assertThat(Math.abs(w)).isEqualTo(Math.scalb(1f, p));
        assertThat(w < 0).isEqualTo(negative);
        long shifted = ((long) x << 15) >> -p; // fixed point with 15 fraction bits: nothing is lost
        assertThat((double) x * w).isEqualTo(Math.scalb((double) (negative ? -shifted : shifted), -15));
        double log = Math.log(magnitude) / Math.log(2);
        assertThat((double) p).isCloseTo(Math.clamp(log, -15, 0), within(0.5 + 1e-9));
    }

    /** By hand: sqrt(2)/2 = 0.7071 parts 1/2 from 1; 3/8 is nearer to 1/2 (3/8 > sqrt(2)/4); ends saturate. */
    @Test
    void shiftsAreRoundedOnTheLogarithm() {
        assertThat(new float[] {
            ShiftWeights.round(0.7071f), ShiftWeights.round(0.7072f), ShiftWeights.round(-0.375f), ShiftWeights.round(0.35f),
            ShiftWeights.round(7), ShiftWeights.round(-1e-9f), ShiftWeights.round(0)
        }).containsExactly(0.5f, 1, -0.5f, 0.25f, 1, -0x1p-15f, 0);
    }
}
