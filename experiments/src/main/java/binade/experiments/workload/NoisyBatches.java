package binade.experiments.workload;

import binade.formats.random.RandomStream;
import binade.formats.random.RandomStream.Purpose;
import binade.simulator.training.BatchSource;

/**
 * Mini-batches of a data set: successive epochs, each a seeded permutation with the remainder dropped; Gaussian noise
 * from (seed, batch number) added to every value. Training and measurement draw from different streams.
 */
public final class NoisyBatches implements BatchSource {
    /** What the batches are for. */
    public enum Use {
        TRAINING(Purpose.ORDER, Purpose.NOISE),
        MEASUREMENT(Purpose.MEASUREMENT_ORDER, Purpose.MEASUREMENT_NOISE);

        private final Purpose order;
        private final Purpose noise;

        Use(Purpose order, Purpose noise) {
            this.order = order;
            this.noise = noise;
        }
    }

    private final Dataset data;
    private final int batchSize;
    private final double sigma;
    private final long seed;
    private final Use use;
    /** Threads in different epochs may compute it several times. */
    private volatile Order lastOrder;

    /** Not to be changed. */
    private record Order(int epoch, int[] samples) {}

    /** @throws IllegalArgumentException if the batch is larger than the data set */
    public NoisyBatches(Dataset data, int batchSize, double sigma, long seed, Use use) {
        if (batchSize < 1 || batchSize > data.count()) {
            throw new IllegalArgumentException(
                    "batch size " + batchSize + "; allowed: 1 to " + data.count() + ", the number of training samples");
        }
        this.data = data;
        this.batchSize = batchSize;
        this.sigma = sigma;
        this.seed = seed;
        this.use = use;
    }

    @Override
    public int batchSize() {
        return batchSize;
    }

    @Override
    public int batchesPerEpoch() {
        return data.count() / batchSize;
    }

    @Override
    public void fill(int index, float[] x, int[] labels) {
        int epoch = index / batchesPerEpoch();
        int first = index % batchesPerEpoch() * batchSize;
        int[] order = order(epoch);
        int size = data.shape().size();
        int targets = data.labelsPerSample();
        for (int s = 0; s < batchSize; s++) {
            System.arraycopy(data.x(), order[first + s] * size, x, s * size, size);
            System.arraycopy(data.labels(), order[first + s] * targets, labels, s * targets, targets);
        }
        addNoise(x, batchSize * size, sigma, new RandomStream(seed, use.noise, index));
    }

    private int[] order(int epoch) {
        Order known = lastOrder;
        if (known == null || known.epoch != epoch) {
            known = new Order(epoch, new RandomStream(seed, use.order, epoch).permutation(data.count()));
            lastOrder = known;
        }
        return known.samples;
    }

    /** x[i] = x[i] + sigma gaussian, in binary32. */
    static void addNoise(float[] x, int n, double sigma, RandomStream random) {
        if (sigma != 0) {
            for (int i = 0; i < n; i++) {
                x[i] += (float) (sigma * random.nextGaussian());
            }
        }
    }
}
