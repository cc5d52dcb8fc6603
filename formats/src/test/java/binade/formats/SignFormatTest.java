package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.SignFormat.Quantized;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** paper-method 7. */
class SignFormatTest {
    private static Quantized nearest(SignFormat f, double... x) {
        return f.quantize(x, Rounding.NEAREST_EVEN, 0, 1, 0);
    }

    @Test
    void binary_counts_zero_as_negative_and_xnor_as_positive() {
        assertThat(nearest(SignFormat.BINARY, 1, 0, -0.0, -2).signs()).containsExactly(1, -1, -1, -1);
        assertThat(nearest(SignFormat.BINARY_XNOR, 1, 0, -0.0, -2).signs()).containsExactly(1, 1, 1, -1);
        assertThat(nearest(SignFormat.BINARY_XNOR, 1, 0, -0.0, -2).scale()).isEqualTo(0.75);
    }

    @ParameterizedTest
    @CsvSource({"1.4142135, 0", "1.4142136, 1", "1, 0", "0.70710677, -1", "0.70710679, 0", "3, 2", "0, 0"})
    void the_scale_exponent_rounds_at_the_root_of_two(double mean, int exponent) {
        assertThat(nearest(SignFormat.TERNARY, mean, -mean).scale()).isEqualTo(Math.scalb(1.0, exponent));
    }

    @Test
    void the_stochastic_exponent_adds_r_to_the_logarithm() {
        double[] x = {1.5}; // log2 = 0.58496
        int bits = 8;
        for (int r = 0; r < 256; r++) {
            int expected = r / 256.0 + Math.log(1.5) / Math.log(2) >= 1 ? 2 : 1;
            assertThat(SignFormat.BINARY.quantize(x, Rounding.STOCHASTIC, r, bits, 0).scale()).isEqualTo(expected);
        }
        assertThat(SignFormat.BINARY.quantize(new double[] {2}, Rounding.STOCHASTIC, 255, bits, 0).scale()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"1.5, 1, 1", "1.5, 2, 2", "1.5, 1.5, 2", "2, 4, 2", "2, 1, 2", "3.9, 2, 2", "2.1, 4, 4", "0.3, 0, 0.25"})
    void hysteresis_floors_a_growing_scale_and_lifts_a_shrinking_one(double mean, double previous, double scale) {
        assertThat(SignFormat.TERNARY.quantize(new double[] {mean}, Rounding.HYSTERESIS, 0, 1, previous).scale())
                .isEqualTo(scale);
    }

    @Test
    void ternary_keeps_half_the_scale() {
        Quantized q = nearest(SignFormat.TERNARY, 1, -1, 0.5, -0.5, 0.49, -0.49, 2, 2);
        assertThat(q.scale()).isEqualTo(1);
        assertThat(q.signs()).containsExactly(1, -1, 1, -1, 0, 0, 1, 1);
        assertThat(q.value(1)).isEqualTo(-1);
        assertThat(Double.doubleToRawLongBits(q.value(5))).isZero();
    }

    @Test
    void a_tensor_of_zeros_is_minus_one_in_binary_and_zero_in_ternary() {
        Quantized binary = nearest(SignFormat.BINARY, 0, 0);
        assertThat(binary.value(0)).isEqualTo(-1);
        assertThat(nearest(SignFormat.TERNARY, 0, 0).value(1)).isZero();
        assertThat(nearest(SignFormat.TERNARY_TWN, 0, 0).scale()).isZero();
    }

    @Test
    void twn_averages_what_exceeds_the_threshold() {
        Quantized q = nearest(SignFormat.TERNARY_TWN, 3, -1, 0.1, -0.3); // mean 1.1, threshold 0.77
        assertThat(q.signs()).containsExactly(1, -1, 0, 0);
        assertThat(q.scale()).isEqualTo(2);
        double[] x = {0.1, 0.2, 0.3};
        assertThat(nearest(SignFormat.TERNARY_TWN, x).scale()).isEqualTo((float) 0.25);
        assertThat(nearest(SignFormat.BINARY_XNOR, x).scale()).isEqualTo((float) (Arrays.stream(x).sum() / 3));
    }

    @ParameterizedTest
    @EnumSource
    void codes_are_signs_and_back(SignFormat f) {
        for (int sign = -1; sign <= 1; sign++) {
            if (sign != 0 || f.width() == 2) {
                assertThat(f.sign(f.code(sign))).isEqualTo(sign);
                assertThat(f.code(sign)).isBetween(0, (1 << f.width()) - 1);
            }
        }
        assertThat(Formats.any(f.id())).isSameAs(f);
    }

    @Test
    void what_has_no_meaning_is_refused() {
        assertThatThrownBy(() -> nearest(SignFormat.BINARY, 1, Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> SignFormat.TERNARY_TWN.quantize(new double[1], Rounding.HYSTERESIS, 0, 1, 0))
                .hasMessage("rounding hysteresis is not defined for ternary-twn; allowed: rne");
    }
}
