package binade.simulator.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import binade.formats.Formats;
import binade.simulator.network.Layers;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import binade.simulator.network.Pass;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** AdaRound, GPTQ, SmoothQuant, AWQ, equalization, planted outliers. */
class ReconstructionTest {
    private static final TensorScheme INT4 = TensorScheme.of(Formats.any("int4"));

    /** E[x x^T] of correlated inputs. */
    private static double[] moment(int k, long seed) {
        Random random = new Random(seed);
        double[] m = new double[k * k];
        for (int sample = 0; sample < 200; sample++) {
            double common = random.nextGaussian();
            double[] x = new double[k];
            Arrays.setAll(x, i -> common + 0.5 * random.nextGaussian() + (i % 4 == 0 ? 1 : 0));
            for (int i = 0; i < k * k; i++) {
                m[i] += x[i / k] * x[i % k] / 200;
            }
        }
        return m;
    }

    private static float[] weights(int n, long seed) {
        Random random = new Random(seed);
        float[] w = new float[n];
        for (int i = 0; i < n; i++) {
            w[i] = (float) random.nextGaussian();
        }
        return w;
    }

    private interface Method {
        void round(float[] w, float[] q, int first, int n, int k, double[] m, TensorScheme s, ScaledRounding[] r);
    }

    private static double error(Method method, String format, int n, int k, long seed) {
        TensorScheme scheme = TensorScheme.of(Formats.any(format));
        float[] w = weights(n * k, seed);
        float[] q = new float[n * k];
        double[] m = moment(k, seed);
        ScaledRounding[] roundings = WeightTensor.roundings(w, n, k, scheme);
        method.round(w, q, 0, n, k, m, scheme, roundings);
        double sum = 0;
        for (int r = 0; r < n; r++) {
            sum += OutputError.ofRow(w, q, r, k, m);
        }
        for (int i = 0; i < q.length; i++) {
            assertThat(roundings[i / k].round(q[i])).isEqualTo(q[i]); // a value of the format
        }
        return sum;
    }

    private static void nearest(
            float[] w, float[] q, int first, int n, int k, double[] m, TensorScheme s, ScaledRounding[] roundings) {
        System.arraycopy(WeightTensor.nearest(w, n, k, s).rows(), 0, q, 0, q.length);
    }

    /** Sums over ten draws of weights and inputs: on a single one either can be lucky. */
    @ParameterizedTest
    @ValueSource(strings = {"int4", "int3", "fp134", "log4", "e2m1fn"})
    void learnedRoundingAndErrorFeedbackBeatNearest(String format) {
        double plain = 0;
        double learned = 0;
        double fedBack = 0;
        for (int seed = 1; seed <= 10; seed++) {
            plain += error(ReconstructionTest::nearest, format, 8, 24, seed);
            learned += error(AdaRound::round, format, 8, 24, seed);
            fedBack += error(Gptq::round, format, 8, 24, seed);
        }
        assertThat(learned).isLessThan(0.7 * plain);
        assertThat(fedBack).isLessThan(0.5 * plain);
    }

    @Test
    void adaRoundIsNeverWorseForAnyOutput() {
        int k = 10;
        float[] w = weights(6 * k, 3);
        float[] q = new float[w.length];
        double[] m = moment(k, 3);
        AdaRound.round(w, q, 0, 6, k, m, INT4, WeightTensor.roundings(w, 6, k, INT4));
        float[] nearest = WeightTensor.nearest(w, 6, k, INT4).rows();
        for (int r = 0; r < 6; r++) {
            assertThat(OutputError.ofRow(w, q, r, k, m)).isLessThanOrEqualTo(OutputError.ofRow(w, nearest, r, k, m));
        }
    }

    /** All 2^6 roundings of each row of six, up or down, tried: AdaRound closes more than half of the gap to the best ones. */
    @Test
    void adaRoundComesNearTheBestOfAllRoundings() {
        int k = 6;
        double best = 0;
        double nearest = 0;
        double learned = 0;
        for (int seed = 1; seed <= 10; seed++) {
            float[] w = weights(4 * k, seed);
            float[] q = new float[w.length];
            double[] m = moment(k, seed);
            ScaledRounding[] roundings = WeightTensor.roundings(w, 4, k, INT4);
            AdaRound.round(w, q, 0, 4, k, m, INT4, roundings);
            float[] plain = WeightTensor.nearest(w, 4, k, INT4).rows();
            for (int r = 0; r < 4; r++) {
                best += bestOfAll(w, r, k, m, roundings[r]);
                nearest += OutputError.ofRow(w, plain, r, k, m);
                learned += OutputError.ofRow(w, q, r, k, m);
            }
        }
        assertThat(learned).isBetween(best, nearest - (nearest - best) / 2);
    }

