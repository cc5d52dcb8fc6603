package binade.benchmarks;

import binade.simulator.matrix.MatrixProduct;
import binade.simulator.matrix.MatrixProducts;
import binade.simulator.tensorcore.XnorLinear;
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

/**
 * A linear layer of 1024 inputs and outputs, microseconds on one thread: by population counts, from real activations to real
 * outputs, beside the binary32 product of the same shape and a plain loop over a binary32 matrix.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class BinaryLayerBenchmark {
    private static final int SIZE = 1024;

    @Param({"1", "32", "256"})
    public int batch;

    private final MatrixProduct product = MatrixProducts.product();
    private float[] x;
    private float[] w;
    private float[] bias;
    private float[] y;
    private XnorLinear xnor;
    private XnorLinear binary;

    @Setup
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        x = numbers(batch * SIZE, random);
        w = numbers(SIZE * SIZE, random);
        bias = numbers(SIZE, random);
        y = new float[batch * SIZE];
        xnor = new XnorLinear(w, SIZE, SIZE, bias, true);
        binary = new XnorLinear(w, SIZE, SIZE, bias, false);
    }

    private static float[] numbers(int n, SplittableRandom random) {
        float[] v = new float[n];
        for (int i = 0; i < n; i++) {
            v[i] = (float) random.nextGaussian();
        }
        return v;
    }

    /** Signs, counts, K and alpha. */
    @Benchmark
    public float[] xnor() {
        xnor.forward(x, batch, y);
        return y;
    }

    /** The same without K. */
    @Benchmark
    public float[] xnorWithoutInputScale() {
        binary.forward(x, batch, y);
        return y;
    }

    /** The binary32 product that training and inference use here, and the bias. */
    @Benchmark
    public float[] fp32() {
        for (int i = 0; i < batch; i++) {
            System.arraycopy(bias, 0, y, i * SIZE, SIZE);
        }
        product.multiply(batch, SIZE, SIZE, x, 0, SIZE, 1, w, 0, SIZE, y, 0, SIZE, true);
        return y;
    }

    /** A row at a time, a loop that the compiler vectorises: what a program without a library does. */
    @Benchmark
    public float[] fp32Plain() {
        for (int i = 0; i < batch; i++) {
            int to = i * SIZE;
            System.arraycopy(bias, 0, y, to, SIZE);
            for (int p = 0; p < SIZE; p++) {
                float a = x[to + p];
                int from = p * SIZE;
                for (int j = 0; j < SIZE; j++) {
                    y[to + j] += a * w[from + j];
                }
            }
        }
        return y;
    }

    /** One output at a time in the textbook's order, down the columns: a sum that no compiler may reorder. */
    @Benchmark
    public float[] fp32Naive() {
        for (int i = 0; i < batch; i++) {
            for (int j = 0; j < SIZE; j++) {
                float sum = bias[j];
                for (int p = 0; p < SIZE; p++) {
                    sum += x[i * SIZE + p] * w[p * SIZE + j];
                }
                y[i * SIZE + j] = sum;
            }
        }
        return y;
    }
}
