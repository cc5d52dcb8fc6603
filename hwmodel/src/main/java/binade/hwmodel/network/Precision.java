package binade.hwmodel.network;

import binade.formats.Format;

/**
 * The formats of a network's tensors; each of the three products of a layer multiplies two of them.
 *
 * <pre>
 *   output            activations x weights
 *   input gradient    errors x weights
 *   weight gradient   activations x errors
 * </pre>
 */
public record Precision(Format weights, Format activations, Format errors) {

    /** One format for all. */
    public static Precision of(Format format) {
        return new Precision(format, format, format);
    }

    /** The first operand of a pass, the one that a convolution lowers where there is one. */
    public Format first(Layer.Pass pass) {
        return pass == Layer.Pass.INPUT_GRADIENT ? errors : activations;
    }

    public Format second(Layer.Pass pass) {
        return pass == Layer.Pass.WEIGHT_GRADIENT ? errors : weights;
    }

    /** {@code fp16}, {@code weights int4, activations fp16}, with errors where they differ in training. */
    public String text(boolean training) {
        boolean sameErrors = !training || errors.id().equals(activations.id());
        if (sameErrors && weights.id().equals(activations.id())) {
            return activations.id();
        }
        return "weights " + weights.id() + ", activations " + activations.id()
                + (training ? ", errors " + errors.id() : "");
    }
}
