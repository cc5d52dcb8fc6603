package binade.experiments.study;

import binade.experiments.workload.Placement;
import binade.experiments.workload.Workload;
import binade.simulator.matrix.Workers;
import binade.simulator.network.Network;
import binade.simulator.training.BatchSource;
import binade.simulator.training.Initializer;
import binade.simulator.training.RecipeTrainer;
import binade.simulator.training.Schedule;
import binade.simulator.training.recipe.Recipe;
import binade.simulator.training.recipe.Recipes;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * One training run: everything its numbers depend on.
 *
 * @param workload data and network
 * @param recipe how numbers are quantized
 * @param seed of weights, order, noise and stochastic rounding
 * @param epochs passes over the data
 * @param learningRate peak rate
 * @param schedule how the rate changes after warm-up
 */
public record TrainingPlan(
        Workload workload, Recipe recipe, long seed, int epochs, double learningRate, Schedule schedule) {
    /** @throws IllegalArgumentException if the recipe names an unknown placement, or the run has no step */
    public TrainingPlan {
        if (epochs < 1) {
            throw new IllegalArgumentException("epochs " + epochs + "; at least 1 is needed");
        }
        placement(workload, recipe);
    }

    private static Placement placement(Workload workload, Recipe recipe) {
        return recipe.points().equals(Recipe.WORKLOAD_POINTS) ? workload.placement() : Placement.parse(recipe.points());
    }

    /** {@code paper-log4-seed3}: for files and legends. */
    public String name() {
        return recipe.id() + "-seed" + seed;
    }

    /** What a state of this run says of itself. */
    public String description() {
        CRC32C crc = new CRC32C();
        crc.update((workload.checkpointDescription(seed) + Recipes.write(recipe)).getBytes(StandardCharsets.UTF_8));
        return "binade 1; %s; recipe %s; seed %d; epochs %d; rate %s %s; workload and recipe %08x".formatted(
                workload.id(), recipe.id(), seed, epochs, learningRate, schedule.name().toLowerCase(Locale.ROOT), crc.getValue());
    }

    /** Updates of the whole run. */
    public int steps(TrainingData data) {
        return epochs * (data.training().count() / workload.batchSize());
    }

    /** The network with its initial weights and quantization points. */
    Network network() {
        Network network = workload.network(placement(workload, recipe));
        Initializer.initialize(network, workload.linearStart(), seed);
        return network;
    }

    /** A trainer before its first step. */
    RecipeTrainer trainer(Network network, BatchSource batches, Workers workers) {
        return new RecipeTrainer(
                network, batches, recipe,
                new RecipeTrainer.Settings(
                        epochs * batches.batchesPerEpoch(), learningRate, schedule, workload.momentum(),
                        workload.weightDecay(), workload.optimizer().equals("adam") ? workload.beta2() : 0,
                        workload.clip() == 0 ? Double.POSITIVE_INFINITY : workload.clip()),
                seed, workers);
    }
}
