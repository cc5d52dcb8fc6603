package binade.simulator.network;

import java.util.ArrayList;
import java.util.List;

/**
 * Causal self-attention of several heads over the T positions of x[N,T,D] (Vaswani et al. 2017, section 3.2). Each head has d =
 * D / heads channels; position t sees 0 .. t:
 *
 * <pre>
 *   q, k, v [T,d] per head = columns of x w + bias         w[D,3D]: all heads' q, then k, then v
 *   s[T,T] = q k^T / sqrt(d)        p = softmax of each row of s over the positions it sees, 0 elsewhere
 *   o[T,d] = p v                    y[T,D] = (o of all heads beside each other) u + bias,     u[D,D]
 * </pre>
 *
 * With quantization points q, k, v, p and o are rounded as they leave their step, and so are their errors; of s the error only.
 */
public final class Attention implements Layer {
    private final String name;
    private final int heads;
    private final Linear projection;
    private final Linear output;
    private final Points points;

    /** The points of a layer, by what they round. */
    record Points(
            QuantizationPoint projected, QuantizationPoint scores, QuantizationPoint probabilities, QuantizationPoint context) {
        static Points of(String name) {
            return new Points(
                    QuantizationPoint.BOTH.named(name + ".projected"), QuantizationPoint.ERROR.named(name + ".scores"),
                    QuantizationPoint.BOTH.named(name + ".probabilities"), QuantizationPoint.BOTH.named(name + ".context"));
        }

        static Points none() {
            QuantizationPoint wire =
                    new QuantizationPoint("", QuantizationPoint.Rule.PASS, QuantizationPoint.Rule.PASS);
            return new Points(wire, wire, wire, wire);
        }

        List<QuantizationPoint> named() {
            return projected.name().isEmpty() ? List.of() : List.of(projected, scores, probabilities, context);
        }
    }

    /**
     * A layer without quantization points.
     *
     * @param width D
     * @param heads divides D
     */
    public Attention(String name, int width, int heads) {
        this(name, heads, new Linear(name + ".projection", width, 3 * width), new Linear(name + ".output", width, width),
                Points.none());
        if (heads < 1 || width % heads != 0) {
            throw new IllegalArgumentException("attention of " + width + " channels in " + heads + " heads; heads must divide");
        }
    }

    private Attention(String name, int heads, Linear projection, Linear output, Points points) {
        this.name = name;
        this.heads = heads;
        this.projection = projection;
        this.output = output;
        this.points = points;
    }

    /** The same layer, with the same parameters, and quantization points inside. */
    public Attention quantized() {
        return new Attention(name, heads, projection, output, Points.of(name));
    }

    public int heads() {
        return heads;
    }

    String name() {
        return name;
    }

    /** w and its bias. */
    public Linear projection() {
        return projection;
    }

    /** u and its bias. */
    public Linear output() {
        return output;
    }

    Points pointsInside() {
        return points;
    }

    @Override
    public Shape outputShape(Shape in) {
        if (in.channels() != output.weight().shape()[0]) {
            throw new IllegalArgumentException(
                    "attention of " + output.weight().shape()[0] + " channels on input " + in);
        }
        return in;
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(projection.parameters());
        all.addAll(output.parameters());
        return all;
    }

    @Override
    public List<QuantizationPoint> points() {
        return points.named();
    }

    @Override
    public void refresh() {
        projection.refresh();
        output.refresh();
    }

    @Override
    public Run bind(Shape in, int batch, Products products) {
        return new AttentionRun(this, in, batch, products);
    }
}
