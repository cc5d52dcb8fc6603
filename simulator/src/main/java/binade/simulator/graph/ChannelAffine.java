package binade.simulator.graph;

/**
 * y = x a + b with one a and b for each channel, the second dimension: normalisation with fixed statistics. Inputs x, then a and b,
 * constants; no gradient for these.
 */
public record ChannelAffine(int[] shape) implements Operator {
    @Override
    public int[][] outputs() {
        return new int[][] {shape};
    }

    @Override
    public boolean isDifferentiable(int input) {
        return input == 0;
    }

    @Override
    public Kernel bind() {
        int channels = shape[1];
        int inner = Shapes.size(shape, 2, shape.length);
        int rows = shape[0] * channels;
        return new Kernel() {
            @Override
            public void forward(float[][] in, float[][] out) {
                for (int r = 0; r < rows; r++) {
                    float a = in[1][r % channels];
                    float b = in[2][r % channels];
                    for (int i = r * inner; i < (r + 1) * inner; i++) {
                        out[0][i] = in[0][i] * a + b;
                    }
                }
            }

            @Override
            public void backward(float[][] in, float[][] out, float[][] dout, float[][] din) {
                for (int r = 0; r < rows; r++) {
                    float a = in[1][r % channels];
                    for (int i = r * inner; i < (r + 1) * inner; i++) {
                        din[0][i] += dout[0][i] * a;
                    }
                }
            }
        };
    }
}
