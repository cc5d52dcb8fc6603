package binade.simulator.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import binade.simulator.training.GradientCompressor.OneBit;
import binade.simulator.training.GradientCompressor.Ternary;
import binade.simulator.training.recipe.GradientCompression;
import binade.simulator.training.recipe.GradientCompression.Method;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GradientCompressorTest {
    private static final int ROWS = 37;
    private static final int COLUMNS = 5;

    private static float[] gaussian(SplittableRandom random, int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (Math.scalb(1.0, -3 * (i % COLUMNS)) * random.nextGaussian());
        }
        return x;
    }

    /** sum of sent + error = sum of gradients: binary64 sums of binary32 numbers, whose own error is far below the bound. */
    @Test
    void whatWasSentPlusTheErrorIsTheSumOfTheGradients() {
        SplittableRandom random = new SplittableRandom(1);
        int n = ROWS * COLUMNS;
        OneBit oneBit = new OneBit(n, COLUMNS);
        double[] sum = new double[n];
        double[] sent = new double[n];
        double[] bound = new double[n];
        boolean everInexact = false;
        for (int step = 0; step < 200; step++) {
            float[] g = gaussian(random, n);
            float[] before = oneBit.error().clone();
            float[] q = g.clone();
            oneBit.compress(q, step);
            for (int i = 0; i < n; i++) {
                sum[i] += g[i];
                sent[i] += q[i];
                float v = g[i] + before[i];
                bound[i] += (Math.ulp(v) + Math.ulp(oneBit.error()[i])) / 2;
                double found = sent[i] + oneBit.error()[i];
                assertThat(Math.abs(found - sum[i])).as("step %d, element %d", step, i).isLessThanOrEqualTo(bound[i]);
                everInexact |= found != sum[i];
                assertThat(Math.abs(oneBit.error()[i])).as("the error does not pile up").isLessThan(20f);
            }
        }
        assertThat(everInexact).isTrue();
    }

    /** Integers in columns whose halves have 4 values each: means are quarters, and nothing is rounded. */
    @Test
    void theIdentityIsExactWhereNothingIsRounded() {
        SplittableRandom random = new SplittableRandom(2);
        OneBit oneBit = new OneBit(8, 1);
        float[] g = new float[8];
        for (int i = 0; i < 8; i++) {
            g[i] = (i % 2 == 0 ? 1 : -1) * random.nextInt(1, 1000);
        }
        float[] q = g.clone();
        oneBit.compress(q, 0);
        for (int i = 0; i < 8; i++) {
            assertThat(q[i] + oneBit.error()[i]).isEqualTo(g[i]);
        }
        assertThat(oneBit.error()).isNotEqualTo(new float[8]);
    }

    @Test
    void everyColumnIsSentAsTheMeansOfItsTwoSides() {
        float[] g = {1, -8, 3, -16, -5, -2, 0, 0}; // two columns of four rows
        new OneBit(8, 2).compress(g, 0);
        float high = 4f / 3; // of 1, 3 and 0
        float low = -26f / 3; // of -8, -16 and -2
        assertThat(g).containsExactly(high, low, high, low, -5, low, high, 0);
    }

    /** Over all 2^24 random numbers: exactly where |g| / s is a multiple of 2^-24, else too large by less than s 2^-24. */
    @ParameterizedTest
    @CsvSource({"0.375,1.5,true", "-3,8,true", "0,1,true", "1.25,1.25,true", "0.1,0.7,false", "-1e-20,3e-14,false"})
    void theGradientIsTheMeanOfItsTernaryDraws(float g, float s, boolean exact) {
        int hits = 0;
        int all = 1 << Ternary.BITS;
        for (int r = 0; r < all; r++) {
            float drawn = Ternary.draw(g, s, r);
            hits += drawn == 0 ? 0 : 1;
            if (drawn != 0 && drawn != Math.copySign(s, g)) {
                throw new AssertionError(drawn + " is neither 0 nor " + Math.copySign(s, g));
            }
        }
        double mean = (double) hits * s / all;
        if (exact) {
            assertThat(mean).isEqualTo(Math.abs(g));
        } else {
            assertThat(mean - Math.abs(g)).isBetween(0.0, s / (double) all);
        }
    }

    @Test
    void theMeanOfManyStepsIsTheGradient() {
        float[] g = gaussian(new SplittableRandom(3), 2000);
        Ternary ternary = new Ternary(Double.POSITIVE_INFINITY, new StepRandom(5, -1));
        float s = 0;
        for (float v : g) {
            s = Math.max(s, Math.abs(v));
        }
        double[] sum = new double[g.length];
        int steps = 400;
        for (int step = 0; step < steps; step++) {
            float[] q = g.clone();
            ternary.compress(q, step);
            for (int i = 0; i < g.length; i++) {
                sum[i] += q[i];
            }
        }
        double found = 0;
        double expected = 0;
        double variance = 0;
        for (int i = 0; i < g.length; i++) {
            double p = Math.abs(g[i]) / s;
            found += sum[i] / steps * g[i];
            expected += (double) g[i] * g[i];
            variance += (double) g[i] * g[i] * s * s * p * (1 - p) / steps;
        }
        assertThat(found).isCloseTo(expected, within(4 * Math.sqrt(variance))); // 4 standard deviations
        assertThat(Math.sqrt(variance)).isLessThan(0.02 * expected);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 2.5})
    void largeGradientsAreClippedToStandardDeviations(double clip) {
        float[] g = gaussian(new SplittableRandom(4), 1000);
        double sum = 0;
        double squares = 0;
        for (float v : g) {
            sum += v;
            squares += (double) v * v;
        }
        double deviation = Math.sqrt(squares / g.length - Math.pow(sum / g.length, 2));
        new Ternary(clip, new StepRandom(5, -1)).compress(g, 0);
        float s = 0;
        for (float v : g) {
            s = Math.max(s, Math.abs(v));
        }
        assertThat((double) s).isCloseTo(clip * deviation, within(1e-6));
        float[] equal = {2, 2, 2};
        new Ternary(clip, new StepRandom(5, -1)).compress(equal, 0);
        assertThat(equal).as("no deviation, no clipping").containsExactly(2, 2, 2);
    }

    @Test
    void gradientsThatAreNotFiniteAreRefused() {
        for (GradientCompression rule : new GradientCompression[] {
            new GradientCompression(Method.ONE_BIT, Double.POSITIVE_INFINITY),
            new GradientCompression(Method.TERNARY, Double.POSITIVE_INFINITY), new GradientCompression(Method.TERNARY, 2.5)}) {
            for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                GradientCompressor compressor = GradientCompressor.of(rule, new int[] {3}, new StepRandom(0, -1));
                assertThatThrownBy(() -> compressor.compress(new float[] {1, bad, 2}, 0))
                        .isInstanceOf(ArithmeticException.class).hasMessageContaining("in a gradient to be compressed");
            }
        }
    }
}
