package binade.formats.block;

import binade.formats.kernel.BlockMagnitudes;

/** The magnitude from which a block takes its scale. */
final class BlockMaximum {
    private static final int INFINITY = 0x7f800000;

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

    /** The same for each of {@code count} blocks of {@code size} elements from {@code from} on, as binary32 bits. */
    static void bits(float[] x, int from, int size, int count, int[] max) {
        BlockMagnitudes.bits(x, from, size, count, max);
        for (int j = 0; j < count; j++) {
            if (max[j] >= INFINITY) {
                max[j] = Float.floatToIntBits(of(x, from + j * size, from + (j + 1) * size));
            }
        }
    }
}
