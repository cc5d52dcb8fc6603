package binade.benchmarks;

import binade.formats.BlockFormat;
import binade.formats.block.BlockTensor;
import binade.formats.block.ElementRounding;
import binade.formats.block.Tiles;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Values to scales and codes of a block format, and back; a copy moves more bytes than either. */
public class BlockCodeBenchmark extends ArrayBenchmark {
    /** As in {@link BlockBenchmark}. */
    @Param({
        "mxfp8_e4m3", "mxfp8_e5m2", "mxfp6_e3m2", "mxfp4_e2m1", "mxint8", "nvfp4", "nvfp4 two levels", "nf4", "bm2_5/48",
        "bfp8/16"
    })
    public String format;

    private BlockFormat f;
    private Tiles tiles;
    private int[] scales;
    private byte[] codes;
    private BlockTensor tensor;

    @Setup
    public void prepare() {
        f = BlockBenchmark.format(format);
        tiles = Tiles.rows(size / BlockBenchmark.COLUMNS, BlockBenchmark.COLUMNS, f.blockSize());
        scales = new int[tiles.count()];
        codes = new byte[size];
        tensor = BlockTensor.encode(f, x, tiles, ElementRounding.NEAREST);
    }

    @Benchmark
    public BlockTensor encode() {
        return BlockTensor.encode(f, x, tiles, ElementRounding.NEAREST, scales, codes);
    }

    @Benchmark
    public float[] decode() {
        tensor.dequantize(y);
        return y;
    }
}
