package binade.simulator.tensorcore;

import binade.formats.kernel.Kernels;
import binade.simulator.tensorcore.UnitArithmetic.IntegerSum;
import java.util.Arrays;
import java.util.Objects;

/**
 * c[m,n] += a[m,k] b[k,n] on an integer unit with 8- or 4-bit operands: exact modulo 2^32, or with the sum clamped once per
 * instruction. Bit-equal to {@link ExactEngine} (IntegerProductTest).
 *
 * <p>In lanes, pairs of 16-bit products are summed as whole 32-bit lanes (T) and by their upper halves (H), of which T - 65535 H
 * is the sum if no half has a sign. Where two signed products fit 16 bits (one side without -128) they are added there first and
 * made positive by adding 2^15; else operands are made unsigned by adding half their range, which is taken off through the row
 * and column sums.
 */
public final class IntegerMatrixProduct {
    /** Columns of a tile: two vectors of the widest kind. */
    static final int COLUMNS = 32;
    /** Pairs of a tile: those of two rows and a panel stay in the first-level cache. */
    private static final int DEPTH = 256;
    /** Rows whose elements stay in the second-level cache. */
    private static final int ROWS = 128;
    private static final int HALF_RANGE = 128;

    private final MatrixUnit unit;
    private final boolean saturate;

    /** @throws IllegalArgumentException if the unit does not multiply integers of at most 8 bits */
    public IntegerMatrixProduct(MatrixUnit unit) {
        if (!(unit.arithmetic() instanceof IntegerSum sum) || unit.a().width() > 8 || unit.b().width() > 8) {
            throw new IllegalArgumentException(
                    unit.name() + " does not multiply integers of at most 8 bits; units with s8 u8 s4 u4 operands do");
        }
        this.unit = unit;
        saturate = sum.saturate();
    }

    /**
     * Shapes a[m,k], b[k,n], c[m,n], row-major without gaps; a byte holds one element, of 4-bit formats the low half.
     *
     * @throws IndexOutOfBoundsException if a shape does not fit its array
     */
    public void multiply(int m, int n, int k, byte[] a, byte[] b, int[] c) {
        Objects.checkFromIndexSize(0, m * k, a.length);
        Objects.checkFromIndexSize(0, k * n, b.length);
        Objects.checkFromIndexSize(0, m * n, c.length);
        if (saturate || !Kernels.vectorised()) {
            scalar(m, n, k, a, b, c);
        } else if (m > 0 && n > 0 && k > 0) {
            lanes(m, n, k, a, b, c);
        }
    }

    /** The definition: a sum per instruction, wrapped or clamped. */
    private void scalar(int m, int n, int k, byte[] a, byte[] b, int[] c) {
        long[] sum = new long[n];
        int step = saturate ? unit.k() : Math.max(1, k);
        for (int i = 0; i < m; i++) {
            for (int from = 0; from < k; from += step) {
                for (int j = 0; j < n; j++) {
                    sum[j] = c[i * n + j];
                }
                for (int p = from; p < Math.min(from + step, k); p++) {
                    int x = unit.a().integer(a[i * k + p]);
                    for (int j = 0; j < n; j++) {
                        sum[j] += x * unit.b().integer(b[p * n + j]);
                    }
                }
                for (int j = 0; j < n; j++) {
                    c[i * n + j] = saturate ? Math.clamp(sum[j], Integer.MIN_VALUE, Integer.MAX_VALUE) : (int) sum[j];
                }
            }
        }
    }

    private static boolean isSigned(OperandFormat f) {
        return f == OperandFormat.S8 || f == OperandFormat.S4;
    }

