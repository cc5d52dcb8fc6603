package binade.experiments.study.correlation;

/**
 * A finished training.
 *
 * @param key which one
 * @param loss evaluation loss over the training samples, nats; positive infinity if the training diverged
 * @param accuracy on the same
 * @param testLoss on the test samples
 * @param testAccuracy on the test samples
 * @param seconds it took
 */
public record Training(Key key, double loss, double accuracy, double testLoss, double testAccuracy, double seconds) {
    /** The id of trainings without rounding. */
    public static final String BINARY32 = "fp32";

    /**
     * @param format id
     * @param variant id, or {@code none} without rounding
     */
    public record Key(String format, String variant, long seed) {}

    /** Whether numbers ceased to be finite. */
    public boolean diverged() {
        return loss == Double.POSITIVE_INFINITY;
    }
}
