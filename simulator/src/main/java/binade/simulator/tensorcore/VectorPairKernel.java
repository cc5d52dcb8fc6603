package binade.simulator.tensorcore;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Sums of pairs of 16-bit products ({@link PairProduct}), two rows by two vectors of columns; flat loops, see {@link VectorFusedKernel}. */
final class VectorPairKernel {
    private static final int COLUMNS = PairProduct.COLUMNS;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED.length() <= COLUMNS / 2
            ? IntVector.SPECIES_PREFERRED
            : VectorSpecies.of(int.class, VectorShape.S_512_BIT);
    private static final VectorSpecies<Short> S = VectorSpecies.of(short.class, I.vectorShape());
    private static final int LANES = I.length();

    private VectorPairKernel() {}

    /**
     * c[m, COLUMNS] += a b, modulo 2^32.
     *
     * @param a pairs of row i from {@code aOffset + i * aRow}
     * @param b pairs of all columns, 2 COLUMNS shorts each
     * @param signed whether products are signed and two of them fit 16 bits; else they are unsigned
     */
    static void tile(int m, int pairs, int[] a, int aOffset, int aRow, short[] b, int bOffset, int[] c, boolean signed) {
        for (int j = 0; j < COLUMNS; j += 2 * LANES) {
            int i = 0;
            for (; signed && i + 2 <= m; i += 2) {
                signed2(pairs, a, aOffset + i * aRow, aRow, b, bOffset + 2 * j, c, i * COLUMNS + j);
            }
            for (; !signed && i + 2 <= m; i += 2) {
                rows2(pairs, a, aOffset + i * aRow, aRow, b, bOffset + 2 * j, c, i * COLUMNS + j);
            }
            if (i < m && signed) {
                signed1(pairs, a, aOffset + i * aRow, b, bOffset + 2 * j, c, i * COLUMNS + j);
                signed1(pairs, a, aOffset + i * aRow, b, bOffset + 2 * j + 2 * LANES, c, i * COLUMNS + j + LANES);
            } else if (i < m) {
                row(pairs, a, aOffset + i * aRow, b, bOffset + 2 * j, c, i * COLUMNS + j);
                row(pairs, a, aOffset + i * aRow, b, bOffset + 2 * j + 2 * LANES, c, i * COLUMNS + j + LANES);
            }
        }
    }

    /** 2 rows x 2 vectors. */
    private static void rows2(int pairs, int[] a, int a0, int aRow, short[] b, int b0, int[] c, int c0) {
        IntVector t0 = IntVector.fromArray(I, c, c0);
        IntVector u0 = IntVector.fromArray(I, c, c0 + LANES);
        IntVector t1 = IntVector.fromArray(I, c, c0 + COLUMNS);
        IntVector u1 = IntVector.fromArray(I, c, c0 + COLUMNS + LANES);
        IntVector h0 = IntVector.zero(I);
        IntVector g0 = IntVector.zero(I);
        IntVector h1 = IntVector.zero(I);
        IntVector g1 = IntVector.zero(I);
        for (int p = 0; p < pairs; p++) {
            ShortVector x = ShortVector.fromArray(S, b, b0 + p * 2 * COLUMNS);
            ShortVector y = ShortVector.fromArray(S, b, b0 + p * 2 * COLUMNS + 2 * LANES);
            ShortVector a0p = IntVector.broadcast(I, a[a0 + p]).reinterpretAsShorts();
            IntVector p0 = x.mul(a0p).reinterpretAsInts();
            IntVector q0 = y.mul(a0p).reinterpretAsInts();
            ShortVector a1p = IntVector.broadcast(I, a[a0 + aRow + p]).reinterpretAsShorts();
            IntVector p1 = x.mul(a1p).reinterpretAsInts();
            IntVector q1 = y.mul(a1p).reinterpretAsInts();
            t0 = t0.add(p0);
            h0 = h0.add(p0.lanewise(VectorOperators.LSHR, 16));
            u0 = u0.add(q0);
            g0 = g0.add(q0.lanewise(VectorOperators.LSHR, 16));
            t1 = t1.add(p1);
            h1 = h1.add(p1.lanewise(VectorOperators.LSHR, 16));
            u1 = u1.add(q1);
            g1 = g1.add(q1.lanewise(VectorOperators.LSHR, 16));
        }
        t0.add(h0).sub(h0.lanewise(VectorOperators.LSHL, 16)).intoArray(c, c0);
        u0.add(g0).sub(g0.lanewise(VectorOperators.LSHL, 16)).intoArray(c, c0 + LANES);
        t1.add(h1).sub(h1.lanewise(VectorOperators.LSHL, 16)).intoArray(c, c0 + COLUMNS);
        u1.add(g1).sub(g1.lanewise(VectorOperators.LSHL, 16)).intoArray(c, c0 + COLUMNS + LANES);
    }

