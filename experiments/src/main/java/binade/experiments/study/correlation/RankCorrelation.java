package binade.experiments.study.correlation;

import binade.formats.random.RandomStream;
import binade.formats.random.RandomStream.Purpose;
import java.util.Arrays;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.correlation.KendallsCorrelation;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;

/**
 * A rank correlation with what is known about it. Ties have average ranks (Spearman) or are counted out (Kendall's tau-b).
 *
 * @param value NaN if one side is constant
 * @param low lower end of the 95 % interval: percentiles of the value over pairs drawn with replacement
 * @param high its upper end
 * @param p share of random orders that correlate at least as strongly, in either direction, the given order counted among them
 */
public record RankCorrelation(double value, double low, double high, double p) {
    private static final double OUTSIDE = 0.025;
    /** The orders of permutations and of drawings must differ. */
    private static final int DRAWINGS = 1;

    /** Spearman's rank correlation. Infinities are the largest. */
    public static RankCorrelation spearman(double[] x, double[] y, int repetitions) {
        return of(x, y, repetitions, RankCorrelation::spearman);
    }

    /** Kendall's tau-b. Infinities are the largest. */
    public static RankCorrelation kendall(double[] x, double[] y, int repetitions) {
        return of(x, y, repetitions, (a, b) -> new KendallsCorrelation().correlation(a, b));
    }

    /** Spearman's rank correlation without anything around it. */
    static double spearman(double[] x, double[] y) {
        return new SpearmansCorrelation().correlation(x, y);
    }

    private static RankCorrelation of(
            double[] x, double[] y, int repetitions, ToDoubleBiFunction<double[], double[]> coefficient) {
        double value = coefficient.applyAsDouble(x, y);
        if (Double.isNaN(value)) {
            return new RankCorrelation(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        int n = x.length;
        long asStrong = IntStream.range(0, repetitions).parallel().filter(i -> {
            int[] order = new RandomStream(i, Purpose.RESAMPLING, 0).permutation(n);
            double[] permuted = IntStream.of(order).mapToDouble(j -> y[j]).toArray();
            return Math.abs(coefficient.applyAsDouble(x, permuted)) >= Math.abs(value) - 1e-12;
        }).count();
        double[] drawn = IntStream.range(0, repetitions).parallel().mapToDouble(i -> {
            RandomStream random = new RandomStream(i, Purpose.RESAMPLING, DRAWINGS);
            int[] pairs = IntStream.generate(() -> random.nextInt(n)).limit(n).toArray();
            return coefficient.applyAsDouble(
                    IntStream.of(pairs).mapToDouble(j -> x[j]).toArray(), IntStream.of(pairs).mapToDouble(j -> y[j]).toArray());
        }).filter(v -> !Double.isNaN(v)).sorted().toArray();
        return new RankCorrelation(
                value, percentile(drawn, OUTSIDE), percentile(drawn, 1 - OUTSIDE), (1.0 + asStrong) / (1 + repetitions));
    }

    private static double percentile(double[] sorted, double part) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.round(part * (sorted.length - 1))];
    }

    /** Mean rank correlation of all pairs of rows; NaN for fewer than two. */
    static double agreement(double[][] rows) {
        double[] pairs = IntStream.range(0, rows.length).boxed()
                .flatMapToDouble(i -> IntStream.range(0, i).mapToDouble(j -> spearman(rows[i], rows[j]))).toArray();
        return Arrays.stream(pairs).average().orElse(Double.NaN);
    }
}
