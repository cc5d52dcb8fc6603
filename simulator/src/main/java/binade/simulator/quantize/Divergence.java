package binade.simulator.quantize;

/**
 * The threshold of least Kullback-Leibler divergence, as in the calibration of TensorRT (S. Migacz, 8-bit inference with
 * TensorRT, GTC 2017), stated exactly. The magnitudes other than 0 (which every scheme holds exactly) are counted in bins of
 * equal width; with L levels, for each i from L to the last bin in use:
 *
 * <pre>
 *   P  = counts of bins 0 .. i-1, what lies beyond added to bin i-1
 *   Q  = bin j belongs to level floor(j L / i); the counts of a level (nothing added) spread evenly over its bins where P > 0
 *   D  = sum over P > 0 of p log(p / q),   p and q being P and Q over their sums;  a q of 0 counts as {@value #FLOOR} values
 * </pre>
 *
 * The i with the least D, the smallest of equals, gives the threshold (i + 1/2) width, at most the largest magnitude.
 */
final class Divergence {
    private static final double FLOOR = 1e-4;

    private Divergence() {}

    /** @param levels of magnitudes: 128 for 8 bits and symmetric, 256 for 8 bits and values of one sign */
    static float threshold(LinearHistogram histogram, int levels) {
        long[] counts = histogram.counts();
        int used = histogram.used();
        if (used <= levels) {
            return histogram.largest();
        }
        double best = Double.POSITIVE_INFINITY;
        int bestBins = used;
        double[] p = new double[used];
        double[] q = new double[used];
        for (int i = levels; i <= used; i++) {
            double d = divergence(counts, used, i, levels, p, q);
            if (d < best) {
                best = d;
                bestBins = i;
            }
        }
        return (float) Math.min((bestBins + 0.5) * histogram.width(), histogram.largest());
    }

    private static double divergence(long[] counts, int used, int bins, int levels, double[] p, double[] q) {
        long beyond = 0;
        for (int j = bins; j < used; j++) {
            beyond += counts[j];
        }
        for (int j = 0; j < bins; j++) {
            p[j] = counts[j];
        }
        p[bins - 1] += beyond;
        int start = 0;
        for (int level = 0; level < levels; level++) {
            int end = (int) (((long) (level + 1) * bins + levels - 1) / levels); // first j with j L / i >= level + 1
            spread(counts, p, q, start, end);
            start = end;
        }
        double pSum = 0;
        double qSum = 0;
        for (int j = 0; j < bins; j++) {
            pSum += p[j];
            qSum += p[j] > 0 ? Math.max(q[j], FLOOR) : 0;
        }
        double d = 0;
        for (int j = 0; j < bins; j++) {
            if (p[j] > 0) {
                d += p[j] / pSum * Math.log(p[j] / pSum / (Math.max(q[j], FLOOR) / qSum));
            }
        }
        return d;
    }

    private static void spread(long[] counts, double[] p, double[] q, int start, int end) {
        long sum = 0;
        int occupied = 0;
        for (int j = start; j < end; j++) {
            sum += counts[j];
            occupied += p[j] > 0 ? 1 : 0;
        }
        for (int j = start; j < end; j++) {
            q[j] = p[j] > 0 ? (double) sum / occupied : 0;
        }
    }
}
