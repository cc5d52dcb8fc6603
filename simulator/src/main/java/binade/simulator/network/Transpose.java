package binade.simulator.network;

/** Copies a[rows, columns] to t[columns, rows]. */
final class Transpose {
    private Transpose() {}

    static void transpose(float[] a, int rows, int columns, float[] t) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                t[j * rows + i] = a[i * columns + j];
            }
        }
    }
}
