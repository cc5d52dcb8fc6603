package binade.formats.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.block.AffineQuantizer.Range;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AffineQuantizerTest {
    private static int[] quantize(AffineQuantizer q, float... x) {
        int[] codes = new int[x.length];
        q.quantize(x, codes);
        return codes;
    }

    private static AffineQuantizer one(Range range, int n, float s, int z) {
        return AffineQuantizer.of(range, ScaleGroups.tensor(n), new float[] {s}, new int[] {z});
    }

    /** Where the zero point is odd, adding it first would send ties the other way: 2, 2, 4. */
    @Test
    void ties_are_rounded_before_the_zero_point_is_added() {
        assertThat(quantize(one(Range.unsigned(8), 3, 1, 1), 0.5f, 1.5f, 2.5f)).containsExactly(1, 3, 3);
    }

    @Test
    void trap_12_minus_128_is_a_code_unless_the_range_is_narrow() {
        assertThat(quantize(one(Range.signed(8), 3, 1, 0), -128, -129, 128)).containsExactly(-128, -128, 127);
        assertThat(quantize(one(Range.narrow(8), 3, 1, 0), -128, -129, 128)).containsExactly(-127, -127, 127);
        assertThat(quantize(one(Range.signed(4), 3, 1, 0), 7.6f, 8, 100)).containsExactly(7, 7, 7);
    }

    @Test
    void infinities_saturate_and_nan_is_an_error() {
        AffineQuantizer q = one(Range.unsigned(8), 2, 0.1f, 3);
        assertThat(quantize(q, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY)).containsExactly(0, 255);
        assertThatThrownBy(() -> quantize(q, 1, Float.NaN)).hasMessageContaining("element 1");
    }

    @Test
    void quotients_are_rounded_to_binary32_first() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            float s = 0.01f + random.nextFloat();
            float x = (random.nextInt(300) - 150 + 0.5f) * s; // near ties
            BigDecimal quotient = new BigDecimal((float) ((double) x / s)); // binary64 is wide enough: 53 >= 2 * 24 + 2
            int expected = quotient.setScale(0, RoundingMode.HALF_EVEN).intValueExact() + 5;
            assertThat(quantize(one(Range.signed(8), 1, s, 5), x)).containsExactly(Math.clamp(expected, -128, 127));
            float product = x * (1 / s);
            expected = new BigDecimal(product).setScale(0, RoundingMode.HALF_EVEN).intValueExact() + 5;
            assertThat(quantize(one(Range.signed(8), 1, s, 5).reciprocal(), x))
                    .containsExactly(Math.clamp(expected, -128, 127));
        }
    }

    @Test
    void each_group_has_its_own_scale() {
        float[] x = {1, -2, 100, 50, 0};
        AffineQuantizer q = AffineQuantizer.symmetric(8, x, ScaleGroups.pieces(new int[] {5}, 0, 2));
        assertThat(q.scales()).containsExactly(2 / 127f, 100 / 127f, 1);
        int[] codes = quantize(q, x);
        assertThat(codes).containsExactly(64, -127, 127, 64, 0);
        float[] y = new float[5];
        q.dequantize(codes, y);
        assertThat(y).containsExactly(64 * (2 / 127f), -2, 100, 64 * (100 / 127f), 0);
    }

    @Test
    void a_range_is_widened_to_contain_zero() {
        AffineQuantizer q = AffineQuantizer.asymmetric(Range.unsigned(8), new float[] {1, 2.55f}, ScaleGroups.tensor(2));
        assertThat(q.scales()).containsExactly(2.55f / 255);
        assertThat(q.zeroPoints()).containsExactly(0);
        AffineQuantizer r = AffineQuantizer.asymmetric(Range.unsigned(8), new float[] {-127.5f, 127.5f}, ScaleGroups.tensor(2));
        assertThat(r.zeroPoints()).containsExactly(128); // 127.5 to even
        assertThat(quantize(r, 0f, -127.5f)).containsExactly(128, 0);
    }

    @Test
    void what_cannot_be_is_refused() {
        assertThatThrownBy(() -> one(Range.signed(8), 1, 0, 0)).hasMessageContaining("positive");
        assertThatThrownBy(() -> one(Range.signed(8), 1, 1, 200)).hasMessageContaining("zero point 200");
        assertThatThrownBy(() -> new Range(3, 3)).hasMessageContaining("ascend");
        ScaleGroups two = ScaleGroups.tensor(2);
        assertThatThrownBy(() -> quantize(AffineQuantizer.symmetric(8, new float[2], two), 1, 2, 3))
                .hasMessageContaining("3 elements for groups of a tensor [1, 1, 2]");
        assertThatThrownBy(() -> AffineQuantizer.of(Range.signed(8), two, new float[2], new int[1]))
                .hasMessageContaining("2 scales and 1 zero points for 1 groups");
    }
}
