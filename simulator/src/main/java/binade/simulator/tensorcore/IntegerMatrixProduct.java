package binade.simulator.tensorcore;

import binade.formats.kernel.Kernels;
import binade.simulator.tensorcore.UnitArithmetic.IntegerSum;
import java.util.Objects;

/**
 * c[m,n] += a[m,k] b[k,n] on an integer unit with 8- or 4-bit operands: exact modulo 2^32, or with the sum clamped once per
 * instruction. Bit-equal to {@link ExactEngine} (IntegerProductTest).
 *
 * <p>In lanes, operands are signed bytes, unsigned ones less half their range, which is put back through the sums of rows and
 * columns; the products are {@link TripleProduct} at 512 bits, where 64-bit lanes are multiplied by one instruction,
 * else {@link PairProduct}.
 */
public final class IntegerMatrixProduct {
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

    private void lanes(int m, int n, int k, byte[] a, byte[] b, int[] c) {
        byte[] va = signed(a, unit.a());
        byte[] vb = signed(b, unit.b());
        if (unit.a() == OperandFormat.U8 || unit.b() == OperandFormat.U8) {
            addOffsets(m, n, k, va, offset(unit.a()), vb, offset(unit.b()), c);
        }
        if (VectorTripleKernel.WIDE) {
            TripleProduct.multiply(m, n, k, va, vb, c);
        } else {
            PairProduct.multiply(m, n, k, va, vb, c);
        }
    }

    private static int offset(OperandFormat f) {
        return f == OperandFormat.U8 ? HALF_RANGE : 0;
    }

    /** Elements as signed bytes: 4-bit ones by their value, unsigned 8-bit ones less half their range. */
    private static byte[] signed(byte[] x, OperandFormat f) {
        if (f == OperandFormat.S8) {
            return x;
        }
        byte[] v = new byte[x.length];
        for (int i = 0; i < x.length; i++) {
            v[i] = (byte) (f == OperandFormat.U8 ? x[i] - HALF_RANGE : f.integer(x[i]));
        }
        return v;
    }

    /** c += (a + offsetA)(b + offsetB) - a b, through the sums of rows and columns. */
    private static void addOffsets(int m, int n, int k, byte[] a, int offsetA, byte[] b, int offsetB, int[] c) {
        int[] columnSum = new int[n];
        for (int p = 0; p < k; p++) {
            for (int j = 0; j < n; j++) {
                columnSum[j] += b[p * n + j] + offsetB;
            }
        }
        for (int i = 0; i < m; i++) {
            int rowSum = 0;
            for (int p = 0; p < k; p++) {
                rowSum += a[i * k + p];
            }
            for (int j = 0; j < n; j++) {
                c[i * n + j] += offsetA * columnSum[j] + offsetB * rowSum;
            }
        }
    }
}