    private static double bestOfAll(float[] w, int r, int k, double[] m, ScaledRounding rounding) {
        double best = Double.POSITIVE_INFINITY;
        for (int mask = 0; mask < 1 << k; mask++) {
            float[] tried = w.clone();
            for (int j = 0; j < k; j++) {
                float x = w[r * k + j];
                tried[r * k + j] = (mask >> j & 1) == 0 ? rounding.below(x) : rounding.above(x);
            }
            best = Math.min(best, OutputError.ofRow(w, tried, r, k, m));
        }
        return best;
    }

    @Test
    void rectifiedSigmoidReachesItsEnds() {
        assertThat(AdaRound.h(0)).isEqualTo(0.5);
        assertThat(AdaRound.h(-3)).isEqualTo(0); // 1.2 / (1 + e^3) - 0.1 < 0
        assertThat(AdaRound.h(3)).isEqualTo(1);
        assertThat(AdaRound.h(1)).isCloseTo(1.2 / (1 + Math.exp(-1)) - 0.1, within(1e-15));
    }

    /**
     * w = (0.6, 0.69), steps of 1, H = [[2.02, 1], [1, 2.02]] with the damping: q1 = 1, and of its error 0.4 the other weight takes
     * H12 / H22 = 1 / 2.02 back: 0.69 - 0.198 = 0.492 becomes 0, where nearest gives 1.
     */
    @Test
    void gptqByHand() {
        TensorScheme int3 = TensorScheme.of(Formats.any("int3")).withGranularity(Granularity.TENSOR);
        ScaledRounding[] unit = {ScaledRounding.of(int3, ClipRange.symmetric(3))};
        float[] q = new float[2];
        Gptq.round(new float[] {0.6f, 0.69f}, q, 0, 1, 2, new double[] {2, 1, 1, 2}, int3, unit);
        assertThat(q).containsExactly(1, 0);
        assertThat(unit[0].round(0.69f)).isEqualTo(1);
    }

    /** The definition: after q[0 .. j] are fixed, the free weights are those of least error, d_F = -H_FF^-1 H_FX d_X. */
    @Test
    void gptqIsOptimalBrainCompressionInOrder() {
        int k = 5;
        float[] w = weights(k, 5);
        double[] m = moment(k, 5);
        double mean = 0;
        for (int j = 0; j < k; j++) {
            mean += m[j * k + j] / k;
        }
        ScaledRounding[] r = WeightTensor.roundings(w, 1, k, INT4);
        float[] q = new float[k];
        Gptq.round(w, q, 0, 1, k, m, INT4, r);
        double[] h = m.clone();
        for (int j = 0; j < k; j++) {
            h[j * k + j] += 0.01 * mean;
        }
        double[] d = new double[k]; // q - w of the fixed ones; free ones minimise d^T H d
        for (int j = 0; j < k; j++) {
            double[] free = leastFree(h, d, j, k);
            double target = w[j] + free[0];
            d[j] = r[0].round((float) target) - w[j];
            assertThat(q[j]).isEqualTo(r[0].round((float) target));
        }
    }

    /** d_F = -H_FF^-1 H_FX d_X for the free inputs j ... k-1, by Gauss elimination. */
    private static double[] leastFree(double[] h, double[] d, int j, int k) {
        int n = k - j;
        double[][] a = new double[n][n + 1];
        for (int r = 0; r < n; r++) {
            for (int c = 0; c < n; c++) {
                a[r][c] = h[(j + r) * k + j + c];
            }
            for (int x = 0; x < j; x++) {
                a[r][n] -= h[(j + r) * k + x] * d[x];
            }
        }
        for (int p = 0; p < n; p++) {
            for (int r = 0; r < n; r++) {
                double f = r == p ? 0 : a[r][p] / a[p][p];
                for (int c = p; c <= n; c++) {
                    a[r][c] -= f * a[p][c];
                }
            }
        }
        double[] free = new double[n];
        Arrays.setAll(free, i -> a[i][n] / a[i][i]);
        return free;
    }

    @Test
    void choleskyFactorsMultiplyBack() {
        double[] h = moment(6, 2);
        double[] u = Cholesky.upperOfInverse(h, 6);
        for (int i = 0; i < 6; i++) { // h (u^T u) = 1
            for (int j = 0; j < 6; j++) {
                double sum = 0;
                for (int a = 0; a < 6; a++) {
                    for (int b = 0; b < 6; b++) {
                        sum += h[i * 6 + a] * u[b * 6 + a] * u[b * 6 + j];
                    }
                }
                assertThat(sum).isCloseTo(i == j ? 1 : 0, within(1e-9));
            }
        }
    }

