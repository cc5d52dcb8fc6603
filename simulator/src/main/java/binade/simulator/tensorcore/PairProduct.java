package binade.simulator.tensorcore;

import java.util.Arrays;

/**
 * c += a b of signed bytes in 16-bit lanes. Pairs of 16-bit products are summed as whole 32-bit lanes (T) and by their upper
 * halves (H), of which T - 65535 H is the sum if no half has a sign. Where two signed products fit 16 bits (one side without
 * -128) they are added there first and made positive by adding 2^15; else operands are made unsigned by adding half their range,
 * which is taken off through the row and column sums.
 */
final class PairProduct {
    /** Columns of a tile: two vectors of the widest kind. */
    static final int COLUMNS = 32;
    /** Pairs of a tile: those of two rows and a panel stay in the first-level cache. */
    private static final int DEPTH = 256;
    /** Rows whose elements stay in the second-level cache. */
    private static final int ROWS = 128;
    private static final int HALF_RANGE = 128;

    private PairProduct() {}

    /** Shapes a[m,k], b[k,n], c[m,n], row-major; none of them 0. */
    static void multiply(int m, int n, int k, byte[] a, byte[] b, int[] c) {
        int pairs = (k + 3) / 4 * 2; // an even number
        boolean signed = !(hasLeast(a) && hasLeast(b));
        int shift = signed ? 0 : HALF_RANGE;
        int[] pa = pairsOfA(m, k, pairs, a, shift);
        int[] rowSum = new int[m];
        for (int i = 0; i < m && !signed; i++) {
            rowSum[i] = sum(a, i * k, k, shift);
        }
        int panels = (n + COLUMNS - 1) / COLUMNS;
        int panel = pairs * 2 * COLUMNS;
        short[] pb = new short[panels * panel];
        int[] columnSum = new int[panels * COLUMNS];
        for (int q = 0; q < panels; q++) {
            pairsOfB(n, k, q * COLUMNS, Math.min(COLUMNS, n - q * COLUMNS), b, shift, pb, q * panel, columnSum);
        }
        int[] tile = new int[ROWS * COLUMNS];
        for (int row = 0; row < m; row += ROWS) {
            int rows = Math.min(ROWS, m - row);
            for (int q = 0; q < panels; q++) {
                Arrays.fill(tile, 0);
                for (int p = 0; p < pairs; p += DEPTH) {
                    VectorPairKernel.tile(
                            rows, Math.min(DEPTH, pairs - p), pa, row * pairs + p, pairs, pb, q * panel + p * 2 * COLUMNS, tile,
                            signed);
                }
                int columns = Math.min(COLUMNS, n - q * COLUMNS);
                for (int i = 0; i < rows; i++) {
                    int offset = shift * rowSum[row + i] - k * shift * shift;
                    int at = (row + i) * n + q * COLUMNS;
                    for (int j = 0; j < columns; j++) {
                        c[at + j] += tile[i * COLUMNS + j] - shift * columnSum[q * COLUMNS + j] - offset;
                    }
                }
            }
        }
    }

    /** Whether there is a -128. */
    private static boolean hasLeast(byte[] v) {
        int found = 0;
        for (byte x : v) {
            found |= (x & 0xFF ^ 0x80) - 1; // negative for -128 only
        }
        return found < 0;
    }

    private static int sum(byte[] v, int from, int count, int shift) {
        int sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += v[i] + shift;
        }
        return sum;
    }

    /** Elements of positions 2p and 2p + 1 in the lower and upper half of an int. */
    private static int[] pairsOfA(int m, int k, int pairs, byte[] a, int shift) {
        int[] packed = new int[m * pairs];
        for (int i = 0; i < m; i++) {
            int at = i * k;
            for (int p = 0; p < k / 2; p++) {
                packed[i * pairs + p] = a[at + 2 * p] + shift & 0xFFFF | a[at + 2 * p + 1] + shift << 16;
            }
            if (k % 2 != 0) {
                packed[i * pairs + k / 2] = a[at + k - 1] + shift & 0xFFFF;
            }
        }
        return packed;
    }

    /** Elements (p, j) at {@code offset + p / 2 * 2 * COLUMNS + 2 * j + p % 2}, and the sums of the columns. */
    private static void pairsOfB(
            int n, int k, int column, int columns, byte[] b, int shift, short[] packed, int offset,
            int[] sums) {
        for (int p = 0; p < k; p += 2) {
            int first = p * n + column;
            int second = p + 1 < k ? first + n : first;
            int keep = p + 1 < k ? -1 : 0;
            for (int j = 0; j < columns; j++) {
                int x = b[first + j] + shift;
                int y = b[second + j] + shift & keep;
                packed[offset + p * COLUMNS + 2 * j] = (short) x;
                packed[offset + p * COLUMNS + 2 * j + 1] = (short) y;
                sums[column + j] += x + y;
            }
        }
    }
}
