package binade.simulator.training;

import binade.simulator.matrix.MatrixProduct;
import binade.simulator.matrix.Workers;
import binade.simulator.network.Gradients;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import binade.simulator.network.Pass;
import binade.simulator.network.Products;
import binade.simulator.tensorcore.ProductName;
import binade.simulator.training.recipe.Recipe;
import binade.simulator.training.recipe.Recipe.ProductNames;
import binade.simulator.training.recipe.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Trains a network by a low-precision recipe, step by step. What it leaves between two steps can be kept and taken up again
 * to the same bits ({@link #exchange}).
 *
 * <pre>
 *   t.start();                         quantizes the initial weights, calibrates the scales
 *   while (t.step() != null) { }       null after the last step
 *   t.evaluate(pass -> ...)
 * </pre>
 *
 * <p>For one caller. The same recipe, batches and seed give the same bits, for any number of workers.
 */
public final class RecipeTrainer {
    /**
     * The optimizer of a run.
     *
     * @param steps updates of the whole run
     * @param learningRate peak rate
     * @param schedule how the rate changes after warm-up
     * @param momentum of SGD; the first beta of {@link Adam}
     * @param weightDecay on weight tensors
     * @param beta2 the second beta of Adam; 0 for SGD
     * @param clip largest norm of the whole gradient; infinite for no limit. That of the recipe counts too
     */
    public record Settings(
            int steps, double learningRate, Schedule schedule, double momentum, double weightDecay, double beta2, double clip) {
        /** SGD without limit on gradients. */
        public Settings(int steps, double learningRate, Schedule schedule, double momentum, double weightDecay) {
            this(steps, learningRate, schedule, momentum, weightDecay, 0, Double.POSITIVE_INFINITY);
        }
    }

    /**
     * What happened in a step.
     *
     * @param step from 0
     * @param loss of the mini-batch before the update, nats
     * @param accuracy share of the mini-batch whose largest logit is the label
     * @param rate learning rate
     * @param changed share of quantized weights whose value the update changed; 0 without quantized weights
     * @param lossScale in this step
     * @param flushedErrors share of the errors other than zero that a quantization point made zero, the loss scale in them;
     *     NaN if not counted
     * @param flushedGradients the same of the weight gradients
     * @param skipped whether the update was left out because a gradient was not finite
     */
    public record Step(
            int step, double loss, double accuracy, double rate, double changed, double lossScale,
            double flushedErrors, double flushedGradients, boolean skipped) {}

    /** Told in every step about its gradients and those with other matrix products; both are overwritten later. */
    @FunctionalInterface
    public interface Comparison {
        void seen(Gradients own, Gradients other);
    }

    private final Network network;
    private final BatchSource batches;
    private final Recipe recipe;
    private final Settings settings;
    private final Network.Run run;
    private final Gradients gradients;
    private final PointRounders points;
    private final List<ParameterUpdate> updates = new ArrayList<>();
    private final LossScaler scaler;
    /** Largest norm of the whole gradient. */
    private final double norm;
    private final Workers workers;
    /** The same updates, large tensors first: how threads take them. */
    private final List<ParameterUpdate> bySize;
    /** The mini-batch of step {@link #loaded}, and room for the next one. */
    private float[] x;

    private float[] nextX;
    private int[] labels;
    private int[] nextLabels;
    private int loaded = -1;
    /** The step whose mini-batch is in the room for the next one, -1: none. */
    private int prepared = -1;
    private int done;
    private boolean countFlushed;
    /** Null: gradients are not compared. */
    private SecondGradient second;

    /**
     * @param network with its initial weights and named quantization points
     * @param seed of stochastic rounding
     */
    public RecipeTrainer(Network network, BatchSource batches, Recipe recipe, Settings settings, long seed) {
        this(network, batches, recipe, settings, seed, Workers.ONE);
    }

    /** The same with the work of a step shared by threads, which leave no trace in the bits. */
    public RecipeTrainer(
            Network network, BatchSource batches, Recipe recipe, Settings settings, long seed, Workers workers) {
        this.network = network;
        this.batches = batches;
        this.recipe = recipe;
        this.settings = settings;
        this.workers = workers;
        run = network.bind(batches.batchSize(), products(recipe.products()).withWorkers(workers));
        gradients = new Gradients(network);
        points = new PointRounders(network, recipe, seed);
        scaler = new LossScaler(recipe.lossScaling());
        norm = Math.min(settings.clip, recipe.gradientNorm());
        List<Parameter> weights = network.parameters().stream().filter(Parameter::isWeight).toList();
        int stream = points.streams();
        for (Parameter p : network.parameters()) {
            int place = weights.indexOf(p);
            updates.add(new ParameterUpdate(
                    p, recipe,
                    p.isWeight() ? recipe.rule(Role.WEIGHT, p.name(), place == 0, place == weights.size() - 1) : null,
                    seed, stream));
            stream += ParameterUpdate.STREAMS;
        }
        bySize = updates.stream().sorted(Comparator.comparingInt(u -> -u.parameter().size())).toList();
        x = new float[batches.batchSize() * network.input().size()];
        nextX = new float[x.length];
        labels = new int[batches.batchSize() * network.labelsPerSample()];
        nextLabels = new int[labels.length];
    }

    /** The products of a recipe. */
    public static Products products(ProductNames names) {
        Products p = Products.ORDINARY;
        return new Products(
                product(names.forward(), p.forward()), product(names.inputGradient(), p.inputGradient()),
                product(names.weightGradient(), p.weightGradient()));
    }

    private static MatrixProduct product(String name, MatrixProduct ordinary) {
        return name.equals(ProductNames.BINARY32) ? ordinary : ProductName.parse(name).product();
    }

    /** Quantizes the initial weights and calibrates the scales; once, before the first step, not after a restored state. */
    public void start() {
        updates.forEach(ParameterUpdate::start);
        network.refresh();
        float[][] before = network.state().stream().map(p -> p.values().clone()).toArray(float[][]::new);
        Pass pass = points.training();
        for (int b = 0; b < recipe.calibration(); b++) {
            points.beginStep(b);
            batches.fill(b, x, labels);
            loaded = b;
            run.loss(x, labels, batches.batchSize(), pass);
            run.scaleError(scaler.scale());
            run.backward(batches.batchSize(), pass, gradients);
            points.endStep();
        }
        for (int i = 0; i < before.length; i++) { // calibration moves nothing but scales
            System.arraycopy(before[i], 0, network.state().get(i).values(), 0, before[i].length);
        }
        network.refresh();
    }

    /** Counts from now on the errors and weight gradients that are rounded to zero ({@link Step}); numbers stay the same. */
    public void countFlushed() {
        countFlushed = true;
        points.countFlushed();
    }

    /**
     * Computes from now on the gradient of every step with other matrix products too; numbers stay the same.
     *
     * @param comparison told of both after the backward pass, the loss scale in them, before they are rounded
     */
    public void compare(Products other, Comparison comparison) {
        second = new SecondGradient(network, batches.batchSize(), other, comparison);
    }

    /** Steps done so far. */
    public int done() {
        return done;
    }

    /**
     * One update.
     *
     * @return null if all steps are done
     * @throws ArithmeticException if the run has diverged: a NaN turned up where a scale or a sign is needed
     */
    public Step step() {
        if (done == settings.steps) {
            return null;
        }
        int step = done;
        int n = batches.batchSize();
        load(step);
        float lossScale = scaler.scale();
        if (second != null) {
            points.beginStep(step);
            second.compute(x, labels, n, points.rehearsal(), lossScale);
        }
        points.beginStep(step);
        Pass pass = points.training();
        double loss = run.loss(x, labels, n, pass);
        int correct = run.correct(labels, n);
        if (lossScale != 1) {
            run.scaleError(lossScale);
        }
        run.backward(n, pass, gradients);
        if (second != null) {
            second.compare(gradients);
        }
        points.endStep();
        share(u -> u.roundGradient(gradients.of(u.parameter()), step, countFlushed), -1);
        double rate = settings.learningRate * settings.schedule.factor(step, settings.steps);
        boolean finite = unscale(lossScale);
        if (finite) {
            if (norm < Double.POSITIVE_INFINITY) {
                new GradientClip(norm).apply(gradients);
            }
            share(
                    u -> u.apply(
                            gradients.of(u.parameter()), rate, settings, step),
                    step + 1);
            points.learn(rate, settings.momentum, lossScale);
            network.refresh();
        } else {
            updates.forEach(ParameterUpdate::unchanged);
        }
        scaler.report(finite);
        done++;
        return new Step(step, loss, (double) correct / labels.length, rate, changed(), lossScale,
                points.flushedErrors(), flushedGradients(), !finite);
    }

    private void load(int step) {
        if (loaded == step) {
            return;
        }
        if (prepared == step) {
            float[] keptX = x;
            x = nextX;
            nextX = keptX;
            int[] keptLabels = labels;
            labels = nextLabels;
            nextLabels = keptLabels;
        } else {
            batches.fill(step, x, labels);
        }
        loaded = step;
        prepared = -1;
    }

    /**
     * Does something with every parameter, on all threads.
     *
     * @param next step whose mini-batch one of the threads prepares meanwhile, if there are several; -1: none
     */
    private void share(Consumer<ParameterUpdate> work, int next) {
        boolean prepare = workers.threads() > 1 && next >= 0 && next < settings.steps;
        int first = prepare ? 1 : 0;
        workers.run(first + bySize.size(), i -> {
            if (i < first) {
                batches.fill(next, nextX, nextLabels);
            } else {
                work.accept(bySize.get(i - first));
            }
        });
        prepared = prepare ? next : prepared;
    }

    /** Takes the loss scale out of the gradients. @return whether they are finite, as far as that matters */
    private boolean unscale(float lossScale) {
        if (!scaler.active()) {
            return true;
        }
        float inverse = 1 / lossScale; // exact: a power of two
        boolean finite = true;
        for (ParameterUpdate u : updates) {
            float[] g = gradients.of(u.parameter());
            float poison = 0;
            for (int i = 0; i < g.length; i++) {
                poison += g[i] * 0f; // NaN if any is infinite or NaN
                g[i] *= inverse;
            }
            finite &= poison == 0;
        }
        return finite;
    }

    private FlushCount gradientCount() {
        FlushCount all = new FlushCount();
        updates.forEach(u -> all.add(u.flushed()));
        return all;
    }

    private double flushedGradients() {
        return countFlushed ? gradientCount().share() : Double.NaN;
    }

    /**
     * The errors of the last step that a quantization point rounded, as they were before and with the loss scale, by their biased
     * binary32 exponent (256 counts, zeros left out); null if not counted.
     */
    public long[] errorExponents() {
        return points.errorExponents();
    }

    /** The same of the weight gradients. */
    public long[] gradientExponents() {
        return countFlushed ? gradientCount().exponents() : null;
    }

    private double changed() {
        long changed = 0;
        long all = 0;
        for (ParameterUpdate u : updates) {
            if (u.quantized()) {
                changed += u.changed();
                all += u.parameter().size();
            }
        }
        return all == 0 ? 0 : (double) changed / all;
    }

    /** The names of the tensors with quantized weights, in order. */
    public List<String> quantizedWeights() {
        return updates.stream().filter(ParameterUpdate::quantized).map(u -> u.parameter().name()).toList();
    }

    /** Share of changed weights in the last step, by tensor, in the order of {@link #quantizedWeights}. */
    public double[] changedByTensor() {
        return updates.stream().filter(ParameterUpdate::quantized)
                .mapToDouble(u -> (double) u.changed() / u.parameter().size()).toArray();
    }

    /** Updates left out so far because a gradient was not finite. */
    public int skipped() {
        return scaler.skipped();
    }

    /**
     * Evaluates the network: in evaluation mode, with the recipe's roundings at the present scales, which stay. On this
     * thread, not during a step.
     *
     * @param evaluation told how passes are to be done
     */
    public <T> T evaluate(Function<Pass, T> evaluation) {
        boolean swap = updates.stream().anyMatch(ParameterUpdate::evaluatesMaster);
        if (!swap) {
            return evaluation.apply(points.evaluation());
        }
        updates.forEach(ParameterUpdate::swapWeights);
        network.refresh();
        try {
            return evaluation.apply(points.evaluation());
        } finally {
            updates.forEach(ParameterUpdate::swapWeights);
            network.refresh();
        }
    }

    /** Keeps or restores everything that the coming steps depend on. */
    public void exchange(TrainingState.Exchange state) {
        int[] steps = {done};
        state.integers("steps done", steps);
        done = steps[0];
        loaded = -1;
        prepared = -1;
        updates.forEach(u -> u.exchange(state));
        for (Parameter p : network.state()) {
            state.floats(p.name(), p.values());
        }
        points.exchange(state);
        scaler.exchange(state);
        network.refresh();
    }
}
