package binade.simulator.network;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A place where values are rounded on their way: activations forward, errors backward; straight-through otherwise. With
 * no rounding in the pass it is a wire.
 *
 * <p>A {@link #named} point has an identity: a network numbers its points, so that a {@link PointRounding} can treat each
 * of them differently. The constants are nameless; they will do where all points are treated alike.
 */
public final class QuantizationPoint implements Layer {
    /** What is done to a tensor that passes. */
    public enum Rule {
        PASS,
        ROUND,
        /** q(x) + q(x - q(x)), for the network input and the last error. */
        TWO_TERM
    }

    /** Activation and error: the ordinary point. */
    public static final QuantizationPoint BOTH = new QuantizationPoint("", Rule.ROUND, Rule.ROUND);

    /** Activation only: the sum of a residual block. */
    public static final QuantizationPoint ACTIVATION = new QuantizationPoint("", Rule.ROUND, Rule.PASS);

    /** Error only: the fork of a residual block. */
    public static final QuantizationPoint ERROR = new QuantizationPoint("", Rule.PASS, Rule.ROUND);

    /** The network input. */
    public static final QuantizationPoint INPUT = new QuantizationPoint("", Rule.TWO_TERM, Rule.PASS);

    /** The logits: nothing forward, the loss error in two terms. */
    public static final QuantizationPoint LOGITS = new QuantizationPoint("", Rule.PASS, Rule.TWO_TERM);

    private final String name;
    private final Rule forward;
    private final Rule backward;
    private int index = -1;

    /**
     * @param name empty for a point without identity
     * @param forward what happens to the activation
     * @param backward what happens to the error
     */
    public QuantizationPoint(String name, Rule forward, Rule backward) {
        this.name = Objects.requireNonNull(name);
        this.forward = Objects.requireNonNull(forward);
        this.backward = Objects.requireNonNull(backward);
    }

    /** A new point with the same rules, to be told apart from others by a name that no other of its network has. */
    public QuantizationPoint named(String newName) {
        return new QuantizationPoint(newName, forward, backward);
    }

    /** Empty for a point without identity. */
    public String name() {
        return name;
    }

    public Rule forward() {
        return forward;
    }

    public Rule backward() {
        return backward;
    }

    /** Position in {@link Network#points}; -1 without identity or outside a network. */
    public int index() {
        return index;
    }

    /**
     * Numbers the points of a network, in this order.
     *
     * @return the same points
     * @throws IllegalArgumentException if two have one name
     */
    public static List<QuantizationPoint> number(List<QuantizationPoint> points) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < points.size(); i++) {
            points.get(i).index = i;
            if (!names.add(points.get(i).name())) {
                throw new IllegalArgumentException("two quantization points are named '" + points.get(i).name() + "'");
            }
        }
        return List.copyOf(points);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of();
    }

    @Override
    public List<QuantizationPoint> points() {
        return name.isEmpty() ? List.of() : List.of(this);
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

            private float[] apply(Rule rule, PointRounding rounding, float[] from, float[] to, int count) {
                if (rule == Rule.PASS || rounding == null) {
                    return from;
                }
                return rounding.round(QuantizationPoint.this, rule == Rule.TWO_TERM, in, count, from, to, scratch);
            }
        };
    }

    @Override
    public String toString() {
        return "point " + (name.isEmpty() ? "" : name + " ") + forward + "/" + backward;
    }
}
