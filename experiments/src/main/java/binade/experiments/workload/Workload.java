package binade.experiments.workload;

import binade.simulator.matrix.Workers;
import binade.simulator.network.Layer;
import binade.simulator.network.Network;
import binade.simulator.network.Products;
import binade.simulator.network.Shape;
import binade.simulator.training.Adam;
import binade.simulator.training.BatchSource;
import binade.simulator.training.Initializer;
import binade.simulator.training.Optimizer;
import binade.simulator.training.Schedule;
import binade.simulator.training.Sgd;
import binade.simulator.training.Trainer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A data set, a network, where its values are quantized, and how it is trained in full precision.
 *
 * @param id name on the command line
 * @param title a few words for reports
 * @param data id of the data set: {@code digits}, {@code fashion-mnist} or {@code licences}
 * @param folder where its files are; null for the usual place
 * @param sequence length of the sequences text is cut into, 0 for images
 * @param noise standard deviation of the Gaussian noise added to every input
 * @param flatten whether samples are plain vectors
 * @param layers the network in words, see {@link Architecture}
 * @param linearStart how linear layers are initialised
 * @param points the placement of quantization points that belongs to the workload
 * @param batchSize samples per mini-batch in training
 * @param epochs passes over the data
 * @param learningRate peak rate
 * @param schedule {@code cosine} or {@code constant}
 * @param optimizer {@code sgd} or {@code adam}
 * @param momentum of SGD; the first beta of Adam
 * @param beta2 of Adam
 * @param weightDecay on weight tensors
 * @param clip largest norm of the whole gradient, 0 for no limit
 */
public record Workload(
        String id, String title, String data, Path folder, int sequence, double noise, boolean flatten, List<String> layers,
        Initializer.LinearRule linearStart, String points,
        int batchSize, int epochs, double learningRate, String schedule, String optimizer, double momentum, double beta2,
        double weightDecay, double clip) {

    /** More do not help the small layers of these networks. */
    private static final int MAX_THREADS = 4;

    /** Of Adam. */
    private static final double EPSILON = 1e-8;

    public Workload {
        layers = List.copyOf(layers);
        Placement.parse(points);
        Schedule.parse(schedule);
        if (!optimizer.equals("sgd") && !optimizer.equals("adam")) {
            throw new IllegalArgumentException(
                    "workload " + id + ": unknown optimizer '" + optimizer + "'; allowed: sgd adam");
        }
        if (DataSource.parse(data).isSequence() != sequence > 0) {
            throw new IllegalArgumentException(
                    "workload " + id + ": sequence " + sequence + "; text needs a length, images 0");
        }
    }

    /** The same workload with its data in another folder. */
    public Workload withFolder(Path other) {
        return new Workload(id, title, data, other, sequence, noise, flatten, layers, linearStart, points, batchSize, epochs,
                learningRate, schedule, optimizer, momentum, beta2, weightDecay, clip);
    }

    /** The same workload trained longer or shorter. */
    public Workload withEpochs(int other) {
        return new Workload(id, title, data, folder, sequence, noise, flatten, layers, linearStart, points, batchSize, other,
                learningRate, schedule, optimizer, momentum, beta2, weightDecay, clip);
    }

    /** Training samples, without noise. */
    public Dataset training() {
        return dataset(false);
    }

    /** Test samples, without noise. */
    public Dataset test() {
        return dataset(true);
    }

    private Dataset dataset(boolean test) {
        Dataset samples = DataSource.parse(data).load(folder, sequence, test);
        return flatten ? samples.flattened() : samples;
    }

    /** Where values are quantized unless another placement is asked for. */
    public Placement placement() {
        return Placement.parse(points);
    }

    /** The network, untrained (all weights zero), with quantization points; without any if {@code placement} is null. */
    public Network network(Placement placement) {
        Shape sample = DataSource.parse(data).shape(sequence);
        Shape input = flatten ? Shape.vector(sample.size()) : sample;
        List<Layer> plain = Architecture.parse(input, layers);
        return new Network(input, placement == null ? plain : placement.place(plain), sequence > 0);
    }

    /** Mini-batches of the training samples for an angle measurement. */
    public BatchSource measurementBatches(int size, long seed) {
        return new NoisyBatches(training(), size, noise, seed, NoisyBatches.Use.MEASUREMENT);
    }

    /** Trains the network from scratch in full precision, on all processors; the bits do not depend on their number. */
    public void train(Network network, long seed, IntConsumer progress) {
        try (Workers workers = new Workers(Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()))) {
            train(network, seed, Products.ORDINARY.withWorkers(workers), progress);
        }
    }

    /**
     * Trains the network from scratch with other matrix products, such as those of a simulated unit.
     *
     * @return mean loss of the last epoch, nats
     */
    public double train(Network network, long seed, Products products, IntConsumer progress) {
        Initializer.initialize(network, linearStart, seed);
        return trainer().train(network, trainingBatches(seed), products, progress);
    }

    /** Mini-batches of the training samples for training. */
    public BatchSource trainingBatches(long seed) {
        return new NoisyBatches(training(), batchSize, noise, seed, NoisyBatches.Use.TRAINING);
    }

    /** The recipe. */
    public Trainer trainer() {
        return new Trainer(epochs, learningRate, Schedule.parse(schedule), rule(), clip == 0 ? Double.POSITIVE_INFINITY : clip);
    }

    private Optimizer.Rule rule() {
        return switch (optimizer) {
            case "sgd" -> network -> new Sgd(network, momentum, weightDecay);
            case "adam" -> network -> new Adam(network, momentum, beta2, EPSILON, weightDecay);
            default -> throw new IllegalArgumentException("unknown optimizer '" + optimizer + "'; allowed: sgd adam");
        };
    }

    /** Number of updates of a training run. */
    public int trainingSteps() {
        return epochs * (training().count() / batchSize);
    }

    /** What a checkpoint of this workload says of itself: everything its values depend on. */
    public String checkpointDescription(long seed) {
        return "binade 1; " + id + "; data " + data + (sequence > 0 ? " in sequences of " + sequence : "") + " noise " + noise + "; layers " + String.join(", ", layers)
                + " from " + linearStart
                + "; " + (optimizer.equals("sgd") ? "SGD" : "Adam " + beta2) + " batch " + batchSize + " epochs " + epochs
                + " rate " + learningRate + " " + schedule + " momentum " + momentum + " decay " + weightDecay
                + (clip > 0 ? " clip " + clip : "") + "; seed " + seed;
    }
}
