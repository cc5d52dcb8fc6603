package binade.experiments.workload;

import binade.simulator.network.Shape;

/**
 * Labelled samples: images with a label each, or sequences with one at every position.
 *
 * @param x [count, shape], sample after sample
 * @param labels [count], or [count, positions] of sequences
 * @param shape of one sample
 * @param labelsPerSample 1, or the positions of a sequence
 */
public record Dataset(float[] x, int[] labels, Shape shape, int labelsPerSample) {
    public Dataset {
        if (labels.length % labelsPerSample != 0 || x.length != labels.length / labelsPerSample * shape.size()) {
            throw new IllegalArgumentException(x.length + " values and " + labels.length + " labels are not samples of "
                    + shape.size() + " values and " + labelsPerSample + " labels");
        }
    }

    /** Samples with one label each. */
    public Dataset(float[] x, int[] labels, Shape shape) {
        this(x, labels, shape, 1);
    }

    public int count() {
        return labels.length / labelsPerSample;
    }

    /** The same samples as plain vectors. */
    public Dataset flattened() {
        return new Dataset(x, labels, Shape.vector(shape.size()), labelsPerSample);
    }
}
