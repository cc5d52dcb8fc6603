package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizerTest {
    private static final GridFormat FP134 = Formats.parse("fp134");

    private static int scaleOf(int room, float... x) {
        return Quantizer.nearest(FP134, room).exactScale(x, 0, x.length);
    }

    private static float[] quantize(String id, int room, float... x) {
        float[] y = new float[x.length];
        Quantizer.nearest(Formats.parse(id), room).quantize(x, y, 0, x.length);
        return y;
    }

    /** A floating log2 returns k for a maximum just below 2^k; the exponent bits do not. */
    @Test
    void the_exact_scale_is_the_exponent_of_the_maximum_for_every_power_of_two() {
        for (int k = -138; k <= 126; k++) {
            float power = Math.scalb(1f, k);
            assertThat(scaleOf(0, 0, -power)).isEqualTo(k);
            if (k > -138) {
                assertThat(scaleOf(0, Math.nextDown(power), 0)).isEqualTo(k - 1);
            }
            assertThat(scaleOf(0, Math.nextUp(power))).isEqualTo(k);
        }
    }

    @Test
    void room_leaves_top_binades_empty() {
        assertThat(scaleOf(1, 0.3f)).isEqualTo(-1);
        assertThat(scaleOf(3, 0.3f)).isEqualTo(1);
        assertThat(quantize("fp134", 7, 1f, 0x1p-3f, 0x1p-4f)).containsExactly(1f, 0x1p-3f, 0f);
    }

    @Test
    void the_scale_stays_where_values_are_binary32() {
        assertThat(scaleOf(0, Float.MIN_VALUE)).isEqualTo(-139);
        assertThat(scaleOf(0, Float.MAX_VALUE)).isEqualTo(126);
        assertThat(quantize("fp134", 0, Float.MAX_VALUE)).containsExactly(0x1.fp126f);
        assertThat(quantize("fp134", 0, Float.MIN_VALUE)).containsExactly(Float.MIN_VALUE);
        assertThat(quantize("fp134", 0, 0x1.7p-133f, -0x1p-140f)).containsExactly(0x1.7p-133f, -0x1p-140f);
    }

    @Test
    void zeros_have_the_scale_of_the_room() {
        assertThat(scaleOf(2, 0f, -0f)).isEqualTo(2);
        assertThat(scaleOf(2)).isEqualTo(2);
        float[] y = quantize("fp134", 1, -0f, 0f);
        assertThat(Bits.of(y[0])).isZero();
    }

    @Test
    void infinities_saturate_and_do_not_count_for_the_maximum() {
        assertThat(scaleOf(0, Float.NEGATIVE_INFINITY, 1.5f)).isZero();
        assertThat(quantize("fp134", 0, Float.NEGATIVE_INFINITY, 1.5f, Float.POSITIVE_INFINITY))
                .containsExactly(-1.9375f, 1.5f, 1.9375f);
    }

    @Test
    void nan_is_an_error_that_names_the_element() {
        Quantizer quantizer = Quantizer.nearest(FP134, 1);
        float[] x = new float[100];
        x[40] = Float.POSITIVE_INFINITY;
        x[57] = Float.intBitsToFloat(0xffc00001);
        assertThatThrownBy(() -> quantizer.quantize(x, x, 50, 100))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("NaN at element 7 of a tensor to be quantized");
        assertThatThrownBy(() -> Quantizer.nearest(Formats.parse("bf16"), 0).quantize(x, x, 0, 100))
                .isInstanceOf(ArithmeticException.class);
        quantizer.quantize(x, x, 0, 50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fp134", "log4", "w8-050", "int8", "sm4"})
    void quantize_is_rounding_at_the_exact_scale(String id) {
        GridFormat format = Formats.parse(id);
        SplittableRandom random = new SplittableRandom(2);
        for (int trial = 0; trial < 100; trial++) {
            int size = random.nextInt(1, 90);
            int exponent = random.nextInt(-60, 60);
            float[] x = new float[size];
            for (int i = 0; i < size; i++) {
                x[i] = (float) Math.scalb(random.nextGaussian(), exponent);
            }
            float[] y = new float[size];
            Quantizer quantizer = Quantizer.nearest(format, 1);
            int scale = quantizer.quantize(x, y, 0, size);
            float max = 0;
            for (float v : x) {
                max = Math.max(max, Math.abs(v));
            }
            assertThat(scale).isEqualTo(Math.getExponent(max) + 1);
            for (int i = 0; i < size; i++) {
                double expected = ScalarRounding.round(
                        x[i], format.grid().scaledBy(scale), format.encoding(), Rounding.NEAREST_EVEN,
                        Overflow.SAT_FINITE, 0, 1, 0);
                assertThat(y[i]).isEqualTo((float) expected);
            }
        }
    }

    @Test
    void two_terms_carry_a_residual_with_its_own_scale() {
        float[] x = {1.97f, 0.7f, -0.001f, 0f, 0.12345679f};
        float[] expected = new float[x.length];
        float[] first = quantize("fp134", 0, x);
        float[] residual = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            residual[i] = x[i] - first[i];
        }
        float[] second = quantize("fp134", 0, residual);
        for (int i = 0; i < x.length; i++) {
            expected[i] = first[i] + second[i];
        }
        float[] y = new float[x.length];
        Quantizer quantizer = Quantizer.nearest(FP134, 0);
        quantizer.quantizeTwoTerm(x, y, new float[x.length], 0, x.length);
        assertThat(y).containsExactly(expected);
        float[] inPlace = x.clone();
        quantizer.quantizeTwoTerm(inPlace, inPlace, new float[x.length], 0, x.length);
        assertThat(inPlace).containsExactly(expected);
        for (int i = 0; i < x.length; i++) {
            assertThat(Math.abs(x[i] - y[i])).isLessThanOrEqualTo(Math.abs(x[i] - first[i]));
        }
    }

    @Test
    void pixels_survive_two_terms() {
        float[] x = new float[256];
        for (int i = 0; i < 256; i++) {
            x[i] = i / 128f - 1;
        }
        float[] y = new float[256];
        Quantizer.nearest(FP134, 1).quantizeTwoTerm(x, y, new float[256], 0, 256);
        assertThat(y).containsExactly(x);
    }

    @Test
    void other_roundings_take_their_operand_through_quantize_at() {
        float[] x = {0.7f, 0.7f};
        float[] y = new float[2];
        Quantizer.of(FP134, Rounding.STOCHASTIC, Overflow.SAT_FINITE, 0)
                .quantizeAt(0, x, y, 0, 2, new int[] {0x66, 0x67}, 8, null);
        assertThat(y).containsExactly(23 / 32f, 22 / 32f); // 0x66 / 256 < 0.4 < 0x67 / 256
        Quantizer hysteresis = Quantizer.of(FP134, Rounding.HYSTERESIS, Overflow.SAT_FINITE, 0);
        hysteresis.quantizeAt(0, x, y, 0, 2, null, 1, new float[] {0.5f, 1f});
        assertThat(y).containsExactly(22 / 32f, 23 / 32f);
        assertThatThrownBy(() -> hysteresis.quantize(x, y, 0, 2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("rounding hysteresis needs a second operand per element");
        Quantizer.of(FP134, Rounding.TOWARD_ZERO, Overflow.SAT_FINITE, 0).quantize(x, y, 0, 2);
        assertThat(y).containsExactly(22 / 32f, 22 / 32f);
    }

    @ParameterizedTest
    @CsvSource({"-1", "65"})
    void a_room_that_makes_no_sense_is_refused(int room) {
        assertThatThrownBy(() -> Quantizer.nearest(FP134, room)).hasMessageContaining("room " + room);
    }

    @Test
    void a_scale_outside_the_range_is_refused() {
        Quantizer quantizer = Quantizer.nearest(FP134, 0);
        for (int scale : new int[] {-140, 127, 511, 600, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> quantizer.plan(scale))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is outside -139 to 126");
        }
        assertThat(quantizer.plan(3)).isSameAs(quantizer.plan(3));
    }

    @Test
    void formats_without_scale_have_scale_zero() {
        float[] x = {1000f, 0.3f};
        assertThat(Quantizer.nearest(Formats.parse("e4m3fn"), 3).quantize(x, x, 0, 2)).isZero();
        assertThat(x).containsExactly(448f, 0.3125f);
        assertThat(Arrays.equals(x, quantize("e4m3fn", 0, x))).isTrue();
    }

    @Test
    void a_quantizer_says_what_it_is() {
        GridFormat format = Formats.parse("fp143");
        Quantizer q = Quantizer.of(format, Rounding.TOWARD_ZERO, Overflow.SAT_FINITE, 64);
        assertThat(q.format()).isSameAs(format);
        assertThat(q.rounding()).isEqualTo(Rounding.TOWARD_ZERO);
        assertThat(q.room()).isEqualTo(64);
    }

    @Test
    void rules_without_operand_serve_both_ways_of_quantizing() {
        float[] x = {1.99f, -0.3f, 0.0101f};
        float[] down = new float[3];
        float[] terms = new float[3];
        Quantizer q = Quantizer.of(Formats.parse("fp152"), Rounding.TOWARD_ZERO, Overflow.SAT_FINITE, 0);
        q.quantize(x, down, 0, 3);
        q.quantizeTwoTerm(x, terms, new float[3], 0, 3);
        assertThat(down).containsExactly(1.75f, -0.25f, 0x1.4p-7f); // three significant bits, cut off
        for (int i = 0; i < 3; i++) {
            assertThat(Math.abs(terms[i])).isLessThanOrEqualTo(Math.abs(x[i])).isGreaterThan(Math.abs(down[i]));
        }
    }

    @Test
    void a_rule_that_needs_an_operand_is_refused_where_there_is_none() {
        Quantizer q = Quantizer.of(Formats.parse("fp134"), Rounding.HYSTERESIS, Overflow.SAT_FINITE, 0);
        assertThatThrownBy(() -> q.quantize(new float[1], new float[1], 0, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("rounding hysteresis needs a second operand per element");
        assertThatThrownBy(() -> q.quantizeTwoTerm(new float[1], new float[1], new float[1], 0, 1))
                .isInstanceOf(IllegalStateException.class);
    }
}
