package binade.formats.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.BlockFormat;
import binade.formats.Formats;
import binade.formats.Rounding;
import binade.formats.block.NvFp4Format.LowerBound;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The mistakes of other libraries that concern blocks (number-formats 15), one test per number. */
class BlockTrapsTest {
    private static MxFormat mx(String id) {
        return MxFormat.parse(id);
    }

    /** Block formats of every kind, with every option that changes codes. */
    static Stream<BlockFormat> formats() {
        return Stream.concat(
                BlockFormats.ids().stream().map(Formats::block),
                Stream.of(
                        mx("mxint8").withSymmetric(true), mx("mxfp4_e2m1").withRule(ScaleRule.RCEIL),
                        new NvFp4Format(true, LowerBound.SMALLEST_POSITIVE), new NvFp4Format(false, LowerBound.SMALLEST_NORMAL),
                        Formats.block("bm4_3/5"), Formats.block("bfp4sm/8")));
    }

    /** Half a quantum above the largest value is still rounded; the check of the range comes after. */
    @Test
    void trap_01_the_range_is_checked_after_rounding() {
        assertThat(mx("mxfp8_e4m3").quantize(new float[] {463, 256})).containsExactly(448, 256);
        assertThat(mx("mxfp4_e2m1").quantize(new float[] {6.99f, 5.01f})).containsExactly(6, 6);
        assertThat(mx("mxint8").quantize(new float[] {-1.998f, 1.99f})).containsExactly(-2, 1.984375f);
        assertThat(Formats.block("bm2_5/48").quantize(new float[] {1.98f, 1.99f})).containsExactly(1.96875f, 1.96875f);
        assertThat(Formats.block("bfp8/16").quantize(new float[] {-1.997f, 1.997f})).containsExactly(-2, 1.984375f);
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

    /** A signalling NaN is no infinity and no number, wherever it stands in the block. */
    @ParameterizedTest
    @MethodSource("formats")
    void trap_04_every_nan_spoils_its_block_or_is_refused(BlockFormat f) {
        for (int bits : new int[] {0x7f800001, 0x7fffffff, 0xffc00000, 0xff800001}) {
            for (int at : new int[] {0, f.blockSize() - 1}) {
                float[] x = new float[2 * f.blockSize()];
                Arrays.fill(x, 1);
                float[] ones = f.quantize(x);
                x[at] = Float.intBitsToFloat(bits);
                if (!f.hasNan()) {
                    assertThatThrownBy(() -> f.quantize(x)).hasMessageContaining("NaN");
                    assertThatThrownBy(() -> f.encode(x, 1, x.length)).hasMessageContaining("NaN");
                    continue;
                }
                float[] y = f.quantize(x);
                assertThat(Arrays.copyOf(y, f.blockSize())).containsOnly(Float.NaN);
                assertThat(Arrays.copyOfRange(y, f.blockSize(), y.length))
                        .containsExactly(Arrays.copyOfRange(ones, f.blockSize(), y.length));
                assertThat(f.encode(x, 1, x.length).values()).containsExactly(y);
            }
        }
    }

    @Test
    void trap_05_a_negative_number_that_rounds_to_zero_is_minus_zero_where_there_is_one() {
        float[] x = {4, -1e-9f};
        for (Rounding r : new Rounding[] {Rounding.NEAREST_EVEN, Rounding.UP, Rounding.TOWARD_ZERO}) {
            for (String id : new String[] {"mxfp8_e4m3", "mxfp6_e3m2", "mxfp4_e2m1", "nvfp4"}) {
                float y = BlockTensor.encode(Formats.block(id), x, 1, 2, ElementRounding.of(r)).values()[1];
                assertThat(Float.floatToRawIntBits(y)).as(id + " " + r).isEqualTo(0x80000000);
            }
        }
    }

    /** Nothing that is no number becomes one: an infinity saturates by rule, and a NaN is NaN or an error. */
    @ParameterizedTest
    @MethodSource("formats")
    void trap_06_infinities_become_the_largest_value_of_their_block_and_nothing_else(BlockFormat f) {
        float[] x = {1.5f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0.75f};
        float[] finite = {1.5f, 1e30f, -1e30f, 0.75f}; // what saturates under the scale of 1.5
        BlockTensor t = f.encode(x, 1, 4);
        assertThat(t.scales()).isEqualTo(f.encode(new float[] {1.5f, 0.75f}, 1, 2).scales());
        assertThat(t.values()[1]).isFinite().isGreaterThanOrEqualTo(1.5f);
        assertThat(t.values()[2]).isFinite().isLessThanOrEqualTo(-1.5f);
        assertThat(f.quantize(x)).containsExactly(t.values());
        assertThat(f.encode(finite, 1, 4).values()[0]).isNotEqualTo(t.values()[0]); // a number counts
    }

    @ParameterizedTest
    @ValueSource(strings = {"mxint8", "bm2_5/48", "bfp8/16", "bfp4sm/8", "nf4"})
    void trap_07_minus_zero_does_not_appear_where_it_has_no_code(String id) {
        float[] x = {-0f, -1e-30f, 4, -4, -1e-9f};
        for (float y : Formats.block(id).quantize(x)) {
            assertThat(Float.floatToRawIntBits(y)).isNotEqualTo(0x80000000);
        }
        for (float y : Formats.block(id).quantize(new float[] {-0f, -0f})) {
            assertThat(Float.floatToRawIntBits(y)).isZero();
        }
    }

    @Test
    void trap_08_ties_go_to_the_even_code() {
        assertThat(mx("mxfp4_e2m1").quantize(new float[] {4, 0.25f, 0.75f, 1.25f, 1.75f, 2.5f, -3.5f, -5}))
                .containsExactly(4, 0, 1, 1, 2, 2, -4, -4);
        assertThat(mx("mxint8").quantize(new float[] {1, 0.5f / 64, 1.5f / 64, -2.5f / 64}))
                .containsExactly(1, 0, 2 / 64f, -2 / 64f);
        assertThat(Formats.block("bfp4/16").quantize(new float[] {1, 0.125f, 0.375f, -0.625f}))
                .containsExactly(1, 0, 0.5f, -0.5f);
        // one significant bit: even by code, not by multiple
        assertThat(Formats.block("bm3_0/16").quantize(new float[] {1, 0.75f, 0.375f})).containsExactly(
                1, (float) Formats.parse("fp130").round(0.75), (float) Formats.parse("fp130").round(0.375));
    }

    /** All elements times several scales, each in a block whose largest element fixes the scale. */
    @ParameterizedTest
    @MethodSource("formats")
    void trap_09_decode_and_encode_are_inverse_over_all_codes(BlockFormat f) {
        if (f instanceof MxFormat m && m.rule() != ScaleRule.FLOOR) {
            return; // the largest element does not fix these scales; MxAgreementTest has their codes
        }
        ScaleType type = f.scaleType();
        double max = f.element().limits().max();
        int largest = (int) f.element().encode(max);
        int checked = 0;
        for (int scale : scales(f)) {
            for (int code = 0; code < 1 << f.width(); code++) {
                double element = f.element().decode(code);
                double value = element * f.scaleValue(scale);
                boolean inBinary32 = (f == Nf4Format.INSTANCE || value == (float) value)
                        && (f == Nf4Format.INSTANCE || max * f.scaleValue(scale) == (float) (max * f.scaleValue(scale)));
                boolean unused = code != 0 && element == 0 && !f.element().limits().negativeZero();
                if (!(Math.abs(element) <= max) || !inBinary32 || unused) {
                    continue; // NaN, infinity, the most negative integer (trap 12), what binary32 or the format has not
                }
                float[] x = {f.decode(code, scale, 1), f.decode(largest, scale, 1)};
                byte[] codes = new byte[2];
                int encoded = f.encodeBlock(x, 0, 2, 1, ElementRounding.NEAREST, codes);
                assertThat(encoded).as("scale of code %x under %s", code, type.print(scale)).isEqualTo(scale);
                assertThat(codes[0]).as("code %x under scale %s", code, type.print(scale)).isEqualTo((byte) code);
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(3 << f.width());
    }

    /** Of scales that are codes or exponents all that a block can get, of binary32 scales a choice. */
    private static int[] scales(BlockFormat f) {
        ScaleType type = f.scaleType();
        if (type.bits() == 32) {
            return IntStream.of(1, 3, 1000, 999_999, 12_345_678).map(i -> Float.floatToIntBits(1.1e-38f * i)).toArray();
        }
        int least = f.encode(new float[] {Float.MIN_VALUE}, 1, 1).scales()[0];
        return IntStream.rangeClosed(least, type.highest()).toArray();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void trap_09_scales_are_read_as_they_are_printed(BlockFormat f) {
        ScaleType type = f.scaleType();
        int step = Math.max(1, (type.highest() - type.lowest()) / 1000);
        for (long scale = type.lowest(); scale <= type.highest(); scale += step) {
            assertThat(type.parse(type.print((int) scale))).isEqualTo((int) scale);
            assertThat(f.scaleValue((int) scale)).isNotNegative().isFinite();
        }
        if (type.nan() != ScaleType.NO_NAN) {
            assertThat(type.parse(type.print(type.nan()))).isEqualTo(type.nan());
            assertThat(f.scaleValue(type.nan())).isNaN();
            assertThat(f.decode(1, type.nan(), 1)).isNaN();
        }
        assertThatThrownBy(() -> type.parse("x")).hasMessageContaining("'x' is no scale; allowed: ");
        assertThat(type.contains(type.highest() + 1)).isEqualTo(type.highest() + 1 == type.nan());
        assertThat(type.contains(type.lowest() - 1)).isFalse();
    }

    @Test
    void trap_10_carries_into_the_next_binade_and_out_of_the_subnormals_are_ordinary() {
        // E4M3FN: largest subnormal 7 * 2^-9, smallest normal 2^-6; E2M1: 0.5, then 1
        assertThat(mx("mxfp8_e4m3").quantize(new float[] {256, 7.6f / 512, 15.9f})).containsExactly(256, 0.015625f, 16);
        assertThat(mx("mxfp4_e2m1").quantize(new float[] {4, 0.8f, 1.9f, 3.6f})).containsExactly(4, 1, 2, 4);
        assertThat(Formats.block("bm2_5/48").quantize(new float[] {1, 0.998f, 0.2499f})).containsExactly(1, 1, 0.25f);
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

    /** R of element i belongs to element i, in whatever blocks or tiles it lies. */
    @ParameterizedTest
    @ValueSource(strings = {"mxfp8_e5m2", "nvfp4", "bm2_5/16", "bfp8/7"})
    void trap_13_random_integers_belong_to_elements_and_not_to_blocks(String id) {
        int n = 12 * 40;
        Random random = new Random(3);
        float[] x = new float[n];
        long[] r = new long[n];
        for (int i = 0; i < n; i++) {
            x[i] = i % 4 == 0 ? 1.5f : random.nextFloat(); // every block has the same maximum
            r[i] = random.nextInt(256);
        }
        ElementRounding how = new ElementRounding(Rounding.STOCHASTIC_A, r, 8);
        BlockFormat f = Formats.block(id);
        float[] rows = BlockTensor.encode(f, x, 12, 40, how).values();
        assertThat(BlockTensor.encode(f, x, Tiles.matrix(12, 40, 6), how).values()).containsExactly(rows);
        assertThat(BlockTensor.encode(f, x, new Tiles(12, 40, 5, 12), how).values()).containsExactly(rows);
        assertThat(BlockTensor.encode(f, x, 1, n, how).values()).containsExactly(rows);
        assertThat(rows).isNotEqualTo(f.encode(x, 12, 40).values());
    }

    /** Just below 2^8 as BF16 it would be 2^8, and the scale twice as large. */
    @Test
    void trap_14_the_maximum_of_a_block_is_not_rounded_before_its_exponent_is_taken() {
        float amax = Math.nextDown(256f);
        assertThat(mx("mxfp8_e4m3").encode(new float[] {amax}, 1, 1).scales()).containsExactly(127 + 7 - 8);
        assertThat(Formats.block("bm2_5/48").encode(new float[] {amax}, 1, 1).scales()).containsExactly(7);
        // one rounding from binary32: 0.3749999 is below the tie between 0.25 and 0.5, its BF16 neighbour 0.375 is on it
        assertThat(Formats.block("bfp3/4").quantize(new float[] {1, Math.nextDown(0.75f), Math.nextDown(0.25f)}))
                .containsExactly(1, 0.5f, 0);
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
        assertThatThrownBy(() -> Formats.scalar("mxint8"))
                .hasMessageContaining("blocks of a tensor");
    }
}
