package binade.simulator.network;

import java.util.Arrays;
import java.util.List;

/**
 * 2-D convolution without bias, zero padding, as a matrix product over the column matrix: with M = N H' W' output
 * positions and K = kernel x kernel x Cin,
 *
 * <pre>
 *   columns[M,K]    the window of each output position, (row, column, channel) of the kernel in this order
 *   y[M,Cout]       = columns w,          w[K,Cout]
 *   dw[K,Cout]      = columns^T dy
 *   dcolumns[M,K]   = dy w^T, and dx = each window's part added back in the order of the positions
 * </pre>
 */
public final class Convolution implements Layer {
    private final int cin;
    private final int cout;
    private final int kernel;
    private final int stride;
    private final int padding;
    private final int k;
    private final Parameter weight;
    private final float[] transposed;

    public Convolution(String name, int cin, int cout, int kernel, int stride, int padding) {
        if (cin < 1 || cout < 1 || kernel < 1 || stride < 1 || padding < 0 || padding >= kernel) {
            throw new IllegalArgumentException("convolution " + cin + "-" + cout + ", kernel " + kernel + ", stride "
                    + stride + ", padding " + padding + ": sizes and stride must be at least 1, padding 0 to kernel - 1");
        }
        this.cin = cin;
        this.cout = cout;
        this.kernel = kernel;
        this.stride = stride;
        this.padding = padding;
        this.k = kernel * kernel * cin;
        weight = new Parameter(name + ".weight", kernel, kernel, cin, cout);
        transposed = new float[k * cout];
    }

    public Parameter weight() {
        return weight;
    }

    public int stride() {
        return stride;
    }

    public int padding() {
        return padding;
    }

    /** Values each output channel spreads to: Cout x kernel x kernel, the fan-out of initialisation rules. */
    public int fanOut() {
        return cout * kernel * kernel;
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

    @Override
    public List<Parameter> parameters() {
        return List.of(weight);
    }

    @Override
    public void refresh() {
        Transpose.transpose(weight.values(), k, cout, transposed);
    }

    @Override
    public Run bind(Shape in, int batch, Products products) {
        Shape out = outputShape(in);
        return new Run() {
            private final float[] columns = new float[batch * out.positions() * k];
            private final float[] y = new float[batch * out.size()];
            private final float[] dcolumns = new float[columns.length];
            private final float[] dx = new float[batch * in.size()];

            @Override
            public float[] forward(float[] x, int count, Pass pass) {
                gather(x, count);
                int m = count * out.positions();
                products.forward()
                        .multiply(m, cout, k, columns, 0, k, 1, weight.values(), 0, cout, y, 0, cout, false);
                return y;
            }

            @Override
            public float[] backward(float[] dy, int count, Pass pass, Gradients gradients, boolean needInput) {
                int m = count * out.positions();
                products.weightGradient()
                        .multiply(k, cout, m, columns, 0, 1, k, dy, 0, cout, gradients.of(weight), 0, cout, false);
                if (!needInput) {
                    return null;
                }
                products.inputGradient()
                        .multiply(m, k, cout, dy, 0, cout, 1, transposed, 0, k, dcolumns, 0, k, false);
                scatter(count);
                return dx;
            }

            /** Copies each window, row by row; positions outside the image stay zero from the start. */
            private void gather(float[] x, int count) {
                for (int s = 0; s < count; s++) {
                    for (int oy = 0; oy < out.height(); oy++) {
                        for (int ox = 0; ox < out.width(); ox++) {
                            int row = ((s * out.height() + oy) * out.width() + ox) * k;
                            int x0 = ox * stride - padding;
                            int from = Math.max(0, -x0);
                            int to = Math.min(kernel, in.width() - x0);
                            for (int ky = 0; ky < kernel; ky++) {
                                int iy = oy * stride - padding + ky;
                                if (iy < 0 || iy >= in.height()) {
                                    continue;
                                }
                                int source = ((s * in.height() + iy) * in.width() + x0 + from) * cin;
                                int target = row + (ky * kernel + from) * cin;
                                System.arraycopy(x, source, columns, target, (to - from) * cin);
                            }
                        }
                    }
                }
            }

            private void scatter(int count) {
                Arrays.fill(dx, 0, count * in.size(), 0f);
                for (int s = 0; s < count; s++) {
                    for (int oy = 0; oy < out.height(); oy++) {
                        for (int ox = 0; ox < out.width(); ox++) {
                            int row = ((s * out.height() + oy) * out.width() + ox) * k;
                            int x0 = ox * stride - padding;
                            int from = Math.max(0, -x0);
                            int to = Math.min(kernel, in.width() - x0);
                            for (int ky = 0; ky < kernel; ky++) {
                                int iy = oy * stride - padding + ky;
                                if (iy < 0 || iy >= in.height()) {
                                    continue;
                                }
                                int target = ((s * in.height() + iy) * in.width() + x0 + from) * cin;
                                int source = row + (ky * kernel + from) * cin;
                                int length = (to - from) * cin;
                                for (int i = 0; i < length; i++) {
                                    dx[target + i] += dcolumns[source + i];
                                }
                            }
                        }
                    }
                }
            }
        };
    }
}
