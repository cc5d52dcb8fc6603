package binade.experiments.study;

import binade.experiments.workload.Dataset;
import binade.experiments.workload.Workload;

/**
 * The samples of a workload, read once for all its runs.
 *
 * @param training without noise
 * @param test without noise
 */
public record TrainingData(Dataset training, Dataset test) {
    /** @throws java.io.UncheckedIOException if files are missing or damaged; the message says what to do */
    public static TrainingData of(Workload workload) {
        return new TrainingData(workload.training(), workload.test());
    }
}
