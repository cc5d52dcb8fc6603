package binade.simulator.matrix;

/** The definition as three loops: what the vector kernel must equal bit for bit, and its fallback. */
public final class ScalarMatrixProduct implements MatrixProduct {
    @Override
    public boolean isChain() {
        return true;
    }

    @Override
    public void multiply(
            int m, int n, int k, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset, int bRow,
            float[] c, int cOffset, int cRow, boolean accumulate) {
        for (int i = 0; i < m; i++) {
            int ci = cOffset + i * cRow;
            if (!accumulate) {
                java.util.Arrays.fill(c, ci, ci + n, 0f);
            }
            // k outside j: the chain of each element still ascends in k, and rows of b are read in order
            for (int p = 0; p < k; p++) {
                float aip = a[aOffset + i * aRow + p * aColumn];
                int bp = bOffset + p * bRow;
                for (int j = 0; j < n; j++) {
                    c[ci + j] = Math.fma(aip, b[bp + j], c[ci + j]);
                }
            }
        }
    }
}
