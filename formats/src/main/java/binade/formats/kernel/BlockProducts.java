package binade.formats.kernel;

/** Products of the elements of consecutive blocks of equal size with a factor per block, in binary32. */
public final class BlockProducts {
    private static final boolean VECTOR = Kernels.vectorised();

    private BlockProducts() {}

    /**
     * y[to + i] = x[from + i] f[j] in block j. x and y may be the same array, from and to then the same.
     *
     * @param x {@code count} blocks of {@code size} elements from {@code from} on
     * @param y the same from {@code to} on
     * @param f [count or more]
     */
    public static void multiply(float[] x, int from, float[] y, int to, int size, int count, float[] f) {
        int whole = VECTOR ? BlockProductLoops.multiply(x, from, y, to, size, count, f) : 0;
        for (int j = 0; j < count && whole < size; j++) {
            for (int i = j * size + whole; i < (j + 1) * size; i++) {
                y[to + i] = x[from + i] * f[j];
            }
        }
    }
}
