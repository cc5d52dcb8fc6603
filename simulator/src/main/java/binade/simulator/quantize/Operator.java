package binade.simulator.quantize;

import binade.simulator.network.Convolution;
import binade.simulator.network.Parameter;
import binade.simulator.network.Shape;

/**
 * A weight and what it is multiplied with: what is quantized together. Rows[N,K]: N outputs, each a sum over K inputs; with
 * groups, output n sees the inputs of group n groups / N.
 */
public final class Operator {
    private final String name;
    private final Parameter weight;
    private final Parameter bias;
    private final String point;
    private final Convolution convolution;
    private final boolean table;

    private Operator(
            String name, Parameter weight, Parameter bias, String point, Convolution convolution, boolean table) {
        this.name = name;
        this.weight = weight;
        this.bias = bias;
        this.point = point;
        this.convolution = convolution;
        this.table = table;
    }

    /** A product x[R,K] w[K,N] + bias[N] behind the quantization point of a name. */
    static Operator product(Parameter weight, Parameter bias, String point) {
        return new Operator(name(weight), weight, bias, point, null, false);
    }

    /** @param bias of the outputs, or null */
    static Operator convolution(Convolution convolution, Parameter bias, String point) {
        return new Operator(name(convolution.weight()), convolution.weight(), bias, point, convolution, false);
    }

    /** A table w[N,K] whose rows are looked up: it has no input to be multiplied with. */
    static Operator table(Parameter weight) {
        return new Operator(name(weight), weight, null, null, null, true);
    }

    private static String name(Parameter weight) {
        return weight.name().endsWith(".weight") ? weight.name().substring(0, weight.name().length() - 7) : weight.name();
    }

    /** {@code 3.conv}, or {@code 1.lstm.hidden_weight} where a layer has several. */
    public String name() {
        return name;
    }

    public Parameter weight() {
        return weight;
    }

    /** Null if there is none. */
    public Parameter bias() {
        return bias;
    }

    /** Name of the quantization point that its input passes; null for a table. */
    public String point() {
        return point;
    }

    /** Null for other products. */
    Convolution convolution() {
        return convolution;
    }

    public boolean isTable() {
        return table;
    }

    /** N. */
    public int outputs() {
        int[] shape = weight.shape();
        return table ? shape[0] : shape[shape.length - 1];
    }

    /** K. */
    public int inputs() {
        return weight.size() / outputs();
    }

    public int groups() {
        return convolution == null ? 1 : convolution.groups();
    }

    /** The weight as rows[N,K], a copy. */
    public float[] rows() {
        return table ? weight.values().clone() : transposed(weight.values(), inputs(), outputs());
    }

    /** Takes rows[N,K] as the weight; the network must be refreshed. */
    public void setRows(float[] rows) {
        float[] values = table ? rows : transposed(rows, outputs(), inputs());
        System.arraycopy(values, 0, weight.values(), 0, values.length);
    }

    private static float[] transposed(float[] x, int rows, int columns) {
        float[] y = new float[x.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                y[c * rows + r] = x[r * columns + c];
            }
        }
        return y;
    }

    /** Rows of the product for {@code count} samples of the point's shape. */
    int productRows(Shape in, int count) {
        return convolution == null
                ? count * in.size() / inputs()
                : count * convolution.outputShape(in).positions();
    }

    /** Which channel of the point's tensor input k of a group's product is, counted inside the group. */
    int channelOf(int k, int channels) {
        return k % (channels / groups());
    }

    /** The left factor of the product: [productRows, K]. */
    void leftFactor(float[] x, Shape in, int count, int group, float[] left) {
        if (convolution == null) {
            System.arraycopy(x, 0, left, 0, count * in.size());
        } else {
            convolution.columns(x, in, count, group, left);
        }
    }

    @Override
    public String toString() {
        return name + " [" + outputs() + ", " + inputs() + "]" + (groups() > 1 ? " in " + groups() + " groups" : "");
    }
}
