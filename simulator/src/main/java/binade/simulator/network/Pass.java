package binade.simulator.network;

import binade.formats.Quantizer;

/**
 * How one forward or backward pass is to be done.
 *
 * @param training batch statistics in normalisation layers, and their running averages updated
 * @param activation rounds activations at the quantization points, or null
 * @param error rounds errors at the quantization points, or null
 * @param weightsOnly leave out the gradients of rank-1 parameters
 */
public record Pass(boolean training, PointRounding activation, PointRounding error, boolean weightsOnly) {
    /** Full precision, evaluation mode, weight gradients only: the reference of the angle. */
    public static final Pass REFERENCE = new Pass(false, null, null, true);

    /** Full precision, training mode. */
    public static final Pass TRAINING = new Pass(true, null, null, false);

    /** Full precision, evaluation mode, all gradients. */
    public static final Pass EVALUATION = new Pass(false, null, null, false);

    /** Evaluation mode, weight gradients only; one quantizer for all activations and one for all errors, or null. */
    public static Pass measuring(Quantizer activation, Quantizer error) {
        return new Pass(false, PointRounding.exact(activation), PointRounding.exact(error), true);
    }
}
