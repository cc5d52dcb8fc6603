package binade.simulator.training;

import binade.formats.Format;
import binade.simulator.training.recipe.TensorRule;

/**
 * A number that quantization depends on and that is trained with the weights, by descent with momentum and without decay of its
 * own unless the rule has one:
 *
 * <pre>
 *   g = factor (sum of dy[i] slope(x[i])) + decay value,   v = g + momentum v,   value = max(value - rate v, value / 2)
 * </pre>
 *
 * <p>The maximum keeps it positive. Sums in binary64 in the order of the elements. For one thread.
 */
abstract sealed class LearnedScale {
    /** Least value that is not zero. */
    private static final float LEAST = Float.MIN_NORMAL;

    private final double decay;
    private float value;
    private float velocity;
    private double gradient;

    private LearnedScale(double decay) {
        this.decay = decay;
    }

    /** @param rule of method lsq or pact */
    static LearnedScale of(TensorRule rule) {
        return switch (rule.method()) {
            case LSQ -> new StepSize(rule.format());
            case PACT -> new ClipLevel(rule.format(), rule.clipDecay());
            case ROUND, SIGN, TTQ, SHIFT -> throw new IllegalArgumentException("method " + rule.method().id() + " learns no scale");
        };
    }

    /** What it starts with, from the first values it sees: x[from, from + n). */
    final void start(float[] x, int from, int n) {
        value = Math.max((float) initial(x, from, n), LEAST);
    }

    abstract double initial(float[] x, int from, int n);

    /** Whether it has a value. */
    final boolean started() {
        return value > 0;
    }

    final void forget() {
        value = 0;
    }

    /** The step or the level. */
    final float value() {
        return value;
    }

    /** The quantized value. */
    abstract float round(float x);

    /** Whether the gradient of the quantized value passes to x. */
    abstract boolean passes(float x);

    /** The derivative of the quantized value by the learned one. */
    abstract double slope(float x);

    /** What the sum is multiplied by, for so many values that share the learned one. */
    abstract double factor(int values);

    /** Adds an element to the gradient. */
    final void add(float x, float dy) {
        gradient += dy * slope(x);
    }

    final void clear() {
        gradient = 0;
    }

    /** The gradient of the elements since {@link #clear}. */
    final double gradient(int values) {
        return factor(values) * gradient + decay * value;
    }

    /**
     * Takes a step.
     *
     * @param values that share the learned one
     * @param lossScale that the errors were multiplied by
     */
    final void learn(int values, double rate, double momentum, double lossScale) {
        velocity = (float) (factor(values) * gradient / lossScale + decay * value + momentum * velocity);
        value = Math.max((float) (value - rate * velocity), value / 2);
        clear();
    }

    /** Value and velocity. */
    final float[] state() {
        return new float[] {value, velocity};
    }

    final void restore(float newValue, float newVelocity) {
        value = newValue;
        velocity = newVelocity;
    }

    /**
     * Learned step size (Esser et al., ICLR 2020), v = x / s, levels -Qn to Qp: -2^(b-1) to 2^(b-1) - 1 or, unsigned, 0 to 2^b - 1.
     *
     * <pre>
     *   y = s RNE(clamp(v, -Qn, Qp))                                           equations 1, 2
     *   dy/ds = RNE(v) - v inside, -Qn or Qp outside; dy/dx = 1 inside, else 0    3, 5
     *   factor 1 / sqrt(N Qp); at first s = 2 mean|x| / sqrt(Qp)                section 2.2
     * </pre>
     */
    private static final class StepSize extends LearnedScale {
        private final float low;
        private final float high;

        StepSize(Format format) {
            super(0);
            low = TensorRule.least(format);
            high = TensorRule.greatest(format);
        }

        @Override
        double initial(float[] x, int from, int n) {
            double sum = 0;
            for (int i = from; i < from + n; i++) {
                sum += Math.abs(x[i]);
            }
            return 2 * sum / n / Math.sqrt(high);
        }

        @Override
        float round(float x) {
            return (float) Math.rint(Math.clamp(x / value(), low, high)) * value(); // RNE
        }

        @Override
        boolean passes(float x) {
            float v = x / value();
            return v > low && v < high;
        }

        @Override
        double slope(float x) {
            float v = x / value();
            return v <= low ? low : v >= high ? high : Math.rint(v) - v;
        }

        @Override
        double factor(int values) {
            return 1 / Math.sqrt((double) values * high);
        }
    }

    /**
     * PACT (Choi et al. 2018), levels 0 to Q = 2^b - 1 over 0 to alpha.
     *
     * <pre>
     *   y = RNE(clamp(x, 0, alpha) Q / alpha) alpha / Q                        equations 1, 2
     *   dy/dalpha = 1 where x >= alpha, else 0; dy/dx = 1 in 0 to alpha, else 0    3
     *   at first alpha is the largest x; decay is the weight of alpha^2 / 2 in the loss
     * </pre>
     */
    private static final class ClipLevel extends LearnedScale {
        private final float levels;

        ClipLevel(Format format, double decay) {
            super(decay);
            levels = TensorRule.greatest(format);
        }

        @Override
        double initial(float[] x, int from, int n) {
            float largest = 0;
            for (int i = from; i < from + n; i++) {
                largest = Math.max(largest, x[i]);
            }
            return largest;
        }

        @Override
        float round(float x) {
            float step = value() / levels;
            return (float) Math.rint(Math.clamp(x, 0f, value()) / step) * step; // RNE
        }

        @Override
        boolean passes(float x) {
            return x >= 0 && x < value();
        }

        @Override
        double slope(float x) {
            return x >= value() ? 1 : 0;
        }

        @Override
        double factor(int values) {
            return 1;
        }
    }
}
