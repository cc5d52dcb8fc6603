package binade.experiments.workload;

import binade.simulator.network.Shape;

/**
 * Labelled samples.
 *
 * @param x [count, shape], sample after sample
 * @param labels [count]
 * @param shape of one sample
 */
public record Dataset(float[] x, int[] labels, Shape shape) {
    public Dataset {
        if (x.length != labels.length * shape.size()) {
            throw new IllegalArgumentException(
                    x.length + " values are not " + labels.length + " samples of " + shape.size());
        }
    }

    public int count() {
        return labels.length;
    }

    /** The same samples as plain vectors. */
    public Dataset flattened() {
        return new Dataset(x, labels, Shape.vector(shape.size()));
    }
}
