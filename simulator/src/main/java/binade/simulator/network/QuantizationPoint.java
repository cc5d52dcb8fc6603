package binade.simulator.network;

import binade.formats.Quantizer;
import java.util.List;

/**
 * A place where values are rounded on their way: activations forward, errors backward; straight-through otherwise. With
 * no quantizer in the pass it is a wire.
 *
 * @param forward what happens to the activation
 * @param backward what happens to the error
 */
public record QuantizationPoint(Rule forward, Rule backward) implements Layer {
    /** What is done to a tensor that passes. */
    public enum Rule {
        PASS,
        ROUND,
        /** q(x) + q(x - q(x)), for the network input and the last error. */
        TWO_TERM
    }

    /** Activation and error: the ordinary point. */
    public static final QuantizationPoint BOTH = new QuantizationPoint(Rule.ROUND, Rule.ROUND);

    /** Activation only: the sum of a residual block. */
    public static final QuantizationPoint ACTIVATION = new QuantizationPoint(Rule.ROUND, Rule.PASS);

    /** Error only: the fork of a residual block. */
    public static final QuantizationPoint ERROR = new QuantizationPoint(Rule.PASS, Rule.ROUND);

    /** The network input. */
    public static final QuantizationPoint INPUT = new QuantizationPoint(Rule.TWO_TERM, Rule.PASS);

    /** The logits: nothing forward, the loss error in two terms. */
    public static final QuantizationPoint LOGITS = new QuantizationPoint(Rule.PASS, Rule.TWO_TERM);

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of();
    }

    @Override
    public Run bind(Shape in, int batch, Products products) {
        return new Run() {
            private final float[] y = forward == Rule.PASS ? null : new float[batch * in.size()];
            private final float[] dx = backward == Rule.PASS ? null : new float[batch * in.size()];
            private final float[] scratch =
                    forward == Rule.TWO_TERM || backward == Rule.TWO_TERM ? new float[batch * in.size()] : null;

            @Override
            public float[] forward(float[] x, int count, Pass pass) {
                return apply(forward, pass.activation(), x, y, count);
            }

            @Override
            public float[] backward(float[] dy, int count, Pass pass, Gradients gradients, boolean needInput) {
                return needInput ? apply(backward, pass.error(), dy, dx, count) : null;
            }

            private float[] apply(Rule rule, Quantizer quantizer, float[] from, float[] to, int count) {
                if (rule == Rule.PASS || quantizer == null) {
                    return from;
                }
                int size = count * in.size();
                if (rule == Rule.ROUND) {
                    quantizer.quantize(from, to, 0, size);
                } else {
                    quantizer.quantizeTwoTerm(from, to, scratch, 0, size);
                }
                return to;
            }
        };
    }
}
