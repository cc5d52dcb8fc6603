package binade.simulator.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.Quantizer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayedStepTest {
    private static final GridFormat LOG4 = Formats.parse("log4");
    private static final GridFormat FP134 = Formats.parse("fp134");

    private static float[][] halves(int n) {
        float[] r = new float[n];
        Arrays.fill(r, 0.5f);
        return new float[][] {r, r, r};
    }

    /** Every number below was computed by hand from paper-method 11.3. */
    @Test
    void threeStepsByHand() {
        ReplayedStep s = new ReplayedStep(
                new ReplayedStep.Settings(LOG4, FP134, true, 0.1f, 0.9f, 0f), new float[] {0.5f}, new float[] {0.5f}, -1);

        // ilog2(0.3) = -2: scale -2, u = 2^-6, t = 19.2; index 0 < room 2, so the scale rises
        ReplayedStep.State a = s.step(new float[] {0.3f}, halves(1));
        assertThat(a.gradientScale()).isEqualTo(-2);
        assertThat(a.gradient()).containsExactly(19 / 64f);
        assertThat(a.d()).containsExactly(19 / 64f);
        assertThat(a.momentum()).containsExactly(19 / 64f);
        assertThat(a.master()).as("0.4703125 = 963.2 / 2048, 0.2 < 0.5").containsExactly(963 / 2048f);
        assertThat(a.weightScale()).isEqualTo(-1);
        assertThat(a.weight()).as("falling: ceil").containsExactly(0.5f);

        ReplayedStep.State b = s.step(new float[] {0.3f}, halves(1));
        assertThat(b.gradientScale()).isEqualTo(-1);
        assertThat(b.momentum()).as("0.5640625 = 577.6 / 1024").containsExactly(578 / 1024f);
        assertThat(b.master()).as("847.4 / 2048").containsExactly(847 / 2048f);
        assertThat(b.weight()).containsExactly(0.5f);

        // 2 lies above the top binade of scale 0: not rounded, clamped to 31/16
        ReplayedStep.State c = s.step(new float[] {2f}, halves(1));
        assertThat(c.gradientScale()).isZero();
        assertThat(c.gradient()).containsExactly(31 / 16f);
        assertThat(c.momentum()).as("626.05 / 256").containsExactly(626 / 256f);
        assertThat(c.master()).as("692.4 / 4096").containsExactly(692 / 4096f);
        assertThat(c.weightScale()).isEqualTo(-1);
        assertThat(c.weight()).as("ceil of 0.169").containsExactly(0.25f);

        // 0.25 did not reach the top binade of scale -1
        assertThat(s.step(new float[] {0f}, halves(1)).weightScale()).isEqualTo(-2);
    }

    @Test
    void weightDecayTakesTheQuantizedWeightAndNotTheMaster() {
        ReplayedStep s = new ReplayedStep(
                new ReplayedStep.Settings(LOG4, FP134, false, 0f, 0.9f, 0.5f), new float[] {0.7f}, new float[] {0.5f}, -1);
        assertThat(s.step(new float[] {0f}, halves(1)).d()).containsExactly(0.25f);
    }

    @Test
    void withoutAStartTheWeightsAreTheMasterToNearestWithItsExactScale() {
        ReplayedStep s = new ReplayedStep(
                new ReplayedStep.Settings(LOG4, FP134, true, 0f, 0f, 1f), new float[] {0.7f, -0.1f, 0f}, null, null);
        ReplayedStep.State a = s.step(new float[] {0f, 0f, 0f}, halves(3));
        assertThat(a.d()).as("the weights, by decay 1").containsExactly(0.5f, -0.125f, 0f);
        assertThat(a.weightScale()).isEqualTo(-1);
        assertThat(a.gradientScale()).as("zeros").isZero();
    }

    /** paper-method 2.2 and 2.4 in the 1-6-9 format, whose quantum at 0.7 is 2^-10. */
    @Test
    void theStochasticRuleIsSignedAndStrict() {
        UniformRounding rounding = new UniformRounding(ReplayedStep.STATE_FORMAT);
        float u = 0x1p-10f;
        float[] x = {700.5f * u, 700.5f * u, -700.5f * u, -700.5f * u, -700.25f * u, 700 * u, -0x1p-70f, 0x1p-60f, 1e30f, -1e30f};
        float[] r = {0.5f, Math.nextDown(0.5f), 0.5f, Math.nextDown(0.5f), 0.75f, 0f, Math.nextDown(1f), 0f, 0.9f, 0f};
        rounding.round(x, r);
        float max = (float) ReplayedStep.STATE_FORMAT.grid().max();
        assertThat(x).containsExactly(
                700 * u, 701 * u, -701 * u, -700 * u, -701 * u, 700 * u, 0f, 0x1p-39f, max, -max);
        assertThatThrownBy(() -> rounding.round(new float[] {Float.NaN}, r)).isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "fp134, fp134, true", "fp134, fp134, false", "log4, fp134, true", "log4, fp143, false", "sm4, fp152, true",
        "w8-050, log4, true", "fp152, sm8, false"
    })
    void everyStepIsThatOfTheExactReading(String weight, String gradient, boolean hysteresis) {
        SplittableRandom random = new SplittableRandom(weight.hashCode() * 31L + gradient.hashCode());
        GridFormat wf = Formats.parse(weight);
        GridFormat gf = Formats.parse(gradient);
        int flips = 0;
        for (int run = 0; run < 6; run++) {
            int n = 37;
            double size = Math.scalb(1.0, random.nextInt(-12, 4));
            float lr = run == 5 ? 0.5f : 0.1f;
            float[] init = new float[n];
            for (int i = 0; i < n; i++) {
                init[i] = (float) (0.3 * random.nextGaussian());
            }
            ReplayedStep.Settings settings = new ReplayedStep.Settings(wf, gf, hysteresis, lr, 0.9f, run % 2 * 0.01f);
            ReplayedStep fast = new ReplayedStep(settings, init, null, null);
            ReplayedStep probe = new ReplayedStep(
                    new ReplayedStep.Settings(wf, gf, hysteresis, 0f, 0f, 1f), init, null, null);
            ReplayedStep.State start = probe.step(new float[n], new float[3][n]);
            ExactStep slow = new ExactStep(
                    wf.significantBits(), gf.significantBits(), hysteresis, lr, 0.9f, settings.decay(), init,
                    weights(wf, init), start.weightScale());
            float[] before = slow.w.clone();
            for (int step = 0; step < 40; step++) {
                float[] g = new float[n];
                float[][] r = new float[3][n];
                for (int i = 0; i < n; i++) {
                    g[i] = random.nextInt(20) == 0 ? 0f : (float) (size * random.nextGaussian());
                    for (float[] tensor : r) {
                        tensor[i] = random.nextInt(10) == 0 ? (float) Math.pow(2, -40 * random.nextDouble()) * 0.99f
                                : random.nextInt(1 << 24) * 0x1p-24f;
                    }
                }
                size *= Math.scalb(1.0, random.nextInt(-1, 2));
                ReplayedStep.State state = fast.step(g, r);
                slow.step(g, r[0], r[1], r[2]);
                assertThat(state.gradientScale()).isEqualTo(slow.usedGradientScale);
                assertThat(state.gradient()).isEqualTo(slow.g);
                assertThat(state.d()).isEqualTo(slow.d);
                assertThat(state.momentum()).isEqualTo(slow.buf);
                assertThat(state.master()).isEqualTo(slow.master);
                assertThat(state.weightScale()).isEqualTo(slow.usedWeightScale);
                assertThat(state.weight()).isEqualTo(slow.w);
                for (int i = 0; i < n; i++) {
                    flips += before[i] == slow.w[i] ? 0 : 1;
                }
                before = slow.w.clone();
            }
        }
        assertThat(flips).as("weights that changed").isGreaterThan(50);
    }

    private static float[] weights(GridFormat format, float[] init) {
        float[] w = new float[init.length];
        Quantizer.nearest(format, 0).quantize(init, w, 0, w.length);
        return w;
    }
}
