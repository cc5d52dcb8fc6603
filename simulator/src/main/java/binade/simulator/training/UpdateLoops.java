package binade.simulator.training;

/**
 * The sums of SGD with momentum, element by element: each a binary32 product followed by a binary32 sum, never fused
 * (paper-method 11.3). The compiler turns these loops into vector code. Shapes: all [n].
 */
final class UpdateLoops {
    private UpdateLoops() {}

    /** d = g + decay w. */
    static void decay(float[] g, float[] w, float decay, float[] d) {
        for (int i = 0; i < d.length; i++) {
            d[i] = g[i] + decay * w[i];
        }
    }

    /** v = d + momentum v. */
    static void accumulate(float[] d, float momentum, float[] v) {
        for (int i = 0; i < v.length; i++) {
            v[i] = d[i] + momentum * v[i];
        }
    }

    /** w = w - rate v. */
    static void descend(float[] w, float[] v, float rate) {
        for (int i = 0; i < w.length; i++) {
            w[i] = w[i] - rate * v[i];
        }
    }
}