    private void lanes(int m, int n, int k, byte[] a, byte[] b, int[] c) {
        int pairs = (k + 3) / 4 * 2; // an even number
        byte[] va = widened(a, unit.a());
        byte[] vb = widened(b, unit.b());
        boolean signed = isSigned(unit.a()) && isSigned(unit.b()) && !(hasLeast(va) && hasLeast(vb));
        int shiftA = signed || !isSigned(unit.a()) ? 0 : HALF_RANGE;
        int shiftB = signed || !isSigned(unit.b()) ? 0 : HALF_RANGE;
        int mask = signed ? -1 : 0xFF;
        int[] pa = pairsOfA(m, k, pairs, va, shiftA, mask);
        int[] rowSum = new int[m];
        for (int i = 0; i < m && shiftB != 0; i++) {
            rowSum[i] = sum(va, i * k, k, shiftA, mask);
        }
        int panels = (n + COLUMNS - 1) / COLUMNS;
        int panel = pairs * 2 * COLUMNS;
        short[] pb = new short[panels * panel];
        int[] columnSum = new int[panels * COLUMNS];
        for (int q = 0; q < panels; q++) {
            pairsOfB(n, k, q * COLUMNS, Math.min(COLUMNS, n - q * COLUMNS), vb, shiftB, mask, pb, q * panel, columnSum);
        }
        int[] tile = new int[ROWS * COLUMNS];
        for (int row = 0; row < m; row += ROWS) {
            int rows = Math.min(ROWS, m - row);
            for (int q = 0; q < panels; q++) {
                Arrays.fill(tile, 0);
                for (int p = 0; p < pairs; p += DEPTH) {
                    VectorIntegerKernel.tile(
                            rows, Math.min(DEPTH, pairs - p), pa, row * pairs + p, pairs, pb, q * panel + p * 2 * COLUMNS, tile, signed);
                }
                int columns = Math.min(COLUMNS, n - q * COLUMNS);
                for (int i = 0; i < rows; i++) {
                    int offset = shiftB * rowSum[row + i] - k * shiftA * shiftB;
                    int at = (row + i) * n + q * COLUMNS;
                    for (int j = 0; j < columns; j++) {
                        c[at + j] += tile[i * COLUMNS + j] - shiftA * columnSum[q * COLUMNS + j] - offset;
                    }
                }
            }
        }
    }

    /** Elements as bytes: 4-bit ones with their sign. */
    private static byte[] widened(byte[] x, OperandFormat f) {
        if (f.width() == 8) {
            return x;
        }
        byte[] v = new byte[x.length];
        for (int i = 0; i < x.length; i++) {
            v[i] = (byte) f.integer(x[i]);
        }
        return v;
    }

    /** Whether there is a -128. */
    private static boolean hasLeast(byte[] v) {
        int found = 0;
        for (byte x : v) {
            found |= (x & 0xFF ^ 0x80) - 1; // negative for -128 only
        }
        return found < 0;
    }

    private static int sum(byte[] v, int from, int count, int shift, int mask) {
        int sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += v[i] + shift & mask;
        }
        return sum;
    }

    /** Elements of positions 2p and 2p + 1 in the lower and upper half of an int. */
    private static int[] pairsOfA(int m, int k, int pairs, byte[] a, int shift, int mask) {
        int[] packed = new int[m * pairs];
        for (int i = 0; i < m; i++) {
            int at = i * k;
            for (int p = 0; p < k / 2; p++) {
                packed[i * pairs + p] = a[at + 2 * p] + shift & mask & 0xFFFF | (a[at + 2 * p + 1] + shift & mask) << 16;
            }
            if (k % 2 != 0) {
                packed[i * pairs + k / 2] = a[at + k - 1] + shift & mask & 0xFFFF;
            }
        }
        return packed;
    }

    /** Elements (p, j) at {@code offset + p / 2 * 2 * COLUMNS + 2 * j + p % 2}, and the sums of the columns. */
    private static void pairsOfB(
            int n, int k, int column, int columns, byte[] b, int shift, int mask, short[] packed, int offset,
            int[] sums) {
        for (int p = 0; p < k; p += 2) {
            int first = p * n + column;
            int second = p + 1 < k ? first + n : first;
            int keep = p + 1 < k ? mask : 0;
            for (int j = 0; j < columns; j++) {
                int x = b[first + j] + shift & mask;
                int y = b[second + j] + shift & keep;
                packed[offset + p * COLUMNS + 2 * j] = (short) x;
                packed[offset + p * COLUMNS + 2 * j + 1] = (short) y;
                sums[column + j] += x + y;
            }
        }
    }
}
