package binade.simulator.training;

import binade.simulator.network.Network;
import binade.simulator.network.Pass;
import binade.simulator.network.PointRounding;
import binade.simulator.network.QuantizationPoint;
import binade.simulator.network.Shape;
import binade.simulator.training.recipe.Recipe;
import binade.simulator.training.recipe.Role;
import binade.simulator.training.recipe.TensorRule;
import java.util.List;

/**
 * The rounding of a recipe at every quantization point of a network, in both directions. For one thread.
 *
 * <p>With the clipped straight-through estimator an error vanishes where the activation that passed the same point was beyond
 * the range; this looks at the array that the forward pass rounded, which layers keep until their next call.
 */
final class PointRounders {
    private final List<QuantizationPoint> points;
    private final TensorRounder[] activations;
    private final TensorRounder[] errors;
    private final boolean[] twoTermActivation;
    private final boolean[] twoTermError;
    private final boolean clipped;
    private final float[][] rounded;
    private final boolean anyActivation;
    private final boolean anyError;
    /** Of the errors of this step; null: not counted. */
    private FlushCount flushed;

    PointRounders(Network network, Recipe recipe, long seed) {
        points = network.points();
        int n = points.size();
        activations = new TensorRounder[n];
        errors = new TensorRounder[n];
        twoTermActivation = new boolean[n];
        twoTermError = new boolean[n];
        rounded = new float[n][];
        boolean some = false;
        boolean someError = false;
        boolean learns = false;
        for (int i = 0; i < n; i++) {
            QuantizationPoint point = points.get(i);
            TensorRule a = recipe.rule(Role.ACTIVATION, point.name(), i == 0, i == n - 1);
            TensorRule e = recipe.rule(Role.ERROR, point.name(), i == 0, i == n - 1);
            if (a != null && point.forward() != QuantizationPoint.Rule.PASS) {
                activations[i] = TensorRounder.of(a, new StepRandom(seed, 2 * i));
                twoTermActivation[i] = a.twoTerm();
                some = true;
                learns |= activations[i].learns();
                checkLearned(a, point);
            }
            if (e != null && point.backward() != QuantizationPoint.Rule.PASS) {
                boolean last = point.backward() == QuantizationPoint.Rule.TWO_TERM;
                errors[i] = TensorRounder.of(last ? TensorRounder.ofLastError(e) : e, new StepRandom(seed, 2 * i + 1));
                twoTermError[i] = e.twoTerm();
                someError = true;
            }
        }
        clipped = recipe.clipped();
        anyActivation = some;
        anyError = someError || clipped && some || learns;
    }

    /** What is learned at a point is learned from errors that pass it. */
    private static void checkLearned(TensorRule rule, QuantizationPoint point) {
        if (rule.method().isLearned() && point.backward() == QuantizationPoint.Rule.PASS) {
            throw new IllegalArgumentException("activation rule " + rule.method().id() + " learns from errors, which do not reach"
                    + " point " + point.name() + "; give it another rule by an override, or take points activations");
        }
    }

    /** Streams of random numbers in use: 0 to this, exclusive. */
    int streams() {
        return 2 * points.size();
    }

    /** Counts from now on the errors that are rounded to zero. */
    void countFlushed() {
        flushed = new FlushCount();
    }

    /** Of the errors of this step, all points together; NaN if not counted. */
    double flushedErrors() {
        return flushed == null ? Double.NaN : flushed.share();
    }

    /** The errors of this step before their rounding, by biased binary32 exponent; null if not counted. */
    long[] errorExponents() {
        return flushed == null ? null : flushed.exponents();
    }

    /** Training mode; scales learn. */
    Pass training() {
        return pass(true, true);
    }

    /** Training mode; scales stay. */
    Pass rehearsal() {
        return pass(true, false);
    }

    /** Evaluation mode; scales stay. */
    Pass evaluation() {
        return pass(false, false);
    }

    private Pass pass(boolean training, boolean learning) {
        PointRounding activation = (point, twoTerm, shape, count, x, y, scratch) -> forward(
                index(point), twoTerm, shape, count, x, y, scratch, learning);
        PointRounding error = (point, twoTerm, shape, count, x, y, scratch) -> backward(
                index(point), twoTerm, shape, count, x, y, scratch, learning);
        return new Pass(training, anyActivation ? activation : null, anyError ? error : null, false);
    }

    private static int index(QuantizationPoint point) {
        if (point.index() < 0) {
            throw new IllegalStateException("a quantization point has no name, so that it cannot have a rounding of its own");
        }
        return point.index();
    }

    private float[] forward(
            int i, boolean twoTerm, Shape shape, int count, float[] x, float[] y, float[] scratch, boolean learning) {
        rounded[i] = x;
        return round(activations[i], twoTerm && twoTermActivation[i], shape, count, x, y, scratch, learning);
    }

    private float[] backward(
            int i, boolean twoTerm, Shape shape, int count, float[] dy, float[] dx, float[] scratch, boolean learning) {
        boolean counted = flushed != null && learning && errors[i] != null;
        int n = count * shape.size();
        if (counted) {
            flushed.before(dy, n);
        }
        float[] result = round(errors[i], twoTerm && twoTermError[i], shape, count, dy, dx, scratch, learning);
        if (counted) {
            flushed.after(result, n);
        }
        if (activations[i] != null && activations[i].learns()) {
            activations[i].backward(rounded[i], result, dx, count * shape.size(), shape.size(), learning);
            return dx;
        }
        if (!clipped || activations[i] == null || rounded[i] == null) {
            return result;
        }
        float limit = activations[i].limit();
        float[] x = rounded[i];
        for (int k = 0; k < n; k++) {
            dx[k] = Math.abs(x[k]) <= limit ? result[k] : 0f;
        }
        return dx;
    }

    private static float[] round(
            TensorRounder rounder, boolean twoTerm, Shape shape, int count, float[] x, float[] y, float[] scratch,
            boolean learning) {
        if (rounder == null) {
            return x;
        }
        int n = count * shape.size();
        if (twoTerm) {
            rounder.roundTwoTerm(x, y, scratch, n, shape.channels(), learning);
        } else {
            rounder.round(x, y, n, shape.channels(), learning);
        }
        return y;
    }

    void beginStep(int step) {
        if (flushed != null) {
            flushed.clear();
        }
        for (int i = 0; i < activations.length; i++) {
            if (activations[i] != null) {
                activations[i].beginStep(step);
            }
            if (errors[i] != null) {
                errors[i].beginStep(step);
            }
        }
    }

    void endStep() {
        for (int i = 0; i < activations.length; i++) {
            if (activations[i] != null) {
                activations[i].endStep();
            }
            if (errors[i] != null) {
                errors[i].endStep();
            }
        }
    }

    /** Updates what is learned at the points. */
    void learn(double rate, double momentum, double lossScale) {
        for (TensorRounder activation : activations) {
            if (activation != null) {
                activation.learn(rate, momentum, lossScale);
            }
        }
    }

    /** Keeps or restores the scales of all points. */
    void exchange(TrainingState.Exchange state) {
        for (int i = 0; i < activations.length; i++) {
            exchange(state, points.get(i).name() + " activation", activations[i]);
            exchange(state, points.get(i).name() + " error", errors[i]);
        }
    }

    static void exchange(TrainingState.Exchange state, String name, TensorRounder rounder) {
        if (rounder != null && rounder.state().length > 0) {
            int[] values = rounder.state();
            state.integers(name, values);
            rounder.restore(values);
        }
    }
}
