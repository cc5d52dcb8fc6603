package binade.simulator.quantize;

/**
 * The range with the least squared error of its rounding: both ends of the full range times one factor r. First r = 2^(-i/4)
 * for i = 0 ... {@value #STEPS}, then golden section on log2 r between the neighbours of the best one; the best r tried. The
 * error has several local minima, which the coarse steps are there to tell apart. Allocates two arrays as long as the values.
 */
final class SquaredError {
    private static final int STEPS = 40;
    private static final int SECTIONS = 16;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    private final ValueCounts seen;
    private final TensorScheme scheme;
    private final ClipRange full;
    private final float[] rounded;
    private double bestLog;
    private double least = Double.POSITIVE_INFINITY;

    private SquaredError(ValueCounts seen, TensorScheme scheme) {
        this.seen = seen;
        this.scheme = scheme;
        full = ClipRange.around(seen.least(), seen.greatest(), scheme.symmetric());
        rounded = new float[seen.values().length];
    }

    static ClipRange range(ValueCounts seen, TensorScheme scheme) {
        return new SquaredError(seen, scheme).search();
    }

    private ClipRange search() {
        if (full.magnitude() == 0) {
            return full;
        }
        for (int i = 0; i <= STEPS; i++) {
            at(-i / 4.0);
        }
        double low = bestLog - 0.25;
        double high = Math.min(bestLog + 0.25, 0);
        double a = high - GOLDEN * (high - low);
        double b = low + GOLDEN * (high - low);
        double errorA = at(a);
        double errorB = at(b);
        for (int i = 0; i < SECTIONS; i++) {
            if (errorA <= errorB) {
                high = b;
                b = a;
                errorB = errorA;
                a = high - GOLDEN * (high - low);
                errorA = at(a);
            } else {
                low = a;
                a = b;
                errorA = errorB;
                b = low + GOLDEN * (high - low);
                errorB = at(b);
            }
        }
        return full.times(Math.pow(2, bestLog));
    }

    private double at(double log) {
        double error = error(seen, scheme, full.times(Math.pow(2, log)), rounded);
        if (error < least) {
            least = error;
            bestLog = log;
        }
        return error;
    }

    /** Sum of squared errors with a range. */
    static double error(ValueCounts seen, TensorScheme scheme, ClipRange range, float[] rounded) {
        float[] values = seen.values();
        ScaledRounding.of(scheme, range).round(values, 0, rounded, 0, values.length);
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double d = (double) values[i] - rounded[i];
            sum += seen.counts()[i] * d * d;
        }
        return sum;
    }
}
