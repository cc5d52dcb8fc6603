package binade.experiments.study;

import binade.simulator.network.PointRounding;
import binade.simulator.network.QuantizationPoint;
import java.util.List;

/**
 * What an angle study measures: a network with fixed weights, in evaluation mode, on mini-batches known by their number.
 * Shared by threads; each computes in its own {@link Session}, and the numbers do not depend on which of them asks.
 */
public interface AngleSubject {
    /** The weight tensors whose gradients, in this order, are the vector that the angle is taken of. */
    List<Weight> weights();

    /** The quantization points with a name, in the order of the forward pass; a {@link PointRounding} tells them apart. */
    List<QuantizationPoint> points();

    /** Buffers of one thread. */
    Session session();

    /**
     * A weight tensor.
     *
     * @param name as the network calls it
     * @param size number of values
     */
    record Weight(String name, int size) {}

    /**
     * Forward and backward passes of one thread. A rounding of null is full precision. Gradients are one array per weight, in the
     * order of {@link #weights}; the arrays belong to the session: {@link #reference} and {@link #referenceErrors} do not
     * write into the same ones.
     */
    interface Session {
        /** Loads a mini-batch, whose full-precision activations and gradient are the reference from now on; its mean loss, nats. */
        double reference(int batch);

        /** The gradient of the last {@link #reference}. */
        float[][] referenceGradient();

        /** A backward pass over the reference activations with errors rounded. */
        float[][] referenceErrors(PointRounding error);

        /** A forward pass of the loaded mini-batch with activations rounded; its mean loss, nats. */
        double forward(PointRounding activation);

        /** A backward pass over the activations of the last {@link #forward}, with errors rounded or not. */
        float[][] backward(PointRounding error);
    }
}
