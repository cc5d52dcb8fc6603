package binade.simulator.methods;

import java.util.Locale;

/** What a method does to a network, and when. */
public enum MethodKind {
    /** A trained network, no further training. */
    POST_TRAINING,
    /** Training that knows of the quantization to come. */
    QUANTIZATION_AWARE,
    /** Weights share a small table of values. */
    CODEBOOK,
    /** Weights, or activations too, of one bit or three values. */
    BINARY_TERNARY,
    /** Weights are powers of two: products are shifts. */
    POWER_OF_TWO,
    /** Numbers of the training itself in few bits. */
    TRAINING_FORMAT,
    /** Gradients sent in few bits. */
    GRADIENT_COMPRESSION,
    /** Formats chosen layer by layer. */
    MIXED_PRECISION,
    /** Weights that are zero, and left out. */
    SPARSITY,
    /** How a quantized network is computed. */
    INFERENCE;

    /** {@code binary-ternary}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
