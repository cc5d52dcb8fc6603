package binade.simulator.training;

import binade.simulator.network.Parameter;

/**
 * DeepShift-Q (Elhoushi et al., CVPR workshops 2021): weights of five bits that are a sign and a shift, so that a product is a
 * shift of the other factor. Zero stays zero.
 *
 * <pre>
 *   w = sign(master) 2^p,   p = round(log2 |master|) from -15 to 0
 * </pre>
 *
 * <p>Rounded exactly: p is the exponent of the master weight below sqrt(2) times its power of two, else one more. Gradients pass
 * unchanged.
 */
final class ShiftWeights extends WeightRounder {
    private static final int LEAST = -15;
    private static final int GREATEST = 0;
    /** No binary32 number lies between sqrt(2) and this. */
    private static final double ROOT = Math.sqrt(2);

    ShiftWeights(Parameter p) {
        super(p, false, false);
    }

    @Override
    void round(float[] from, float[] w, boolean first, int step) {
        for (int i = 0; i < from.length; i++) {
            w[i] = round(from[i]);
        }
    }

    static float round(float x) {
        if (x == 0) {
            return x;
        }
        double a = Math.abs((double) x); // normal in binary64
        int e = Math.getExponent(a);
        int p = Math.scalb(a, -e) < ROOT ? e : e + 1;
        return Math.copySign(Math.scalb(1f, Math.clamp(p, LEAST, GREATEST)), x);
    }
}
