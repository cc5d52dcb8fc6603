package binade.benchmarks;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Two arrays of binary32: 2 x 64 Ki stay in a core's second-level cache, 2 x 16 Mi leave every cache. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 3, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class ArrayBenchmark {
    @Param({"65536", "16777216"})
    public int size;

    /** Standard normal, or signed with logarithms uniform over 2^-60 to 2^60: the speed must not depend on it. */
    @Param({"normal", "log-uniform"})
    public String data;

    protected float[] x;
    protected float[] y;

    @Setup
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        x = new float[size];
        y = new float[size];
        for (int i = 0; i < size; i++) {
            x[i] = data.equals("normal")
                    ? (float) random.nextGaussian()
                    : (float) (Math.pow(2, random.nextDouble(-60, 60)) * (random.nextBoolean() ? 1 : -1));
        }
    }
}
