package binade.simulator.graph;

/**
 * The largest value of each window, the first of equals, or the mean of its values; images [N,C,H,W].
 */
public final class Pooling implements Operator {
    /** What a mean divides by. */
    public enum Rule {
        MAXIMUM,
        /** The number of values inside the image. */
        MEAN_INSIDE,
        /** The number of values inside the image and its padding. */
        MEAN_PADDED
    }

    private final Rule rule;
    private final int images;
    private final Window window;
    private final int bottom;
    private final int right;
    private final int[] shape;

    /**
     * @param images samples times channels
     * @param bottom rows of padding below, as {@code right} columns on the right: they count in {@code MEAN_PADDED}
     */
    public Pooling(Rule rule, int images, Window window, int bottom, int right, int[] shape) {
        this.rule = rule;
        this.images = images;
        this.window = window;
        this.bottom = bottom;
        this.right = right;
        this.shape = shape.clone();
    }

    @Override
    public int[][] outputs() {
        return new int[][] {shape};
    }

    @Override
    public Kernel bind() {
        return rule == Rule.MAXIMUM ? new MaximumKernel() : new MeanKernel();
    }

    private final class MaximumKernel implements Kernel {
        private final int[] source = new int[images * window.positions()];

        @Override
        public void forward(float[][] in, float[][] out) {
            int o = 0;
            for (int image = 0; image < images; image++) {
                int base = image * window.inputs();
                for (int oy = 0; oy < window.outHeight(); oy++) {
                    for (int ox = 0; ox < window.outWidth(); ox++, o++) {
                        int best = largest(in[0], base, oy, ox);
                        source[o] = best;
                        out[0][o] = best < 0 ? Float.NEGATIVE_INFINITY : in[0][best];
                    }
                }
            }
        }

        private int largest(float[] x, int base, int oy, int ox) {
            int best = -1;
            for (int ky = 0; ky < window.kernelHeight(); ky++) {
                int iy = window.y(oy, ky);
                for (int kx = 0; iy >= 0 && iy < window.height() && kx < window.kernelWidth(); kx++) {
                    int ix = window.x(ox, kx);
                    if (ix >= 0 && ix < window.width()) {
                        int i = base + iy * window.width() + ix;
                        best = best < 0 || x[i] > x[best] || Float.isNaN(x[i]) ? i : best;
                    }
                }
            }
            return best;
        }

        @Override
        public void backward(float[][] in, float[][] out, float[][] dout, float[][] din) {
            for (int o = 0; o < source.length; o++) {
                if (source[o] >= 0) {
                    din[0][source[o]] += dout[0][o];
                }
            }
        }
    }

    private final class MeanKernel implements Kernel {
        private final float[] weight = new float[window.positions()];

        MeanKernel() {
            for (int oy = 0; oy < window.outHeight(); oy++) {
                for (int ox = 0; ox < window.outWidth(); ox++) {
                    boolean padded = rule == Rule.MEAN_PADDED;
                    int rows = 0;
                    int columns = 0;
                    for (int ky = 0; ky < window.kernelHeight(); ky++) {
                        int y = window.y(oy, ky);
                        rows += y >= 0 && y < window.height() || padded && y < window.height() + bottom ? 1 : 0;
                    }
                    for (int kx = 0; kx < window.kernelWidth(); kx++) {
                        int x = window.x(ox, kx);
                        columns += x >= 0 && x < window.width() || padded && x < window.width() + right ? 1 : 0;
                    }
                    weight[oy * window.outWidth() + ox] = 1f / Math.max(1, rows * columns);
                }
            }
        }

        @Override
        public void forward(float[][] in, float[][] out) {
            walk(in[0], out[0], true);
        }

        @Override
        public void backward(float[][] in, float[][] out, float[][] dout, float[][] din) {
            walk(din[0], dout[0], false);
        }

        private void walk(float[] x, float[] y, boolean sum) {
            int o = 0;
            for (int image = 0; image < images; image++) {
                int base = image * window.inputs();
                for (int p = 0; p < window.positions(); p++, o++) {
                    double total = 0;
                    float share = sum ? 0 : y[o] * weight[p];
                    for (int ky = 0; ky < window.kernelHeight(); ky++) {
                        int iy = window.y(p / window.outWidth(), ky);
                        for (int kx = 0; iy >= 0 && iy < window.height() && kx < window.kernelWidth(); kx++) {
                            int ix = window.x(p % window.outWidth(), kx);
                            if (ix < 0 || ix >= window.width()) {
                                continue;
                            }
                            int i = base + iy * window.width() + ix;
                            if (sum) {
                                total += x[i];
                            } else {
                                x[i] += share;
                            }
                        }
                    }
                    if (sum) {
                        y[o] = (float) (total * weight[p]);
                    }
                }
            }
        }
    }
}
