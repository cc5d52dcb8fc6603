package binade.experiments.study;

import binade.simulator.training.BatchSource;

/**
 * The mini-batches after the first ones: those that a search has not seen.
 *
 * @param source of all
 * @param skipped how many come before
 */
public record LaterBatches(BatchSource source, int skipped) implements BatchSource {
    @Override
    public int batchSize() {
        return source.batchSize();
    }

    @Override
    public int batchesPerEpoch() {
        return source.batchesPerEpoch();
    }

    @Override
    public void fill(int index, float[] x, int[] labels) {
        source.fill(skipped + index, x, labels);
    }
}
