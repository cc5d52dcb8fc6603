package binade.benchmarks;

import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.kernel.RoundingPlan;
import binade.formats.kernel.ScalarRoundingKernel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** The scalar kernel, which answers where the vector module is absent. */
public class ScalarBenchmark extends ArrayBenchmark {
    @Param({"fp134", "w8-050", "bf16"})
    public String format;

    private final ScalarRoundingKernel kernel = new ScalarRoundingKernel();
    private RoundingPlan plan;

    @Setup
    public void prepare() {
        GridFormat f = Formats.parse(format);
        plan = RoundingPlan.of(f, 0, f.defaultOverflow());
    }

    @Benchmark
    public float[] round() {
        kernel.round(plan, x, y, 0, size);
        return y;
    }
}
