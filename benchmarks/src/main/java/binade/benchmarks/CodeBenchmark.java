package binade.benchmarks;

import binade.formats.Formats;
import binade.formats.ScalarFormat;
import binade.formats.kernel.CodeKernel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Values to codes and codes to values; a copy moves more bytes than either. */
public class CodeBenchmark extends ArrayBenchmark {
    @Param({"e4m3fn", "e2m1fn", "int8", "fp134", "w8-050", "posit8_2", "nf4", "fp16", "bf16", "posit16_1", "float:6,9,31"})
    public String format;

    private final CodeKernel.Scratch scratch = new CodeKernel.Scratch();
    private CodeKernel kernel;
    private byte[] bytes;
    private short[] shorts;

    @Setup
    public void prepare() {
        ScalarFormat f = Formats.scalar(format);
        kernel = CodeKernel.of(f, f.defaultOverflow());
        shorts = new short[size];
        if (f.width() <= 8) {
            bytes = new byte[size];
            kernel.encode(x, bytes, 0, size);
        } else {
            kernel.encode(x, shorts, 0, size);
        }
    }

    @Benchmark
    public void encode() {
        if (bytes != null) {
            kernel.encode(x, 0, bytes, 0, size, scratch);
        } else {
            kernel.encode(x, 0, shorts, 0, size, scratch);
        }
    }

    @Benchmark
    public float[] decode() {
        if (bytes != null) {
            kernel.decode(bytes, y, 0, size);
        } else {
            kernel.decode(shorts, y, 0, size);
        }
        return y;
    }
}
