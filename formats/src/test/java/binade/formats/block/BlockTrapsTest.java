package binade.formats.block;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.Formats;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mistakes of other libraries that concern blocks (number-formats 15), one test per number. */
class BlockTrapsTest {
    private static MxFormat mx(String id) {
        return MxFormat.parse(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mxfp8_e4m3", "mxfp8_e5m2", "mxfp6_e3m2", "mxfp6_e2m3", "mxfp4_e2m1", "mxint8"})
    void trap_02_one_step_below_a_power_of_two_has_the_lower_exponent(String id) {
        MxFormat f = mx(id);
        int emax = Math.getExponent(f.element().grid().max());
        for (int k = -110; k <= 127; k++) {
            float power = Math.scalb(1f, k);
            assertThat(f.scale(new float[] {Math.nextDown(power)}, 0, 1)).isEqualTo(k - 1 - emax + 127);
            assertThat(f.scale(new float[] {power}, 0, 1)).isEqualTo(k - emax + 127);
        }
    }

    @Test
    void trap_03_subnormal_blocks_keep_their_values() {
        float tiny = Math.scalb(1f, -130);
        MxFormat f = mx("mxfp8_e5m2");
        BlockTensor t = f.encode(new float[] {tiny, -tiny / 4, Float.MIN_VALUE}, 1, 3);
        assertThat(t.scales()).containsExactly(0); // 2^-127, itself subnormal in binary32
        assertThat(t.values()).containsExactly(tiny, -tiny / 4, 0f); // the least element is 2^-143
        assertThat(f.decode(0x3c, 0, 1)).isEqualTo(Float.intBitsToFloat(0x00400000));
    }

    @Test
    void trap_11_blocks_do_not_straddle_rows_and_the_last_may_be_short() {
        float[] x = new float[2 * 40];
        Arrays.fill(x, 1);
        x[39] = 1e6f; // last of the first row
        BlockTensor t = mx("mxfp4_e2m1").encode(x, 2, 40);
        assertThat(t.scales()).containsExactly(125, 127 + 19 - 2, 125, 125);
        assertThat(t.values()[38]).isZero();
        assertThat(t.values()[40]).isEqualTo(1);
        assertThat(t.packed()).hasSize(40);
    }

    @Test
    void trap_12_minus_two_is_a_value_of_mxint8_unless_symmetric() {
        float[] x = {-1.999f, 1};
        assertThat(mx("mxint8").encode(x, 1, 2).codes()).containsExactly(-128, 64);
        assertThat(mx("mxint8").quantize(x)).containsExactly(-2, 1);
        assertThat(mx("mxint8").withSymmetric(true).quantize(x)).containsExactly(-127 / 64f, 1);
    }

    @Test
    void trap_15_scale_ff_is_nan_and_scale_254_is_not() {
        MxFormat f = mx("mxfp8_e4m3");
        assertThat(f.decode(0x38, 0xff, 1)).isNaN();
        assertThat(f.decode(0x38, 254, 1)).isEqualTo(0x1p127f);
        assertThat(f.decode(0x38, 128 + 127 - 127, 1)).isEqualTo(2);
        assertThat(f.encode(new float[] {1, Float.NaN}, 1, 2).scales()).containsExactly(0xff);
        assertThat(f.quantize(new float[] {1, Float.NaN})).containsExactly(Float.NaN, Float.NaN);
    }

    @Test
    void the_specifications_rule_clips_957_to_896() {
        assertThat(mx("mxfp8_e4m3").quantize(new float[] {957})).containsExactly(896);
        assertThat(mx("mxfp8_e4m3").withRule(ScaleRule.CEIL).quantize(new float[] {957})).containsExactly(960);
    }

    @Test
    void packing_puts_the_first_code_into_the_low_nibble() {
        BlockTensor t = mx("mxfp4_e2m1").encode(new float[] {6, 1, -4}, 1, 3);
        assertThat(t.codes()).containsExactly(7, 2, 14);
        assertThat(t.packed()).containsExactly(0x27, 0x0e);
    }

    @Test
    void infinities_saturate_and_do_not_reach_the_scale() {
        float[] x = {Float.NEGATIVE_INFINITY, 4, -0f, Float.POSITIVE_INFINITY};
        assertThat(mx("mxfp4_e2m1").quantize(x)).containsExactly(-6, 4, -0f, 6);
    }

    @Test
    void ids_are_found_and_single_numbers_refused() {
        assertThat(Formats.block(" MXINT8 ").id()).isEqualTo("mxint8");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Formats.scalar("mxint8"))
                .hasMessageContaining("blocks of a tensor");
    }
}
