package binade.simulator.graph;

/** Softmax along an axis, or its logarithm, in binary64. */
public final class Softmax implements Operator {
    private final int[] shape;
    private final boolean logarithm;
    private final int outer;
    private final int n;
    private final int inner;

    public Softmax(int[] shape, int axis, boolean logarithm) {
        this.shape = shape.clone();
        this.logarithm = logarithm;
        outer = Shapes.size(shape, 0, axis);
        n = shape[axis];
        inner = Shapes.size(shape, axis + 1, shape.length);
    }

    @Override
    public int[][] outputs() {
        return new int[][] {shape};
    }

    @Override
    public Kernel bind() {
        return new Kernel() {
            private final double[] e = new double[n];

            @Override
            public void forward(float[][] in, float[][] out) {
                for (int o = 0; o < outer; o++) {
                    for (int i = 0; i < inner; i++) {
                        row(in[0], out[0], o * n * inner + i);
                    }
                }
            }

            private void row(float[] x, float[] y, int base) {
                float max = Float.NEGATIVE_INFINITY;
                for (int k = 0; k < n; k++) {
                    max = Math.max(max, x[base + k * inner]);
                }
                double sum = 0;
                for (int k = 0; k < n; k++) {
                    e[k] = Functions.exp((double) x[base + k * inner] - max); // NaN where all are -infinity
                    sum += e[k];
                }
                double log = logarithm ? StrictMath.log(sum) : 0;
                for (int k = 0; k < n; k++) {
                    y[base + k * inner] = (float) (logarithm ? (double) x[base + k * inner] - max - log : e[k] / sum);
                }
            }

            @Override
            public void backward(float[][] in, float[][] out, float[][] dout, float[][] din) {
                for (int o = 0; o < outer; o++) {
                    for (int i = 0; i < inner; i++) {
                        row(out[0], dout[0], din[0], o * n * inner + i);
                    }
                }
            }

            /** dx = y (dy - sum of y dy); of the logarithm dy - exp(y) times the sum of dy. */
            private void row(float[] y, float[] dy, float[] dx, int base) {
                double sum = 0;
                for (int k = base; k < base + n * inner; k += inner) {
                    sum += logarithm ? dy[k] : (double) y[k] * dy[k];
                }
                for (int k = base; k < base + n * inner; k += inner) {
                    dx[k] += (float) (logarithm ? dy[k] - Functions.exp(y[k]) * sum : y[k] * (dy[k] - sum));
                }
            }
        };
    }
}
