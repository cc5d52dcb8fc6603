package binade.experiments.study;

import binade.experiments.workload.Evaluation;

/**
 * The end of a run.
 *
 * @param training the evaluation loss: network in evaluation mode over the training samples
 * @param test on the test samples
 * @param divergedAt step at which numbers ceased to be finite, -1 if they never did; evaluations are NaN then
 * @param skipped updates left out because a gradient was not finite
 * @param seconds of this process
 */
public record TrainingResult(
        TrainingPlan plan, TrainingLog log, Evaluation training, Evaluation test, int divergedAt, int skipped, double seconds) {}
