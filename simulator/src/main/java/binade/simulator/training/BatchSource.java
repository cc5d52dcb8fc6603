package binade.simulator.training;

/** Mini-batches by number: batch i is the same whoever asks, and whenever. Safe for several threads. */
public interface BatchSource {
    int batchSize();

    /** Whole batches in one epoch; the remainder is dropped. */
    int batchesPerEpoch();

    /** Fills x [batchSize, features] and labels [batchSize, labels of a sample] with batch {@code index}, epochs following each other. */
    void fill(int index, float[] x, int[] labels);
}
