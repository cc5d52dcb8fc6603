package binade.experiments.workload;

import binade.formats.random.RandomStream;
import binade.formats.random.RandomStream.Purpose;
import binade.simulator.network.Classifier;
import binade.simulator.network.Network;
import binade.simulator.network.Pass;
import binade.simulator.network.SoftmaxCrossEntropy;
import java.util.Arrays;

/**
 * Loss and accuracy of a network in evaluation mode.
 *
 * @param loss mean cross-entropy, nats
 * @param accuracy share of labels that have the largest logit
 */
public record Evaluation(double loss, double accuracy) {
    /** Copies of a noisy data set, each with fresh noise from one fixed seed that is the same for everybody. */
    private static final int NOISY_COPIES = 6;

    private static final long NOISE_SEED = 20260101;
    /** Samples at a time. */
    public static final int CHUNK = 64;

    /** Evaluates on clean samples. */
    public static Evaluation clean(Network network, Dataset data, Pass pass) {
        return evaluate(network, data, 0, 1, pass);
    }

    /** Evaluates what need not be a network on clean samples. */
    public static Evaluation clean(Classifier classifier, Dataset data) {
        int size = data.shape().size();
        int targets = data.labelsPerSample();
        double loss = 0;
        int right = 0;
        for (int first = 0; first < data.count(); first += CHUNK) {
            int count = Math.min(CHUNK, data.count() - first);
            int[] labels = Arrays.copyOfRange(data.labels(), first * targets, (first + count) * targets);
            float[] logits = classifier.logits(Arrays.copyOfRange(data.x(), first * size, (first + count) * size), count);
            int classes = logits.length / labels.length;
            loss += SoftmaxCrossEntropy.loss(logits, labels, labels.length, classes, null) * labels.length;
            right += SoftmaxCrossEntropy.correct(logits, labels, labels.length, classes);
        }
        double n = data.labels().length;
        return new Evaluation(loss / n, right / n);
    }

    /** The evaluation loss of the workloads: training samples, for noisy workloads six copies with common noise. */
    public static Evaluation training(Network network, Workload workload, Pass pass) {
        return training(network, workload.training(), workload.noise(), pass);
    }

    /** The same on training samples that are at hand. */
    public static Evaluation training(Network network, Dataset data, double noise, Pass pass) {
        return evaluate(network, data, noise, noise == 0 ? 1 : NOISY_COPIES, pass);
    }

    private static Evaluation evaluate(Network network, Dataset data, double sigma, int copies, Pass pass) {
        Network.Run run = network.bind(CHUNK);
        int size = data.shape().size();
        int targets = data.labelsPerSample();
        double loss = 0;
        int right = 0;
        for (int copy = 0; copy < copies; copy++) {
            float[] x = sigma == 0 ? data.x() : data.x().clone();
            NoisyBatches.addNoise(x, x.length, sigma, new RandomStream(NOISE_SEED, Purpose.EVALUATION_NOISE, copy));
            for (int first = 0; first < data.count(); first += CHUNK) {
                int count = Math.min(CHUNK, data.count() - first);
                int[] labels = Arrays.copyOfRange(data.labels(), first * targets, (first + count) * targets);
                float[] chunk = Arrays.copyOfRange(x, first * size, (first + count) * size);
                loss += run.loss(chunk, labels, count, pass) * count;
                right += run.correct(labels, count);
            }
        }
        double n = (double) data.count() * copies;
        return new Evaluation(loss / n, right / (n * targets));
    }
}
