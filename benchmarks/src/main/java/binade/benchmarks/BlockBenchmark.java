package binade.benchmarks;

import binade.formats.BlockFormat;
import binade.formats.Formats;
import binade.formats.block.MxFormat;
import binade.formats.block.NvFp4Format;
import binade.formats.block.NvFp4Format.LowerBound;
import binade.formats.block.ScaleRule;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Values to values of a block format: largest magnitudes, scales and elements. */
public class BlockBenchmark extends ArrayBenchmark {
    static final int COLUMNS = 4096;

    /** An id, of MX followed by a scale rule where it is not {@code floor}. */
    @Param({
        "mxfp8_e4m3", "mxfp8_e5m2", "mxfp6_e3m2", "mxfp4_e2m1", "mxfp4_e2m1 ceil", "mxfp4_e2m1 even", "mxfp4_e2m1 rceil",
        "mxint8", "nvfp4", "nvfp4 two levels", "nf4", "bm2_5/48", "bfp8/16"
    })
    public String format;

    private BlockFormat f;

    @Setup
    public void prepare() {
        f = format(format);
    }

    /** The format of an id with an option. */
    static BlockFormat format(String format) {
        String[] words = format.split(" ");
        BlockFormat f = Formats.block(words[0]);
        if (f instanceof MxFormat mx && words.length > 1) {
            return mx.withRule(ScaleRule.parse(words[1]));
        }
        return words.length > 1 ? new NvFp4Format(true, LowerBound.SMALLEST_POSITIVE) : f;
    }

    @Benchmark
    public float[] quantize() {
        f.quantize(x, y, size / COLUMNS, COLUMNS);
        return y;
    }

    /** Over its own input: already rounded numbers after the first call. */
    @Benchmark
    public float[] inPlace() {
        f.quantize(x, x, size / COLUMNS, COLUMNS);
        return x;
    }
}
