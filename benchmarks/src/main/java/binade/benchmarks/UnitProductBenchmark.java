package binade.benchmarks;

import binade.simulator.tensorcore.AccumulatorFormat;
import binade.simulator.tensorcore.GemmOptions;
import binade.simulator.tensorcore.Machines;
import binade.simulator.tensorcore.OperandFormat;
import binade.simulator.tensorcore.Scaling;
import binade.simulator.tensorcore.UnitMatrixProduct;
import java.util.SplittableRandom;
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
 * Square matrix products on simulated units, rounding of the operands and packing included. The counter {@code products} is per
 * nanosecond, that is in G/s: {@code java -jar benchmarks/target/benchmarks.jar UnitProduct}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 2, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class UnitProductBenchmark {
    /** Device, path, format, accumulator. */
    @Param({
        "v100 wmma fp16 fp32", "a100 wmma bf16 fp32", "h100 wmma fp16 fp32", "ada mma e4m3 fp32", "h100 wgmma e4m3 fp32",
        "b200 tcgen05 e5m2 fp32", "h100 mma-fp8-as-hmma e4m3 fp32"
    })
    public String unit;

    @Param("1024")
    public int size;

    @Param({"1", "2"})
    public int threads;

    private UnitMatrixProduct product;
    private float[] a;
    private float[] b;
    private float[] c;

    /** Products done. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Count {
        public long products;

        @Setup(Level.Iteration)
        public void reset() {
            products = 0;
        }
    }

    @Setup
    public void fill() {
        String[] f = unit.split(" ");
        OperandFormat in = OperandFormat.parse(f[2]);
        product = new UnitMatrixProduct(
                Machines.select(Machines.parse(f[0]),
                        new Machines.Query(f[1], in, in, AccumulatorFormat.parse(f[3]), Scaling.Kind.PLAIN)),
                GemmOptions.PLAIN.withThreads(threads));
        SplittableRandom random = new SplittableRandom(1);
        a = new float[size * size];
        b = new float[size * size];
        c = new float[size * size];
        for (int i = 0; i < a.length; i++) {
            a[i] = (float) random.nextGaussian();
            b[i] = (float) random.nextGaussian();
        }
    }

    @Benchmark
    public float[] multiply(Count count) {
        product.gemm(size, size, size, 1, a, b, 0, c);
        count.products += (long) size * size * size;
        return c;
    }
}
