package binade.simulator.tensorcore;

import binade.simulator.tensorcore.UnitArithmetic.BitCount;
import java.util.Objects;

/**
 * c[m,n] += the counts of bits that a binary unit adds, modulo 2^32: set bits of a xor b or a and b, or for bits that stand for
 * +1 and -1 the signed dot product. Bit-equal to {@link ExactEngine} (IntegerProductTest). The loops are plain: the compiler
 * turns {@code Long.bitCount} into population counts of whole vectors.
 */
public final class BinaryMatrixProduct {
    private final MatrixUnit unit;
    private final boolean signed;

    /** @throws IllegalArgumentException if the unit does not multiply single bits */
    public BinaryMatrixProduct(MatrixUnit unit) {
        if (!(unit.arithmetic() instanceof BitCount count)) {
            throw new IllegalArgumentException(unit.name() + " does not multiply bits; units with b1xor or b1and operands do");
        }
        this.unit = unit;
        signed = count.signed();
    }

    /**
     * Shapes a[m,k], b[n,k] (columns of b as rows), 64 elements to a word, and c[m,n], row-major without gaps.
     *
     * @param words words of a row, k = 64 words
     * @throws IndexOutOfBoundsException if a shape does not fit its array
     */
    public void multiply(int m, int n, int words, long[] a, long[] b, int[] c) {
        Objects.checkFromIndexSize(0, m * words, a.length);
        Objects.checkFromIndexSize(0, n * words, b.length);
        Objects.checkFromIndexSize(0, m * n, c.length);
        boolean and = unit.a() == OperandFormat.B1AND;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                int bits = and ? and(a, i * words, b, j * words, words) : xor(a, i * words, b, j * words, words);
                c[i * n + j] += signed ? Long.SIZE * words - 2 * bits : bits;
            }
        }
    }

    private static int xor(long[] a, int aOffset, long[] b, int bOffset, int words) {
        int bits = 0;
        for (int p = 0; p < words; p++) {
            bits += Long.bitCount(a[aOffset + p] ^ b[bOffset + p]);
        }
        return bits;
    }

    private static int and(long[] a, int aOffset, long[] b, int bOffset, int words) {
        int bits = 0;
        for (int p = 0; p < words; p++) {
            bits += Long.bitCount(a[aOffset + p] & b[bOffset + p]);
        }
        return bits;
    }
}
