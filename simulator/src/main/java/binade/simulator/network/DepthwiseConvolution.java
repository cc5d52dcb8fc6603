package binade.simulator.network;

import java.util.Arrays;

/**
 * A convolution with as many groups as channels, without columns: for each place in the kernel, ascending, the channels of all
 * windows at once. The same chains as {@link ColumnConvolution}, in the same order.
 */
final class DepthwiseConvolution implements Layer.Run {
    private static final long WORTHWHILE = 500_000;

    private final Convolution layer;
    private final Products products;
    private final Shape in;
    private final Shape out;
    private final Windows windows;
    private final int parts;
    private final float[] y;
    private final float[] dx;
    private final float[][] partialWeights;
    private float[] x;

    DepthwiseConvolution(Convolution layer, Shape in, int batch, Products products) {
        this.layer = layer;
        this.products = products;
        this.in = in;
        out = layer.outputShape(in);
        windows = layer.windows(in);
        parts = Math.min(batch, Parts.of((long) batch * out.size() * layer.k(), WORTHWHILE));
        y = new float[batch * out.size()];
        dx = new float[batch * in.size()];
        partialWeights = new float[parts][layer.weight().size()];
    }

    @Override
    public float[] forward(float[] input, int count, Pass pass) {
        x = input;
        float[] w = layer.weight().values();
        products.workers().run(parts, p -> {
            int from = Parts.start(p, parts, count);
            int to = Parts.start(p + 1, parts, count);
            Arrays.fill(y, from * out.size(), to * out.size(), 0f);
            visit(from, to, (i, o, wi, channels) -> {
                for (int c = 0; c < channels; c++) {
                    y[o + c] = Math.fma(x[i + c], w[wi + c], y[o + c]);
                }
            });
        });
        return y;
    }

    /** dw = sum over positions of x dy in parts of the batch, these added; dx += dy w. */
    @Override
    public float[] backward(float[] dy, int count, Pass pass, Gradients gradients, boolean needInput) {
        float[] w = layer.weight().values();
        products.workers().run(parts, p -> {
            int from = Parts.start(p, parts, count);
            int to = Parts.start(p + 1, parts, count);
            float[] dw = partialWeights[p];
            Arrays.fill(dw, 0f);
            visit(from, to, (i, o, wi, channels) -> {
                for (int c = 0; c < channels; c++) {
                    dw[wi + c] = Math.fma(x[i + c], dy[o + c], dw[wi + c]);
                }
            });
            if (needInput) {
                Arrays.fill(dx, from * in.size(), to * in.size(), 0f);
                visit(from, to, (i, o, wi, channels) -> {
                    for (int c = 0; c < channels; c++) {
                        dx[i + c] += dy[o + c] * w[wi + c];
                    }
                });
            }
        });
        float[] dw = gradients.of(layer.weight());
        System.arraycopy(partialWeights[0], 0, dw, 0, dw.length);
        for (int p = 1; p < parts; p++) {
            for (int i = 0; i < dw.length; i++) {
                dw[i] += partialWeights[p][i];
            }
        }
        return needInput ? dx : null;
    }

    /** What is done with one place of one window: where its input, output and weights begin, and the number of channels. */
    private interface Place {
        void at(int input, int output, int weight, int channels);
    }

    /** All places inside the image, windows in order, places of the kernel in order. */
    private void visit(int from, int to, Place place) {
        int channels = in.channels();
        int kernel = windows.kernel();
        for (int s = from; s < to; s++) {
            for (int o = 0; o < out.positions(); o++) {
                int y0 = o / out.width() * windows.stride() - windows.padding();
                int x0 = o % out.width() * windows.stride() - windows.padding();
                for (int ky = Math.max(0, -y0); ky < Math.min(kernel, in.height() - y0); ky++) {
                    for (int kx = Math.max(0, -x0); kx < Math.min(kernel, in.width() - x0); kx++) {
                        place.at(
                                ((s * in.height() + y0 + ky) * in.width() + x0 + kx) * channels,
                                (s * out.positions() + o) * channels, (ky * kernel + kx) * channels, channels);
                    }
                }
            }
        }
    }
}
