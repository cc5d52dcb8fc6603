package binade.benchmarks;

import binade.simulator.matrix.MatrixProduct;
import binade.simulator.matrix.MatrixProducts;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Matrix products in the shapes of the shipped networks and a large one. The counter {@code flops} is in operations per
 * nanosecond, that is GFLOP/s: {@code java -jar benchmarks/target/benchmarks.jar MatrixProduct}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 2, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class MatrixProductBenchmark {
    /** rows x columns x length, and whether a is read transposed. */
    @Param({"32x128x64", "32x64x128", "64x128x32t", "512x32x144", "512x144x32", "144x32x512t", "32x10x64", "512x512x512"})
    public String shape;

    private final MatrixProduct product = MatrixProducts.product();
    private int m;
    private int n;
    private int k;
    private boolean transposed;
    private float[] a;
    private float[] b;
    private float[] c;

    /** Operations done; a multiply-add counts as two. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Count {
        public long flops;

        @Setup(Level.Iteration)
        public void reset() {
            flops = 0;
        }
    }

    @Setup
    public void fill() {
        transposed = shape.endsWith("t");
        int[] sizes = Arrays.stream(shape.replace("t", "").split("x")).mapToInt(Integer::parseInt).toArray();
        m = sizes[0];
        n = sizes[1];
        k = sizes[2];
        a = values(m * k);
        b = values(k * n);
        c = new float[m * n];
    }

    private static float[] values(int size) {
        float[] v = new float[size];
        for (int i = 0; i < size; i++) {
            v[i] = (i % 13 - 6) / 8f;
        }
        return v;
    }

    @Benchmark
    public float[] multiply(Count count) {
        product.multiply(m, n, k, a, 0, transposed ? 1 : k, transposed ? m : 1, b, 0, n, c, 0, n, false);
        count.flops += 2L * m * n * k;
        return c;
    }
}
