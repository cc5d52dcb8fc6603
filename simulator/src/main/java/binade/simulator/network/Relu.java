package binade.simulator.network;

import binade.simulator.matrix.Elementwise;
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
    public Run bind(Shape in, int batch, Products products) {
        return new Run() {
            private final Elementwise kernel = Elementwise.get();
            private final float[] y = new float[batch * in.size()];
            private final float[] dx = new float[batch * in.size()];

            @Override
            public float[] forward(float[] x, int count, Pass pass) {
                Parts.run(products, count * in.size(), (from, to) -> kernel.relu(x, y, from, to));
                return y;
            }

            @Override
            public float[] backward(float[] dy, int count, Pass pass, Gradients gradients, boolean needInput) {
                if (!needInput) {
                    return null;
                }
                Parts.run(products, count * in.size(), (from, to) -> kernel.reluBackward(y, dy, dx, from, to));
                return dx;
            }
        };
    }
}
