package binade.experiments.study;

import binade.simulator.tensorcore.AccumulatorFormat;
import binade.simulator.tensorcore.DotEngine;
import binade.simulator.tensorcore.DotOperands;
import binade.simulator.tensorcore.GemmOptions;
import binade.simulator.tensorcore.Machines;
import binade.simulator.tensorcore.MatrixUnit;
import binade.simulator.tensorcore.OperandFormat;
import binade.simulator.tensorcore.Scaling;
import binade.simulator.tensorcore.UnitMatrixProduct;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How far matrix products on simulated units are from the exact ones. Every unit gets operands rounded to its own formats; the
 * exact product is that of the rounded operands, so that only the unit's accumulation is measured. A pure function of its
 * arguments, on any number of threads.
 */
public final class GemmErrors {
    /** Upper ends of the histogram of errors in units in the last place of the accumulator; the last has none. */
    public static final int[] ULPS = {0, 1, 2, 4, 8, 16, 64, 256, 1024};

    /**
     * One unit at one K.
     *
     * @param relative sqrt(sum (d - exact)^2 / sum exact^2)
     * @param max largest |d - exact| over the root mean square of the exact elements
     * @param mean mean of |d - exact| over the same
     * @param bias mean of d - exact over the same, with its sign
     * @param maxUlp largest error in units in the last place (of the binade of the exact element, in the accumulator)
     * @param histogram elements by error in such units: [0], (0,1], (1,2], ... {@link #ULPS}, beyond
     */
    public record Row(
            MatrixUnit unit, int m, int n, int k, double relative, double max, double mean, double bias, double maxUlp,
            long[] histogram) {}

    /** Distribution of the operands. */
    public enum Data {
        /** Standard normal. */
        NORMAL,
        /** Uniform in [0, 1): sums grow with K. */
        UNIFORM
    }

    private final int m;
    private final int n;
    private final Data data;
    private final long seed;
    private final GemmOptions options;

    public GemmErrors(int m, int n, Data data, long seed, GemmOptions options) {
        this.m = m;
        this.n = n;
        this.data = data;
        this.seed = seed;
        this.options = options;
    }

    /** The rows of a unit, one per K. */
    public List<Row> measure(MatrixUnit unit, int[] ks) {
        List<Row> rows = new ArrayList<>();
        for (int k : ks) {
            rows.add(measure(unit, k));
        }
        return rows;
    }

    private Row measure(MatrixUnit unit, int k) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] a = values(random, m * k, unit.a());
        float[] b = values(random, k * n, unit.b());
        float[] d = new float[m * n];
        new UnitMatrixProduct(unit, options).gemm(m, n, k, 1, a, b, 0, d);
        return compare(unit, k, d, exact(unit, k, a, b));
    }

    /** Values of the operand format. */
    private float[] values(SplittableRandom random, int count, OperandFormat format) {
        float[] x = new float[count];
        for (int i = 0; i < count; i++) {
            x[i] = data == Data.NORMAL ? (float) random.nextGaussian() : (float) random.nextDouble();
        }
        UnitMatrixProduct.round(x, format);
        return x;
    }

    private double[] exact(MatrixUnit unit, int k, float[] a, float[] b) {
        OperandFormat words = OperandFormat.FP32;
        DotEngine engine = DotEngine.of(Machines.select(
                Machines.parse("exact"),
                new Machines.Query(null, words, words, AccumulatorFormat.FP64, Scaling.Kind.PLAIN)));
        double[] exact = new double[m * n];
        long[][] columns = new long[n][k];
        for (int j = 0; j < n; j++) {
            for (int p = 0; p < k; p++) {
                columns[j][p] = Float.floatToRawIntBits(b[p * n + j]) & 0xFFFFFFFFL;
            }
        }
        for (int i = 0; i < m; i++) {
            long[] row = new long[k];
            for (int p = 0; p < k; p++) {
                row[p] = Float.floatToRawIntBits(a[i * k + p]) & 0xFFFFFFFFL;
            }
            for (int j = 0; j < n; j++) {
                exact[i * n + j] = Double.longBitsToDouble(engine.dot(new DotOperands(row, columns[j], 0)));
            }
        }
        return exact;
    }

    private Row compare(MatrixUnit unit, int k, float[] d, double[] exact) {
        double squares = Arrays.stream(exact).map(x -> x * x).sum();
        double scale = Math.sqrt(squares / exact.length);
        boolean half = unit.accumulator() == AccumulatorFormat.FP16;
        double errorSquares = 0;
        double max = 0;
        double sum = 0;
        double signed = 0;
        double maxUlp = 0;
        long[] histogram = new long[ULPS.length + 1];
        for (int i = 0; i < d.length; i++) {
            double error = d[i] - exact[i];
            errorSquares += error * error;
            max = Math.max(max, Math.abs(error));
            sum += Math.abs(error);
            signed += error;
            int binade = Math.max(Math.getExponent(exact[i]), half ? -14 : Float.MIN_EXPONENT);
            double ulps = Math.abs(error) / Math.scalb(1.0, binade - (half ? 10 : 23));
            maxUlp = Math.max(maxUlp, ulps);
            int bin = 0;
            while (bin < ULPS.length && !(ulps <= ULPS[bin])) {
                bin++;
            }
            histogram[bin]++;
        }
        return new Row(unit, m, n, k, Math.sqrt(errorSquares / squares), max / scale, sum / d.length / scale,
                signed / d.length / scale, maxUlp, histogram);
    }
}
