package binade.simulator.network;

import java.util.Arrays;
import java.util.List;

/**
 * y[N,H',W',C] = the mean of each window x window square, stepping by {@code stride}, no padding; dx = dy / window^2 at
 * each of its positions. {@link #GLOBAL} takes the whole image.
 */
public record AveragePool(int window, int stride) implements Layer {
    /** The mean over all positions, whatever their number. */
    public static final AveragePool GLOBAL = new AveragePool(0, 1);

    public AveragePool {
        if (window < 0 || stride < 1) {
            throw new IllegalArgumentException("average pooling " + window + "/" + stride
                    + "; the window must be at least 1 (0: the whole image), the stride at least 1");
        }
    }

    static Shape pooled(Shape in, int window, int stride) {
        if (in.height() < window || in.width() < window) {
            throw new IllegalArgumentException("pooling window " + window + " on input " + in);
        }
        return new Shape((in.height() - window) / stride + 1, (in.width() - window) / stride + 1, in.channels());
    }

    @Override
    public Shape outputShape(Shape in) {
        return window == 0 ? Shape.vector(in.channels()) : pooled(in, window, stride);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of();
    }

    @Override
    public Run bind(Shape in, int batch, Products products) {
        Shape out = outputShape(in);
        int rows = window == 0 ? in.height() : window;
        int columns = window == 0 ? in.width() : window;
        return new Run() {
            private final float[] y = new float[batch * out.size()];
            private final float[] dx = new float[batch * in.size()];
            private final float share = 1f / (rows * columns);

            @Override
            public float[] forward(float[] x, int count, Pass pass) {
                Arrays.fill(y, 0, count * out.size(), 0f);
                int channels = in.channels();
                for (int s = 0; s < count; s++) {
                    for (int o = 0; o < out.positions(); o++) {
                        int target = (s * out.positions() + o) * channels;
                        for (int ky = 0; ky < rows; ky++) {
                            for (int kx = 0; kx < columns; kx++) {
                                int from = source(s, o, ky, kx);
                                for (int c = 0; c < channels; c++) {
                                    y[target + c] += x[from + c];
                                }
                            }
                        }
                        for (int c = 0; c < channels; c++) {
                            y[target + c] *= share;
                        }
                    }
                }
                return y;
            }

            private int source(int s, int o, int ky, int kx) {
                int iy = o / out.width() * stride + ky;
                int ix = o % out.width() * stride + kx;
                return ((s * in.height() + iy) * in.width() + ix) * in.channels();
            }

            @Override
            public float[] backward(float[] dy, int count, Pass pass, Gradients gradients, boolean needInput) {
                if (!needInput) {
                    return null;
                }
                Arrays.fill(dx, 0, count * in.size(), 0f);
                int channels = in.channels();
                for (int s = 0; s < count; s++) {
                    for (int o = 0; o < out.positions(); o++) {
                        int from = (s * out.positions() + o) * channels;
                        for (int ky = 0; ky < rows; ky++) {
                            for (int kx = 0; kx < columns; kx++) {
                                int target = source(s, o, ky, kx);
                                for (int c = 0; c < channels; c++) {
                                    dx[target + c] += dy[from + c] * share;
                                }
                            }
                        }
                    }
                }
                return dx;
            }
        };
    }
}
