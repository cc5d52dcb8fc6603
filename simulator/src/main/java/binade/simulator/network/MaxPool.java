package binade.simulator.network;

import java.util.Arrays;
import java.util.List;

/**
 * y[N,H',W',C] = the largest x of each window x window square, stepping by {@code stride}, no padding; dy goes to the
 * first position (in row order) that holds the maximum.
 */
public record MaxPool(int window, int stride) implements Layer {
    public MaxPool {
        if (window < 1 || stride < 1) {
            throw new IllegalArgumentException("max pooling " + window + "/" + stride + "; both must be at least 1");
        }
    }

    @Override
    public Shape outputShape(Shape in) {
        return AveragePool.pooled(in, window, stride);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of();
    }

    @Override
    public Run bind(Shape in, int batch, Products products) {
        Shape out = outputShape(in);
        return new Run() {
            private final float[] y = new float[batch * out.size()];
            private final int[] source = new int[y.length];
            private final float[] dx = new float[batch * in.size()];

            @Override
            public float[] forward(float[] x, int count, Pass pass) {
                int o = 0;
                for (int s = 0; s < count; s++) {
                    for (int oy = 0; oy < out.height(); oy++) {
                        for (int ox = 0; ox < out.width(); ox++) {
                            for (int c = 0; c < in.channels(); c++, o++) {
                                int best = index(s, oy * stride, ox * stride, c);
                                for (int ky = 0; ky < window; ky++) {
                                    for (int kx = 0; kx < window; kx++) {
                                        int i = index(s, oy * stride + ky, ox * stride + kx, c);
                                        best = x[i] > x[best] ? i : best;
                                    }
                                }
                                source[o] = best;
                                y[o] = x[best];
                            }
                        }
                    }
                }
                return y;
            }

            private int index(int s, int iy, int ix, int c) {
                return ((s * in.height() + iy) * in.width() + ix) * in.channels() + c;
            }

            @Override
            public float[] backward(float[] dy, int count, Pass pass, Gradients gradients, boolean needInput) {
                if (!needInput) {
                    return null;
                }
                Arrays.fill(dx, 0, count * in.size(), 0f);
                int size = count * out.size();
                for (int o = 0; o < size; o++) {
                    dx[source[o]] += dy[o];
                }
                return dx;
            }
        };
    }
}
