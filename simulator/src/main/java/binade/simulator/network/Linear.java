package binade.simulator.network;

import java.util.List;

/** y[N,out] = x[N,in] w[in,out] + bias[out]. The chain of each y starts at its bias. */
public final class Linear implements Layer {
    private final int in;
    private final int out;
    private final Parameter weight;
    private final Parameter bias;
    private final float[] transposed;

    public Linear(String name, int in, int out) {
        this.in = in;
        this.out = out;
        weight = new Parameter(name + ".weight", in, out);
        bias = new Parameter(name + ".bias", out);
        transposed = new float[in * out];
    }

    public Parameter weight() {
        return weight;
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.size() != in) {
            throw new IllegalArgumentException("linear layer of " + in + " inputs after " + input.size() + " values");
        }
        return Shape.vector(out);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(weight, bias);
    }

    @Override
    public void refresh() {
        Transpose.transpose(weight.values(), in, out, transposed);
    }

    @Override
    public Run bind(Shape input, int batch, Products products) {
        return new Run() {
            private final float[] y = new float[batch * out];
            private final float[] dx = new float[batch * in];
            private final BiasGradient biasGradient = new BiasGradient();
            private float[] x;

            @Override
            public float[] forward(float[] input, int count, Pass pass) {
                x = input;
                for (int s = 0; s < count; s++) {
                    System.arraycopy(bias.values(), 0, y, s * out, out);
                }
                products.forward().multiply(count, out, in, x, 0, in, 1, weight.values(), 0, out, y, 0, out, true);
                return y;
            }

            /** dw[in,out] = x^T dy, dbias[out] = sum over N of dy, dx[N,in] = dy w^T. */
            @Override
            public float[] backward(float[] dy, int count, Pass pass, Gradients gradients, boolean needInput) {
                float[] dw = gradients.of(weight);
                products.weightGradient().multiply(in, out, count, x, 0, 1, in, dy, 0, out, dw, 0, out, false);
                if (!pass.weightsOnly()) {
                    biasGradient.sum(dy, count, out, gradients.of(bias));
                }
                if (!needInput) {
                    return null;
                }
                products.inputGradient().multiply(count, in, out, dy, 0, out, 1, transposed, 0, in, dx, 0, in, false);
                return dx;
            }
        };
    }
}
