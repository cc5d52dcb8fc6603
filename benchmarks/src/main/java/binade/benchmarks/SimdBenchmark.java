package binade.benchmarks;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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
 * Inner products and matrix-vector products in FP32, BF16, INT8 and single bits, as fast as the Vector API has them
 * ({@link DotKernels}, {@link MatrixVectorKernels}), operands in the first- or second-level cache or in memory. Calls per second;
 * {@link SimdRatio} sets them beside the model's prediction. The setup compares the result of a few
 * thousand elements with a plain loop.
 *
 * <p>Objects start at cache lines here, so that with an offset of 48 bytes vectors do not cross them; a Java array's
 * elements otherwise start 16 bytes behind a multiple of 8.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 150, time = 10, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-XX:ObjectAlignmentInBytes=64", "-Xms1g"})
public class SimdBenchmark {
    /** A call does as many passes over small operands as make this many bytes. */
    static final int BYTES_PER_CALL = 1 << 20;
    /** Bytes of a row at most: x stays in the first-level cache. */
    private static final int ROW_BYTES = 8192;
    private static final int CHECKED_BYTES = 8192;
    /** Elements after which they repeat. */
    private static final int PERIOD = 1 << 14;
    private static final int L1_BYTES = 16384;
    private static final int PLACES = 8;
    private static final int PLACE_BYTES = 20480 + 128;
    private static final int HEADER = 16;
    private static final int LINE = 64;

    @Param({"fp32", "bf16", "int8", "binary"})
    public String format;

    @Param({"dot", "matvec"})
    public String kernel;

    /** Bytes of one operand of a dot product, of the matrix. */
    @Param({"16384", "262144", "67108864"})
    public int bytes;

    @Param("true")
    public boolean aligned;

    private boolean dot;
    private int offset;
    private int offsetB;
    private int place;
    private int rows;
    private int calls;
    private float[] floatA;
    private float[] floatB;
    private short[] shortA;
    private short[] shortB;
    private byte[] byteA;
    private byte[] byteB;
    private long[] longA;
    private long[] longB;
    private float[] floatY;
    private int[] intY;

    /** Bits of an element. */
    static int bits(String format) {
        return switch (format) {
            case "fp32" -> 32;
            case "bf16" -> 16;
            case "int8" -> 8;
            case "binary" -> 1;
            default -> throw new IllegalArgumentException("format '" + format + "'; allowed: fp32 bf16 int8 binary");
        };
    }

    @Setup
    public void fill() {
        dot = kernel.equals("dot");
        rows = Math.max(4, bytes / ROW_BYTES);
        calls = Math.max(1, BYTES_PER_CALL / bytes);
        int element = format.equals("binary") ? Long.BYTES : bits(format) / 8;
        offset = aligned ? (LINE - HEADER) / element : 0;
        int n = (bytes + (bytes <= L1_BYTES ? PLACES * PLACE_BYTES : 0)) / element + LINE;
        SplittableRandom random = new SplittableRandom(1);
        switch (format) {
            case "fp32" -> {
                floatA = new float[n];
                floatB = new float[n];
                for (int i = 0; i < n; i++) {
                    floatA[i] = i < PERIOD ? random.nextInt(-3, 4) : floatA[i - PERIOD];
                    floatB[i] = i < PERIOD ? random.nextInt(-3, 4) : floatB[i - PERIOD];
                }
            }
            case "bf16" -> {
                shortA = new short[n];
                shortB = new short[n];
                for (int i = 0; i < n; i++) {
                    shortA[i] = i < PERIOD ? bf16(random.nextInt(-3, 4)) : shortA[i - PERIOD];
                    shortB[i] = i < PERIOD ? bf16(random.nextInt(-3, 4)) : shortB[i - PERIOD];
                }
            }
            case "int8" -> {
                byteA = new byte[n];
                byteB = new byte[n];
                for (int i = 0; i < n; i++) {
                    byteA[i] = i < PERIOD ? (byte) random.nextInt(-127, 128) : byteA[i - PERIOD];
                    byteB[i] = i < PERIOD ? (byte) random.nextInt(-127, 128) : byteB[i - PERIOD];
                }
            }
            default -> {
                longA = new long[n];
                longB = new long[n];
                for (int i = 0; i < n; i++) {
                    longA[i] = i < PERIOD ? random.nextLong() : longA[i - PERIOD];
                    longB[i] = i < PERIOD ? random.nextLong() : longB[i - PERIOD];
                }
            }
        }
        floatY = new float[rows];
        intY = new int[rows];
        offsetB = offset;
        check();
    }

    private static short bf16(int value) {
        return (short) (Float.floatToRawIntBits(value) >>> 16);
    }

    /** A short product; before the compiler has seen the kernels a vector takes microseconds. */
    private void check() {
        int whole = bytes;
        int wholeRows = rows;
        bytes = CHECKED_BYTES;
        rows = 4;
        double result = pass();
        double expected = expected(bytes / (format.equals("binary") ? Long.BYTES : bits(format) / 8) / (dot ? 1 : rows));
        bytes = whole;
        rows = wholeRows;
        if (result != expected) {
            throw new IllegalStateException(format + " " + kernel + ": " + result + ", not " + expected);
        }
    }

    /** The dot product or the first row, by a plain loop; all sums are exact. */
    private double expected(int n) {
        double sum = 0;
        for (int i = offset; i < offset + n; i++) {
            sum += switch (format) {
                case "fp32" -> floatA[i] * floatB[i];
                case "bf16" -> Float.intBitsToFloat(shortA[i] << 16) * Float.intBitsToFloat(shortB[i] << 16);
                case "int8" -> byteA[i] * byteB[i];
                default -> Long.bitCount(longA[i] ^ longB[i]);
            };
        }
        return sum;
    }

    private double pass() {
        return switch (format) {
            case "fp32" -> {
                if (dot) {
                    yield DotKernels.fp32(floatA, offset, floatB, offsetB, bytes / Float.BYTES);
                }
                MatrixVectorKernels.fp32(floatA, floatB, offset, rows, bytes / Float.BYTES / rows, floatY);
                yield floatY[0];
            }
            case "bf16" -> {
                if (dot) {
                    yield DotKernels.bf16(shortA, offset, shortB, offsetB, bytes / Short.BYTES);
                }
                MatrixVectorKernels.bf16(shortA, shortB, offset, rows, bytes / Short.BYTES / rows, floatY);
                yield floatY[0];
            }
            case "int8" -> {
                if (dot) {
                    yield DotKernels.int8(byteA, offset, byteB, offsetB, bytes);
                }
                MatrixVectorKernels.int8(byteA, byteB, offset, rows, bytes / rows, intY);
                yield intY[0];
            }
            default -> {
                if (dot) {
                    yield DotKernels.binary(longA, offset, longB, offsetB, bytes / Long.BYTES);
                }
                MatrixVectorKernels.binary(longA, longB, offset, rows, bytes / Long.BYTES / rows, intY);
                yield intY[0];
            }
        };
    }

    /** Some pairs of addresses share a way of the first-level cache: each iteration takes another place. */
    @Setup(Level.Iteration)
    public void move() {
        int element = format.equals("binary") ? Long.BYTES : bits(format) / 8;
        place = (place + 1) % PLACES;
        offsetB = offset + (bytes <= L1_BYTES ? place * PLACE_BYTES / element : 0);
    }

    @Benchmark
    public double product() {
        double sum = 0;
        for (int i = 0; i < calls; i++) {
            sum += pass();
        }
        return sum;
    }
}
