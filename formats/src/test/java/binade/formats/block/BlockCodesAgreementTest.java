package binade.formats.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import binade.formats.Bits;
import binade.formats.BlockFormat;
import binade.formats.Formats;
import binade.formats.block.NvFp4Format.LowerBound;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole tensors to codes and back, by vector kernels, against block after block and number after number. */
@Tag("kernel")
class BlockCodesAgreementTest {
    static Stream<BlockFormat> formats() {
        Stream<BlockFormat> mx = MxFormat.ids().stream().flatMap(
                id -> Arrays.stream(ScaleRule.values()).map(rule -> MxFormat.parse(id).withRule(rule)));
        Stream<BlockFormat> others = Stream.of(
                MxFormat.parse("mxint8").withSymmetric(true), NvFp4Format.DEFAULT,
                new NvFp4Format(true, LowerBound.SMALLEST_POSITIVE), new NvFp4Format(true, LowerBound.SMALLEST_NORMAL),
                Nf4Format.INSTANCE, Formats.block("bm2_5/48"), Formats.block("bm4_3/5"), Formats.block("bm5_2/17"),
                Formats.block("bm6_1/64"), Formats.block("bm7_0/33"), Formats.block("bfp8/16"), Formats.block("bfp4/7"),
                Formats.block("bfp2/32"), Formats.block("bfp8sm/16"), Formats.block("bfp3sm/100"),
                Formats.block("bfp5/1000"));
        return Stream.concat(mx, others);
    }

    /** Rows of blocks of every kind, the usual ones and those that no kernel takes. */
    private static float[] tensor(BlockFormat f, int rows, int columns) {
        List<float[]> blocks = BlockDomain.blocks(columns, 600, f.hasNan());
        Random random = new Random(columns);
        float[] x = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            float[] source = blocks.get(random.nextInt(blocks.size()));
            System.arraycopy(source, 0, x, row * columns, Math.min(columns, source.length));
        }
        return x;
    }

    /** Only numbers near one: every scale of a piece comes from one vector loop. */
    private static float[] usual(int rows, int columns) {
        Random random = new Random(rows);
        float[] x = new float[rows * columns];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextInt(9) == 0 ? random.nextInt(33) - 16 : (float) random.nextGaussian();
        }
        return x;
    }

    @ParameterizedTest
    @MethodSource("formats")
    void codes_and_scales_equal_those_of_single_blocks(BlockFormat f) {
        for (int columns : new int[] {83, 192, 1}) {
            agree(f, tensor(f, 150, columns), 150, columns);
            agree(f, usual(70, columns), 70, columns);
        }
        agree(f, new float[0], 0, 5);
    }

    private static void agree(BlockFormat f, float[] x, int rows, int columns) {
        float tensorScale = f.tensorScale(x, 0, x.length);
        BlockTensor t = f.encode(x, rows, columns);
        byte[] codes = new byte[x.length];
        int block = 0;
        for (int row = 0; row < rows; row++) {
            for (int from = 0; from < columns; from += f.blockSize()) {
                int i = row * columns + from;
                int to = row * columns + Math.min(columns, from + f.blockSize());
                int scale = f.encodeBlock(x, i, to, tensorScale, ElementRounding.NEAREST, codes);
                if (t.scales()[block++] != scale || !Arrays.equals(t.codes(), i, to, codes, i, to)) {
                    fail(f.id() + " of " + Arrays.toString(Arrays.copyOfRange(x, i, to)) + " has scale " + scale + ", codes "
                            + Arrays.toString(Arrays.copyOfRange(codes, i, to)) + "; as part of a tensor it has scale "
                            + t.scales()[block - 1] + ", codes " + Arrays.toString(Arrays.copyOfRange(t.codes(), i, to)));
                }
            }
        }
        assertThat(block).isEqualTo(t.scales().length);
        decodes(t);
    }

    /** Values of whole tensors against {@link BlockFormat#decode}. */
    private static void decodes(BlockTensor t) {
        float[] y = t.values();
        for (int i = 0; i < y.length; i++) {
            int scale = t.scales()[t.tiles().at(i / t.columns(), i % t.columns())];
            float expected = t.format().decode(t.codes()[i] & 0xff, scale, t.tensorScale());
            if (Bits.of(y[i]) != Bits.of(expected)) {
                fail(t + ": code " + t.codes()[i] + " under scale " + scale + " is " + expected + ", not " + y[i]);
            }
        }
    }

    /** Every code under every kind of scale, also those that no encoder writes. */
    @ParameterizedTest
    @MethodSource("formats")
    void every_code_decodes_as_it_does_alone(BlockFormat f) {
        int n = 1 << f.width();
        ScaleType type = f.scaleType();
        int[] scales = {
            type.lowest(), type.lowest() + 1, type.lowest() + 30, (type.lowest() + type.highest()) / 2, type.highest() - 1,
            type.highest(), type.nan() == ScaleType.NO_NAN ? type.highest() : type.nan()
        };
        byte[] codes = new byte[scales.length * n * 9];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) (i % n);
        }
        boolean all = true;
        for (int code = 0; code < n; code++) {
            try {
                f.element().decode(code);
            } catch (IllegalArgumentException e) {
                all = false;
            }
        }
        int columns = codes.length / scales.length;
        Tiles tiles = new Tiles(scales.length, columns, 1, columns);
        if (all) {
            decodes(BlockTensor.of(f, tiles, 1, scales, codes));
            decodes(BlockTensor.of(f, tiles, f.hasTensorScale() ? 0x1.7p-9f : 1, scales, codes));
        } else {
            assertThatThrownBy(() -> BlockTensor.of(f, tiles, 1, scales, codes).values())
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Square blocks, short ones at both edges: each is one block of its elements, row by row. */
    @ParameterizedTest
    @MethodSource("formats")
    void tiles_equal_single_blocks(BlockFormat f) {
        int rows = 50;
        int columns = 75;
        float[] x = tensor(f, rows, columns);
        Tiles tiles = new Tiles(rows, columns, 12, 20);
        float tensorScale = f.tensorScale(x, 0, x.length);
        BlockTensor t = BlockTensor.encode(f, x, tiles, ElementRounding.NEAREST);
        for (int tile = 0; tile < tiles.count(); tile++) {
            int width = tiles.width(tile);
            float[] values = new float[tiles.height(tile) * width];
            byte[] actual = new byte[values.length];
            for (int i = 0; i < values.length; i++) {
                int source = tiles.first(tile) + i / width * columns + i % width;
                values[i] = x[source];
                actual[i] = t.codes()[source];
            }
            byte[] codes = new byte[values.length];
            assertThat(t.scales()[tile]).isEqualTo(
                    f.encodeBlock(values, 0, values.length, tensorScale, ElementRounding.NEAREST, codes));
            assertThat(actual).containsExactly(codes);
        }
        decodes(t);
    }

    @Test
    void arrays_of_the_caller_become_the_tensor() {
        float[] x = usual(3, 40);
        Tiles tiles = Tiles.rows(3, 40, 32);
        int[] scales = new int[6];
        byte[] codes = new byte[120];
        BlockFormat f = Formats.block("mxfp4_e2m1");
        BlockTensor t = BlockTensor.encode(f, x, tiles, ElementRounding.NEAREST, scales, codes);
        assertThat(t).isEqualTo(f.encode(x, 3, 40));
        assertThat(t.codes()).isSameAs(codes);
        assertThat(t.scales()).isSameAs(scales);
        assertThatThrownBy(() -> BlockTensor.encode(f, x, tiles, ElementRounding.NEAREST, new int[5], codes))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("5 scales").hasMessageContaining("6");
    }
}
