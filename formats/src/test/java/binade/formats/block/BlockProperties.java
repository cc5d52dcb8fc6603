package binade.formats.block;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.Bits;
import binade.formats.BlockFormat;
import binade.formats.Formats;
import binade.formats.Lists;
import binade.formats.block.NvFp4Format.LowerBound;
import binade.formats.reference.ExactBlocks;
import binade.formats.reference.ExactScaling;
import java.util.Arrays;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/**
 * Rows of every kind of number, specials among them, through whole tensors: blocks of every format equal the exact
 * reference bit by bit, and so does the last, short one.
 */
@Tag("kernel")
class BlockProperties {
    private static final int TRIES = 200;

    /** Magnitudes of one size, of all sizes, ties, subnormals, the ends of binary32, zeros, infinities, NaN. */
    @Provide
    Arbitrary<float[]> rows() {
        Arbitrary<Float> any = Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.integers().between(-512, 512).map(i -> i / 32f)),
                Tuple.of(6, Arbitraries.floats().between(-8, 8)),
                Tuple.of(4, Arbitraries.integers().map(Float::intBitsToFloat)),
                Tuple.of(2, Arbitraries.integers().between(-300, 300).map(i -> i * Float.MIN_VALUE)),
                Tuple.of(2, Arbitraries.of(0f, -0f, Float.MIN_NORMAL, -Float.MIN_NORMAL, Float.MIN_VALUE)),
                Tuple.of(1, Arbitraries.of(
                        Float.MAX_VALUE, -Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN,
                        Float.intBitsToFloat(0x7f800001))));
        Arbitrary<float[]> mixed = any.array(float[].class).ofMinSize(1).ofMaxSize(150);
        Arbitrary<float[]> calm = Arbitraries.floats().between(-4, 4).array(float[].class).ofMinSize(1).ofMaxSize(150);
        Arbitrary<Integer> shift = Arbitraries.integers().between(-150, 125);
        Arbitrary<float[]> scaled = calm.flatMap(x -> shift.map(k -> {
            float[] y = new float[x.length];
            for (int i = 0; i < y.length; i++) {
                y[i] = Math.scalb(x[i], k);
            }
            return y;
        }));
        return Arbitraries.frequencyOf(
                Tuple.of(3, mixed), net.jqwik.api.Tuple.of(2, scaled),
                Tuple.of(1, Arbitraries.integers().between(1, 70).map(float[]::new)));
    }

    private static float[] withoutNan(float[] x) {
        float[] y = x.clone();
        for (int i = 0; i < y.length; i++) {
            y[i] = Float.isNaN(y[i]) ? 1 : y[i];
        }
        return y;
    }

    /** Blocks of the row by the definition of rows, each through the reference; the tensor as one. */
    private static void agree(BlockFormat f, float[] x, Function<float[], double[]> reference) {
        BlockTensor t = f.encode(x, 1, x.length);
        float[] y = f.quantize(x);
        for (int b = 0; b < t.scales().length; b++) {
            int from = b * f.blockSize();
            float[] block = Arrays.copyOfRange(x, from, Math.min(x.length, from + f.blockSize()));
            double[] expected = reference.apply(block);
            for (int i = 0; i < block.length; i++) {
                assertThat(Bits.of(t.values()[from + i])).as("%s block %d of %s", f, b, Arrays.toString(x))
                        .isEqualTo(Bits.of((float) expected[i]));
                assertThat(Bits.of(y[from + i])).as("%s, fast, block %d of %s", f, b, Arrays.toString(x))
                        .isEqualTo(Bits.of((float) expected[i]));
            }
        }
    }

    private static double[] values(ExactBlocks.Block block) {
        double[] v = new double[block.elements().length];
        Arrays.setAll(v, block::value);
        return v;
    }

    @Property(tries = TRIES)
    void mx_equals_the_reference(@ForAll("rows") float[] x, @ForAll ScaleRule rule, @ForAll boolean symmetric) {
        String[][] elements = {
            {"mxfp8_e4m3", "e4m3fn", "3"}, {"mxfp8_e5m2", "e5m2", "2"}, {"mxfp6_e3m2", "e3m2fn", "2"},
            {"mxfp6_e2m3", "e2m3fn", "3"}, {"mxfp4_e2m1", "e2m1fn", "1"}
        };
        for (String[] e : elements) {
            agree(MxFormat.parse(e[0]).withRule(rule), x,
                    block -> values(ExactBlocks.mx(e[1], Integer.parseInt(e[2]), rule, block)));
        }
        agree(MxFormat.parse("mxint8").withRule(rule).withSymmetric(symmetric), x,
                block -> values(ExactBlocks.mxint8(symmetric, rule, block)));
    }

    @Property(tries = TRIES)
    void nvfp4_equals_the_reference(@ForAll("rows") float[] x, @ForAll LowerBound lo, @ForAll boolean twoLevels) {
        NvFp4Format f = new NvFp4Format(twoLevels, lo);
        float s = twoLevels ? ExactBlocks.nvfp4TensorScale(x) : 1;
        assertThat(f.encode(x, 1, x.length).tensorScale()).isEqualTo(s);
        agree(f, x, block -> {
            float scale = ExactBlocks.nvfp4Scale(block, s, lo.value());
            double[] v = ExactBlocks.nvfp4Elements(block, s, scale);
            float product = ExactScaling.multiply(s, scale);
            for (int i = 0; i < v.length; i++) {
                v[i] = ExactScaling.multiply(product, (float) v[i]);
            }
            return v;
        });
    }

    @Property(tries = TRIES)
    void nf4_equals_the_reference(@ForAll("rows") float[] x) {
        BlockTensor t = Nf4Format.INSTANCE.encode(x, 1, x.length);
        for (int b = 0; b < t.scales().length; b++) {
            float[] block = Arrays.copyOfRange(x, 64 * b, Math.min(x.length, 64 * b + 64));
            int[] codes = ExactScaling.nf4(block);
            float absmax = Float.intBitsToFloat(t.scales()[b]);
            for (int i = 0; i < block.length; i++) {
                float v = (float) Formats.scalar("nf4").decode(codes[i]);
                assertThat(t.codes()[64 * b + i]).as(Arrays.toString(block)).isEqualTo((byte) codes[i]);
                assertThat(Bits.of(t.values()[64 * b + i])).isEqualTo(Bits.of(ExactScaling.multiply(v, absmax)));
                assertThat(Bits.of(Nf4Format.INSTANCE.quantize(x)[64 * b + i])).isEqualTo(Bits.of(t.values()[64 * b + i]));
            }
        }
    }

    @Property(tries = TRIES)
    void shared_exponents_equal_the_reference(
            @ForAll("rows") float[] row, @ForAll @IntRange(min = 1, max = 5) int e, @ForAll @IntRange(max = 2) int m,
            @ForAll @IntRange(min = 2, max = 8) int bits, @ForAll @IntRange(min = 1, max = 60) int size) {
        float[] x = withoutNan(row);
        agree(SharedExponentFormat.minifloat(e, m, size), x, b -> values(ExactBlocks.list(Lists.floatList(e, m), -128, b)));
        agree(SharedExponentFormat.integers(bits, size, false), x, b -> values(ExactBlocks.integers(bits, -149, b)));
        agree(SharedExponentFormat.integers(bits, size, true), x,
                b -> values(ExactBlocks.list(Lists.signMagnitude(bits), -149, b)));
    }

    @Property(tries = 100)
    void tiles_equal_the_reference(
            @ForAll("rows") float[] row, @ForAll @IntRange(min = 1, max = 30) int columns,
            @ForAll @IntRange(min = 1, max = 9) int tileRows, @ForAll @IntRange(min = 1, max = 9) int tileColumns) {
        int rows = (row.length + columns - 1) / columns;
        float[] x = withoutNan(Arrays.copyOf(row, rows * columns));
        Tiles tiles = new Tiles(rows, columns, tileRows, tileColumns);
        BlockTensor bm = BlockTensor.encode(Formats.block("bm2_5/48"), x, tiles, ElementRounding.NEAREST);
        BlockTensor mx = BlockTensor.encode(MxFormat.parse("mxfp6_e3m2"), x, tiles, ElementRounding.NEAREST);
        for (int t = 0; t < tiles.count(); t++) {
            float[] tile = ExactBlocks.tile(x, columns, tileRows, tileColumns, t);
            double[] list = values(ExactBlocks.list(Lists.floatList(2, 5), -128, tile));
            double[] float6 = values(ExactBlocks.mx("e3m2fn", 2, ScaleRule.FLOOR, tile));
            assertThat(ExactBlocks.tile(bm.values(), columns, tileRows, tileColumns, t)).isEqualTo(binary32(list));
            assertThat(ExactBlocks.tile(mx.values(), columns, tileRows, tileColumns, t)).isEqualTo(binary32(float6));
        }
    }

    private static float[] binary32(double[] x) {
        float[] y = new float[x.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = (float) x[i];
        }
        return y;
    }
}
