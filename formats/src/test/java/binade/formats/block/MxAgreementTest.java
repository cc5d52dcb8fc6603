package binade.formats.block;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.Bits;
import binade.formats.Formats;
import binade.formats.reference.ExactBlocks;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every MX format and scale rule against the exact reference: scale, values and signs of zero. */
@Tag("kernel")
class MxAgreementTest {
    private static final Map<String, Map.Entry<String, Integer>> ELEMENTS = Map.of(
            "mxfp8_e4m3", Map.entry("e4m3fn", 3), "mxfp8_e5m2", Map.entry("e5m2", 2),
            "mxfp6_e3m2", Map.entry("e3m2fn", 2), "mxfp6_e2m3", Map.entry("e2m3fn", 3),
            "mxfp4_e2m1", Map.entry("e2m1fn", 1));

    static Stream<Arguments> formats() {
        return MxFormat.ids().stream()
                .flatMap(id -> Arrays.stream(ScaleRule.values()).map(rule -> Arguments.of(id, rule)));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void blocks_equal_the_reference(String id, ScaleRule rule) {
        MxFormat format = MxFormat.parse(id).withRule(rule);
        for (float[] x : BlockDomain.blocks(32, 400, true)) {
            agree(format, x, ELEMENTS.containsKey(id)
                    ? ExactBlocks.mx(ELEMENTS.get(id).getKey(), ELEMENTS.get(id).getValue(), rule, x)
                    : ExactBlocks.mxint8(false, rule, x));
            if (id.equals("mxint8")) {
                agree(format.withSymmetric(true), x, ExactBlocks.mxint8(true, rule, x));
            }
        }
    }

    private static void agree(MxFormat format, float[] x, ExactBlocks.Block expected) {
        BlockTensor t = format.encode(x, 1, x.length);
        String what = format + " of " + Arrays.toString(x);
        int c = expected.scale() == Integer.MIN_VALUE ? 255 : expected.scale() + 127;
        assertThat(t.scales()).as(what).containsExactly(c);
        float[] y = format.quantize(x);
        for (int i = 0; i < x.length; i++) {
            assertThat(Bits.of(y[i])).as(what).isEqualTo(Bits.of((float) expected.value(i)));
            assertThat(Bits.of(t.values()[i])).as(what).isEqualTo(Bits.of(y[i]));
        }
        assertThat(BlockTensor.unpack(format, 1, x.length, 1, t.scales(), t.packed()).values())
                .as(what).containsExactly(y);
    }

    /** The vector kernel on many rows at once equals block after block, in place too. */
    @ParameterizedTest
    @MethodSource("formats")
    void tensors_equal_their_blocks(String id, ScaleRule rule) {
        MxFormat format = MxFormat.parse(id).withRule(rule);
        int columns = 83; // two whole blocks and a short one
        int rows = 60;
        float[] x = new float[rows * columns];
        List<float[]> blocks = BlockDomain.blocks(columns, 3000, true);
        for (int row = 0; row < rows; row++) {
            float[] source = blocks.get(blocks.size() - 1 - 7 * row);
            System.arraycopy(source, 0, x, row * columns, source.length);
        }
        float[] expected = format.encode(x, rows, columns).values();
        format.quantize(x, x, rows, columns);
        for (int i = 0; i < x.length; i++) {
            assertThat(Bits.of(x[i])).isEqualTo(Bits.of(expected[i]));
        }
    }

    /** Where all scales of a piece come from one vector loop: maxima at, just below and just above the steps of the rules. */
    @ParameterizedTest
    @MethodSource("formats")
    void tensors_of_usual_magnitudes_equal_their_blocks(String id, ScaleRule rule) {
        MxFormat format = MxFormat.parse(id).withRule(rule);
        Random random = new Random(7);
        float[] steps = {1, 1.75f, 1.875f, 1.9375f, 1.9921875f, 1.984375f, 1.5f, 1.3125f};
        float[] x = new float[32 * 300];
        for (int b = 0; b < 300; b++) {
            float scale = Math.scalb(steps[random.nextInt(steps.length)], random.nextInt(80) - 40);
            for (int i = 0; i < 32; i++) {
                x[32 * b + i] = (2 * random.nextFloat() - 1) * scale;
            }
            x[32 * b + random.nextInt(32)] = b % 3 == 0 ? scale : b % 3 == 1 ? Math.nextUp(scale) : -Math.nextDown(scale);
        }
        float[] y = format.quantize(x);
        float[] expected = format.encode(x, 1, x.length).values();
        for (int i = 0; i < x.length; i++) {
            assertThat(Bits.of(y[i])).isEqualTo(Bits.of(expected[i]));
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void every_code_decodes_and_encodes_to_itself(String id, ScaleRule rule) {
        MxFormat format = MxFormat.parse(id).withRule(rule);
        assertThat(Formats.any(id)).isEqualTo(MxFormat.parse(id));
        for (int code = 0; code < 1 << format.width(); code++) {
            double v = format.element().decode(code);
            if (!Double.isNaN(v) && !Double.isInfinite(v)) {
                assertThat(format.element().encode(v)).isEqualTo(code);
                assertThat(format.decode(code, 127, 1)).isEqualTo((float) v);
            }
        }
    }
}
