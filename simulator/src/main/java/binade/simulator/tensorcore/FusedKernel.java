package binade.simulator.tensorcore;

/**
 * Chains of fused blocks for a tile of outputs. Packed operands: a[i,k] and b[k,j] as binary32 values of the operand formats
 * beside their encoded exponents ({@link FusedPlan#ZERO} for zeros). All implementations give the same bits.
 */
interface FusedKernel {
    /** Columns of a tile, and of a packed panel of b. */
    int COLUMNS = 16;

    /**
     * c[i,j] = the chain over k of blocks, started at c[i,j].
     *
     * <p>Shapes: a[rows, k] at {@code aOffset + i * aRow + k}, b[k, COLUMNS] at {@code bOffset + k * COLUMNS + j}, c[rows, COLUMNS]
     * at {@code cOffset + i * COLUMNS + j}; k is a multiple of the block length. Allocates nothing.
     */
    void tile(
            FusedPlan plan, int rows, int k, float[] a, int[] aExponent, int aOffset, int aRow, float[] b, int[] bExponent,
            int bOffset, float[] c, int cOffset);
}
