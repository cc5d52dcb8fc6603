package binade.experiments.study;

/**
 * How far a format's angle lies behind the best one's, compared mini-batch by mini-batch: angles of two formats on the
 * same mini-batch rise and fall together, so their difference is known far better than either.
 *
 * @param meanDeg mean of the differences, degrees; 0 for the best itself
 * @param standardErrorDeg of that mean, degrees; 0 for the best itself, NaN for a single mini-batch
 */
public record Gap(double meanDeg, double standardErrorDeg) {
    /** The best format's own. */
    public static final Gap NONE = new Gap(0, 0);

    /** Whether two standard errors do not separate the format from the best. */
    public boolean withinNoise() {
        return meanDeg <= 2 * standardErrorDeg;
    }
}