    /** max|x| = 16, 1 and max|w| = 1, 4 with alpha 1/2: s = sqrt(16 / 1), sqrt(1 / 4). */
    @Test
    void smoothQuantByHand() {
        var linear = new binade.simulator.network.Linear("l", 2, 2);
        System.arraycopy(new float[] {1, -0.5f, -4, 2}, 0, linear.weight().values(), 0, 4);
        Operator o = Operator.product(linear.weight(), linear.bias(), "p");
        InputStatistics s = new InputStatistics(o, false);
        s.add(new float[] {-16, 1, 3, 0.5f}, binade.simulator.network.Shape.vector(2), 2);
        assertThat(ChannelScales.smooth(o, s, 0.5)).containsExactly(4, 0.5f);
        assertThat(ChannelScales.smooth(o, s, 1)).containsExactly(16, 1);
        assertThat(ChannelScales.smooth(o, s, 0)).containsExactly(1, 0.25f);
    }

    @Test
    void awareScalesAreNeverWorseThanNoneOverTheSamples() {
        Network network = PlantedOutliers.inChannels(Cases.transformer(), 5, 1);
        PlacedNetwork placed = new PlacedNetwork(Layers.copy(network));
        TensorScheme scheme = INT4.withGranularity(Granularity.groups(4));
        Random random = new Random(1);
        for (Operator o : placed.operators()) {
            if (o.isTable()) {
                continue;
            }
            InputStatistics s = new InputStatistics(o, true);
            float[] x = new float[16 * o.inputs()];
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) (random.nextGaussian() * (i % o.inputs() == 1 ? 30 : 1));
            }
            s.add(x, new binade.simulator.network.Shape(16, 1, o.inputs()), 1);
            float[] before = o.rows();
            float[] scales = ChannelScales.aware(o, s, scheme);
            float[] scaled = before.clone();
            for (int i = 0; i < scaled.length; i++) {
                scaled[i] *= scales[i % o.inputs()];
            }
            float[] after = WeightTensor.nearest(scaled, o.outputs(), o.inputs(), scheme).rows();
            for (int i = 0; i < after.length; i++) {
                after[i] /= scales[i % o.inputs()];
            }
            float[] plain = WeightTensor.nearest(before, o.outputs(), o.inputs(), scheme).rows();
            assertThat(OutputError.of(o, before, after, s)).isLessThanOrEqualTo(OutputError.of(o, before, plain, s));
        }
    }

    @Test
    void plantedOutliersChangeNoBitOfTheFunction() {
        for (Network network : List.of(Cases.perceptron(), Cases.convolutions(), Cases.transformer())) {
            Network planted = PlantedOutliers.inChannels(network, 7, 3);
            float[] x = Cases.samples(network, 5, 1);
            assertThat(Cases.logits(planted, x, 5, Pass.EVALUATION)).containsExactly(Cases.logits(network, x, 5, Pass.EVALUATION));
            assertThat(planted.parameters().stream().map(Parameter::values).toList())
                    .isNotEqualTo(network.parameters().stream().map(Parameter::values).toList());
        }
    }

    @Test
    void equalizationKeepsTheFunctionAndEvensTheRanges() {
        Network network = PlantedOutliers.inChannels(Cases.perceptron(), 6, 2);
        Network equal = Layers.copy(network);
        Equalization.equalize(equal);
        float[] x = Cases.samples(network, 5, 1);
        float[] expected = Cases.logits(network, x, 5, Pass.EVALUATION);
        float[] actual = Cases.logits(equal, x, 5, Pass.EVALUATION);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
        }
        for (ChannelPairs.Pair p : ChannelPairs.of(equal, new PlacedNetwork(equal).operators())) {
            float[] first = Equalization.outputMaxima(p.producer().getFirst(), p.channels());
            float[] second = Equalization.inputMaxima(p.consumer(), p.channels());
            for (int c = 0; c < first.length; c++) {
                assertThat(first[c] / second[c]).isCloseTo(1, within(0.05f));
            }
        }
    }

    /**
     * The error of the logits, averaged over four choices of the outlier channels: whether one of them matters is a matter of
     * chance. AWQ is for linear layers; in convolutions of few channels it gains little.
     */
    @Test
    void smoothQuantAndAwqBeatNearestWhereOutliersArePlanted() {
        for (Network network : List.of(Cases.perceptron(), Cases.convolutions(), Cases.transformer())) {
            assertThat(error(network, "smoothquant")).isLessThan(error(network, "static") / 10);
        }
        for (Network network : List.of(Cases.perceptron(), Cases.transformer())) {
            assertThat(error(network, "awq")).isLessThan(error(network, "w4-group") / 3);
        }
    }

    private static double error(Network plain, String recipe) {
        double sum = 0;
        for (int seed = 1; seed <= 4; seed++) {
            Network network = PlantedOutliers.inChannels(plain, 7, seed);
            QuantizedNetwork q = PostTraining.quantize(
                    network, Cases.samples(network, 128, 1), 128, QuantizationRecipes.parse(recipe));
            sum += Cases.relativeError(network, q, Cases.samples(network, 32, 2), 32) / 4;
        }
        return sum;
    }
}
