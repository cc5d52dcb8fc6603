package binade.simulator.network;

import java.util.List;

/** y = max(x, 0); dx = dy where x > 0, else 0. */
public record Relu() implements Layer {
    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of();
    }

    @Override
    public Run bind(Shape in, int batch) {
        return new Run() {
            private final float[] y = new float[batch * in.size()];
            private final float[] dx = new float[batch * in.size()];

            @Override
            public float[] forward(float[] x, int count, Pass pass) {
                int size = count * in.size();
                for (int i = 0; i < size; i++) {
                    y[i] = x[i] > 0 ? x[i] : 0f;
                }
                return y;
            }

            @Override
            public float[] backward(float[] dy, int count, Pass pass, Gradients gradients, boolean needInput) {
                if (!needInput) {
                    return null;
                }
                int size = count * in.size();
                for (int i = 0; i < size; i++) {
                    dx[i] = y[i] > 0 ? dy[i] : 0f;
                }
                return dx;
            }
        };
    }
}
