package binade.simulator.tensorcore;

import java.util.Arrays;

/**
 * c += a b of signed bytes, three products to a 64-bit multiplication. With the elements of a at bits 0, 21 and 43 and those of
 * b at 43, 22 and 0, the products of equal positions meet at bit 43; of the others, those of a's first element and of b's last
 * lie below it (bits 0, 21, 22) and the rest at bit 64 and above, where they vanish. So the low half of 64-bit products, summed
 * over {@link #STEPS} triples, holds an inner product in its upper 21 bits: 21 x 3 x 2^14 is below 2^20, and what lies below,
 * at most 21 x 2^14 (2^22 + 2^21 + 1), is less than half a unit of bit 43.
 *
 * <p>On a machine with 512-bit vectors and a 64-bit multiplication of one operation, two vector operations take 24 products;
 * sums in 16 bits ({@link PairProduct}) take 18.
 */
final class TripleProduct {
    /** Rows and columns of a register tile: four vectors of the widest kind. */
    static final int ROWS = 4;
    static final int COLUMNS = 32;
    /** Where the inner product lies. */
    static final int POSITION = 43;
    /** Triples whose inner product fits above it. */
    static final int STEPS = 21;
    /** Elements before the first one of an array: where arrays start a cache line, 64 bytes after that start. */
    private static final int START = 6;
    private static final int MIDDLE_A = 21;
    private static final int MIDDLE_B = POSITION - MIDDLE_A;
    /** Triples of a block: those of a panel and of four rows stay in the first-level cache. */
    private static final int DEPTH = 6 * STEPS;
    /** Rows of a block, which stays in the second-level cache. */
    private static final int BLOCK = 128;

    private TripleProduct() {}

    /** Shapes a[m,k], b[k,n], c[m,n], row-major; none of them 0. */
    static void multiply(int m, int n, int k, byte[] a, byte[] b, int[] c) {
        int triples = (k + 2) / 3;
        int panels = (n + COLUMNS - 1) / COLUMNS;
        int panel = triples * COLUMNS;
        long[] pb = new long[START + panels * panel];
        packB(n, k, b, panel, pb);
        long[] pa = new long[(Math.min(BLOCK, m) + ROWS - 1) / ROWS * ROWS * triples];
        long[] tile = new long[START + BLOCK * COLUMNS];
        for (int row = 0; row < m; row += BLOCK) {
            int rows = Math.min(BLOCK, m - row);
            int groups = (rows + ROWS - 1) / ROWS;
            packA(rows, k, a, row * k, triples, pa);
            for (int q = 0; q < panels; q++) {
                Arrays.fill(tile, 0);
                for (int p = 0; p < triples; p += DEPTH) {
                    VectorTripleKernel.tile(
                            groups, Math.min(DEPTH, triples - p), pa, p * ROWS, triples * ROWS, pb,
                            START + q * panel + p * COLUMNS, tile, START);
                }
                int columns = n - q * COLUMNS;
                if (columns >= COLUMNS) {
                    VectorTripleKernel.add(rows, COLUMNS, tile, START, c, row * n + q * COLUMNS, n);
                } else {
                    add(rows, columns, tile, c, row * n + q * COLUMNS, n);
                }
            }
        }
    }

    /** The last columns, fewer than a tile has. */
    private static void add(int rows, int columns, long[] tile, int[] c, int offset, int cRow) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                c[offset + i * cRow + j] += (int) tile[START + i * COLUMNS + j];
            }
        }
    }

    /** Triple p of row i at {@code i / 4 * 4 * triples + 4 p + i % 4}. */
    private static void packA(int rows, int k, byte[] a, int offset, int triples, long[] packed) {
        for (int i = 0; i < rows; i++) {
            int from = offset + i * k;
            int to = i / ROWS * ROWS * triples + i % ROWS;
            for (int p = 0; p < k / 3; p++) {
                int at = from + 3 * p;
                packed[to + p * ROWS] = a[at] + ((long) a[at + 1] << MIDDLE_A) + ((long) a[at + 2] << POSITION);
            }
            int rest = k - k % 3;
            if (rest < k) {
                long second = rest + 1 < k ? a[from + rest + 1] : 0;
                packed[to + k / 3 * ROWS] = a[from + rest] + (second << MIDDLE_A);
            }
        }
    }

    /** Triple p of column j at {@code START + j / COLUMNS * panel + p * COLUMNS + j % COLUMNS}. */
    private static void packB(int n, int k, byte[] b, int panel, long[] packed) {
        byte[] zeros = new byte[n];
        for (int p = 0; p < k; p += 3) {
            byte[] second = p + 1 < k ? b : zeros;
            byte[] third = p + 2 < k ? b : zeros;
            int secondAt = p + 1 < k ? (p + 1) * n : 0;
            int thirdAt = p + 2 < k ? (p + 2) * n : 0;
            for (int j = 0; j < n; j += COLUMNS) {
                triples(Math.min(COLUMNS, n - j), b, p * n + j, second, secondAt + j, third, thirdAt + j, packed,
                        START + j / COLUMNS * panel + p / 3 * COLUMNS);
            }
        }
    }

    private static void triples(
            int columns, byte[] first, int firstAt, byte[] second, int secondAt, byte[] third, int thirdAt, long[] packed, int to) {
        for (int j = 0; j < columns; j++) {
            packed[to + j] = ((long) first[firstAt + j] << POSITION) + ((long) second[secondAt + j] << MIDDLE_B)
                    + third[thirdAt + j];
        }
    }
}
