package binade.simulator.quantize;

/**
 * The values that a quantizer keeps apart; what lies outside is cut off. It contains 0.
 *
 * @param low at most 0
 * @param high at least 0
 */
public record ClipRange(float low, float high) {
    public ClipRange {
        if (!(low <= 0 && high >= 0 && Float.isFinite(low) && Float.isFinite(high))) {
            throw new IllegalArgumentException("range " + low + " to " + high + "; it must be finite and contain 0");
        }
    }

    /** -c to c. */
    public static ClipRange symmetric(float c) {
        return new ClipRange(-c, c);
    }

    /** Widened to contain 0, and to -c ... c with the larger end c if {@code symmetric}. */
    static ClipRange around(double low, double high, boolean symmetric) {
        float lo = (float) Math.min(low, 0);
        float hi = (float) Math.max(high, 0);
        return symmetric ? symmetric(Math.max(-lo, hi)) : new ClipRange(lo, hi);
    }

    /** The larger end. */
    public float magnitude() {
        return Math.max(-low, high);
    }

    /** Both ends times a positive factor. */
    public ClipRange times(double factor) {
        return new ClipRange((float) (low * factor), (float) (high * factor));
    }
}
