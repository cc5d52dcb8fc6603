package binade.simulator.network;

import java.util.Arrays;
import java.util.List;

/**
 * y[N,T,D] = the row w[x] of w[V,D] for each token number x[N,T], which stands in a binary32 array like any other input.
 * dw[v] = the sum of dy where x is v, in binary32 and in the order of the positions. Token numbers have no gradient: it must be
 * the first layer.
 */
public final class Embedding implements Layer {
    private final int tokens;
    private final int width;
    private final Parameter weight;

    /**
     * @param tokens V, how many there are
     * @param width D
     */
    public Embedding(String name, int tokens, int width) {
        this.tokens = tokens;
        this.width = width;
        weight = new Parameter(name + ".weight", tokens, width);
    }

    public Parameter weight() {
        return weight;
    }

    @Override
    public Shape outputShape(Shape in) {
        if (in.channels() != 1) {
            throw new IllegalArgumentException("embedding on input " + in + "; it takes one token number per position");
        }
        return new Shape(in.height(), in.width(), width);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(weight);
    }

    @Override
    public Run bind(Shape in, int batch, Products products) {
        return new Run() {
            private final float[] y = new float[batch * in.size() * width];
            private final int[] token = new int[batch * in.size()];

            /** @throws IllegalArgumentException for a number that is no token */
            @Override
            public float[] forward(float[] x, int count, Pass pass) {
                for (int i = 0; i < count * in.size(); i++) {
                    token[i] = (int) x[i];
                    if (token[i] != x[i] || token[i] < 0 || token[i] >= tokens) {
                        throw new IllegalArgumentException("token " + x[i] + "; there are 0 to " + (tokens - 1));
                    }
                    System.arraycopy(weight.values(), token[i] * width, y, i * width, width);
                }
                return y;
            }

            @Override
            public float[] backward(float[] dy, int count, Pass pass, Gradients gradients, boolean needInput) {
                if (needInput) {
                    throw new IllegalStateException("token numbers have no gradient");
                }
                float[] dw = gradients.of(weight);
                Arrays.fill(dw, 0f);
                for (int i = 0; i < count * in.size(); i++) {
                    for (int d = 0; d < width; d++) {
                        dw[token[i] * width + d] += dy[i * width + d];
                    }
                }
                return null;
            }
        };
    }
}
