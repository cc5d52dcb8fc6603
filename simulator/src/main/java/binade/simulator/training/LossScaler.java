package binade.simulator.training;

import binade.simulator.training.recipe.LossScaling;

/**
 * The present loss scale and what moves it: after a step whose gradients are not all finite the step is left out and the
 * scale cut, after {@code interval} good steps in a row it grows (Micikevicius et al., ICLR 2018). Kept between 2^-100 and
 * 2^100.
 */
final class LossScaler {
    private static final double LIMIT = 0x1p100;

    private final LossScaling rule;
    private double scale;
    private int good;
    private int skipped;

    LossScaler(LossScaling rule) {
        this.rule = rule;
        scale = rule.initial();
    }

    float scale() {
        return (float) scale;
    }

    /** Steps left out so far. */
    int skipped() {
        return skipped;
    }

    /** Whether steps with gradients that are not finite are left out. */
    boolean active() {
        return !rule.isNone();
    }

    /** After a step. @param finite whether all gradients were */
    void report(boolean finite) {
        if (!finite) {
            skipped++;
        }
        if (!rule.dynamic()) {
            return;
        }
        if (!finite) {
            scale = Math.max(1 / LIMIT, scale * rule.backoff());
            good = 0;
        } else if (++good == rule.interval()) {
            scale = Math.min(LIMIT, scale * rule.growth());
            good = 0;
        }
    }

    void exchange(TrainingState.Exchange state) {
        double[] values = {scale, good, skipped};
        state.numbers("loss scale", values);
        scale = values[0];
        good = (int) values[1];
        skipped = (int) values[2];
    }
}
