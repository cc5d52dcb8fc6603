package binade.simulator.graph;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** What the operators are, in binary64 and straight from their definitions: loops over all coordinates, nothing of the operators. */
final class Definitions {
    /** Inputs, null where one is left out, to outputs. */
    @FunctionalInterface
    interface Definition {
        double[][] of(double[][] in);
    }

    private Definitions() {}

    static Definition unary(DoubleUnaryOperator f) {
        return in -> new double[][] {Arrays.stream(in[0]).map(f).toArray()};
    }

    /** 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x by Simpson's rule. */
    static double erf(double x) {
        int n = 400;
        double h = x / n;
        double sum = 1 + Math.exp(-x * x);
        for (int i = 1; i < n; i++) {
            sum += (i % 2 == 0 ? 2 : 4) * Math.exp(-(i * h) * (i * h));
        }
        return 2 / Math.sqrt(Math.PI) * sum * h / 3;
    }

    static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** Coordinates of element i of a row-major tensor. */
    private static int[] coordinates(int i, int[] shape) {
        int[] at = new int[shape.length];
        for (int d = shape.length - 1; d >= 0; d--) {
            at[d] = i % shape[d];
            i /= shape[d];
        }
        return at;
    }

    /** The element there; missing leading coordinates do not count, dimensions of 1 are repeated. */
    private static int element(int[] at, int[] shape) {
        int i = 0;
        for (int d = 0; d < shape.length; d++) {
            i = i * shape[d] + (shape[d] == 1 ? 0 : at[at.length - shape.length + d]);
        }
        return i;
    }

    static Definition binary(DoubleBinaryOperator f, int[] a, int[] b, int[] shape) {
        return in -> {
            double[] y = new double[Shapes.size(shape)];
            for (int i = 0; i < y.length; i++) {
                int[] at = coordinates(i, shape);
                y[i] = f.applyAsDouble(in[0][element(at, a)], in[1][element(at, b)]);
            }
            return new double[][] {y};
        };
    }

    static Definition reduction(DoubleBinaryOperator f, double first, boolean mean, int[] from, int[] kept) {
        return in -> {
            double[] y = new double[Shapes.size(kept)];
            Arrays.fill(y, first);
            for (int i = 0; i < in[0].length; i++) {
                int to = element(coordinates(i, from), kept);
                y[to] = f.applyAsDouble(y[to], in[0][i]);
            }
            double divisor = mean ? (double) in[0].length / y.length : 1;
            return new double[][] {Arrays.stream(y).map(v -> v / divisor).toArray()};
        };
    }

    static Definition concatenation(int[][] shapes, int axis, int[] shape) {
        return in -> {
            double[] y = new double[Shapes.size(shape)];
            for (int i = 0; i < y.length; i++) {
                int[] at = coordinates(i, shape);
                int k = 0;
                while (at[axis] >= shapes[k][axis]) {
                    at[axis] -= shapes[k++][axis];
                }
                y[i] = in[k][element(at, shapes[k])];
            }
            return new double[][] {y};
        };
    }

    static Definition transposition(int[] from, int[] order, int[] to) {
        return in -> {
            double[] y = new double[in[0].length];
            for (int i = 0; i < y.length; i++) {
                int[] at = coordinates(i, to);
                int[] source = new int[at.length];
                for (int d = 0; d < at.length; d++) {
                    source[order[d]] = at[d];
                }
                y[i] = in[0][element(source, from)];
            }
            return new double[][] {y};
        };
    }

    /** Along an axis the elements at these places; negative ones count from the end. */
    static Definition selection(int[] from, int axis, int[] places, int[] to) {
        return in -> {
            double[] y = new double[Shapes.size(to)];
            for (int i = 0; i < y.length; i++) {
                int[] at = coordinates(i, to);
                at[axis] = Math.floorMod(places[at[axis]], from[axis]);
                y[i] = in[0][element(at, from)];
            }
            return new double[][] {y};
        };
    }

    /** x[N,Cin,H,W], w[Cout,Cin/groups,...], bias[Cout]. */
    static Definition convolution(int samples, int cin, int cout, int groups, Window w) {
        int each = cin / groups;
        return in -> {
            double[] y = new double[samples * cout * w.outHeight() * w.outWidth()];
            for (int i = 0; i < y.length; i++) {
                int[] at = coordinates(i, new int[] {samples, cout, w.outHeight(), w.outWidth()});
                y[i] = in.length > 2 ? in[2][at[1]] : 0;
                for (int k = 0; k < each * w.kernelHeight() * w.kernelWidth(); k++) {
                    int[] tap = coordinates(k, new int[] {each, w.kernelHeight(), w.kernelWidth()});
                    int row = at[2] * w.strideY() - w.top() + tap[1] * w.dilationY();
                    int column = at[3] * w.strideX() - w.left() + tap[2] * w.dilationX();
                    if (row >= 0 && row < w.height() && column >= 0 && column < w.width()) {
                        int channel = at[1] / (cout / groups) * each + tap[0];
                        y[i] += in[1][at[1] * each * w.kernelHeight() * w.kernelWidth() + k]
                                * in[0][((at[0] * cin + channel) * w.height() + row) * w.width() + column];
                    }
                }
            }
            return new double[][] {y};
        };
    }

