package binade.simulator.tensorcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import binade.formats.random.RandomStream;
import binade.formats.random.RandomStream.Purpose;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** y = K alpha (sign(x) . sign(w)) + bias, and what it stands for. */
class XnorLinearProperties {
    private static float[] numbers(int n, RandomStream random) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = random.nextInt(8) == 0 ? (random.nextInt(2) == 0 ? 0f : -0f) : (float) random.nextGaussian();
        }
        return x;
    }

    private static float sign(float v) {
        return v < 0 ? -1 : 1;
    }

    @Property(tries = 150)
    void everyOutputIsTheScaledDotProductOfTheSigns(
            @ForAll @IntRange(min = 1, max = 200) int k, @ForAll @IntRange(min = 1, max = 20) int n,
            @ForAll @IntRange(min = 1, max = 4) int rows, @ForAll boolean scaled, @ForAll long seed) {
        RandomStream random = new RandomStream(seed, Purpose.NOISE, 0);
        float[] w = numbers(k * n, random);
        float[] x = numbers(rows * k, random);
        float[] bias = numbers(n, random);
        float[] y = new float[rows * n];
        XnorLinear layer = new XnorLinear(w, k, n, bias, scaled);
        layer.forward(x, rows, y);
        for (int i = 0; i < rows; i++) {
            float factor = scaled ? XnorLinear.meanMagnitude(x, i * k, k) : 1;
            for (int j = 0; j < n; j++) {
                int dot = 0;
                double magnitude = 0;
                for (int p = 0; p < k; p++) {
                    dot += (int) (sign(x[i * k + p]) * sign(w[p * n + j]));
                    magnitude += Math.abs(w[p * n + j]);
                }
                assertThat(layer.alpha()[j]).isCloseTo((float) (magnitude / k), within(1e-6f));
                assertThat(y[i * n + j]).isEqualTo(factor * layer.alpha()[j] * dot + bias[j]);
            }
        }
    }

    /** alpha = mean |w| is the best scale of sign(w) there is (section 3.1): no other has a smaller squared error. */
    @Property(tries = 100)
    void noScaleOfTheSignsIsNearerToTheWeights(@ForAll @IntRange(min = 1, max = 100) int k, @ForAll long seed) {
        float[] w = numbers(k, new RandomStream(seed, Purpose.NOISE, 1));
        float alpha = new XnorLinear(w, k, 1, new float[1], false).alpha()[0];
        for (double factor : new double[] {0.9, 0.99, 1.01, 1.1}) {
            assertThat(error(w, alpha)).isLessThanOrEqualTo(error(w, factor * alpha) + 1e-9);
        }
    }

    private static double error(float[] w, double scale) {
        double sum = 0;
        for (float v : w) {
            sum += (v - scale * sign(v)) * (v - scale * sign(v));
        }
        return sum;
    }

    /** Lanes or not, the bits are the same. */
    @Property(tries = 100)
    void vectorsPackTheSameBits(@ForAll @IntRange(min = 1, max = 300) int k, @ForAll long seed) {
        float[] x = numbers(k + 3, new RandomStream(seed, Purpose.NOISE, 2));
        long[] plain = new long[SignBits.words(k)];
        long[] lanes = plain.clone();
        new SignBits.Scalar().pack(x, 3, k, plain, 0);
        new VectorSignBits().pack(x, 3, k, lanes, 0);
        assertThat(lanes).isEqualTo(plain);
    }

    /** By hand: signs + - +, magnitudes mean 2; columns + + - of mean 1 and - - - of mean 0.5. */
    @Example
    void twoOutputsByHand() {
        float[] y = new float[2];
        new XnorLinear(new float[] {1, -0.5f, 1, -0.5f, -1, -0.5f}, 3, 2, new float[] {10, 0}, true)
                .forward(new float[] {1, -2, 3}, 1, y);
        assertThat(y).containsExactly(10 + 2 * 1 * (1 - 1 - 1), 2 * 0.5f * (-1 + 1 - 1));
    }

    @Example
    void shapesThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> new XnorLinear(new float[5], 2, 3, new float[3], true)).hasMessageContaining("[2, 3] in 5 numbers");
    }
}
