package binade.simulator.training;

import binade.formats.random.RandomWords;
import binade.simulator.network.Parameter;
import binade.simulator.training.recipe.Recipe;
import binade.simulator.training.recipe.Role;
import binade.simulator.training.recipe.TensorRule;
import binade.simulator.training.recipe.TensorRule.Method;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The update of one trained tensor by a recipe (paper-method 11.3 with the recipe's roundings):
 *
 * <pre>
 *   g      = Q_gradient(gradient)                  without the loss scale, within the norm; then compressed
 *   d      = Q_update(g + decay w)                 w: the quantized or the master weight
 *   v      = d in the first step, then Q_update(d + momentum v)
 *   master = Q_master(master - rate v)
 *   w      = Q_weight(master)                      tensors of rank 2 or more
 * </pre>
 *
 * <p>Without any rounding these are the bits of {@link Sgd}. Products and sums in binary32, never fused.
 */
final class ParameterUpdate {
    /** Streams of random numbers per parameter. */
    static final int STREAMS = 5;

    /** Of Adam. */
    private static final float EPSILON = 1e-8f;

    private static final int PIECE = RandomWords.GROUP;

    private final Parameter parameter;
    private final Recipe recipe;
    private final float[] w;
    private final float[] master;
    private final float[] velocity;
    private final TensorRounder gradientRounder;
    private final TensorRounder updateRounder;
    private final TensorRounder velocityRounder;
    private final TensorRounder masterRounder;
    /** Those of the sums of {@link #descend} that there are. */
    private final List<TensorRounder> sumRounders;
    /** Elements that go through these sums together: all of them, if one of the rounders needs the whole tensor. */
    private final int piece;
    private final WeightRounder weightRounder;
    private final GradientCompressor compressor;
    /** Weights of method sign: what they are, in magnitude; else 1. */
    private final float magnitude;
    /** Updates made. */
    private int updates;
    /** Of Adam, from the first update on. */
    private float[] squares = {};
    private int changed;
    /** Of the last gradient. */
    private final FlushCount flushed = new FlushCount();

    /**
     * @param weightRule of this tensor, or null: the network computes with the master weights
     * @param stream first of {@link #STREAMS} streams of random numbers
     */
    ParameterUpdate(Parameter parameter, Recipe recipe, TensorRule weightRule, long seed, int stream) {
        this.parameter = parameter;
        this.recipe = recipe;
        int n = parameter.size();
        w = parameter.values();
        velocity = new float[n];
        gradientRounder = rounder(recipe.rule(Role.GRADIENT), seed, stream);
        updateRounder = rounder(recipe.rule(Role.UPDATE), seed, stream + 1);
        velocityRounder = rounder(recipe.rule(Role.UPDATE), seed, stream + 2);
        masterRounder = rounder(recipe.rule(Role.MASTER), seed, stream + 3);
        sumRounders = Stream.of(updateRounder, velocityRounder, masterRounder).filter(Objects::nonNull).toList();
        piece = sumRounders.stream().allMatch(TensorRounder::elementwise) ? PIECE : n;
        // numbers below 0 are those of no other tensor or purpose
        compressor = GradientCompressor.of(recipe.compression(), parameter.shape(), new StepRandom(seed, -1 - stream));
        boolean glorot = weightRule != null && weightRule.method() == Method.SIGN && recipe.glorotSigns();
        magnitude = glorot ? glorot(parameter.shape()) : 1f;
        weightRounder = weightRule == null
                ? null
                : WeightRounder.of(weightRule, parameter, new StepRandom(seed, stream + 4), magnitude);
        master = weightRounder == null ? w : new float[n];
    }

    /** sqrt(1.5 / (fan-in + fan-out)); the last two dimensions are input and output channels, those before them positions. */
    private static float glorot(int[] shape) {
        int positions = 1;
        for (int i = 0; i < shape.length - 2; i++) {
            positions *= shape[i];
        }
        int fans = positions * (shape[shape.length - 2] + shape[shape.length - 1]);
        return (float) Math.sqrt(1.5 / fans);
    }

    private static TensorRounder rounder(TensorRule rule, long seed, int stream) {
        return rule == null ? null : TensorRounder.of(rule, new StepRandom(seed, stream));
    }

    Parameter parameter() {
        return parameter;
    }

    /** Whether the network computes with quantized values of this tensor. */
    boolean quantized() {
        return weightRounder != null;
    }

    /** Takes the network's present values as master weights and quantizes them. */
    void start() {
        if (weightRounder != null) {
            System.arraycopy(w, 0, master, 0, w.length);
            clip(magnitude * recipe.masterLimit());
            weightRounder.start(master, w);
        }
    }

    /**
     * Rounds the gradient in place, before the loss scale is taken out of it.
     *
     * @param count whether numbers that become zero are counted
     */
    void roundGradient(float[] g, int step, boolean count) {
        if (gradientRounder != null) {
            if (updates == 0 && gradientRounder instanceof TensorRounder.Tracked tracked) {
                tracked.startFrom(g, g.length);
            }
            if (count) {
                flushed.clear();
                flushed.before(g, g.length);
            }
            gradientRounder.beginStep(step);
            gradientRounder.round(g, g, g.length, g.length, true);
            gradientRounder.endStep();
            if (count) {
                flushed.after(g, g.length);
            }
        }
    }

    /** One update; g is overwritten. */
    void apply(float[] g, double learningRate, RecipeTrainer.Settings settings, int step) {
        if (compressor != null) {
            compressor.compress(g, step);
        }
        if (weightRounder != null) {
            weightRounder.backward(g, master, learningRate, settings.momentum());
        }
        if (settings.beta2() > 0) {
            adam(g, learningRate / magnitude, settings, step);
            if (masterRounder != null) {
                round(masterRounder, master, step);
            }
        } else {
            descend(g, (float) learningRate / magnitude, settings, step);
        }
        updates++;
        clip(magnitude * recipe.masterLimit());
        if (weightRounder != null) {
            changed = weightRounder.update(master, w, step + 1);
        }
    }

    private float[] decayed() {
        return recipe.decayOfQuantized() ? w : master;
    }

    private float decay(RecipeTrainer.Settings settings) {
        return parameter.isWeight() ? (float) settings.weightDecay() : 0f;
    }

    /** {@link Adam}; the rule of the update rounds the decayed gradient and its mean. */
    private void adam(float[] g, double learningRate, RecipeTrainer.Settings settings, int step) {
        double beta1 = settings.momentum();
        double beta2 = settings.beta2();
        float rate = (float) (learningRate / (1 - StrictMath.pow(beta1, updates + 1)));
        float deviation = (float) Math.sqrt(1 - StrictMath.pow(beta2, updates + 1));
        float decay = decay(settings);
        if (updateRounder != null) {
            UpdateLoops.sum(g, decay, decayed(), g, 0, g.length);
            round(updateRounder, g, step);
            decay = 0f;
        }
        if (squares.length == 0) {
            squares = new float[w.length];
        }
        UpdateLoops.adam(
                g, decayed(), decay, (float) beta1, (float) (1 - beta1), (float) beta2, (float) (1 - beta2), rate, deviation,
                EPSILON, velocity, squares, master);
        if (velocityRounder != null) {
            round(velocityRounder, velocity, step);
        }
    }

    /** Piece by piece, so that what one sum leaves is still near when the next one needs it. */
    private void descend(float[] g, float rate, RecipeTrainer.Settings settings, int step) {
        float momentum = (float) settings.momentum();
        float decay = decay(settings);
        float[] decayed = decayed();
        sumRounders.forEach(r -> r.beginStep(step));
        int n = w.length;
        for (int from = 0; from < n; from += piece) {
            int to = Math.min(n, from + piece);
            if (updateRounder == null) {
                UpdateLoops.accumulate(g, decayed, decay, momentum, velocity, from, to);
            } else {
                updateRounder.roundSum(g, decay, decayed, g, from, to);
                if (updates > 0) {
                    velocityRounder.roundSum(g, momentum, velocity, velocity, from, to);
                } else {
                    System.arraycopy(g, from, velocity, from, to - from);
                }
            }
            if (masterRounder == null) {
                UpdateLoops.sum(master, -rate, velocity, master, from, to);
            } else {
                masterRounder.roundSum(master, -rate, velocity, master, from, to);
            }
        }
    }

    private static void round(TensorRounder rounder, float[] x, int step) {
        rounder.beginStep(step);
        rounder.round(x, x, x.length, x.length, true);
    }

    private void clip(float limit) {
        if (Float.isFinite(limit) && parameter.isWeight()) {
            for (int i = 0; i < master.length; i++) {
                master[i] = Math.clamp(master[i], -limit, limit);
            }
        }
    }

    /** Whether {@link #swapWeights} changes anything. */
    boolean evaluatesMaster() {
        return weightRounder != null && weightRounder.evaluatesMaster();
    }

    /** Puts the weights to evaluate with in place of those to train with, and back when called again. */
    void swapWeights() {
        if (evaluatesMaster()) {
            for (int i = 0; i < w.length; i++) {
                float kept = w[i];
                w[i] = master[i];
                master[i] = kept;
            }
        }
    }

    /** Of the last gradient that was rounded, if counted. */
    FlushCount flushed() {
        return flushed;
    }

    /** Quantized values that the last update changed. */
    int changed() {
        return changed;
    }

    /** After a step that was left out. */
    void unchanged() {
        changed = 0;
    }

    void exchange(TrainingState.Exchange state) {
        String name = parameter.name();
        state.floats(name, w);
        state.floats(name + " velocity", velocity);
        int[] counts = {updates, squares.length};
        state.integers(name + " updates", counts);
        updates = counts[0];
        if (counts[1] > 0) {
            squares = squares.length > 0 ? squares : new float[counts[1]];
            state.floats(name + " squares", squares);
        }
        if (weightRounder != null) {
            state.floats(name + " master", master);
            weightRounder.exchange(state, name);
        }
        if (compressor != null) {
            compressor.exchange(state, name);
        }
        PointRounders.exchange(state, name + " gradient", gradientRounder);
    }
}
