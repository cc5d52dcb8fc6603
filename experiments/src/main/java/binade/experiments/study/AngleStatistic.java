package binade.experiments.study;

/**
 * The angle between a quantized and a full-precision weight gradient over mini-batches.
 *
 * @param meanDeg mean of the angles, degrees
 * @param standardErrorDeg standard deviation / sqrt(count), degrees; NaN for a single mini-batch
 * @param meanCosine mean of the cosines
 * @param count mini-batches that had a reference gradient
 */
public record AngleStatistic(double meanDeg, double standardErrorDeg, double meanCosine, int count) {
    /** Of single mini-batches, sums in their order. */
    static AngleStatistic of(double[] degrees, double[] cosines) {
        int n = degrees.length;
        double sum = 0;
        double cosine = 0;
        for (int i = 0; i < n; i++) {
            sum += degrees[i];
            cosine += cosines[i];
        }
        double mean = sum / n;
        double squares = 0;
        for (double d : degrees) {
            squares += (d - mean) * (d - mean);
        }
        return new AngleStatistic(mean, n > 1 ? Math.sqrt(squares / (n - 1) / n) : Double.NaN, cosine / n, n);
    }
}
