package binade.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** The yardstick: the same arrays, copied. */
public class CopyBenchmark extends ArrayBenchmark {
    @Benchmark
    public float[] copy() {
        System.arraycopy(x, 0, y, 0, size);
        return y;
    }
}
