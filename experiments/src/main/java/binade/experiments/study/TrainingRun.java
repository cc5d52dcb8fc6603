package binade.experiments.study;

import binade.experiments.workload.Evaluation;
import binade.experiments.workload.NoisyBatches;
import binade.simulator.matrix.Workers;
import binade.simulator.network.Network;
import binade.simulator.network.Products;
import binade.simulator.training.BatchSource;
import binade.simulator.training.RecipeTrainer;
import binade.simulator.training.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;

/**
 * Carries out a plan. With a state file it writes one now and then, whole or not at all, and can go on from it: the numbers
 * of a run do not depend on whether, where and how often it was interrupted.
 */
public final class TrainingRun {
    private static final Evaluation NONE = new Evaluation(Double.NaN, Double.NaN);

    /** Told after every step, on the thread of the run. */
    @FunctionalInterface
    public interface Progress {
        void step(RecipeTrainer.Step step);
    }

    /**
     * When a run writes its state.
     *
     * @param file where, or null: never
     * @param resume go on from the file if there is one
     * @param everySteps after so many steps; 0: at the end of an epoch, a second after the last time
     */
    public record Keeping(Path file, boolean resume, int everySteps) {
        /** Not at all. */
        public static final Keeping NOTHING = new Keeping(null, false, 0);

        private static final long INTERVAL = 1_000_000_000L;
    }

    private final TrainingPlan plan;
    private final Keeping keeping;
    private final Network network;
    private final BatchSource batches;
    private final RecipeTrainer trainer;
    private final TrainingLog log;
    private final int evaluateEvery;
    private final TrainingData data;
    private long lastKept = System.nanoTime();
    private boolean measuresAngle;
    private boolean countsFlushed;
    /** Of the last step. */
    private double degrees;

    /**
     * @param evaluateEvery epochs between two evaluations on the test samples
     * @param workers threads that share the work of a step; closed by whoever made them
     */
    public TrainingRun(TrainingPlan plan, TrainingData data, int evaluateEvery, Keeping keeping, Workers workers) {
        this.plan = plan;
        this.keeping = keeping;
        this.evaluateEvery = evaluateEvery;
        network = plan.network();
        batches = new NoisyBatches(
                data.training(), plan.workload().batchSize(), plan.workload().noise(), plan.seed(), NoisyBatches.Use.TRAINING);
        trainer = plan.trainer(network, batches, workers);
        this.data = data;
        log = new TrainingLog(trainer.quantizedWeights(), batches.batchesPerEpoch());
    }

    /** Counts the errors and weight gradients that are rounded to zero, and their binades; the numbers of the run stay the same. */
    public TrainingRun countFlushed() {
        trainer.countFlushed();
        countsFlushed = true;
        return this;
    }

    /** Measures in every step the angle to the weight gradient with other matrix products; the numbers of the run stay the same. */
    public TrainingRun compareGradients(Products reference) {
        GradientAngle angle = new GradientAngle();
        trainer.compare(reference, (own, other) -> {
            angle.setReference(other.weights());
            degrees = angle.hasReference() ? angle.measure(own.weights()).degrees() : Double.NaN;
        });
        measuresAngle = true;
        return this;
    }

    /**
     * Runs to the end.
     *
     * @throws IOException if a state cannot be written, or the one to go on from cannot be used
     * @throws CancellationException if the thread is interrupted
     */
    public TrainingResult run(Progress progress) throws IOException {
        long start = System.nanoTime();
        int divergedAt = -1;
        Evaluation training = NONE;
        Evaluation test = NONE;
        try {
            begin();
            RecipeTrainer.Step step;
            while ((step = trainer.step()) != null) {
                log.add(step, trainer.changedByTensor());
                if (measuresAngle) {
                    log.addAngle(degrees);
                }
                if (countsFlushed) {
                    log.addExponents(trainer.errorExponents(), trainer.gradientExponents());
                }
                if (!Double.isFinite(step.loss())) {
                    throw new ArithmeticException("loss");
                }
                afterStep();
                progress.step(step);
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("interrupted");
                }
            }
            training = trainer.evaluate(pass -> Evaluation.training(
                    network, data.training(), plan.workload().noise(), pass));
            test = test();
        } catch (ArithmeticException diverged) {
            divergedAt = trainer.done();
        }
        return new TrainingResult(
                plan, log, training, test, divergedAt, trainer.skipped(), (System.nanoTime() - start) / 1e9);
    }

    private void begin() throws IOException {
        if (keeping.resume && keeping.file != null && Files.exists(keeping.file)) {
            TrainingState state = TrainingState.load(keeping.file, plan.description());
            trainer.exchange(state.loading());
            log.load(state);
        } else {
            trainer.start();
        }
    }

    private void afterStep() throws IOException {
        boolean epoch = trainer.done() % batches.batchesPerEpoch() == 0;
        if (epoch && trainer.done() / batches.batchesPerEpoch() % evaluateEvery == 0) {
            log.add(test());
        }
        if (keeping.file == null) {
            return;
        }
        boolean due = keeping.everySteps > 0
                ? trainer.done() % keeping.everySteps == 0
                : epoch && System.nanoTime() - lastKept > Keeping.INTERVAL;
        if (due || trainer.done() == plan.steps(data)) {
            TrainingState state = new TrainingState(plan.description());
            trainer.exchange(state.saving());
            log.save(state.saving());
            state.save(keeping.file);
            lastKept = System.nanoTime();
        }
    }

    private Evaluation test() {
        return trainer.evaluate(pass -> Evaluation.clean(network, data.test(), pass));
    }
}
