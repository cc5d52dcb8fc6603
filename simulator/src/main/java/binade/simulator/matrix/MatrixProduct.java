package binade.simulator.matrix;

/**
 * c[i,j] = (accumulate ? c[i,j] : 0) + sum over k of a[i,k] b[k,j]. The kernels of {@link MatrixProducts} give the bits of
 * the chain c = fma(a[i,k], b[k,j], c) for k = 0, 1, ...; a simulated unit gives its own.
 */
public interface MatrixProduct {
    /**
     * Shapes a[m,k], b[k,n], c[m,n]; c must not overlap a or b.
     *
     * @param a element (i,k) at {@code aOffset + i * aRow + k * aColumn}: row-major or transposed
     * @param b element (k,j) at {@code bOffset + k * bRow + j}: rows are contiguous
     * @param c element (i,j) at {@code cOffset + i * cRow + j}
     * @param accumulate whether the chain starts at c or at 0
     * @throws IndexOutOfBoundsException if a shape does not fit its array
     */
    void multiply(
            int m, int n, int k, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset, int bRow,
            float[] c, int cOffset, int cRow, boolean accumulate);

    /**
     * Whether the sum over k may be cut: the first terms, and then the others accumulated on them, give the same bits as all at
     * once. So it is for the binary32 chain.
     */
    default boolean isChain() {
        return false;
    }
}
