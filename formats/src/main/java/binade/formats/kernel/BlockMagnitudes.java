package binade.formats.kernel;

/** The largest magnitudes of consecutive blocks of equal size. */
public final class BlockMagnitudes {
    private static final int MAGNITUDE = 0x7fffffff;
    private static final boolean VECTOR = Kernels.vectorised();

    private BlockMagnitudes() {}

    /**
     * Writes the largest magnitude of each block as binary32 bits without sign: above 0x7f800000 if there is a NaN, equal
     * to it if there is an infinity.
     *
     * @param x blocks of {@code size} elements from {@code from} on
     * @param bits [count or more]
     */
    public static void bits(float[] x, int from, int size, int count, int[] bits) {
        int whole = VECTOR ? BlockMagnitudeLoops.bits(x, from, size, count, bits) : 0;
        if (whole == size) {
            return;
        }
        for (int j = 0; j < count; j++) {
            int max = whole > 0 ? bits[j] : 0;
            for (int i = from + j * size + whole; i < from + (j + 1) * size; i++) {
                max = Math.max(max, Float.floatToRawIntBits(x[i]) & MAGNITUDE);
            }
            bits[j] = max;
        }
    }
}
