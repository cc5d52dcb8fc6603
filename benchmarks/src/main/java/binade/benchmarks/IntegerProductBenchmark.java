package binade.benchmarks;

import binade.simulator.matrix.MatrixProduct;
import binade.simulator.matrix.MatrixProducts;
import binade.simulator.tensorcore.AccumulatorFormat;
import binade.simulator.tensorcore.BinaryMatrixProduct;
import binade.simulator.tensorcore.IntegerMatrixProduct;
import binade.simulator.tensorcore.Machines;
import binade.simulator.tensorcore.MatrixUnit;
import binade.simulator.tensorcore.OperandFormat;
import binade.simulator.tensorcore.Scaling;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
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

/** Products of 8-bit integers and of single bits beside the binary32 product of the same shape, milliseconds on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 2, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class IntegerProductBenchmark {
    @Param("1024")
    public int size;

    private final IntegerMatrixProduct integers = new IntegerMatrixProduct(unit("s8"));
    private final BinaryMatrixProduct bits = new BinaryMatrixProduct(unit("b1xor"));
    private final MatrixProduct floats = MatrixProducts.product();
    private byte[] a;
    private byte[] b;
    private int[] c;
    private long[] bitsA;
    private long[] bitsB;
    private float[] x;
    private float[] y;
    private float[] z;

    private static MatrixUnit unit(String format) {
        OperandFormat f = OperandFormat.parse(format);
        return Machines.select(Machines.parse("a100"),
                new Machines.Query(null, f, f, AccumulatorFormat.S32, Scaling.Kind.PLAIN));
    }

    @Setup
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        int n = size * size;
        a = new byte[n];
        b = new byte[n];
        x = new float[n];
        y = new float[n];
        for (int i = 0; i < n; i++) {
            a[i] = (byte) random.nextInt(-127, 128);
            b[i] = (byte) random.nextInt(-127, 128);
            x[i] = a[i];
            y[i] = b[i];
        }
        c = new int[n];
        z = new float[n];
        bitsA = random.longs(n / Long.SIZE).toArray();
        bitsB = random.longs(n / Long.SIZE).toArray();
    }

    @Benchmark
    public int[] int8() {
        integers.multiply(size, size, size, a, b, c);
        return c;
    }

    @Benchmark
    public int[] binary() {
        bits.multiply(size, size, size / Long.SIZE, bitsA, bitsB, c);
        return c;
    }

    @Benchmark
    public float[] fp32() {
        floats.multiply(size, size, size, x, 0, size, 1, y, 0, size, z, 0, size, false);
        return z;
    }
}
