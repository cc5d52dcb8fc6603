package binade.simulator.network;

import java.util.Arrays;
import java.util.List;

/**
 * 2-D convolution without bias, zero padding. Input and output channels lie in groups: a group of outputs sees its group of
 * inputs. With one group it is the ordinary convolution, with as many groups as channels the depthwise one. With M = N H' W'
 * output positions, Cg = Cin / groups input channels in a group and K = kernel x kernel x Cg,
 *
 * <pre>
 *   columns[M,K]    the window of each output position, (row, column, channel of the group) of the kernel in this order
 *   y[M,Cout]       = columns w,          w[K,Cout], by groups
 *   dw[K,Cout]      = columns^T dy
 *   dcolumns[M,K]   = dy w^T, and dx = each window's part added back in the order of the positions
 * </pre>
 *
 * Large dw are summed over {@link Parts} of the batch, then over these.
 */
public final class Convolution implements Layer {
    private final int cin;
    private final int cout;
    private final int groups;
    private final int kernel;
    private final int stride;
    private final int padding;
    private final Parameter weight;
    private final float[] transposed;

    /** An ordinary convolution. */
    public Convolution(String name, int cin, int cout, int kernel, int stride, int padding) {
        this(name, cin, cout, 1, kernel, stride, padding);
    }

    /** @param groups divides both numbers of channels */
    public Convolution(String name, int cin, int cout, int groups, int kernel, int stride, int padding) {
        if (cin < 1 || cout < 1 || kernel < 1 || stride < 1 || padding < 0 || padding >= kernel) {
            throw new IllegalArgumentException("convolution " + cin + "-" + cout + ", kernel " + kernel + ", stride "
                    + stride + ", padding " + padding + ": sizes and stride must be at least 1, padding 0 to kernel - 1");
        }
        if (groups < 1 || cin % groups != 0 || cout % groups != 0) {
            throw new IllegalArgumentException(
                    "convolution " + cin + "-" + cout + " in " + groups + " groups; their number must divide both");
        }
        this.cin = cin;
        this.cout = cout;
        this.groups = groups;
        this.kernel = kernel;
        this.stride = stride;
        this.padding = padding;
        weight = new Parameter(name + ".weight", kernel, kernel, cin / groups, cout);
        transposed = new float[weight.size()];
    }

    public Parameter weight() {
        return weight;
    }

    /** w^T[Cout, K], current after {@link #refresh}. */
    float[] transposed() {
        return transposed;
    }

    public int groups() {
        return groups;
    }

    public int stride() {
        return stride;
    }

    public int padding() {
        return padding;
    }

    /** Length of a window: kernel x kernel x input channels of a group. */
    public int k() {
        return weight.size() / cout;
    }

    /** Values each input spreads to: Cout / groups x kernel x kernel, the fan-out of initialisation rules. */
    public int fanOut() {
        return cout / groups * kernel * kernel;
    }

    @Override
    public Shape outputShape(Shape in) {
        int h = (in.height() + 2 * padding - kernel) / stride + 1;
        int w = (in.width() + 2 * padding - kernel) / stride + 1;
        if (in.channels() != cin || in.height() + 2 * padding < kernel || in.width() + 2 * padding < kernel) {
            throw new IllegalArgumentException(
                    "convolution of " + cin + " channels and kernel " + kernel + " on input " + in);
        }
        return new Shape(h, w, cout);
    }

    Windows windows(Shape in) {
        return new Windows(in, outputShape(in), kernel, stride, padding);
    }

    /**
     * The windows of one group as its matrix product sees them.
     *
     * @param x [count, in]
     * @param columns [count H' W', K] or longer, overwritten; zero outside the image
     */
    public void columns(float[] x, Shape in, int count, int group, float[] columns) {
        int inputs = in.channels() / groups;
        Windows windows = windows(in);
        Arrays.fill(columns, 0, count * windows.out().positions() * k(), 0f);
        windows.gather(x, 0, count, group * inputs, inputs, columns, 0);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(weight);
    }

    @Override
    public void refresh() {
        Transpose.transpose(weight.values(), k(), cout, transposed);
    }

    @Override
    public Run bind(Shape in, int batch, Products products) {
        return groups == cin && groups == cout && products.areChains()
                ? new DepthwiseConvolution(this, in, batch, products)
                : new ColumnConvolution(this, in, batch, products);
    }
}
