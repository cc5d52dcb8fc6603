package binade.simulator.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import binade.formats.Formats;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObserverTest {
    private static TensorScheme scheme(String format, String rule, boolean symmetric) {
        return TensorScheme.of(TensorScheme.parseFormat(format)).withSymmetric(symmetric).withRule(RangeRule.parse(rule));
    }

    private static ClipRange observed(TensorScheme scheme, float[]... batches) {
        Observer o = new Observer(scheme);
        for (float[] batch : batches) {
            o.observe(batch, 0, batch.length);
            o.endBatch();
        }
        return o.range();
    }

    @Test
    void minMaxTakesTheEndsAndZero() {
        float[][] batches = {{1, 4}, {-2, 3}};
        assertThat(observed(scheme("int8", "min-max", false), batches)).isEqualTo(new ClipRange(-2, 4));
        assertThat(observed(scheme("int8", "min-max", true), batches)).isEqualTo(new ClipRange(-4, 4));
        assertThat(observed(scheme("int8", "min-max", false), new float[] {1, 4})).isEqualTo(new ClipRange(0, 4));
    }

    @Test
    void movingAverageByHand() {
        // ends of the batches: -1..4, -3..8, 0..0; keep 3/4: high 4, 5, 3.75; low -1, -1.5, -1.125
        assertThat(observed(scheme("int8", "moving-average:0.75", false),
                new float[] {-1, 4}, new float[] {8, -3}, new float[] {0})).isEqualTo(new ClipRange(-1.125f, 3.75f));
    }

    @Test
    void percentileIsTheLeastRangeThatHoldsSoMany() {
        float[] x = new float[100];
        for (int i = 0; i < 100; i++) {
            x[i] = i % 2 == 0 ? i + 1 : -(i + 1); // magnitudes 1 ... 100
        }
        assertThat(Observer.range(x, 0, 100, scheme("int8", "percentile:90", true))).isEqualTo(ClipRange.symmetric(90));
        // 100 ordered values -100, -98, ... -2, 1, 3, ... 99: 95 are at most 89, 95 at least -90
        assertThat(Observer.range(x, 0, 100, scheme("int8", "percentile:95", false))).isEqualTo(new ClipRange(-90, 89));
        ClipRange streamed = observed(scheme("int8", "percentile:90", true), x);
        assertThat(streamed.high()).isCloseTo(90, within(90 * 0x1p-10f));
    }

    /**
     * Two levels for bins of 4, 2, 0, 2 values. Two bins: P = 4, 4, Q = 4, 2, D = 1/2 ln(3/4) + 1/2 ln(3/2). Four bins: the levels
     * are bins 0-1 and 2-3, of which the empty one stays out: P = 4, 2, 0, 2, Q = 3, 3, 0, 2, D = 1/2 ln(4/3) + 1/4 ln(2/3).
     */
    @Test
    void theReferenceOfTheDivergenceByHand() {
        long[] counts = {4, 2, 0, 2};
        assertThat(DivergenceReference.divergence(counts, 2, 2)).isCloseTo(Math.log(0.75 * 1.5) / 2, within(1e-12));
        assertThat(DivergenceReference.divergence(counts, 4, 2))
                .isCloseTo(Math.log(4.0 / 3) / 2 + Math.log(2.0 / 3) / 4, within(1e-12));
        assertThat(DivergenceReference.bestBins(counts, 4, 2)).isEqualTo(4);
    }

    @Test
    void divergenceTakesTheThresholdOfTheDefinition() {
        Random random = new Random(5);
        float[] x = new float[20_000];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        x[7] = 90;
        LinearHistogram h = new LinearHistogram();
        h.add(x, 0, x.length);
        int best = DivergenceReference.bestBins(h.counts(), h.used(), 128);
        assertThat(Divergence.threshold(h, 128)).isEqualTo((float) ((best + 0.5) * h.width())).isLessThan(45);
    }

    @Test
    void histogramGrowsWithoutLosingAnything() {
        LinearHistogram grown = new LinearHistogram();
        LinearHistogram whole = new LinearHistogram();
        float[] x = {0.001f, 0.3f, 0, 17.5f, -5.25f, 100.125f};
        for (float v : x) {
            grown.add(new float[] {v}, 0, 1);
        }
        whole.add(x, 0, x.length);
        assertThat(grown.counts()).isEqualTo(whole.counts());
        assertThat(grown.width()).isEqualTo(128.0 / 4096);
        assertThat(java.util.Arrays.stream(grown.counts()).sum()).isEqualTo(5); // the zero is left out
    }

    /** A rare outlier costs min-max its resolution: the error over the other values falls by the rules that cut it off. */
    @ParameterizedTest
    @ValueSource(strings = {"kl", "mse", "percentile:99.9"})
    void rulesThatClipBeatMinMaxWhereOutliersArePlanted(String rule) {
        Random random = new Random(1);
        float[] x = new float[50_000];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        float[] planted = x.clone();
        planted[4711] = 64;
        for (String format : new String[] {"int4", "int8"}) {
            if (format.equals("int8") && rule.equals("mse")) {
                continue; // at 8 bits the outlier itself costs more than it takes: 64^2 / 50000 > (64 / 127)^2 / 12
            }
            double full = error(x, observed(scheme(format, "min-max", true), planted), format);
            double clipped = error(x, observed(scheme(format, rule, true), planted), format);
            assertThat(clipped).as(format).isLessThan(full / 8);
        }
    }

    private static double error(float[] x, ClipRange range, String format) {
        return SquaredError.error(ValueCounts.of(x, 0, x.length), scheme(format, "min-max", true), range, new float[x.length]);
    }

    @Test
    void noFactorOfAFineScanBeatsTheMseRule() {
        Random random = new Random(2);
        float[] x = new float[3000];
        for (int i = 0; i < x.length; i++) {
            double g = random.nextGaussian();
            x[i] = (float) (g * g * g);
        }
        for (String format : new String[] {"int4", "fp134", "e2m1fn"}) {
            TensorScheme scheme = scheme(format, "mse", true);
            ValueCounts counts = ValueCounts.of(x, 0, x.length);
            ClipRange found = Observer.range(x, 0, x.length, scheme);
            double error = SquaredError.error(counts, scheme, found, new float[x.length]);
            ClipRange full = ClipRange.symmetric((float) Math.max(-counts.least(), counts.greatest()));
            for (int i = 1; i <= 1000; i++) {
                assertThat(error).isLessThanOrEqualTo(
                        1.02 * SquaredError.error(counts, scheme, full.times(i / 1000.0), new float[x.length]));
            }
        }
    }

    @Test
    void countedStreamsKeepTheOrderAndTheNumbers() {
        ValueCounts.Counter counter = new ValueCounts.Counter();
        float[] x = {3, -2, 0, -0f, 0.5f, -2, 3.0001f};
        counter.add(x, 0, x.length);
        ValueCounts c = counter.counts();
        assertThat(c.total()).isEqualTo(7);
        assertThat(c.values()).isSorted();
        assertThat(c.values()[0]).isCloseTo(-2, within(2 * 0x1p-10f));
        assertThat(c.magnitudes().values()).isSorted();
    }

    @Test
    void whatIsNotFiniteIsRefused() {
        assertThatThrownBy(() -> observed(scheme("int8", "min-max", true), new float[] {1, Float.NaN}))
                .isInstanceOf(ArithmeticException.class).hasMessageContaining("not finite");
        assertThatThrownBy(() -> observed(scheme("int8", "kl", true), new float[] {1, Float.POSITIVE_INFINITY}))
                .isInstanceOf(ArithmeticException.class).hasMessageContaining("infinity");
        assertThatThrownBy(() -> RangeRule.parse("median")).hasMessageContaining("unknown observer 'median'; allowed: min-max");
        assertThatThrownBy(() -> TensorScheme.of(Formats.any("fp134")).withRule(new RangeRule.Kl()))
                .hasMessageContaining("evenly spaced levels");
    }
}
