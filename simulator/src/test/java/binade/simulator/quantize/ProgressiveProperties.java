package binade.simulator.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import binade.simulator.network.Classifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Inference that tries again: worked examples, and what defines it. */
class ProgressiveProperties {
    /** Softmax of ln 3 and 0: 3/4 and 1/4. Of ln 5, ln 4 and 0: 1/2, 4/10, 1/10. */
    @Example
    void marginsByHand() {
        assertThat(Progressive.margin(new float[] {9, (float) Math.log(3), 0}, 1, 2)).isCloseTo(0.5, within(1e-7));
        float[] three = {(float) Math.log(4), 0, (float) Math.log(5)};
        assertThat(Progressive.margin(three, 0, 3)).isCloseTo(0.1, within(1e-7));
        assertThat(Progressive.margin(new float[] {7, 7}, 0, 2)).isZero();
        assertThat(Progressive.margin(new float[] {1000, -1000}, 0, 2)).isEqualTo(1);
        assertThatThrownBy(() -> new Progressive(null, null, 1, 0)).hasMessage("1 classes, threshold 0.0; allowed: at least 2, at least 0");
    }

    /** Margins 0.5 and 0.76 (tanh of half of 2): at 0.6 the first is tried again, alone, and has the second network's logits. */
    @Example
    void whatIsUnsureIsTriedAgain() {
        List<Integer> asked = new ArrayList<>();
        Classifier low = (x, n) -> new float[] {(float) Math.log(3), 0, 2, 0};
        Classifier high = (x, n) -> {
            asked.add(n);
            return new float[] {x[0], 5};
        };
        Progressive p = new Progressive(low, high, 2, 0.6);
        assertThat(p.logits(new float[] {8, 9}, 2)).containsExactly(8, 5, 2, 0);
        assertThat(asked).containsExactly(1);
        assertThat(p.share()).isEqualTo(0.5);
    }

    /** Below the threshold the logits are those of the second network, else those of the first, bit for bit. */
    @Property(tries = 200)
    void everySampleHasTheLogitsOfTheNetworkThatItsMarginAsksFor(
            @ForAll @IntRange(min = 1, max = 20) int count, @ForAll @IntRange(min = 1, max = 3) int labels,
            @ForAll @IntRange(min = 2, max = 6) int classes, @ForAll @DoubleRange(min = 0, max = 1) double threshold, @ForAll long seed) {
        Random random = new Random(seed);
        int out = labels * classes;
        float[] low = new float[count * out];
        for (int i = 0; i < low.length; i++) {
            low[i] = (float) (2 * random.nextGaussian());
        }
        float[] x = new float[count];
        for (int s = 0; s < count; s++) {
            x[s] = s;
        }
        Classifier second = (again, n) -> {
            float[] y = new float[n * out];
            for (int i = 0; i < y.length; i++) {
                y[i] = 1000 * again[i / out] + i % out;
            }
            return y;
        };
        Progressive p = new Progressive((a, n) -> low.clone(), second, classes, threshold);
        float[] y = p.logits(x, count);
        int retried = 0;
        for (int s = 0; s < count; s++) {
            boolean unsure = false;
            for (int l = 0; l < labels; l++) {
                unsure |= Progressive.margin(low, s * out + l * classes, classes) < threshold;
            }
            retried += unsure ? 1 : 0;
            for (int i = 0; i < out; i++) {
                assertThat(y[s * out + i]).isEqualTo(unsure ? 1000f * s + i : low[s * out + i]);
            }
        }
        assertThat(p.share()).isEqualTo((double) retried / count);
    }
}
