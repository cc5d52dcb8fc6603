package binade.simulator.network;

import binade.simulator.matrix.Sigmoids;
import java.util.List;

/**
 * The Gaussian error linear unit (Hendrycks and Gimpel, arXiv 1606.08415), evaluated in binary64 and rounded:
 *
 * <pre>
 *   ERF    y = x Phi(x),                     Phi(x) = (1 + erf(x / sqrt 2)) / 2,    dx = dy (Phi(x) + x phi(x))
 *   TANH   y = x (1 + tanh u) / 2,           u = sqrt(2 / pi) (x + 0.044715 x^3),
 *                                            dx = dy ((1 + tanh u) / 2 + x (1 - tanh^2 u) u' / 2)
 * </pre>
 *
 * @param form the definition, or its approximation, which some networks were trained with
 */
public record Gelu(Form form) implements Layer {
    /** Which function. */
    public enum Form {
        ERF,
        TANH
    }

    private static final double INVERSE_ROOT_2PI = 0.3989422804014327;
    private static final double ROOT_2_BY_PI = 0.7978845608028654;
    private static final double CUBIC = 0.044715;

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
            private final float[] y = new float[batch * in.size()];
            private final float[] dx = new float[batch * in.size()];
            private final float[] slope = new float[batch * in.size()];

            @Override
            public float[] forward(float[] x, int count, Pass pass) {
                Parts.run(products, count * in.size(), (from, to) -> {
                    switch (form) {
                        case ERF -> exact(x, from, to);
                        case TANH -> approximate(x, from, to);
                    }
                });
                return y;
            }

            private void exact(float[] x, int from, int to) {
                for (int i = from; i < to; i++) {
                    double v = x[i];
                    double share = 0.5 * (1 + Erf.of(v * Math.sqrt(0.5)));
                    y[i] = (float) (v * share);
                    double density = Math.abs(v) > 37 ? 0 : INVERSE_ROOT_2PI * Sigmoids.exp(-0.5 * v * v);
                    slope[i] = (float) (share + v * density);
                }
            }

            private void approximate(float[] x, int from, int to) {
                for (int i = from; i < to; i++) {
                    double v = x[i];
                    double u = ROOT_2_BY_PI * (v + CUBIC * v * v * v);
                    double share = 1 / (1 + Sigmoids.exp(-2 * Math.clamp(u, -20, 20))); // (1 + tanh u) / 2
                    y[i] = (float) (v * share);
                    slope[i] = (float) (share + 2 * v * share * (1 - share) * ROOT_2_BY_PI * (1 + 3 * CUBIC * v * v));
                }
            }

            @Override
            public float[] backward(float[] dy, int count, Pass pass, Gradients gradients, boolean needInput) {
                if (!needInput) {
                    return null;
                }
                for (int i = 0; i < count * in.size(); i++) {
                    dx[i] = dy[i] * slope[i];
                }
                return dx;
            }
        };
    }
}
