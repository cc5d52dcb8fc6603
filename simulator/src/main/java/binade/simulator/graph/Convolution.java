package binade.simulator.graph;

import binade.simulator.matrix.MatrixProduct;
import binade.simulator.matrix.MatrixProducts;
import java.util.Arrays;

/**
 * 2-D convolution y[N,Cout,P] = w[Cout,K] columns[K,P] by groups, P output positions, K = Cin / groups x kernel; inputs x[N,Cin,H,W], w
 * and, if there is one, bias[Cout].
 *
 * <pre>
 *   dw^T[K,Cout] = columns dy^T,     dcolumns[K,P] = w^T dy,    dx = each column's part added back
 * </pre>
 *
 * Columns are made for a few samples at a time, so that they stay in the cache and small images still fill the vectors. A group of
 * one channel each is computed directly ({@link DepthwiseKernel}).
 */
public final class Convolution implements Operator {
    /** Columns (floats) of a few samples at a time. */
    private static final int CACHED = 128 * 1024;

    private final int samples;
    private final int cin;
    private final int cout;
    private final int groups;
    private final Window window;
    private final int[] shape;

    /**
     * @param shape of the result: [N,Cout,H',W'], or without a dimension for one-dimensional ones
     * @throws IllegalArgumentException if groups do not divide the channels
     */
    public Convolution(int samples, int cin, int cout, int groups, Window window, int[] shape) {
        if (groups < 1 || cin % groups != 0 || cout % groups != 0) {
            throw new IllegalArgumentException(
                    "convolution " + cin + "-" + cout + " in " + groups + " groups; their number must divide both");
        }
        this.samples = samples;
        this.cin = cin;
        this.cout = cout;
        this.groups = groups;
        this.window = window;
        this.shape = shape.clone();
    }

    @Override
    public int[][] outputs() {
        return new int[][] {shape};
    }

    @Override
    public boolean isMatrixOperator() {
        return true;
    }

    @Override
    public Kernel bind() {
        return cin == groups ? new DepthwiseKernel(samples, cin, cout, window) : new ColumnKernel();
    }

    private final class ColumnKernel implements Kernel {
        private final MatrixProduct product = MatrixProducts.product();
        private final int inputs = cin / groups;
        private final int outputs = cout / groups;
        private final int positions = window.positions();
        private final int k = inputs * window.taps();
        private final int chunk = Math.clamp(CACHED / Math.max(1, (long) k * positions), 1, Math.max(1, samples));
        private final float[] columns = new float[k * positions * chunk];
        private final float[] image = new float[outputs * positions * chunk];
        private float[] dcolumns;
        private float[] dyTurned;
        private float[] dwTurned;

        @Override
        public void forward(float[][] in, float[][] out) {
            for (int g = 0; g < groups; g++) {
                for (int s = 0; s < samples; s += chunk) {
                    int n = Math.min(chunk, samples - s);
                    gather(in[0], g, s, n);
                    int columnsEach = n * positions;
                    if (n == 1) {
                        product.multiply(outputs, columnsEach, k, in[1], g * outputs * k, k, 1, columns, 0, columnsEach,
                                out[0], at(s, g), positions, false);
                    } else {
                        product.multiply(outputs, columnsEach, k, in[1], g * outputs * k, k, 1, columns, 0, columnsEach,
                                image, 0, columnsEach, false);
                        spread(out[0], g, s, n);
                    }
                }
            }
            if (in.length > 2 && in[2] != null) {
                addBias(in[2], out[0]);
            }
        }

        private int at(int sample, int group) {
            return (sample * cout + group * outputs) * positions;
        }

        private void addBias(float[] bias, float[] y) {
            for (int r = 0; r < samples * cout; r++) {
                float b = bias[r % cout];
                for (int i = r * positions; i < (r + 1) * positions; i++) {
                    y[i] += b;
                }
            }
        }

        /** image[c][s][p] to y[s][c][p]. */
        private void spread(float[] y, int g, int s, int n) {
            for (int c = 0; c < outputs; c++) {
                for (int i = 0; i < n; i++) {
                    System.arraycopy(image, (c * n + i) * positions, y, at(s + i, g) + c * positions, positions);
                }
            }
        }

        private void collect(float[] dy, int g, int s, int n) {
            for (int c = 0; c < outputs; c++) {
                for (int i = 0; i < n; i++) {
                    System.arraycopy(dy, at(s + i, g) + c * positions, image, (c * n + i) * positions, positions);
                }
            }
        }

