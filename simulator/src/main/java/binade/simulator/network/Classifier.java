package binade.simulator.network;

/** What gives logits to samples: a network, or several. */
@FunctionalInterface
public interface Classifier {
    /** x [count, input] to logits [count, labels of a sample, classes], an array of just this length. */
    float[] logits(float[] x, int count);
}
