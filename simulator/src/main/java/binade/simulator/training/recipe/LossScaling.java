package binade.simulator.training.recipe;

/**
 * The factor on the last error (Micikevicius et al., ICLR 2018): constant, or grown after {@code interval} steps without
 * overflow and cut after one. Powers of two, so that taking it out again rounds nothing.
 *
 * @param initial first factor; 1 with {@code dynamic} false: none
 * @param dynamic whether it changes
 * @param growth factor after an interval
 * @param backoff factor after an overflow
 * @param interval steps without overflow between two growths
 */
public record LossScaling(double initial, boolean dynamic, double growth, double backoff, int interval) {
    public static final LossScaling NONE = new LossScaling(1, false, 2, 0.5, 2000);

    public LossScaling {
        if (!isPower(initial) || !isPower(growth) || !isPower(backoff) || growth < 1 || backoff > 1 || interval < 1) {
            throw new IllegalArgumentException("initial " + initial + ", growth " + growth + ", backoff " + backoff
                    + ": powers of two are needed, growth at least 1, backoff at most 1, interval at least 1");
        }
    }

    private static boolean isPower(double v) {
        return v > 0 && v == Math.scalb(1.0, Math.getExponent(v)) && Math.abs(Math.getExponent(v)) <= 100;
    }

    /** Whether the error is multiplied at all. */
    public boolean isNone() {
        return initial == 1 && !dynamic;
    }
}
