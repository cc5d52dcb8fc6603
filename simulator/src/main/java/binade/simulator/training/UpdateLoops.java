package binade.simulator.training;

/**
 * The sums of SGD with momentum, element by element: each a binary32 product followed by a binary32 sum, never fused
 * (paper-method 11.3). The compiler turns these loops into vector code. Shapes: all [n], or the elements from, inclusive, to to,
 * exclusive.
 */
final class UpdateLoops {
    private UpdateLoops() {}

    /** y = a + c b; y may be a or b. With c = -rate these are the bits of a - rate b. */
    static void sum(float[] a, float c, float[] b, float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = a[i] + c * b[i];
        }
    }

    /** v = g + decay w + momentum v, with the roundings of {@link Sgd}. */
    static void accumulate(float[] g, float[] w, float decay, float momentum, float[] v, int from, int to) {
        for (int i = from; i < to; i++) {
            v[i] = g[i] + decay * w[i] + momentum * v[i];
        }
    }

    /** m = b1 m + c1 g, v = b2 v + c2 g^2, w = w - rate m / (sqrt(v) / deviation + epsilon), where g = gradient + decay wd. */
    static void adam(
            float[] gradient, float[] wd, float decay, float b1, float c1, float b2, float c2, float rate, float deviation,
            float epsilon, float[] m, float[] v, float[] w) {
        for (int i = 0; i < w.length; i++) {
            float g = gradient[i] + decay * wd[i];
            m[i] = b1 * m[i] + c1 * g;
            v[i] = b2 * v[i] + c2 * (g * g);
            w[i] = w[i] - rate * m[i] / ((float) Math.sqrt(v[i]) / deviation + epsilon);
        }
    }
}
