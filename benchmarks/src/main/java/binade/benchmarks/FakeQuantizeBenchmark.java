package binade.benchmarks;

import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.Quantizer;
import binade.formats.kernel.Kernels;
import binade.formats.kernel.RoundingKernel;
import binade.formats.kernel.RoundingPlan;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Values to values of a format, nearest-even. */
public class FakeQuantizeBenchmark extends ArrayBenchmark {
    @Param({
        "fp134", "fp143", "fp152", "log4", "sm8", "w8-050", "e4m3fn", "e5m2", "bf16", "fp16", "tf32", "fp32", "int8",
        "float:6,9,31"
    })
    public String format;

    private final RoundingKernel kernel = Kernels.rounding();
    private RoundingPlan plan;
    private Quantizer quantizer;

    @Setup
    public void prepare() {
        GridFormat f = Formats.parse(format);
        plan = RoundingPlan.of(f, 0, f.defaultOverflow());
        quantizer = Quantizer.nearest(f, 1);
    }

    /** The kernel alone, at a given scale. */
    @Benchmark
    public float[] round() {
        kernel.round(plan, x, y, 0, size);
        return y;
    }

    /** The front door: largest magnitude, scale, kernel. */
    @Benchmark
    public float[] quantize() {
        quantizer.quantize(x, y, 0, size);
        return y;
    }
}
