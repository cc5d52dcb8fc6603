package binade.formats.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.BlockFormat;
import binade.formats.Formats;
import binade.formats.Rounding;
import binade.formats.block.NvFp4Format.LowerBound;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

/** What block formats refuse, and what they say of themselves. */
class BlockArgumentsTest {
    @ParameterizedTest
    @ValueSource(strings = {"mxfp8_e4m3", "mxint8", "nvfp4", "nf4", "bm2_5/48", "bfp8/16"})
    void arrays_of_another_length_than_the_shape_are_refused(String id) {
        BlockFormat f = Formats.block(id);
        float[] whole = new float[192];
        float[] less = new float[191];
        float[] more = new float[193];
        for (float[] wrong : new float[][] {less, more}) {
            assertThatThrownBy(() -> f.quantize(wrong, new float[192], 4, 48)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> f.quantize(whole, wrong, 4, 48)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> BlockTensor.encode(f, wrong, 4, 48, ElementRounding.NEAREST))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> BlockTensor.encode(f, wrong, Tiles.matrix(4, 48, 4), ElementRounding.NEAREST))
                    .isInstanceOf(IllegalArgumentException.class);
            BlockTensor t = BlockTensor.encode(f, whole, 4, 48, ElementRounding.NEAREST);
            assertThatThrownBy(() -> t.dequantize(wrong)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Tiles.matrix(4, 48, 4).quantize(f, whole, wrong))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Tiles.quantizeActivations(f, wrong, new float[192], 2, 8, 12, 4))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void scale_groups_are_for_their_tensor_only() {
        ScaleGroups groups = ScaleGroups.tensor(12);
        float[] x = new float[12];
        float[] wrong = new float[11];
        var quantizer = ScaledQuantizer.toMaximum(Formats.parse("e4m3fn"), x, groups);
        assertThatThrownBy(() -> quantizer.quantize(wrong, x)).hasMessageContaining("11 elements");
        assertThatThrownBy(() -> quantizer.quantize(x, wrong)).hasMessageContaining("11 elements");
        assertThatThrownBy(() -> quantizer.encode(wrong)).hasMessageContaining("11 elements");
        assertThatThrownBy(() -> quantizer.decode(new int[13])).hasMessageContaining("13 elements");
        assertThatThrownBy(() -> ScaledQuantizer.toMaximum(Formats.parse("e4m3fn"), wrong, groups)).hasMessageContaining("11");
        var affine = AffineQuantizer.asymmetric(AffineQuantizer.Range.unsigned(8), x, groups);
        assertThatThrownBy(() -> AffineQuantizer.asymmetric(AffineQuantizer.Range.unsigned(8), wrong, groups))
                .hasMessageContaining("11 elements");
        assertThatThrownBy(() -> affine.quantize(wrong, new int[12])).hasMessageContaining("11 elements");
        assertThatThrownBy(() -> affine.quantize(x, new int[13])).hasMessageContaining("13 elements");
        assertThatThrownBy(() -> affine.dequantize(new int[11], x)).hasMessageContaining("11 elements");
        assertThatThrownBy(() -> affine.dequantize(new int[12], wrong)).hasMessageContaining("11 elements");
        assertThatThrownBy(() -> ScaledQuantizer.of(Formats.parse("e4m3fn"), groups, new float[2]))
                .hasMessage("2 scales for 1 groups");
        for (float scale : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> ScaledQuantizer.of(Formats.parse("e4m3fn"), groups, new float[] {scale}))
                    .hasMessageContaining("must be positive and finite");
        }
    }

    /** hi - lo beyond binary32: 2^128 - 2^104 over 255 steps. */
    @Test
    void an_affine_range_wider_than_binary32_keeps_its_scale() {
        float[] x = {-Float.MAX_VALUE, 0, Float.MAX_VALUE};
        var q = AffineQuantizer.asymmetric(AffineQuantizer.Range.unsigned(8), x, ScaleGroups.tensor(3));
        assertThat(q.scales()).containsExactly((float) (2.0 * Float.MAX_VALUE / 255));
        assertThat(q.zeroPoints()).containsExactly(128);
        int[] codes = new int[3];
        q.quantize(x, codes);
        assertThat(codes).containsExactly(0, 128, 255);
    }

    @Test
    void a_power_of_two_scale_puts_the_largest_element_room_binades_below_the_top() {
        float[] x = {0.3f, -1.7f, 0.01f};
        var f = Formats.parse("fp134");
        assertThat(ScaledQuantizer.powerOfTwo(f, x, ScaleGroups.tensor(3), 0).scales()).containsExactly(1f);
        assertThat(ScaledQuantizer.powerOfTwo(f, x, ScaleGroups.tensor(3), 2).scales()).containsExactly(4f);
        var int8 = Formats.parse("int8").atDefaultScale(); // whole numbers: top binade 2^6
        assertThat(ScaledQuantizer.powerOfTwo(int8, x, ScaleGroups.tensor(3), 1).scales()).containsExactly(0x1p-5f);
        assertThat(ScaledQuantizer.toMaximum(f, new float[3], ScaleGroups.tensor(3)).scales()).containsExactly(1f);
        assertThat(ScaledQuantizer.toMaximum(f, x, ScaleGroups.tensor(3)).scales()).containsExactly(1.7f / 1.9375f);
    }

    @Test
    void packed_codes_cut_short_are_refused() {
        byte[] codes = new byte[10];
        assertThatThrownBy(() -> CodePacking.unpack(new byte[4], 0, 4, BitOrder.LOW_FIRST, codes))
                .hasMessage("4 bytes; 10 codes of 4 bits from bit 0 on take 5");
        assertThatThrownBy(() -> CodePacking.unpack(new byte[5], 1, 4, BitOrder.LOW_FIRST, codes))
                .hasMessage("5 bytes; 10 codes of 4 bits from bit 1 on take 6");
        assertThatThrownBy(() -> CodePacking.unpack(new byte[4], 0, 4, BitOrder.LOW_FIRST, new short[10]))
                .hasMessageContaining("take 5");
        assertThatThrownBy(() -> CodePacking.unpack(new byte[99], 0, 9, BitOrder.LOW_FIRST, codes))
                .hasMessage("codes of 9 bits do not fit bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mxfp8_e4m3", "nvfp4", "nf4", "bm2_5/48", "bfp8/16"})
    void hysteresis_has_no_meaning_in_blocks_whose_scale_moves(String id) {
        BlockFormat f = Formats.block(id);
        assertThat(f.supports(Rounding.HYSTERESIS)).isFalse();
        assertThat(f.supports(Rounding.NEAREST_EVEN)).isTrue();
        assertThat(f.supports(Rounding.STOCHASTIC_B)).isEqualTo(!id.equals("nf4"));
        if (id.equals("nf4")) {
            ElementRounding down = ElementRounding.of(Rounding.DOWN);
            assertThatThrownBy(() -> BlockTensor.encode(f, new float[4], 1, 4, down)).hasMessage("rounding rd is not defined for nf4");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "mxfp4_e2m1 | 2^(floor(log2 amax) - 2), 0 for zeros", "nf4 | amax", "bm2_5/48 | 2^floor(log2 amax), 2^-128 for zeros",
        "bfp8/16 | 2^floor(log2 amax), 2^-149 for zeros"
    })
    void scale_formulas(String id, String formula) {
        assertThat(Formats.block(id).scaleFormula()).isEqualTo(formula);
    }

    @Test
    void nvfp4_says_which_of_its_rules_it_has() {
        assertThat(new NvFp4Format(false, LowerBound.SMALLEST_NORMAL).scaleFormula())
                .isEqualTo("e4m3fn(clamp(amax / 6, 2^-6, 448))");
        assertThat(new NvFp4Format(true, LowerBound.SMALLEST_POSITIVE).scaleFormula()).isEqualTo(
                "e4m3fn(clamp(amax / 6 / s, 2^-9, 448)), 0 for zeros; s = amax of the tensor / 2688 in fp32");
        assertThat(new NvFp4Format(false, LowerBound.SMALLEST_NORMAL).hasTensorScale()).isFalse();
        assertThat(LowerBound.of(0x1p-9)).isEqualTo(LowerBound.SMALLEST_POSITIVE);
        assertThat(LowerBound.of(0x1p-6)).isEqualTo(LowerBound.SMALLEST_NORMAL);
        assertThatThrownBy(() -> LowerBound.of(0.5)).hasMessageContaining("lower bound 0.5 of NVFP4 scales");
    }

    @Test
    void tensors_are_equal_by_content() {
        float[] x = {1, -2, 3, 0.5f};
        BlockFormat f = Formats.block("mxfp8_e4m3");
        BlockTensor t = BlockTensor.encode(f, x, 2, 2, ElementRounding.NEAREST);
        assertThat(t).isEqualTo(BlockTensor.encode(f, x, 2, 2, ElementRounding.NEAREST))
                .hasSameHashCodeAs(BlockTensor.encode(f, x, 2, 2, ElementRounding.NEAREST))
                .isNotEqualTo(BlockTensor.encode(f, x, 1, 4, ElementRounding.NEAREST))
                .isNotEqualTo(BlockTensor.encode(Formats.block("mxfp8_e5m2"), x, 2, 2, ElementRounding.NEAREST))
                .isNotEqualTo(BlockTensor.encode(f, new float[] {1, -2, 3, 0.25f}, 2, 2, ElementRounding.NEAREST))
                .isNotEqualTo(BlockTensor.encode(f, new float[] {2, -4, 3, 0.5f}, 2, 2, ElementRounding.NEAREST))
                .isNotEqualTo("a text");
        assertThat(t.hashCode()).isNotZero();
        assertThat(t).hasToString("mxfp8_e4m3 of 2 x 2 in blocks of 1 x 32");
        assertThat(Formats.block("nf4").bitOrder()).isEqualTo(BitOrder.HIGH_FIRST);
        assertThat(f.bitOrder()).isEqualTo(BitOrder.LOW_FIRST);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "bm5_3/16 | 'bm5_3/16' has 9 bits; a sign, exponent bits and fraction bits may be up to 8",
        "bfp9/16 | 'bfp9/16' has 9 bits; allowed: 2 to 8", "bfp1/16 | 'bfp1/16' has 1 bits; allowed: 2 to 8"
    })
    void widths_beyond_a_byte_are_refused(String id, String message) {
        assertThatThrownBy(() -> Formats.block(id)).hasMessageContaining(message);
        assertThat(Formats.block("bm5_2/16").width()).isEqualTo(8);
        assertThat(Formats.block("bfp2/3").width()).isEqualTo(2);
    }

    @Test
    void weights_with_fewer_inputs_than_an_edge_have_a_block_per_output() {
        assertThat(Tiles.weights(6, 4, 9, 4).count()).isEqualTo(2);
        assertThat(Tiles.weights(6, 3, 9, 4).count()).isEqualTo(6);
        assertThat(Tiles.weights(6, 3, 9, Tiles.PER_TENSOR).count()).isEqualTo(1);
        assertThat(Tiles.matrix(5, 0, 4).count()).isZero();
        assertThatThrownBy(() -> Tiles.matrix(2, -1, 4)).hasMessageContaining("no tensor has the shape");
        assertThatThrownBy(() -> Tiles.matrix(2, 2, -2)).hasMessageContaining("tile edge -2");
    }
}
