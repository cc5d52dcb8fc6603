package binade.simulator.tensorcore;

import binade.simulator.matrix.MatrixProduct;
import binade.simulator.matrix.MatrixProducts;
import java.util.Objects;

/**
 * Inference of binarized layers by population counts: where every column of b is +s and -s for one s of its own, and a holds
 * nothing but -1, 0 and 1 (signs, signs behind a ReLU, zero padding), 64 products at a time
 *
 * <pre>
 *   n[i,j] = sum over k of a[i,k] sign(b[k,j])      an exact integer
 *   c[i,j] = c[i,j] + s[j] n[i,j]                   one product and one sum in binary32, or the product alone
 * </pre>
 *
 * Scaling comes last, once (XNOR-Net, Rastegari et al., ECCV 2016, section 3.2). The binary32 chain, which scales first and
 * rounds after every step, gives the same bits where it rounds nothing: started at 0, s a power of two. Any other matrices,
 * such as those of a first layer with real inputs, go to the ordinary product.
 *
 * <p>Without zeros in a: {@link BinaryMatrixProduct} with xor, the signed unit. With zeros: with and, once for the ones of a
 * and once for its minus ones.
 *
 * <pre>
 *   network.bind(batch, Products.ORDINARY.withForward(new PopcountProduct()))
 * </pre>
 */
public final class PopcountProduct implements MatrixProduct {
    private static final BinaryMatrixProduct XOR =
            new BinaryMatrixProduct(UnitName.parse("xnor-popcount/cpu/b1xor/s32").unit());
    private static final BinaryMatrixProduct AND = new BinaryMatrixProduct(UnitName.parse("a100/wmma/b1and/s32").unit());
    /** Counts up to here are binary32 numbers. */
    private static final int LARGEST = 1 << 24;

    private final MatrixProduct ordinary;

    public PopcountProduct() {
        this(MatrixProducts.product());
    }

    /** @param ordinary product of matrices that are not binary */
    public PopcountProduct(MatrixProduct ordinary) {
        this.ordinary = Objects.requireNonNull(ordinary, "ordinary");
    }

    @Override
    public void multiply(
            int m, int n, int k, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset, int bRow,
            float[] c, int cOffset, int cRow, boolean accumulate) {
        float[] scales = k == 0 || k > LARGEST ? null : scales(n, k, b, bOffset, bRow);
        Signs rows = scales == null ? null : Signs.of(m, k, a, aOffset, aRow, aColumn);
        if (rows == null) {
            ordinary.multiply(m, n, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, c, cOffset, cRow, accumulate);
            return;
        }
        int[] counts = rows.times(Signs.of(n, k, signs(n, k, b, bOffset, bRow), 0, 1, n), k);
        for (int i = 0; i < m; i++) {
            int ci = cOffset + i * cRow;
            for (int j = 0; j < n; j++) {
                float scaled = scales[j] * counts[i * n + j];
                c[ci + j] = accumulate ? c[ci + j] + scaled : scaled;
            }
        }
    }

    /** The magnitude of each column of b, or null if one has several, is zero or not finite. */
    private static float[] scales(int n, int k, float[] b, int bOffset, int bRow) {
        float[] scales = new float[n];
        for (int j = 0; j < n; j++) {
            scales[j] = Math.abs(b[bOffset + j]);
            if (!(scales[j] > 0 && scales[j] < Float.POSITIVE_INFINITY)) {
                return null;
            }
        }
        for (int p = 1; p < k; p++) {
            for (int j = 0; j < n; j++) {
                if (Math.abs(b[bOffset + p * bRow + j]) != scales[j]) {
                    return null;
                }
            }
        }
        return scales;
    }

    /** s[k,n], the signs of b. */
    private static float[] signs(int n, int k, float[] b, int bOffset, int bRow) {
        float[] signs = new float[k * n];
        for (int p = 0; p < k; p++) {
            for (int j = 0; j < n; j++) {
                signs[p * n + j] = Math.signum(b[bOffset + p * bRow + j]);
            }
        }
        return signs;
    }

    /**
     * Rows of -1, 0 and 1 as bits.
     *
     * @param rows how many
     * @param words 64-bit words of a row
     * @param plus bits of the ones
     * @param minus bits of the minus ones
     * @param zeros whether there is a zero
     */
    private record Signs(int rows, int words, long[] plus, long[] minus, boolean zeros) {
        /** The rows of x[rows,k], or null if there is another number among them. */
        static Signs of(int rows, int k, float[] x, int offset, int row, int column) {
            int words = (k + Long.SIZE - 1) / Long.SIZE;
            long[] plus = new long[Math.multiplyExact(rows, words)];
            long[] minus = new long[rows * words];
            boolean zeros = false;
            for (int i = 0; i < rows; i++) {
                for (int p = 0; p < k; p++) {
                    float v = x[offset + i * row + p * column];
                    long bit = 1L << p; // shifts count modulo 64
                    int word = i * words + p / Long.SIZE;
                    if (v == 1) {
                        plus[word] |= bit;
                    } else if (v == -1) {
                        minus[word] |= bit;
                    } else if (v == 0) {
                        zeros = true;
                    } else {
                        return null;
                    }
                }
            }
            return new Signs(rows, words, plus, minus, zeros);
        }

        /** The dot products [rows, columns.rows] of length k with rows that have no zeros. */
        int[] times(Signs columns, int k) {
            int n = columns.rows;
            int[] counts = new int[Math.multiplyExact(rows, n)];
            if (!zeros) {
                XOR.multiply(rows, n, words, plus, columns.plus, counts);
                int padding = Long.SIZE * words - k; // equal bits, each counted as +1
                for (int i = 0; i < counts.length; i++) {
                    counts[i] -= padding;
                }
                return counts;
            }
            // sum over set bits of sign = 2 (set bits where the sign is +1) - set bits
            int[] negative = new int[counts.length];
            AND.multiply(rows, n, words, plus, columns.plus, counts);
            AND.multiply(rows, n, words, minus, columns.plus, negative);
            for (int i = 0; i < rows; i++) {
                int difference = bits(plus, i) - bits(minus, i);
                for (int j = 0; j < n; j++) {
                    counts[i * n + j] = 2 * (counts[i * n + j] - negative[i * n + j]) - difference;
                }
            }
            return counts;
        }

        private int bits(long[] plane, int row) {
            int bits = 0;
            for (int p = 0; p < words; p++) {
                bits += Long.bitCount(plane[row * words + p]);
            }
            return bits;
        }
    }
}