    /** The largest or mean value of windows; a mean divides by the taps inside the image, or inside it and its padding. */
    static Definition pooling(Pooling.Rule rule, int images, Window w, int bottom, int right) {
        return in -> {
            double[] y = new double[images * w.outHeight() * w.outWidth()];
            for (int i = 0; i < y.length; i++) {
                int[] at = coordinates(i, new int[] {images, w.outHeight(), w.outWidth()});
                double largest = Double.NEGATIVE_INFINITY;
                double sum = 0;
                int count = 0;
                for (int ky = 0; ky < w.kernelHeight(); ky++) {
                    for (int kx = 0; kx < w.kernelWidth(); kx++) {
                        int row = at[1] * w.strideY() - w.top() + ky * w.dilationY();
                        int column = at[2] * w.strideX() - w.left() + kx * w.dilationX();
                        boolean inside = row >= 0 && row < w.height() && column >= 0 && column < w.width();
                        boolean padded = row < w.height() + bottom && column < w.width() + right;
                        count += inside || padded && rule == Pooling.Rule.MEAN_PADDED ? 1 : 0;
                        if (inside) {
                            double x = in[0][(at[0] * w.height() + row) * w.width() + column];
                            largest = Math.max(largest, x);
                            sum += x;
                        }
                    }
                }
                y[i] = rule == Pooling.Rule.MAXIMUM ? largest : sum / count;
            }
            return new double[][] {y};
        };
    }

    /** a[batch,m,k] times b[batch,k,n] or b[batch,n,k]; a batch of 1 is repeated. */
    static Definition product(int batch, int batchA, int batchB, int m, int n, int k, boolean transposed, double alpha) {
        return in -> {
            double[] y = new double[batch * m * n];
            for (int i = 0; i < y.length; i++) {
                int[] at = coordinates(i, new int[] {batch, m, n});
                int a = batchA == 1 ? 0 : at[0];
                int b = batchB == 1 ? 0 : at[0];
                for (int l = 0; l < k; l++) {
                    int right = transposed ? at[2] * k + l : l * n + at[2];
                    y[i] += alpha * in[0][(a * m + at[1]) * k + l] * in[1][b * k * n + right];
                }
            }
            return new double[][] {y};
        };
    }

    /** Softmax along the middle of three dimensions, or its logarithm. */
    static Definition softmax(int outer, int n, int inner, boolean logarithm) {
        return in -> {
            double[] y = new double[in[0].length];
            for (int i = 0; i < y.length; i++) {
                int[] at = coordinates(i, new int[] {outer, n, inner});
                double sum = 0;
                for (int k = 0; k < n; k++) {
                    sum += Math.exp(in[0][(at[0] * n + k) * inner + at[2]]);
                }
                y[i] = logarithm ? in[0][i] - Math.log(sum) : Math.exp(in[0][i]) / sum;
            }
            return new double[][] {y};
        };
    }

    static Definition normalization(int n, double epsilon, boolean centred) {
        return in -> {
            double[] y = new double[in[0].length];
            for (int i = 0; i < y.length; i++) {
                double[] row = Arrays.copyOfRange(in[0], i / n * n, i / n * n + n);
                double mean = centred ? Arrays.stream(row).average().orElseThrow() : 0;
                double square = Arrays.stream(row).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
                y[i] = (in[0][i] - mean) / Math.sqrt(square + epsilon);
            }
            return new double[][] {y};
        };
    }

    /** As in the documentation of ONNX: X[T,N,D], W, R, B, initial_h, initial_c; Y and Y_c. */
    static Definition lstm(int steps, int samples, int in, int hidden, LongShortTermMemory.Direction direction) {
        int directions = direction == LongShortTermMemory.Direction.BIDIRECTIONAL ? 2 : 1;
        return x -> {
            double[] y = new double[steps * directions * samples * hidden];
            double[] last = new double[directions * samples * hidden];
            for (int d = 0; d < directions; d++) {
                boolean reverse = direction == LongShortTermMemory.Direction.REVERSE || d == 1;
                for (int s = 0; s < samples; s++) {
                    int state = (d * samples + s) * hidden;
                    double[] h = x[4] == null ? new double[hidden] : Arrays.copyOfRange(x[4], state, state + hidden);
                    double[] c = x[5] == null ? new double[hidden] : Arrays.copyOfRange(x[5], state, state + hidden);
                    for (int k = 0; k < steps; k++) {
                        int t = reverse ? steps - 1 - k : k;
                        double[] z = gates(x, d, t * samples + s, h, in, hidden);
                        for (int j = 0; j < hidden; j++) {
                            c[j] = logistic(z[2 * hidden + j]) * c[j] + logistic(z[j]) * Math.tanh(z[3 * hidden + j]);
                            h[j] = logistic(z[hidden + j]) * Math.tanh(c[j]);
                            y[((t * directions + d) * samples + s) * hidden + j] = h[j];
                        }
                    }
                    System.arraycopy(c, 0, last, state, hidden);
                }
            }
            return new double[][] {y, last};
        };
    }

    /** Pre-activations of the gates i, o, f, c. */
    private static double[] gates(double[][] x, int d, int row, double[] h, int in, int hidden) {
        double[] z = new double[4 * hidden];
        for (int j = 0; j < z.length; j++) {
            int g = d * 4 * hidden + j;
            z[j] = x[3] == null ? 0 : x[3][d * 8 * hidden + j] + x[3][d * 8 * hidden + 4 * hidden + j];
            for (int i = 0; i < in; i++) {
                z[j] += x[1][g * in + i] * x[0][row * in + i];
            }
            for (int i = 0; i < hidden; i++) {
                z[j] += x[2][g * hidden + i] * h[i];
            }
        }
        return z;
    }
}
