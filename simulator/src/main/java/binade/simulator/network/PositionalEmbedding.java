package binade.simulator.network;

import java.util.Arrays;
import java.util.List;

/** y[N,T,D] = x[N,T,D] + w[T,D]: a learned vector for each position. dw = the sum of dy over N, in binary32. */
public final class PositionalEmbedding implements Layer {
    private final Parameter weight;

    public PositionalEmbedding(String name, int positions, int width) {
        weight = new Parameter(name + ".weight", positions, width);
    }

    public Parameter weight() {
        return weight;
    }

    @Override
    public Shape outputShape(Shape in) {
        if (in.positions() != weight.shape()[0] || in.channels() != weight.shape()[1]) {
            throw new IllegalArgumentException("positions " + weight.shape()[0] + " of " + weight.shape()[1]
                    + " channels on input " + in);
        }
        return in;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(weight);
    }

    @Override
    public Run bind(Shape in, int batch, Products products) {
        int size = in.size();
        return new Run() {
            private final float[] y = new float[batch * size];

            @Override
            public float[] forward(float[] x, int count, Pass pass) {
                for (int s = 0; s < count; s++) {
                    for (int i = 0; i < size; i++) {
                        y[s * size + i] = x[s * size + i] + weight.values()[i];
                    }
                }
                return y;
            }

            @Override
            public float[] backward(float[] dy, int count, Pass pass, Gradients gradients, boolean needInput) {
                float[] dw = gradients.of(weight);
                Arrays.fill(dw, 0f);
                for (int s = 0; s < count; s++) {
                    for (int i = 0; i < size; i++) {
                        dw[i] += dy[s * size + i];
                    }
                }
                return needInput ? dy : null;
            }
        };
    }
}
