package binade.simulator.training;

import binade.simulator.matrix.DotProducts;
import binade.simulator.network.Gradients;
import binade.simulator.network.Parameter;

/** Keeps the norm of the whole gradient, all parameters as one vector, at most so large (Pascanu, Mikolov, Bengio, ICML 2013). */
public final class GradientClip {
    /** Keeps the quotient finite, as common frameworks do. */
    private static final double SMALL = 1e-6;

    private final double norm;
    private final DotProducts dots = DotProducts.get();

    /** @param norm the largest allowed, above 0 */
    public GradientClip(double norm) {
        if (!(norm > 0)) {
            throw new IllegalArgumentException("gradient norm " + norm + "; it must be above 0");
        }
        this.norm = norm;
    }

    /**
     * Scales all gradients by norm / (their norm + 1e-6) if that is below 1; sums in binary64, products in binary32.
     *
     * @return the norm before
     */
    public double apply(Gradients gradients) {
        double[] square = new double[16];
        double[] same = new double[16];
        for (Parameter p : gradients.parameters()) {
            dots.accumulate(gradients.of(p), gradients.of(p), p.size(), square, same);
        }
        double found = Math.sqrt(DotProducts.total(square));
        float factor = (float) (norm / (found + SMALL));
        if (factor < 1) {
            for (Parameter p : gradients.parameters()) {
                float[] g = gradients.of(p);
                for (int i = 0; i < g.length; i++) {
                    g[i] *= factor;
                }
            }
        }
        return found;
    }
}