    private static void row(int pairs, int[] a, int a0, short[] b, int b0, int[] c, int c0) {
        IntVector t0 = IntVector.fromArray(I, c, c0);
        IntVector h0 = IntVector.zero(I);
        for (int p = 0; p < pairs; p++) {
            ShortVector x = ShortVector.fromArray(S, b, b0 + p * 2 * COLUMNS);
            IntVector p0 = x.mul(IntVector.broadcast(I, a[a0 + p]).reinterpretAsShorts()).reinterpretAsInts();
            t0 = t0.add(p0);
            h0 = h0.add(p0.lanewise(VectorOperators.LSHR, 16));
        }
        t0.add(h0).sub(h0.lanewise(VectorOperators.LSHL, 16)).intoArray(c, c0);
    }

    /** 2 rows x 2 vectors, two pairs per step; pairs is even. What is added to keep the halves positive is taken off at the end. */
    private static void signed2(int pairs, int[] a, int a0, int aRow, short[] b, int b0, int[] c, int c0) {
        ShortVector bias = ShortVector.broadcast(S, Short.MIN_VALUE);
        int biased = pairs * (1 << 15); // one bias for each half of a lane, every two pairs
        IntVector t0 = IntVector.fromArray(I, c, c0).sub(biased);
        IntVector u0 = IntVector.fromArray(I, c, c0 + LANES).sub(biased);
        IntVector t1 = IntVector.fromArray(I, c, c0 + COLUMNS).sub(biased);
        IntVector u1 = IntVector.fromArray(I, c, c0 + COLUMNS + LANES).sub(biased);
        IntVector h0 = IntVector.zero(I);
        IntVector g0 = IntVector.zero(I);
        IntVector h1 = IntVector.zero(I);
        IntVector g1 = IntVector.zero(I);
        for (int p = 0; p < pairs; p += 2) {
            int at = b0 + p * 2 * COLUMNS;
            ShortVector x0 = ShortVector.fromArray(S, b, at);
            ShortVector y0 = ShortVector.fromArray(S, b, at + 2 * LANES);
            ShortVector x1 = ShortVector.fromArray(S, b, at + 2 * COLUMNS);
            ShortVector y1 = ShortVector.fromArray(S, b, at + 2 * COLUMNS + 2 * LANES);
            ShortVector a00 = IntVector.broadcast(I, a[a0 + p]).reinterpretAsShorts();
            ShortVector a01 = IntVector.broadcast(I, a[a0 + p + 1]).reinterpretAsShorts();
            IntVector p0 = x0.mul(a00).add(bias).add(x1.mul(a01)).reinterpretAsInts();
            IntVector q0 = y0.mul(a00).add(bias).add(y1.mul(a01)).reinterpretAsInts();
            ShortVector a10 = IntVector.broadcast(I, a[a0 + aRow + p]).reinterpretAsShorts();
            ShortVector a11 = IntVector.broadcast(I, a[a0 + aRow + p + 1]).reinterpretAsShorts();
            IntVector p1 = x0.mul(a10).add(bias).add(x1.mul(a11)).reinterpretAsInts();
            IntVector q1 = y0.mul(a10).add(bias).add(y1.mul(a11)).reinterpretAsInts();
            t0 = t0.add(p0);
            h0 = h0.add(p0.lanewise(VectorOperators.LSHR, 16));
            u0 = u0.add(q0);
            g0 = g0.add(q0.lanewise(VectorOperators.LSHR, 16));
            t1 = t1.add(p1);
            h1 = h1.add(p1.lanewise(VectorOperators.LSHR, 16));
            u1 = u1.add(q1);
            g1 = g1.add(q1.lanewise(VectorOperators.LSHR, 16));
        }
        t0.add(h0).sub(h0.lanewise(VectorOperators.LSHL, 16)).intoArray(c, c0);
        u0.add(g0).sub(g0.lanewise(VectorOperators.LSHL, 16)).intoArray(c, c0 + LANES);
        t1.add(h1).sub(h1.lanewise(VectorOperators.LSHL, 16)).intoArray(c, c0 + COLUMNS);
        u1.add(g1).sub(g1.lanewise(VectorOperators.LSHL, 16)).intoArray(c, c0 + COLUMNS + LANES);
    }

    private static void signed1(int pairs, int[] a, int a0, short[] b, int b0, int[] c, int c0) {
        ShortVector bias = ShortVector.broadcast(S, Short.MIN_VALUE);
        IntVector t0 = IntVector.fromArray(I, c, c0).sub(pairs * (1 << 15));
        IntVector h0 = IntVector.zero(I);
        for (int p = 0; p < pairs; p += 2) {
            ShortVector x0 = ShortVector.fromArray(S, b, b0 + p * 2 * COLUMNS);
            ShortVector x1 = ShortVector.fromArray(S, b, b0 + (p + 1) * 2 * COLUMNS);
            ShortVector a00 = IntVector.broadcast(I, a[a0 + p]).reinterpretAsShorts();
            ShortVector a01 = IntVector.broadcast(I, a[a0 + p + 1]).reinterpretAsShorts();
            IntVector p0 = x0.mul(a00).add(bias).add(x1.mul(a01)).reinterpretAsInts();
            t0 = t0.add(p0);
            h0 = h0.add(p0.lanewise(VectorOperators.LSHR, 16));
        }
        t0.add(h0).sub(h0.lanewise(VectorOperators.LSHL, 16)).intoArray(c, c0);
    }
}
