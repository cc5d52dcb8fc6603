package binade.benchmarks;

import binade.experiments.workload.Placement;
import binade.experiments.workload.Workload;
import binade.experiments.workload.Workloads;
import binade.simulator.network.Network;
import binade.simulator.training.Initializer;
import binade.simulator.training.RecipeTrainer;
import binade.simulator.training.Schedule;
import binade.simulator.training.recipe.Recipe;
import binade.simulator.training.recipe.Recipes;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A training step of a workload by a recipe, microseconds on one thread: mini-batch, forward and backward pass, update. What a
 * scheme costs is its time over that of fp32 in the same run.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class TrainingStepBenchmark {
    /** Large enough never to be reached. */
    private static final int STEPS = 1 << 30;

    @Param({"digits-mlp", "digits-noisy-mlp", "digits-noisy-cnn"})
    public String workload;

    @Param({"fp32", "paper-nearest", "paper", "paper-log4"})
    public String recipe;

    private RecipeTrainer trainer;

    @Setup
    public void start() {
        Workload w = Workloads.parse(workload);
        Recipe r = Recipes.parse(recipe);
        Network network = w.network(r.points().equals(Recipe.WORKLOAD_POINTS) ? w.placement() : Placement.parse(r.points()));
        Initializer.initialize(network, w.linearStart(), 0);
        trainer = new RecipeTrainer(
                network, w.trainingBatches(0), r,
                new RecipeTrainer.Settings(STEPS, 1e-4, Schedule.CONSTANT, w.momentum(), w.weightDecay()), 0);
        trainer.start();
    }

    @Benchmark
    public RecipeTrainer.Step step() {
        return trainer.step();
    }
}
