package binade.simulator.network;

import java.util.List;

/**
 * y[R,out] = x[R,in] w[in,out] + bias[out]. The chain of each y starts at its bias. A row is a sample, if it has {@code in}
 * values, else a position of it, if it has {@code in} channels.
 */
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

    public Parameter bias() {
        return bias;
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.size() == in) {
            return Shape.vector(out);
        }
        if (input.channels() != in) {
            throw new IllegalArgumentException("linear layer of " + in + " inputs after " + input.size() + " values");
        }
        return new Shape(input.height(), input.width(), out);
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
        int perSample = input.size() / in;
        return new Run() {
            private final float[] y = new float[batch * perSample * out];
            private final float[] dx = new float[batch * perSample * in];
            private final BiasGradient biasGradient = new BiasGradient();
            private float[] x;

            @Override
            public float[] forward(float[] input, int count, Pass pass) {
                x = input;
                int rows = count * perSample;
                for (int r = 0; r < rows; r++) {
                    System.arraycopy(bias.values(), 0, y, r * out, out);
                }
                products.forward().multiply(rows, out, in, x, 0, in, 1, weight.values(), 0, out, y, 0, out, true);
                return y;
            }

            /** dw[in,out] = x^T dy, dbias[out] = sum over R of dy, dx[R,in] = dy w^T. */
            @Override
            public float[] backward(float[] dy, int count, Pass pass, Gradients gradients, boolean needInput) {
                int rows = count * perSample;
                float[] dw = gradients.of(weight);
                products.weightGradient().multiply(in, out, rows, x, 0, 1, in, dy, 0, out, dw, 0, out, false);
                if (!pass.weightsOnly()) {
                    biasGradient.sum(dy, rows, out, gradients.of(bias));
                }
                if (!needInput) {
                    return null;
                }
                products.inputGradient().multiply(rows, in, out, dy, 0, out, 1, transposed, 0, in, dx, 0, in, false);
                return dx;
            }
        };
    }
}
