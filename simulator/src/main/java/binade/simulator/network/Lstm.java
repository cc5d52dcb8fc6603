package binade.simulator.network;

import java.util.List;

/**
 * A layer of long short-term memory over the T positions of x[N,T,D], from zero states (Hochreiter and Schmidhuber 1997, with
 * the forget gate of Gers et al. 2000). For t = 0, 1, ..., s the logistic function:
 *
 * <pre>
 *   z[N,4H] = bias + x_t wx + h_(t-1) wh          wx[D,4H], wh[H,4H], columns i, f, g, o
 *   i = s(z_i)   f = s(z_f)   g = tanh(z_g)   o = s(z_o)
 *   c_t = f c_(t-1) + i g       h_t = o tanh(c_t)       y[N,t,H] = h_t
 * </pre>
 *
 * The chain of each z starts at the bias, then takes x, then h. Weight gradients are summed from the last position to the first.
 *
 * <p>With quantization points (paper-method 11.2) gates, c, tanh(c) and h are rounded forward at every t, the errors of c, h and
 * z backward at every t, and the error of x at the end. A point rounds and passes errors straight through: the
 * derivatives are those of the unrounded functions.
 */
public final class Lstm implements Layer {
    private final String name;
    private final int in;
    private final int hidden;
    private final Parameter inputWeight;
    private final Parameter hiddenWeight;
    private final Parameter bias;
    private final float[] inputTransposed;
    private final float[] hiddenTransposed;
    private final Points points;

    /**
     * The points of a layer.
     *
     * @param input error of x
     * @param gateInput error of z
     * @param gates i, f, g, o
     * @param cell c, both ways
     * @param cellTanh tanh(c)
     * @param hidden h, both ways
     */
    record Points(
            QuantizationPoint input, QuantizationPoint gateInput, QuantizationPoint gates, QuantizationPoint cell,
            QuantizationPoint cellTanh, QuantizationPoint hidden) {
        static Points of(String name) {
            return new Points(
                    QuantizationPoint.ERROR.named(name + ".input"), QuantizationPoint.ERROR.named(name + ".gate-input"),
                    QuantizationPoint.ACTIVATION.named(name + ".gates"), QuantizationPoint.BOTH.named(name + ".cell"),
                    QuantizationPoint.ACTIVATION.named(name + ".cell-tanh"), QuantizationPoint.BOTH.named(name + ".hidden"));
        }

        /** Points that do nothing. */
        static Points none() {
            QuantizationPoint wire =
                    new QuantizationPoint("", QuantizationPoint.Rule.PASS, QuantizationPoint.Rule.PASS);
            return new Points(wire, wire, wire, wire, wire, wire);
        }

        List<QuantizationPoint> named() {
            return input.name().isEmpty() ? List.of() : List.of(input, gateInput, gates, cell, cellTanh, hidden);
        }
    }

    /**
     * A layer without quantization points.
     *
     * @param in D
     * @param hidden H
     */
    public Lstm(String name, int in, int hidden) {
        this.name = name;
        this.in = in;
        this.hidden = hidden;
        inputWeight = new Parameter(name + ".input_weight", in, 4 * hidden);
        hiddenWeight = new Parameter(name + ".hidden_weight", hidden, 4 * hidden);
        bias = new Parameter(name + ".bias", 4 * hidden);
        inputTransposed = new float[inputWeight.size()];
        hiddenTransposed = new float[hiddenWeight.size()];
        points = Points.none();
    }

    private Lstm(Lstm other, Points points) {
        name = other.name;
        in = other.in;
        hidden = other.hidden;
        inputWeight = other.inputWeight;
        hiddenWeight = other.hiddenWeight;
        bias = other.bias;
        inputTransposed = other.inputTransposed;
        hiddenTransposed = other.hiddenTransposed;
        this.points = points;
    }

    /** The same layer, with the same parameters, and quantization points inside. */
    public Lstm quantized() {
        return new Lstm(this, Points.of(name));
    }

    public int hidden() {
        return hidden;
    }

    /** wx[D,4H]. */
    public Parameter inputWeight() {
        return inputWeight;
    }

    /** wh[H,4H]. */
    public Parameter hiddenWeight() {
        return hiddenWeight;
    }

    public Parameter bias() {
        return bias;
    }

    String name() {
        return name;
    }

    Points pointsInside() {
        return points;
    }

    /** wx^T[4H,D]. */
    float[] inputTransposed() {
        return inputTransposed;
    }

    /** wh^T[4H,H]. */
    float[] hiddenTransposed() {
        return hiddenTransposed;
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.channels() != in) {
            throw new IllegalArgumentException("LSTM of " + in + " channels on input " + input);
        }
        return new Shape(input.height(), input.width(), hidden);
    }

    /** wx, wh, bias. */
    @Override
    public List<Parameter> parameters() {
        return List.of(inputWeight, hiddenWeight, bias);
    }

    @Override
    public List<QuantizationPoint> points() {
        return points.named();
    }

    @Override
    public void refresh() {
        Transpose.transpose(inputWeight.values(), in, 4 * hidden, inputTransposed);
        Transpose.transpose(hiddenWeight.values(), hidden, 4 * hidden, hiddenTransposed);
    }

    @Override
    public Run bind(Shape input, int batch, Products products) {
        return new LstmRun(this, input, batch, products);
    }
}
