package binade.simulator.graph;

import java.util.Arrays;

/**
 * y[i] = x[source[i]], or a fill value where the source is -1: transposition, slices, repetition, padding, triangles, gathers at known
 * places. dx[source[i]] += dy[i].
 */
public final class Rearrange implements Operator {
    private final int[] shape;
    private final int[] source;
    private final int block;
    private final float fill;

    /**
     * @param shape of the result
     * @param source as many as it has elements
     * @param fill what stands where nothing is taken from x
     */
    public Rearrange(int[] shape, int[] source, float fill) {
        this.shape = shape.clone();
        this.fill = fill;
        block = block(source);
        if (block == 1) {
            this.source = source;
        } else {
            this.source = new int[source.length / block];
            for (int b = 0; b < this.source.length; b++) {
                this.source[b] = source[b * block];
            }
        }
    }

    /** Length of pieces that are contiguous in x, all of them equally long. */
    private static int block(int[] source) {
        int length = 0; // greatest common divisor of the lengths of all runs
        int start = 0;
        for (int i = 1; i <= source.length; i++) {
            boolean continues = i < source.length
                    && (source[i] == -1 ? source[i - 1] == -1 : source[i - 1] != -1 && source[i] == source[i - 1] + 1);
            if (!continues) {
                length = gcd(i - start, length);
                start = i;
            }
        }
        return Math.max(1, length);
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** The same numbers with the axes in another order. */
    public static Rearrange transpose(int[] from, int[] order) {
        int[] strides = Shapes.strides(from);
        int[] shape = new int[order.length];
        int[] stride = new int[order.length];
        for (int d = 0; d < order.length; d++) {
            shape[d] = from[order[d]];
            stride[d] = strides[order[d]];
        }
        return new Rearrange(shape, Shapes.indices(shape, stride, 0), 0);
    }

    /** Dimensions of 1 repeated. */
    public static Rearrange expand(int[] from, int[] to) {
        return new Rearrange(to, Shapes.repeats(from, to), 0);
    }

    /** Along one axis, the elements at these places. */
    public static Rearrange select(int[] from, int axis, int[] places) {
        int inner = Shapes.size(from, axis + 1, from.length);
        int outer = Shapes.size(from, 0, axis);
        int[] shape = from.clone();
        shape[axis] = places.length;
        int[] source = new int[Shapes.size(shape)];
        int i = 0;
        for (int o = 0; o < outer; o++) {
            for (int p : places) {
                int base = (o * from[axis] + p) * inner;
                for (int j = 0; j < inner; j++) {
                    source[i++] = base + j;
                }
            }
        }
        return new Rearrange(shape, source, 0);
    }

    @Override
    public int[][] outputs() {
        return new int[][] {shape};
    }

    /** The same of numbers in binary64: for constants. */
    public double[] apply(double[] x, double filling) {
        double[] y = new double[source.length * block];
        for (int b = 0; b < source.length; b++) {
            for (int j = 0; j < block; j++) {
                y[b * block + j] = source[b] < 0 ? filling : x[source[b] + j];
            }
        }
        return y;
    }

    @Override
    public Kernel bind() {
        return new Kernel() {
            @Override
            public void forward(float[][] in, float[][] out) {
                float[] x = in[0];
                float[] y = out[0];
                if (block == 1) {
                    for (int i = 0; i < source.length; i++) {
                        y[i] = source[i] < 0 ? fill : x[source[i]];
                    }
                    return;
                }
                for (int b = 0; b < source.length; b++) {
                    if (source[b] < 0) {
                        Arrays.fill(y, b * block, (b + 1) * block, fill);
                    } else {
                        System.arraycopy(x, source[b], y, b * block, block);
                    }
                }
            }

            @Override
            public void backward(float[][] in, float[][] out, float[][] dout, float[][] din) {
                float[] dy = dout[0];
                float[] dx = din[0];
                for (int b = 0; b < source.length; b++) {
                    if (source[b] >= 0) {
                        add(dy, b * block, dx, source[b]);
                    }
                }
            }

            private void add(float[] dy, int from, float[] dx, int to) {
                for (int j = 0; j < block; j++) {
                    dx[to + j] += dy[from + j];
                }
            }
        };
    }
}
