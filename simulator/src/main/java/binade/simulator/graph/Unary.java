package binade.simulator.graph;

import binade.simulator.matrix.Elementwise;
import binade.simulator.matrix.Sigmoids;

/** y = f(x), element by element; dx = f'(x) dy. */
public record Unary(Function function, int[] shape) implements Operator {
    @Override
    public int[][] outputs() {
        return new int[][] {shape};
    }

    @Override
    public Value.Kind kind() {
        return function.kind();
    }

    @Override
    public boolean isDifferentiable(int input) {
        return function.kind() == Value.Kind.FLOAT;
    }

    @Override
    public Kernel bind() {
        return function instanceof Functions.Relu ? new ReluKernel() : new FunctionKernel();
    }

    /** A function of one number with its derivative, computed in binary64. */
    public interface Function {
        /** f(x). */
        double of(double x);

        /** f'(x), of a y that was rounded to binary32. */
        double slope(double x, double y);

        /** What the results stand for. */
        default Value.Kind kind() {
            return Value.Kind.FLOAT;
        }
    }

    private static final class ReluKernel implements Kernel {
        private final Elementwise elementwise = Elementwise.get();

        @Override
        public void forward(float[][] in, float[][] out) {
            elementwise.relu(in[0], out[0], 0, out[0].length);
        }

        @Override
        public void backward(float[][] in, float[][] out, float[][] dout, float[][] din) {
            for (int i = 0; i < out[0].length; i++) {
                din[0][i] += out[0][i] > 0 ? dout[0][i] : 0f;
            }
        }
    }

    private final class FunctionKernel implements Kernel {
        private final Sigmoids sigmoids = Sigmoids.get();

        @Override
        public void forward(float[][] in, float[][] out) {
            float[] x = in[0];
            float[] y = out[0];
            switch (function) {
                case Functions.Sigmoid _ -> sigmoids.logistic(x, y, 0, y.length);
                case Functions.Tanh _ -> sigmoids.tanh(x, y, 0, y.length);
                default -> {
                    for (int i = 0; i < y.length; i++) {
                        y[i] = (float) function.of(x[i]);
                    }
                }
            }
        }

        @Override
        public void backward(float[][] in, float[][] out, float[][] dout, float[][] din) {
            for (int i = 0; i < out[0].length; i++) {
                din[0][i] += (float) (dout[0][i] * function.slope(in[0][i], out[0][i]));
            }
        }
    }
}
