package binade.formats.block;

/** The magnitude from which a block takes its scale. */
final class BlockMaximum {
    private BlockMaximum() {}

    /** The largest finite magnitude of x[from, to), 0 if there is none; NaN if one element is NaN. */
    static float of(float[] x, int from, int to) {
        float max = 0;
        boolean nan = false;
        for (int i = from; i < to; i++) {
            float a = Math.abs(x[i]);
            nan |= a != a;
            max = a <= Float.MAX_VALUE ? Math.max(max, a) : max;
        }
        return nan ? Float.NaN : max;
    }
}
