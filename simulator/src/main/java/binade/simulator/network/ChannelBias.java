package binade.simulator.network;

import java.util.List;

/**
 * y[R,C] = x[R,C] + b[C]: what a convolution, which has no bias of its own, gets when batch normalisation is folded into it.
 * dx = dy, db = the sum of dy over R.
 */
public final class ChannelBias implements Layer {
    private final String name;
    private final Parameter bias;

    public ChannelBias(String name, int channels) {
        this.name = name;
        bias = new Parameter(name + ".bias", channels);
    }

    String name() {
        return name;
    }

    public Parameter bias() {
        return bias;
    }

    @Override
    public Shape outputShape(Shape in) {
        if (in.channels() != bias.size()) {
            throw new IllegalArgumentException("bias of " + bias.size() + " channels on input " + in);
        }
        return in;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(bias);
    }

    @Override
    public Run bind(Shape in, int batch, Products products) {
        int channels = in.channels();
        return new Run() {
            private final float[] y = new float[batch * in.size()];
            private final BiasGradient biasGradient = new BiasGradient();

            @Override
            public float[] forward(float[] x, int count, Pass pass) {
                float[] b = bias.values();
                for (int r = 0; r < count * in.positions(); r++) {
                    for (int c = 0; c < channels; c++) {
                        y[r * channels + c] = x[r * channels + c] + b[c];
                    }
                }
                return y;
            }

            @Override
            public float[] backward(float[] dy, int count, Pass pass, Gradients gradients, boolean needInput) {
                if (!pass.weightsOnly()) {
                    biasGradient.sum(dy, count * in.positions(), channels, gradients.of(bias));
                }
                return needInput ? dy : null;
            }
        };
    }
}
