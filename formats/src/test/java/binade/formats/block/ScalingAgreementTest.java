package binade.formats.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.Bits;
import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.Quantizer;
import binade.formats.block.AffineQuantizer.Range;
import binade.formats.reference.ExactScaling;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scales per tensor, channel and piece of an axis, and those of double quantization, against their definitions. */
class ScalingAgreementTest {
    private static float[] random(int n, long seed) {
        Random random = new Random(seed);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = switch (random.nextInt(12)) {
                case 0 -> Float.intBitsToFloat(random.nextInt());
                case 1 -> random.nextInt(300) * Float.MIN_VALUE;
                case 2 -> 0f * random.nextInt(-1, 1);
                case 3 -> random.nextBoolean() ? Float.MAX_VALUE : Float.NEGATIVE_INFINITY;
                default -> Math.scalb((float) random.nextGaussian(), random.nextInt(20) - 10);
            };
            x[i] = Float.isNaN(x[i]) ? -1 : x[i];
        }
        return x;
    }

    // ---- groups --------------------------------------------------------------------------------------------------

    /** Every element of a tensor [2, 3, 4, 5] by its coordinates. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, -1, -4})
    void groups_are_those_of_the_coordinates(int axis) {
        int[] shape = {2, 3, 4, 5};
        int a = Math.floorMod(axis, 4);
        ScaleGroups channels = ScaleGroups.channels(shape, axis);
        assertThat(channels.count()).isEqualTo(shape[a]);
        for (int size = 1; size <= 6; size++) {
            ScaleGroups pieces = ScaleGroups.pieces(shape, axis, size);
            int[] scales = shape.clone();
            scales[a] = (shape[a] + size - 1) / size;
            assertThat(pieces.count()).isEqualTo(scales[0] * scales[1] * scales[2] * scales[3]);
            for (int i = 0; i < 120; i++) {
                int[] at = {i / 60, i / 20 % 3, i / 5 % 4, i % 5};
                assertThat(channels.of(i)).isEqualTo(at[a]);
                at[a] /= size;
                int flat = ((at[0] * scales[1] + at[1]) * scales[2] + at[2]) * scales[3] + at[3];
                assertThat(pieces.of(i)).isEqualTo(flat);
            }
        }
        assertThat(ScaleGroups.tensor(7).count()).isOne();
    }

    @Test
    void axes_that_do_not_exist_are_refused() {
        assertThatThrownBy(() -> ScaleGroups.channels(new int[] {2, 3}, 2)).hasMessage("axis 2 of 2 dimensions");
        assertThatThrownBy(() -> ScaleGroups.pieces(new int[] {2, 3}, 1, 0)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> ScaleGroups.channels(new int[] {2, -3}, 0)).hasMessageContaining("negative");
    }

    // ---- affine --------------------------------------------------------------------------------------------------

    private static void agree(AffineQuantizer q, ScaleGroups groups, float[] x) {
        int[] codes = new int[x.length];
        q.quantize(x, codes);
        float[] y = new float[x.length];
        q.dequantize(codes, y);
        for (int i = 0; i < x.length; i++) {
            float s = q.scales()[groups.of(i)];
            int z = q.zeroPoints()[groups.of(i)];
            assertThat(codes[i]).as("%s / %s + %d", x[i], s, z)
                    .isEqualTo(ExactScaling.affine(x[i], s, z, q.range().min(), q.range().max()));
            assertThat(Bits.of(y[i])).isEqualTo(Bits.of(ExactScaling.multiply(s, codes[i] - z)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void affine_integers_equal_the_reference_along_every_axis(int axis) {
        int[] shape = {3, 5, 7};
        float[] x = random(3 * 5 * 7, axis);
        for (ScaleGroups groups : new ScaleGroups[] {
            ScaleGroups.tensor(x.length), ScaleGroups.channels(shape, axis), ScaleGroups.pieces(shape, axis, 4)
        }) {
            for (int bits : new int[] {2, 8, 16}) {
                agree(AffineQuantizer.symmetric(bits, x, groups), groups, x);
                agree(AffineQuantizer.powerOfTwo(bits, x, groups), groups, x);
                agree(AffineQuantizer.asymmetric(Range.unsigned(bits), x, groups), groups, x);
                agree(AffineQuantizer.asymmetric(Range.signed(bits), x, groups), groups, x);
            }
        }
    }

    @Test
    void a_power_of_two_gives_the_integers_of_the_exact_scale() {
        float[] x = new float[64];
        new Random(2).ints(64, -1000, 1000).boxed().toList().forEach(v -> x[Math.floorMod(v, 64)] = v / 7f);
        float[] expected = new float[64];
        Quantizer.nearest(Formats.parse("int8"), 0).quantize(x, expected, 0, 64);
        AffineQuantizer q = AffineQuantizer.powerOfTwo(8, x, ScaleGroups.tensor(64));
        int[] codes = new int[64];
        q.quantize(x, codes);
        float[] y = new float[64];
        q.dequantize(codes, y);
        assertThat(y).containsExactly(expected);
    }

    // ---- formats under a scale -----------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"e4m3fn", "e5m2", "e2m1fn", "fp134", "int8", "sm4", "hfp8-fwd"})
    void formats_under_a_scale_equal_the_reference_along_every_axis(String id) {
        GridFormat f = Formats.parse(id);
        int[] shape = {2, 4, 5};
        float[] x = random(2 * 4 * 5, 9);
        for (int axis = 0; axis < 3; axis++) {
            ScaleGroups groups = ScaleGroups.pieces(shape, axis, 3);
            for (ScaledQuantizer q : new ScaledQuantizer[] {
                ScaledQuantizer.toMaximum(f, x, groups), ScaledQuantizer.powerOfTwo(f, x, groups, 1)
            }) {
                float[] y = new float[x.length];
                q.quantize(x, y);
                int[] codes = q.encode(x);
                for (int i = 0; i < x.length; i++) {
                    float s = q.scales()[groups.of(i)];
                    int at = i;
                    assertThat(Bits.of(y[i])).as(() -> id + " of " + Bits.show(x[at]) + " under " + s)
                            .isEqualTo(Bits.of(ExactScaling.scaled(f, x[i], s)));
                }
                assertThat(q.decode(codes)).containsExactly(y);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"fp134, 0", "fp134, 2", "int8, 1", "sm8, 3", "log4, 0"})
    void a_power_of_two_per_row_is_the_exact_scale_of_the_row(String id, int room) {
        GridFormat f = Formats.parse(id);
        Random random = new Random(4);
        float[] x = new float[6 * 20];
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.scalb((float) random.nextGaussian(), i / 20 * 5 - 12);
        }
        float[] expected = new float[x.length];
        for (int row = 0; row < 6; row++) {
            Quantizer.nearest(f, room).quantize(x, expected, 20 * row, 20 * row + 20);
        }
        ScaledQuantizer.powerOfTwo(f, x, ScaleGroups.channels(new int[] {6, 20}, 0), room).quantize(x, x);
        assertThat(x).containsExactly(expected);
    }

    @Test
    void nan_is_kept_or_an_error() {
        float[] x = {448, Float.NaN};
        float[] y = new float[2];
        ScaledQuantizer.toMaximum(Formats.parse("e4m3fn"), x, ScaleGroups.tensor(2)).quantize(x, y);
        assertThat(y).containsExactly(448, Float.NaN);
        assertThatThrownBy(() -> ScaledQuantizer.toMaximum(Formats.parse("int8"), x, ScaleGroups.tensor(2)).quantize(x, y))
                .hasMessage("element 1 is NaN, which int8 cannot represent");
        assertThatThrownBy(() -> ScaledQuantizer.of(Formats.parse("int8"), ScaleGroups.tensor(2), new float[] {-1}))
                .hasMessageContaining("positive");
    }

    // ---- double quantization -------------------------------------------------------------------------------------

    @Test
    void the_dynamic_map_is_the_definition_rounded_once() {
        float[] map = ExactScaling.dynamicMap();
        for (int code = 0; code < 256; code++) {
            assertThat(DoubleQuantization.value(code)).isEqualTo(map[code]);
            assertThat(DoubleQuantization.nearest(map[code])).isEqualTo(code);
        }
        assertThat(map[0]).isEqualTo(-0.99296875f);
        assertThat(map[127]).isZero();
        assertThat(map[128]).isEqualTo(5.5e-7f);
        assertThat(map[254]).isEqualTo(0.99296875f);
        assertThat(map[255]).isOne();
        for (int code = 0; code < 255; code++) { // on a midpoint, where it is a binary32 number, the lower code
            float middle = (map[code] + map[code + 1]) / 2;
            boolean exact = middle == ((double) map[code] + map[code + 1]) / 2;
            assertThat(DoubleQuantization.nearest(middle)).isEqualTo(
                    exact || middle < ((double) map[code] + map[code + 1]) / 2 ? code : code + 1);
        }
    }

    static Stream<IntFunction<float[]>> weights() {
        Random random = new Random(8);
        return Stream.of(
                n -> random(n, 1), n -> new float[n], n -> {
                    float[] x = new float[n];
                    for (int i = 0; i < n; i++) {
                        x[i] = (float) random.nextGaussian() * (1 + i / 64 % 5);
                    }
                    return x;
                }, n -> {
                    float[] x = new float[n];
                    Arrays.fill(x, 1e-41f);
                    return x;
                });
    }

    @ParameterizedTest
    @MethodSource("weights")
    void double_quantization_equals_the_reference(IntFunction<float[]> weights) {
        for (int n : new int[] {1, 65, 64 * 256 + 70}) {
            BlockTensor t = Nf4Format.INSTANCE.encode(weights.apply(n), 1, n);
            float[] absmax = new float[t.scales().length];
            for (int b = 0; b < absmax.length; b++) {
                absmax[b] = Float.intBitsToFloat(t.scales()[b]);
            }
            DoubleQuantization dq = DoubleQuantization.of(t);
            float[] expected = ExactScaling.doubleQuantized(absmax);
            float[] values = dq.values(t);
            for (int b = 0; b < absmax.length; b++) {
                assertThat(Bits.of(dq.absmax(b))).as("block %d", b).isEqualTo(Bits.of(expected[b]));
            }
            for (int i = 0; i < n; i += 13) {
                float code = (float) Formats.scalar("nf4").decode(t.codes()[i]);
                assertThat(Bits.of(values[i])).isEqualTo(Bits.of(ExactScaling.multiply(code, expected[i / 64])));
            }
        }
    }

    /** The maxima that the 8-bit codes stand for have the same codes again. */
    @Test
    void every_code_of_double_quantization_decodes_and_encodes_to_itself() {
        for (float m : new float[] {1, 0.37f, 1e-30f, 3e38f}) {
            for (int code = 0; code < 256; code++) {
                float d = DoubleQuantization.value(code) * m;
                assertThat(DoubleQuantization.nearest(Math.clamp(d * (1 / m), -1f, 1f))).isEqualTo(code);
            }
        }
    }

    @Test
    void double_quantization_is_for_nf4_without_nan() {
        assertThatThrownBy(() -> DoubleQuantization.of(Formats.block("mxint8").encode(new float[2], 1, 2)))
                .hasMessage("double quantization is defined for nf4, not for mxint8");
        assertThatThrownBy(() -> DoubleQuantization.of(Nf4Format.INSTANCE.encode(new float[] {1, Float.NaN}, 1, 2)))
                .hasMessageContaining("NaN");
        DoubleQuantization one = DoubleQuantization.of(Nf4Format.INSTANCE.encode(new float[3], 1, 3));
        assertThatThrownBy(() -> one.values(Nf4Format.INSTANCE.encode(new float[65], 1, 65)))
                .hasMessage("1 maxima for 2 blocks");
    }
}
