package binade.simulator.quantize;

import binade.simulator.network.Shape;
import java.util.Arrays;

/**
 * A step of an integer network: codes of at most 8 bits in, codes of at most 8 bits out, 32-bit integers between, nothing else.
 * Sums are bounded when the step is made, so that none wraps.
 */
sealed interface IntegerLayer {
    /** x [count, in] to y [count, out]. */
    int[] forward(int[] x, int count);

    /**
     * What codes may be, and which of them is zero.
     *
     * @param zero the zero point
     * @param min least code; with a ReLU fused the zero point
     * @param max greatest code
     */
    record Codes(int zero, int min, int max) {
        int of(int value) {
            return Math.clamp((long) value + zero, min, max);
        }
    }

    /**
     * A convolution, or a linear layer as one of a 1 x 1 kernel (Jacob et al., equations 4 to 9):
     *
     * <pre>
     *   a[n] = bias[n] + sum over k of (x[k] - z) w[k,n],   y[n] = clamp(z' + factor[n] a[n])
     * </pre>
     *
     * @param in of one sample
     * @param out likewise
     * @param window kernel, stride and padding
     * @param groups of channels
     * @param weights codes [K, N], K = kernel x kernel x inputs of a group
     * @param bias in units of the products
     * @param factors scale of a product over the scale of the outputs, by output
     * @param zero point of x
     * @param codes of y
     */
    record Product(
            Shape in, Shape out, Window window, int groups, int[] weights, int[] bias, FixedPoint[] factors, int zero, Codes codes)
            implements IntegerLayer {
        @Override
        public int[] forward(int[] x, int count) {
            int[] y = new int[count * out.size()];
            int[] sums = new int[out.channels()];
            for (int s = 0, at = 0; s < count; s++) {
                for (int oy = 0; oy < out.height(); oy++) {
                    for (int ox = 0; ox < out.width(); ox++, at += sums.length) {
                        System.arraycopy(bias, 0, sums, 0, sums.length);
                        accumulate(x, s, oy, ox, sums);
                        for (int n = 0; n < sums.length; n++) {
                            y[at + n] = codes.of(factors[n].times(sums[n]));
                        }
                    }
                }
            }
            return y;
        }

        /** Outside the image is the zero point, which adds nothing. */
        private void accumulate(int[] x, int sample, int oy, int ox, int[] sums) {
            int inputs = in.channels() / groups;
            for (int ky = 0; ky < window.kernel; ky++) {
                int iy = oy * window.stride - window.padding + ky;
                for (int kx = 0; kx < window.kernel; kx++) {
                    int ix = ox * window.stride - window.padding + kx;
                    if (iy < 0 || iy >= in.height() || ix < 0 || ix >= in.width()) {
                        continue;
                    }
                    int from = ((sample * in.height() + iy) * in.width() + ix) * in.channels();
                    for (int c = 0; c < in.channels(); c++) {
                        int k = (ky * window.kernel + kx) * inputs + c % inputs;
                        add(x[from + c] - zero, k, c / inputs, sums);
                    }
                }
            }
        }

        private void add(int x, int k, int group, int[] sums) {
            int outputs = sums.length / groups;
            int row = k * sums.length;
            for (int n = group * outputs; n < (group + 1) * outputs; n++) {
                sums[n] += x * weights[row + n];
            }
        }
    }

    /** Where windows lie. */
    record Window(int kernel, int stride, int padding) {
        static final Window POINT = new Window(1, 1, 0);
    }

    /**
     * The mean of each window: y = clamp(z' + factor (sum of (x - z))), factor = the scale of x over window size and scale of y.
     *
     * @param rows of a window
     * @param columns of a window
     */
    record Average(Shape in, Shape out, int rows, int columns, int stride, FixedPoint factor, int zero, Codes codes)
            implements IntegerLayer {
        @Override
        public int[] forward(int[] x, int count) {
            int[] sums = new int[count * out.size()];
            for (int s = 0, at = 0; s < count; s++) {
                for (int o = 0; o < out.positions(); o++, at += in.channels()) {
                    for (int k = 0; k < rows * columns; k++) {
                        int from = place(in, s, o / out.width() * stride + k / columns, o % out.width() * stride + k % columns);
                        for (int c = 0; c < in.channels(); c++) {
                            sums[at + c] += x[from + c] - zero;
                        }
                    }
                }
            }
            for (int i = 0; i < sums.length; i++) {
                sums[i] = codes.of(factor.times(sums[i]));
            }
            return sums;
        }
    }

    private static int place(Shape in, int sample, int row, int column) {
        return ((sample * in.height() + row) * in.width() + column) * in.channels();
    }

    /** The largest code of each window: codes are in the order of their values. */
    record Largest(Shape in, Shape out, int window, int stride) implements IntegerLayer {
        @Override
        public int[] forward(int[] x, int count) {
            int[] y = new int[count * out.size()];
            Arrays.fill(y, Integer.MIN_VALUE);
            for (int s = 0, at = 0; s < count; s++) {
                for (int o = 0; o < out.positions(); o++, at += in.channels()) {
                    for (int k = 0; k < window * window; k++) {
                        int from = place(in, s, o / out.width() * stride + k / window, o % out.width() * stride + k % window);
                        for (int c = 0; c < in.channels(); c++) {
                            y[at + c] = Math.max(y[at + c], x[from + c]);
                        }
                    }
                }
            }
            return y;
        }
    }

    /** max(x, z): a ReLU that stands behind no product. */
    record Rectifier(int zero) implements IntegerLayer {
        @Override
        public int[] forward(int[] x, int count) {
            return Arrays.stream(x).map(v -> Math.max(v, zero)).toArray();
        }
    }

    /**
     * The sum of two branches: each, 2^20 times, times a factor of at most 1/2, then added and brought to the scale of the outputs.
     *
     * <pre>
     *   y = clamp(z' + factor (body.factor 2^20 (b - z_b) + shortcut.factor 2^20 (s - z_s)))
     * </pre>
     */
    record Sum(Branch body, Branch shortcut, FixedPoint factor, Codes codes) implements IntegerLayer {
        /** Bits that numbers are shifted by before they are scaled, so that scaling loses little: 9 bits become 29. */
        static final int HEADROOM = 20;

        /** Steps of a branch, and what its results are multiplied by. */
        record Branch(IntegerLayer[] steps, FixedPoint factor, int zero) {
            int[] scaled(int[] x, int count) {
                int[] y = IntegerNetwork.forward(steps, x, count);
                return Arrays.stream(y).map(v -> factor.times(v - zero << HEADROOM)).toArray();
            }
        }

        @Override
        public int[] forward(int[] x, int count) {
            int[] a = body.scaled(x, count);
            int[] b = shortcut.scaled(x, count);
            for (int i = 0; i < a.length; i++) {
                a[i] = codes.of(factor.times(a[i] + b[i]));
            }
            return a;
        }
    }
}
