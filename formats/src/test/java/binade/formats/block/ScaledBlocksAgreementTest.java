package binade.formats.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.Bits;
import binade.formats.BlockFormat;
import binade.formats.Formats;
import binade.formats.Lists;
import binade.formats.block.NvFp4Format.LowerBound;
import binade.formats.reference.ExactBlocks;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** NVFP4, NF4, block minifloat and block floating point against their definitions. */
@Tag("kernel")
class ScaledBlocksAgreementTest {
    // ---- NVFP4 ---------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void nvfp4_with_one_level_equals_the_reference(LowerBound lo) {
        NvFp4Format f = new NvFp4Format(false, lo);
        for (float[] x : BlockDomain.blocks(16, 1000, true)) {
            BlockTensor t = f.encode(x, 1, x.length);
            assertThat(f.quantize(x)).containsExactly(t.values());
            float scale = ExactBlocks.nvfp4Scale(x, 1, lo.value());
            double[] elements = ExactBlocks.nvfp4Elements(x, 1, scale);
            for (int i = 0; i < x.length; i++) {
                assertThat(Bits.of(t.values()[i])).as(Arrays.toString(x))
                        .isEqualTo(Bits.of((float) (elements[i] * scale)));
            }
        }
    }

    @Test
    void nvfp4_with_two_levels_equals_the_reference() {
        NvFp4Format f = new NvFp4Format(true, LowerBound.SMALLEST_POSITIVE);
        for (float[] x : BlockDomain.blocks(80, 600, false)) {
            BlockTensor t = f.encode(x, 1, x.length);
            float amax = 0;
            for (float v : x) {
                amax = Float.isInfinite(v) ? amax : Math.max(amax, Math.abs(v));
            }
            float s = amax == 0 ? 1 : Math.max(amax / 2688, Float.MIN_VALUE);
            assertThat(t.tensorScale()).isEqualTo(s);
            assertThat(f.quantize(x)).containsExactly(t.values());
            for (int b = 0; b < t.scales().length; b++) {
                float[] block = Arrays.copyOfRange(x, 16 * b, Math.min(x.length, 16 * b + 16));
                float scale = ExactBlocks.nvfp4Scale(block, s, 0x1p-9);
                assertThat((float) Formats.parse("e4m3fn").decode(t.scales()[b])).isEqualTo(scale);
                double[] elements = ExactBlocks.nvfp4Elements(block, s, scale);
                for (int i = 0; i < block.length; i++) {
                    assertThat(Bits.of((float) Formats.parse("e2m1fn").decode(t.codes()[16 * b + i])))
                            .as(Arrays.toString(block)).isEqualTo(Bits.of((float) elements[i]));
                }
            }
        }
    }

    /** The maximum is found in pieces from the end on: wherever it is, and beside what is no number. */
    @Test
    void the_scale_of_a_tensor_is_that_of_its_largest_number_wherever_it_is() {
        NvFp4Format f = new NvFp4Format(true, LowerBound.SMALLEST_POSITIVE);
        for (int at : new int[] {0, 1, 6_000, 6_001, 20_000, 39_998, 39_999}) {
            float[] x = new float[40_000];
            Arrays.fill(x, -1.5f);
            x[at] = -2688;
            assertThat(f.tensorScale(x, 0, x.length)).isEqualTo(1);
            x[(at + 77) % x.length] = Float.NEGATIVE_INFINITY;
            x[(at + 7777) % x.length] = Float.NaN;
            assertThat(f.tensorScale(x, 0, x.length)).isEqualTo(1);
            assertThat(f.tensorScale(x, at + 1, x.length)).isEqualTo(at == 39_999 ? 1 : 1.5f / 2688);
        }
    }

    @Test
    void a_block_of_zeros_has_scale_zero_or_that_of_torchao() {
        float[] zeros = {0, -0f};
        assertThat(NvFp4Format.DEFAULT.encode(zeros, 1, 2).scales()).containsExactly(0);
        assertThat(new NvFp4Format(false, LowerBound.SMALLEST_NORMAL).encode(zeros, 1, 2).scales()).containsExactly(8);
        assertThat(new NvFp4Format(true, LowerBound.SMALLEST_POSITIVE).quantize(zeros)).containsExactly(0, -0f);
    }

    @Test
    void the_scale_of_a_block_that_is_not_zero_is_not_zero() {
        float[] x = {Float.MIN_VALUE, 0};
        assertThat(NvFp4Format.DEFAULT.encode(x, 1, 2).scales()).containsExactly(1);
        assertThat(NvFp4Format.DEFAULT.quantize(x)).containsExactly(0, 0);
    }

    /** amax 7.1: scale 7.1 / 6 = 1.1833 rounds down to 1.125, and 7.1 / 1.125 exceeds 6. */
    @Test
    void an_element_beyond_six_after_scaling_is_clamped() {
        assertThat(NvFp4Format.DEFAULT.quantize(new float[] {7.1f, -1})).containsExactly(6.75f, -1.125f);
    }

    // ---- NF4 -----------------------------------------------------------------------------------------------------

    @Test
    void nf4_counts_the_thresholds_below() {
        double[] thresholds = { // bitsandbytes, as binary32 numbers
            -0.8480964004993439f, -0.6106329262256622f, -0.4599952697753906f, -0.33967943489551544f,
            -0.23460740596055984f, -0.13791173323988914f, -0.045525018125772476f, 0.03979014977812767f,
            0.1202552504837513f, 0.2035212516784668f, 0.2920137718319893f, 0.3893125355243683f, 0.5016634166240692f,
            0.6427869200706482f, 0.8614784181118011f
        };
        for (float[] x : BlockDomain.blocks(64, 400, false)) {
            BlockTensor t = Nf4Format.INSTANCE.encode(x, 1, x.length);
            float absmax = Float.intBitsToFloat(t.scales()[0]);
            for (int i = 0; i < x.length; i++) {
                float y = x[i] * (1f / Math.max(absmax, 1e-38f));
                double clamped = Math.max(-1, Math.min(1, (double) y));
                int code = (int) Arrays.stream(thresholds).filter(h -> clamped > h).count();
                assertThat(t.codes()[i]).as(Arrays.toString(x)).isEqualTo((byte) code);
                assertThat(t.values()[i]).isEqualTo((float) Formats.scalar("nf4").decode(code) * absmax);
            }
        }
    }

    @Test
    void nf4_packs_the_first_code_into_the_high_nibble() {
        BlockTensor t = Nf4Format.INSTANCE.encode(new float[] {-2, 2, 0}, 1, 3);
        assertThat(t.packed()).containsExactly(0x0f, 0x70);
        assertThat(t.values()).containsExactly(-2, 2, 0);
        assertThat(BlockTensor.unpack(t.format(), 1, 3, 1, t.scales(), t.packed()).values()).containsExactly(-2, 2, 0);
        assertThat(Nf4Format.INSTANCE.quantize(new float[] {1, Float.NaN})).containsOnly(Float.NaN);
    }

    // ---- tensors ---------------------------------------------------------------------------------------------------

    static Stream<BlockFormat> tensorFormats() {
        return Stream.of(
                NvFp4Format.DEFAULT, new NvFp4Format(true, LowerBound.SMALLEST_POSITIVE),
                new NvFp4Format(false, LowerBound.SMALLEST_NORMAL), Nf4Format.INSTANCE, Formats.block("bm2_5/48"),
                Formats.block("bm4_3/5"), Formats.block("bfp8/16"), Formats.block("bfp4/7"), Formats.block("bfp5/1000"));
    }

    /** Many blocks at once equal block after block: whole and short ones, blocks of zeros and with specials, in place too. */
    @ParameterizedTest
    @MethodSource("tensorFormats")
    void tensors_equal_their_blocks(BlockFormat f) {
        int rows = 60;
        List<float[]> blocks = BlockDomain.blocks(83, 3000, f.hasNan());
        for (int columns : new int[] {83, 192, 1}) {
            float[] x = new float[rows * columns];
            for (int row = 0; row < rows; row++) {
                float[] source = blocks.get((blocks.size() - 1 - 7 * row) % blocks.size());
                System.arraycopy(source, 0, x, row * columns, Math.min(columns, source.length));
            }
            float[] expected = f.encode(x, rows, columns).values();
            float[] y = new float[x.length];
            f.quantize(x, y, rows, columns);
            f.quantize(x, x, rows, columns);
            for (int i = 0; i < x.length; i++) {
                assertThat(Bits.of(y[i])).isEqualTo(Bits.of(expected[i]));
                assertThat(Bits.of(x[i])).isEqualTo(Bits.of(expected[i]));
            }
        }
    }

    // ---- shared exponents ----------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"2, 5", "4, 3", "3, 4", "5, 2", "6, 1", "7, 0", "1, 2", "2, 1"})
    void block_minifloat_equals_the_list_at_the_shared_exponent(int e, int m) {
        SharedExponentFormat f = SharedExponentFormat.minifloat(e, m, 48);
        for (float[] x : BlockDomain.blocks(48, 300, false)) {
            agree(f, x, ExactBlocks.list(Lists.floatList(e, m), -128, x));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 5, 8})
    void block_floating_point_equals_integers_at_the_shared_exponent(int bits) {
        SharedExponentFormat f = SharedExponentFormat.integers(bits, 16, false);
        for (float[] x : BlockDomain.blocks(16, 300, false)) {
            agree(f, x, ExactBlocks.integers(bits, -149, x));
        }
    }

    private static void agree(BlockFormat f, float[] x, ExactBlocks.Block expected) {
        BlockTensor t = f.encode(x, 1, x.length);
        assertThat(t.scales()).containsExactly(expected.scale());
        float[] y = f.quantize(x);
        for (int i = 0; i < x.length; i++) {
            assertThat(Bits.of(y[i])).as(f.id() + " of " + Arrays.toString(x)).isEqualTo(Bits.of(t.values()[i]));
            assertThat(Bits.of(t.values()[i])).as(f.id() + " of " + Arrays.toString(x))
                    .isEqualTo(Bits.of((float) expected.value(i)));
        }
    }

    /** The example of paper-method 8.1. */
    @Test
    void the_example_of_block_minifloat_holds() {
        float[] x = {0.9f, 0.013f, -0.31f, 3.3e-4f};
        assertThat(Formats.block("bm2_5/48").quantize(x)).containsExactly(0.90625f, 0.01171875f, -0.3125f, 0f);
        assertThat(Formats.block("bm4_3/48").quantize(x))
                .containsExactly(0.875f, 0.0126953125f, -0.3125f, 0.000335693359375f);
        assertThat(Formats.block("bm4_3/48").encode(x, 1, 4).scales()).containsExactly(-1);
    }

    @Test
    void sign_magnitude_has_no_most_negative_number() {
        float[] x = {-1.999f, 0.5f};
        assertThat(SharedExponentFormat.integers(4, 16, false).quantize(x)).containsExactly(-2, 0.5f);
        assertThat(SharedExponentFormat.integers(4, 16, true).quantize(x)).containsExactly(-1.75f, 0.5f);
    }

    @Test
    void a_shared_exponent_has_no_nan() {
        assertThatThrownBy(() -> Formats.block("bfp8/16").quantize(new float[] {1, Float.NaN}))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("bfp8/16");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bm5_5/16", "bfp9/16", "bfp1/16", "bfp8/0", "mxfp5"})
    void ids_of_no_format_are_refused(String id) {
        assertThatThrownBy(() -> Formats.any(id)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(id);
    }
}
