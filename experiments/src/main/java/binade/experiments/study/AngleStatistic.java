package binade.experiments.study;

/**
 * The angle between a quantized and a full-precision weight gradient over mini-batches.
 *
 * @param meanDeg mean of the angles, degrees
 * @param standardErrorDeg standard deviation / sqrt(count), degrees; NaN for a single mini-batch
 * @param meanCosine mean of the cosines
 * @param count mini-batches that had a reference gradient
 */
public record AngleStatistic(double meanDeg, double standardErrorDeg, double meanCosine, int count) {}