        /** columns[channel, tap][sample, position]; what lies outside the image is zero. */
        private void gather(float[] x, int g, int s, int n) {
            int row = 0;
            for (int c = 0; c < inputs; c++) {
                for (int ky = 0; ky < window.kernelHeight(); ky++) {
                    for (int kx = 0; kx < window.kernelWidth(); kx++) {
                        for (int i = 0; i < n; i++, row += positions) {
                            gather(x, ((s + i) * cin + g * inputs + c) * window.inputs(), ky, kx, row);
                        }
                    }
                }
            }
        }

        private void gather(float[] x, int base, int ky, int kx, int to) {
            int first = window.firstX(kx);
            int end = window.endX(kx);
            for (int oy = 0; oy < window.outHeight(); oy++, to += window.outWidth()) {
                int iy = window.y(oy, ky);
                if (iy < 0 || iy >= window.height() || first == end) {
                    Arrays.fill(columns, to, to + window.outWidth(), 0f);
                    continue;
                }
                Arrays.fill(columns, to, to + first, 0f);
                int from = base + iy * window.width() + window.x(first, kx);
                if (window.strideX() == 1) {
                    System.arraycopy(x, from, columns, to + first, end - first);
                } else {
                    for (int ox = first; ox < end; ox++, from += window.strideX()) {
                        columns[to + ox] = x[from];
                    }
                }
                Arrays.fill(columns, to + end, to + window.outWidth(), 0f);
            }
        }

        @Override
        public void backward(float[][] in, float[][] out, float[][] dout, float[][] din) {
            if (din[1] != null) {
                dyTurned = dyTurned == null ? new float[image.length] : dyTurned;
                dwTurned = dwTurned == null ? new float[k * outputs] : dwTurned;
            }
            for (int g = 0; g < groups; g++) {
                for (int s = 0; s < samples; s += chunk) {
                    int n = Math.min(chunk, samples - s);
                    collect(dout[0], g, s, n);
                    int each = n * positions;
                    if (din[1] != null) {
                        gather(in[0], g, s, n);
                        Transposed.copy(image, 0, each, outputs, each, dyTurned, 0);
                        product.multiply(
                                k, outputs, each, columns, 0, each, 1, dyTurned, 0, outputs, dwTurned, 0, outputs, s > 0);
                    }
                    if (din[0] != null) {
                        dcolumns = dcolumns == null ? new float[columns.length] : dcolumns;
                        product.multiply(
                                k, each, outputs, in[1], g * outputs * k, 1, k, image, 0, each, dcolumns, 0, each, false);
                        scatter(din[0], g, s, n);
                    }
                }
                for (int o = 0; din[1] != null && o < outputs; o++) {
                    for (int i = 0; i < k; i++) {
                        din[1][(g * outputs + o) * k + i] += dwTurned[i * outputs + o];
                    }
                }
            }
            if (din.length > 2 && din[2] != null) {
                sumRows(dout[0], samples, cout, positions, din[2]);
            }
        }

        private void scatter(float[] dx, int g, int s, int n) {
            int row = 0;
            for (int c = 0; c < inputs; c++) {
                for (int ky = 0; ky < window.kernelHeight(); ky++) {
                    for (int kx = 0; kx < window.kernelWidth(); kx++) {
                        for (int i = 0; i < n; i++, row += positions) {
                            scatter(dx, ((s + i) * cin + g * inputs + c) * window.inputs(), ky, kx, row);
                        }
                    }
                }
            }
        }

        private void scatter(float[] dx, int base, int ky, int kx, int from) {
            int first = window.firstX(kx);
            int end = window.endX(kx);
            for (int oy = 0; oy < window.outHeight(); oy++, from += window.outWidth()) {
                int iy = window.y(oy, ky);
                if (iy < 0 || iy >= window.height()) {
                    continue;
                }
                int to = base + iy * window.width() + window.x(first, kx);
                int stride = window.strideX();
                if (stride == 1) {
                    for (int i = 0; i < end - first; i++) {
                        dx[to + i] += dcolumns[from + first + i];
                    }
                } else {
                    for (int ox = first; ox < end; ox++, to += stride) {
                        dx[to] += dcolumns[from + ox];
                    }
                }
            }
        }
    }

    /** dbias[c] += the sum of dy[s, c, p] over samples and positions. */
    static void sumRows(float[] dy, int samples, int channels, int positions, float[] dbias) {
        for (int c = 0; c < channels; c++) {
            double sum = 0;
            for (int s = 0; s < samples; s++) {
                for (int i = (s * channels + c) * positions; i < (s * channels + c + 1) * positions; i++) {
                    sum += dy[i];
                }
            }
            dbias[c] += (float) sum;
        }
    }
}
