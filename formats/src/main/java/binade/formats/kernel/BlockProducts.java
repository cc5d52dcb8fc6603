package binade.formats.kernel;

/** Products of the elements of consecutive blocks of equal size with a factor per block, in binary32. */
public final class BlockProducts {
    private static final boolean VECTOR = Kernels.vectorised();

    private BlockProducts() {}

    /**
     * y[i] = x[i] f[j] in block j. x and y may be the same array.
     *
     * @param x {@code count} blocks of {@code size} elements from {@code from} on
     * @param f [count or more]
     */
    public static void multiply(float[] x, float[] y, int from, int size, int count, float[] f) {
        int whole = VECTOR ? BlockProductLoops.multiply(x, y, from, size, count, f) : 0;
        for (int j = 0; j < count && whole < size; j++) {
            for (int i = from + j * size + whole; i < from + (j + 1) * size; i++) {
                y[i] = x[i] * f[j];
            }
        }
    }
}
