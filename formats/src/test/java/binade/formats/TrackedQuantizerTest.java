package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.random.RandomStream.Purpose;
import binade.formats.random.RandomWords;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The array quantizer against paper-method 3.2, element by element. */
class TrackedQuantizerTest {
    private static final int BITS = 11;

    private static TrackedQuantizer tracked(String id, Rounding rounding, int room, int start) {
        Quantizer q = Quantizer.of(Formats.parse(id), rounding, Overflow.SAT_FINITE, room);
        return new TrackedQuantizer(q, start, false);
    }

    /** Gaussian around a size that wanders, with zeros, powers of two, values just below them and infinities. */
    private static float[] tensor(SplittableRandom random, int n, double size) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            float v = (float) (size * random.nextGaussian());
            float power = Math.scalb(1f, Math.getExponent(v));
            x[i] = switch (random.nextInt(12)) {
                case 0 -> 0f;
                case 1 -> power;
                case 2 -> -Math.nextDown(power);
                case 3 -> Math.copySign(Math.nextDown(2 * power), v);
                default -> v;
            };
        }
        return x;
    }

    @ParameterizedTest
    @CsvSource({
        "fp134, NEAREST_EVEN, 1", "fp134, HYSTERESIS, 0", "log4, HYSTERESIS, 0", "fp152, STOCHASTIC, 2", "int8, HYSTERESIS, 0",
        "uint8, NEAREST_EVEN, 0", "log4, STOCHASTIC, 0", "sm4, STOCHASTIC_A, 1", "int8, NEAREST_EVEN, 2", "w8-050, TOWARD_ZERO, 1"
    })
    void valuesAndScalesAreThoseOfTheDefinition(String id, Rounding rounding, int room) {
        SplittableRandom random = new SplittableRandom(id.hashCode() + room);
        TrackedQuantizer fast = tracked(id, rounding, room, 0);
        GridFormat format = Formats.parse(id);
        TrackedScale slow = new TrackedScale(format, room, 0, false);
        float[] previous = new float[203];
        int[] scratch = new int[RandomWords.GROUP];
        int moves = 0;
        for (int step = 0; step < 400; step++) {
            float[] x = tensor(random, 203, Math.scalb(1.0, (int) (6 * Math.sin(step / 20.0))));
            if (step % 97 == 96) {
                x[5] = Float.NEGATIVE_INFINITY;
            }
            RandomWords words = new RandomWords(7, Purpose.ROUNDING, step);
            Grid grid = format.grid().scaledBy(slow.scale());
            float[] expected = new float[203];
            double largest = 0;
            for (int i = 0; i < x.length; i++) {
                long r = words.number(i, BITS);
                expected[i] = (float) ScalarRounding.round(
                        x[i], grid, format.encoding(), rounding, Overflow.SAT_FINITE, r, BITS, previous[i]);
                double q = Float.isInfinite(x[i]) ? x[i] : ScalarRounding.toGrid(x[i], grid, rounding, r, BITS, previous[i]);
                largest = Math.max(largest, x[i] < 0 && grid.min() == 0 ? 0 : Math.abs(q));
            }
            assertThat(fast.scale()).as("scale of step %d", step).isEqualTo(slow.scale());
            float[] y = rounding.operand() == Rounding.Operand.PREVIOUS ? previous : new float[203];
            if (rounding.operand() == Rounding.Operand.RANDOM) {
                fast.quantize(x, y, 0, 203, words, 0, BITS, scratch);
            } else {
                fast.quantize(x, y, 0, 203, previous);
            }
            assertThat(y).as("values of step %d", step).isEqualTo(expected);
            int before = slow.scale();
            fast.endStep();
            slow.update(largest);
            moves += before == slow.scale() ? 0 : 1;
            previous = y;
        }
        assertThat(moves).as("steps that moved the scale").isBetween(20, 380);
    }

    /** Longer than the pieces it is rounded in, a part of an array, and not at the start of its random numbers. */
    @ParameterizedTest
    @CsvSource({"fp134, STOCHASTIC, 1", "log4, STOCHASTIC, 0", "fp134, HYSTERESIS, 0", "fp134, NEAREST_EVEN, 1", "uint8, STOCHASTIC, 0"})
    void longTensorsAreRoundedLikeShortOnes(String id, Rounding rounding, int room) {
        int from = 5;
        int to = 10_400;
        long first = 1_500;
        SplittableRandom random = new SplittableRandom(room);
        GridFormat format = Formats.parse(id);
        TrackedQuantizer fast = tracked(id, rounding, room, 0);
        TrackedScale slow = new TrackedScale(format, room, 0, false);
        int[] scratch = new int[RandomWords.GROUP];
        float[] previous = new float[to + 3];
        for (int step = 0; step < 12; step++) {
            float[] x = tensor(random, to + 3, Math.scalb(1.0, 3 * (step % 4) - 5));
            RandomWords words = new RandomWords(3, Purpose.ROUNDING, step);
            Grid grid = format.grid().scaledBy(slow.scale());
            float[] expected = rounding == Rounding.HYSTERESIS ? previous.clone() : new float[to + 3];
            double largest = 0;
            for (int i = from; i < to; i++) {
                long r = words.number(first + i - from, BITS);
                expected[i] = (float) ScalarRounding.round(
                        x[i], grid, format.encoding(), rounding, Overflow.SAT_FINITE, r, BITS, previous[i]);
                double q = ScalarRounding.toGrid(x[i], grid, rounding, r, BITS, previous[i]);
                largest = Math.max(largest, x[i] < 0 && grid.min() == 0 ? 0 : Math.abs(q));
            }
            float[] y = rounding == Rounding.HYSTERESIS ? previous : new float[to + 3];
            if (rounding == Rounding.STOCHASTIC) {
                fast.quantize(x, y, from, to, words, first, BITS, scratch);
            } else {
                fast.quantize(x, y, from, to, previous);
            }
            assertThat(y).as("values of step %d", step).isEqualTo(expected);
            fast.endStep();
            slow.update(largest);
            assertThat(fast.scale()).as("scale after step %d", step).isEqualTo(slow.scale());
            previous = y;
        }
    }

    /** LOG4 at scale 0 ends at 1: 1.5 gives 2 if the previous value, of a larger scale, lies beyond it, else 1. */
    @ParameterizedTest
    @CsvSource({"1.5, 4, 1", "1.5, 1, 0", "1.5, -4, 0", "-1.5, -4, 1", "-1.5, 1, 0", "-1.5, 4, 0"})
    void hysteresisAboveTheRangeGoesTowardsThePreviousValue(float x, float before, int scale) {
        TrackedQuantizer q = tracked("log4", Rounding.HYSTERESIS, 0, 0);
        float[] y = {0.5f, before};
        q.quantize(new float[] {0.5f, x}, y, 0, 2, y);
        q.endStep();
        assertThat(q.scale()).isEqualTo(scale);
    }

    /** One number above the range, half-way between 1 and 2, whose random number decides on the scale. */
    @Test
    void theRandomNumberOfTheOneAboveTheRangeDecides() {
        SplittableRandom random = new SplittableRandom(4);
        int[] scratch = new int[RandomWords.GROUP];
        int ups = 0;
        for (int step = 0; step < 200; step++) {
            int from = random.nextInt(9);
            int first = random.nextInt(3_000);
            int place = from + random.nextInt(30);
            float[] x = new float[50];
            x[place] = 1.5f;
            RandomWords words = new RandomWords(9, Purpose.ROUNDING, step);
            TrackedQuantizer q = tracked("log4", Rounding.STOCHASTIC, 0, 0);
            q.quantize(x, new float[50], from, 40, words, first, BITS, scratch);
            q.endStep();
            boolean up = words.number(first + place - from, BITS) < 1 << BITS - 1;
            assertThat(q.scale()).as("step %d", step).isEqualTo(up ? 1 : 0);
            ups += up ? 1 : 0;
        }
        assertThat(ups).isBetween(70, 130);
    }

    @Test
    void piecesOfOneStepShareTheScaleAndTheLargestDecides() {
        TrackedQuantizer q = tracked("fp134", Rounding.NEAREST_EVEN, 1, 0);
        float[] y = new float[1];
        q.quantize(new float[] {0.01f}, y, 0, 1, null);
        q.quantize(new float[] {1.5f}, y, 0, 1, null);
        q.quantize(new float[] {0f}, y, 0, 1, null);
        assertThat(q.scale()).isZero();
        q.endStep();
        assertThat(q.scale()).isEqualTo(1);
        q.endStep();
        assertThat(q.scale()).as("a step without tensors").isEqualTo(1);
    }

    /**
     * paper-method 11.2 on an LSTM: each time step starts from the stored scale, and the largest resulting scale is stored, never
     * below stored - 2 (which one step cannot reach).
     */
    @ParameterizedTest
    @CsvSource({"fp134, 1", "sm8, 1", "log4, 0", "fp152, 2"})
    void aLoopOverTimeFollowsTheRuleOfTheDocument(String id, int room) {
        SplittableRandom random = new SplittableRandom(id.hashCode() + room);
        TrackedQuantizer loop = tracked(id, Rounding.NEAREST_EVEN, room, 0);
        float[] y = new float[7];
        int stored = 0;
        int moves = 0;
        for (int step = 0; step < 300; step++) {
            double size = Math.scalb(1.0, (int) (8 * Math.sin(step / 20.0)));
            int next = stored - 2;
            for (int t = 0; t < 5; t++) {
                float[] x = random.nextInt(4) == 0 ? new float[7] : tensor(random, 7, size * random.nextDouble());
                TrackedQuantizer alone = tracked(id, Rounding.NEAREST_EVEN, room, stored);
                alone.quantize(x, y, 0, 7, null);
                alone.endStep();
                next = Math.max(next, alone.scale());
                loop.quantize(x, y, 0, 7, null);
            }
            loop.endStep();
            assertThat(loop.scale()).as("scale after step %d", step).isEqualTo(next);
            moves += next == stored ? 0 : 1;
            stored = next;
        }
        assertThat(moves).isBetween(20, 280);
    }

    /** paper-method 3.4: the scale in force before the first term moved it, for both terms; the first term moves it. */
    @Test
    void bothTermsHaveTheSameScale() {
        TrackedQuantizer q = tracked("log4", Rounding.NEAREST_EVEN, 1, 0);
        float[] y = new float[2];
        q.quantizeTwoTerm(new float[] {0.7f, 0.011f}, y, new float[2], 0, 2);
        // 0.7 = 0.5 + 0.2: second term 0.25; 0.011 = 2^-6 - 0.0046, which the same scale flushes
        assertThat(y).containsExactly(0.75f, 0x1p-6f);
        q.endStep();
        assertThat(q.scale()).as("0.5 lies in binade index 1").isZero();
    }

    @Test
    void aStartOutsideTheRangeIsBroughtInAndNanIsRefused() {
        TrackedQuantizer q = tracked("fp134", Rounding.NEAREST_EVEN, 0, -500);
        assertThat(q.scale()).isEqualTo(-139);
        q.restart(200);
        assertThat(q.scale()).isEqualTo(126);
        assertThatThrownBy(() -> q.quantize(new float[] {1, Float.NaN}, new float[2], 0, 2, null))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("NaN in a tensor to be quantized with a tracked scale");
    }
}
