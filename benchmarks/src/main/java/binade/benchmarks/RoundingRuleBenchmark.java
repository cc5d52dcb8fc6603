package binade.benchmarks;

import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.Rounding;
import binade.formats.kernel.Kernels;
import binade.formats.kernel.RoundingKernel;
import binade.formats.kernel.RoundingPlan;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** The roundings other than nearest-even; the stochastic ones with their random numbers supplied. */
public class RoundingRuleBenchmark extends ArrayBenchmark {
    @Param({"fp134", "w8-050", "bf16"})
    public String format;

    @Param({"rna", "rtz", "ru", "rto", "sr-a", "sr-c", "sr", "hysteresis"})
    public String rounding;

    private final RoundingKernel kernel = Kernels.rounding();
    private RoundingPlan plan;
    private Rounding rule;
    private int[] random;
    private float[] previous;

    @Setup
    public void prepare() {
        GridFormat f = Formats.parse(format);
        plan = RoundingPlan.of(f, 0, f.defaultOverflow());
        rule = Rounding.parse(rounding);
        SplittableRandom source = new SplittableRandom(2);
        random = new int[size];
        previous = new float[size];
        for (int i = 0; i < size; i++) {
            random[i] = source.nextInt(1 << 24);
            previous[i] = plan.roundOne((float) (x[i] + source.nextGaussian(0, 0.02)));
        }
    }

    @Benchmark
    public float[] round() {
        kernel.round(plan, rule, x, y, 0, size, random, 0, 24, previous);
        return y;
    }
}
