package binade.simulator.graph;

/** y = a where the condition is not 0, else b; three tensors of one shape. */
public record Select(int[] shape) implements Operator {
    @Override
    public int[][] outputs() {
        return new int[][] {shape};
    }

    @Override
    public boolean isDifferentiable(int input) {
        return input > 0;
    }

    @Override
    public Kernel bind() {
        return new Kernel() {
            @Override
            public void forward(float[][] in, float[][] out) {
                for (int i = 0; i < out[0].length; i++) {
                    out[0][i] = in[0][i] != 0 ? in[1][i] : in[2][i];
                }
            }

            @Override
            public void backward(float[][] in, float[][] out, float[][] dout, float[][] din) {
                for (int k = 1; k < 3; k++) {
                    for (int i = 0; din[k] != null && i < dout[0].length; i++) {
                        din[k][i] += in[0][i] != 0 == (k == 1) ? dout[0][i] : 0;
                    }
                }
            }
        };
    }
}
