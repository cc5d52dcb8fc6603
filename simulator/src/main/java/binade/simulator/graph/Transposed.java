package binade.simulator.graph;

/** Matrices with rows and columns exchanged, in blocks that fit the first-level cache. */
final class Transposed {
    private static final int BLOCK = 32;

    private Transposed() {}

    /** to[j * rows + i] = from[offset + i * stride + j] for i < rows, j < columns. */
    static void copy(float[] from, int offset, int stride, int rows, int columns, float[] to, int toOffset) {
        for (int i0 = 0; i0 < rows; i0 += BLOCK) {
            for (int j0 = 0; j0 < columns; j0 += BLOCK) {
                int iEnd = Math.min(rows, i0 + BLOCK);
                int jEnd = Math.min(columns, j0 + BLOCK);
                for (int i = i0; i < iEnd; i++) {
                    for (int j = j0; j < jEnd; j++) {
                        to[toOffset + j * rows + i] = from[offset + i * stride + j];
                    }
                }
            }
        }
    }
}
