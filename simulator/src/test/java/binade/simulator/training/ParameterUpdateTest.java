package binade.simulator.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.Quantizer;
import binade.simulator.network.Convolution;
import binade.simulator.network.Linear;
import binade.simulator.network.Parameter;
import binade.simulator.training.recipe.Recipe;
import binade.simulator.training.recipe.Recipes;
import binade.simulator.training.recipe.Role;
import binade.simulator.training.recipe.TensorRule;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterUpdateTest {
    private static float[] gaussian(SplittableRandom random, int n, double size) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (size * random.nextGaussian());
        }
        return x;
    }

    private static final RecipeTrainer.Settings SETTINGS =
            new RecipeTrainer.Settings(100, 0.05, Schedule.CONSTANT, 0.9, 1e-2);

    private static float[] uniform(long seed, int stream, int step, int n, int bits) {
        StepRandom random = new StepRandom(seed, stream);
        random.begin(step);
        float[] r = new float[n];
        for (int i = 0; i < n; i++) {
            r[i] = random.words().number(i, bits) * (float) Math.scalb(1.0, -bits);
        }
        return r;
    }

    /**
     * The whole update of the paper, with vector kernels and counted random numbers, against exact decimals; the last tensors
     * are longer than the pieces that are gone through.
     */
    @ParameterizedTest
    @CsvSource({
        "paper, fp134, true, 23, 9, 25", "paper-log4, log4, true, 23, 9, 25", "paper-int4-nearest, sm4, false, 23, 9, 25",
        "paper, fp134, true, 89, 101, 4", "paper-log4, log4, true, 89, 101, 4"
    })
    void thePapersUpdateIsTheExactReading(String id, String weight, boolean hysteresis, int in, int out, int steps) {
        SplittableRandom random = new SplittableRandom(5);
        Recipe recipe = Recipes.parse(id);
        Parameter p = new Linear("x", in, out).weight();
        int n = p.size();
        System.arraycopy(gaussian(random, n, 0.3), 0, p.values(), 0, n);
        float[] init = p.values().clone();
        ParameterUpdate fast = new ParameterUpdate(p, recipe, recipe.rule(Role.WEIGHT), 77, 10);
        fast.start();
        GridFormat format = Formats.parse(weight);
        float[] w = new float[n];
        int scale = Quantizer.nearest(format, 0).quantize(init, w, 0, n);
        assertThat(p.values()).isEqualTo(w);
        int[] fp134 = Formats.parse("fp134").significantBits();
        ExactStep slow = new ExactStep(format.significantBits(), fp134, hysteresis, 0.05f, 0.9f, 1e-2f, init, w, scale);
        double size = 0.01;
        int changed = 0;
        for (int step = 0; step < steps; step++) {
            size *= Math.scalb(1.0, random.nextInt(-1, 2));
            float[] g = gaussian(random, n, size);
            float[] before = slow.w.clone();
            slow.step(
                    g, uniform(77, 11, step, n, TensorRule.RANDOM_BITS), uniform(77, 12, step, n, TensorRule.RANDOM_BITS),
                    uniform(77, 13, step, n, TensorRule.RANDOM_BITS));
            fast.roundGradient(g, step, false);
            assertThat(g).isEqualTo(slow.g);
            fast.apply(g, 0.05, SETTINGS, step);
            assertThat(p.values()).as("weights of step %d", step).isEqualTo(slow.w);
            int flips = 0;
            for (int i = 0; i < n; i++) {
                flips += before[i] == slow.w[i] ? 0 : 1;
            }
            assertThat(fast.changed()).isEqualTo(flips);
            changed += flips;
        }
        assertThat(changed).isPositive();
    }

    /** reference-workloads 1 and 3.3: exact scale from the tensor itself at every use, one per output channel. */
    @ParameterizedTest
    @ValueSource(strings = {"log4-hysteresis", "int4-nearest", "paper-log4"})
    void convolutionsHaveAScalePerOutputChannel(String id) {
        Parameter p = new Convolution("c", 2, 5, 3, 1, 1).weight();
        SplittableRandom random = new SplittableRandom(1);
        float[] x = gaussian(random, p.size(), 0.2);
        for (int i = 0; i < x.length; i++) {
            x[i] *= Math.scalb(1f, -3 * (i % 5)); // the channel is the last dimension
        }
        System.arraycopy(x, 0, p.values(), 0, x.length);
        Recipe recipe = Recipes.parse(id);
        TensorRule rule = recipe.rule(Role.WEIGHT);
        WeightRounder.of(rule, p, new StepRandom(0, 0), 1).start(x, p.values());
        Quantizer q = Quantizer.nearest((GridFormat) rule.format(), 0);
        for (int c = 0; c < 5; c++) {
            float[] channel = new float[18];
            float[] expected = new float[18];
            float[] actual = new float[18];
            for (int k = 0; k < 18; k++) {
                channel[k] = x[k * 5 + c];
                actual[k] = p.values()[k * 5 + c];
            }
            q.quantize(channel, expected, 0, 18);
            assertThat(actual).as("channel %d", c).isEqualTo(expected);
        }
    }

    /** paper-method 7.2, with W_p = 2, W_n = 3 on three regions. */
    @Test
    void ttqSplitsTheGradientByRegion() {
        Parameter p = new Linear("x", 2, 3).weight();
        float[] master = {2f, -3f, 0.1f, 1f, -4f, 3f}; // D = 0.05 * 4 = 0.2
        TtqWeights ttq = new TtqWeights(p);
        float[] w = new float[6];
        ttq.start(master, w);
        assertThat(w).containsExactly(2f, -3.5f, 0f, 2f, -3.5f, 2f);
        float[] g = {1f, 10f, 100f, 2f, 20f, 3f};
        ttq.backward(g, master, 0, 0);
        assertThat(g).containsExactly(2f, 35f, 100f, 4f, 70f, 6f);
    }

    /** dL/dW_p and dL/dW_n of L = sum of c w(W_p, W_n), by differences of what the learned values become. */
    @Test
    void ttqLearnsItsValuesByTheChainRule() {
        Parameter p = new Linear("x", 2, 3).weight();
        float[] master = {2f, -3f, 0.1f, 1f, -4f, 3f};
        TtqWeights ttq = new TtqWeights(p);
        float[] w = new float[6];
        ttq.start(master, w);
        float[] before = w.clone();
        double rate = 0.01;
        ttq.backward(new float[] {1f, 10f, 100f, 2f, 20f, 3f}, master, rate, 0);
        ttq.update(master, w, 1);
        // dW_p = 1 + 2 + 3, dW_n = -(10 + 20): both move against their gradients
        assertThat((w[0] - before[0]) / (w[1] - before[1])).isCloseTo(-6f / -30f, within(1e-3f));
        assertThat(w[0]).isLessThan(before[0]);
        assertThat(-w[1]).isGreaterThan(-before[1]);
    }

    @Test
    void binaryConnectDrawsPlusWithTheHardSigmoidsProbability() {
        Parameter p = new Linear("x", 200, 200).weight();
        TensorRule rule = Recipes.parse("binaryconnect-stochastic").rule(Role.WEIGHT);
        WeightRounder rounder = WeightRounder.of(rule, p, new StepRandom(3, 0), 0.5f);
        for (float v : new float[] {-0.75f, -0.25f, 0f, 0.125f, 0.5f}) {
            float[] master = new float[p.size()];
            Arrays.fill(master, v);
            float[] w = new float[p.size()];
            rounder.update(master, w, 4);
            double plus = 0;
            for (float q : w) {
                assertThat(Math.abs(q)).isEqualTo(0.5f);
                plus += q > 0 ? 1 : 0;
            }
            double expected = Math.clamp((v / 0.5 + 1) / 2, 0, 1);
            assertThat(plus / w.length).isCloseTo(expected, within(5 * Math.sqrt(0.25 / w.length))); // 5 standard deviations
        }
    }
}
