package binade.simulator.graph;

/**
 * Rows of n values shifted to mean 0 and divided by sqrt(variance + epsilon), or only divided by sqrt(mean square + epsilon); in
 * binary64. dx = (dy - mean(dy) - y mean(y dy)) / deviation, without mean(dy) if nothing was shifted.
 *
 * @param shape of the tensor, whose last {@code n} values belong together
 */
public record Normalization(int[] shape, int n, double epsilon, boolean centred) implements Operator {
    @Override
    public int[][] outputs() {
        return new int[][] {shape};
    }

    @Override
    public Kernel bind() {
        int rows = n == 0 ? 0 : Shapes.size(shape) / n;
        return new Kernel() {
            private final double[] inverse = new double[rows];

            @Override
            public void forward(float[][] in, float[][] out) {
                for (int r = 0; r < rows; r++) {
                    double mean = 0;
                    for (int i = r * n; centred && i < (r + 1) * n; i++) {
                        mean += in[0][i];
                    }
                    mean /= n;
                    double squares = 0;
                    for (int i = r * n; i < (r + 1) * n; i++) {
                        squares += (in[0][i] - mean) * (in[0][i] - mean);
                    }
                    inverse[r] = 1 / Math.sqrt(squares / n + epsilon);
                    for (int i = r * n; i < (r + 1) * n; i++) {
                        out[0][i] = (float) ((in[0][i] - mean) * inverse[r]);
                    }
                }
            }

            @Override
            public void backward(float[][] in, float[][] out, float[][] dout, float[][] din) {
                for (int r = 0; r < rows; r++) {
                    double sum = 0;
                    double product = 0;
                    for (int i = r * n; i < (r + 1) * n; i++) {
                        sum += centred ? dout[0][i] : 0;
                        product += (double) dout[0][i] * out[0][i];
                    }
                    for (int i = r * n; i < (r + 1) * n; i++) {
                        din[0][i] += (float) ((dout[0][i] - sum / n - out[0][i] * (product / n)) * inverse[r]);
                    }
                }
            }
        };
    }
}
