package binade.simulator.network;

import java.util.List;

/** One step of a network: what it is made of. What it computes with is its {@link Run}. */
public sealed interface Layer
        permits Linear, Convolution, ChannelBias, BatchNorm, LayerNorm, Relu, Gelu, Dropout, MaxPool, AveragePool, Embedding,
                PositionalEmbedding, Lstm, Attention, Residual, QuantizationPoint {

    /** @throws IllegalArgumentException if the layer cannot take this input */
    Shape outputShape(Shape input);

    /** Parameters in a fixed order; empty for most layers. */
    List<Parameter> parameters();

    /** Tensors that are kept with the network but not trained (running statistics). */
    default List<Parameter> state() {
        return List.of();
    }

    /** Quantization points with a name, in the order of the forward pass; a layer made of others lists theirs. */
    default List<QuantizationPoint> points() {
        return List.of();
    }

    /** Recomputes what is derived from the parameters (transposed weights); call after changing them. */
    default void refresh() {}

    /** Buffers for one thread and at most {@code batch} samples, and the matrix products of its passes. */
    Run bind(Shape input, int batch, Products products);

    /** Forward and backward of one thread. Returned arrays belong to the run and hold until its next call. */
    interface Run {
        /** x [count, input shape] to y [count, output shape]. */
        float[] forward(float[] x, int count, Pass pass);

        /**
         * dy [count, output shape] to dx [count, input shape], the gradients of the parameters on the way. Uses what
         * the last forward left.
         *
         * @param needInput whether dx is wanted; if not the result is null
         */
        float[] backward(float[] dy, int count, Pass pass, Gradients gradients, boolean needInput);
    }
}
