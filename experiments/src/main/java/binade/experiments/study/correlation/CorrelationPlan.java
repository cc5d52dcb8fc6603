package binade.experiments.study.correlation;

import binade.experiments.study.TrainingPlan;
import binade.experiments.study.Variant;
import binade.experiments.workload.Workload;
import binade.formats.Format;
import binade.simulator.training.Schedule;
import binade.simulator.training.recipe.GradientCompression;
import binade.simulator.training.recipe.LossScaling;
import binade.simulator.training.recipe.Recipe;
import binade.simulator.training.recipe.Recipe.ProductNames;
import binade.simulator.training.recipe.Role;
import binade.simulator.training.recipe.TensorRule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * What is trained and what is measured.
 *
 * @param workload data and network; the networks whose angles are measured are trained in binary32 as it says
 * @param formats at least one
 * @param variants what is rounded in the measurement; at least one
 * @param trained what is rounded in training; null: what is rounded in the measurement, in trainings of their own
 * @param seeds of weights, order and noise; a training per seed, and angles on the network of each
 * @param epochs of the trainings in a format
 * @param room empty top binades of the exact scales
 * @param batches mini-batches of an angle
 * @param batchSize samples of such a mini-batch
 */
public record CorrelationPlan(
        Workload workload, List<Format> formats, Set<Variant> variants, Variant trained, List<Long> seeds, int epochs, int room, int batches,
        int batchSize) {
    public CorrelationPlan {
        formats = List.copyOf(formats);
        variants = EnumSet.copyOf(variants);
        seeds = List.copyOf(seeds);
    }

    /**
     * One training of the study.
     *
     * @param format null: binary32, as the loss to compare with
     * @param variant null for binary32
     */
    record Job(Format format, Variant variant, long seed) {
        /** What tells it from the others of a study. */
        Training.Key key() {
            return new Training.Key(
                    format == null ? Training.BINARY32 : format.id(), variant == null ? "none" : variant.id(), seed);
        }
    }

    /** All trainings: seed by seed, so that an interrupted study has whole seeds; binary32 first. */
    List<Job> jobs() {
        List<Job> jobs = new ArrayList<>();
        for (long seed : seeds) {
            jobs.add(new Job(null, null, seed));
            for (Variant v : trained != null ? EnumSet.of(trained) : variants) {
                formats.forEach(f -> jobs.add(new Job(f, v, seed)));
            }
        }
        return jobs;
    }

    /** The training whose loss stands beside the angle of a variant. */
    Job job(Format format, Variant measured, long seed) {
        return new Job(format, trained != null ? trained : measured, seed);
    }

    /** The run of a job: the workload's own recipe but for epochs, and activations, errors or both rounded. */
    TrainingPlan training(Job job) {
        Map<Role, TensorRule> rules = new EnumMap<>(Role.class);
        if (job.format() != null) {
            TensorRule rule = TensorRule.plain(job.format(), room);
            if (job.variant() != Variant.ERROR) {
                rules.put(Role.ACTIVATION, rule);
            }
            if (job.variant() != Variant.ACTIVATION) {
                rules.put(Role.ERROR, rule);
            }
        }
        Recipe recipe = new Recipe(
                job.key().format(), "", "", Recipe.WORKLOAD_POINTS, rules, List.of(), ProductNames.ORDINARY, LossScaling.NONE,
                GradientCompression.NONE, false, false, Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY, false, 0);
        return new TrainingPlan(
                workload, recipe, job.seed(), epochs, workload.learningRate(), Schedule.parse(workload.schedule()));
    }

    /** What all its trainings have in common; trainings of other plans with the same words are the same trainings. */
    String description() {
        CRC32C crc = new CRC32C();
        crc.update(workload.checkpointDescription(0).getBytes(StandardCharsets.UTF_8));
        return "binade 1; %s; epochs %d; room %d; workload %s".formatted(
                workload.id(), epochs, room, HexFormat.of().toHexDigits((int) crc.getValue()));
    }

    /** Samples that pass forward and backward in a training. */
    public long trainedSamples(int trainingSamples) {
        return (long) epochs * (trainingSamples / workload.batchSize()) * workload.batchSize();
    }

    /** Share of these samples that measuring an angle does without; the binary32 network is there already. */
    public double saved(int trainingSamples) {
        return 1 - (double) batches * batchSize / trainedSamples(trainingSamples);
    }
}
