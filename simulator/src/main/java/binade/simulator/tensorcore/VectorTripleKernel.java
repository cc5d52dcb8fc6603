package binade.simulator.tensorcore;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Sums of products of triples ({@link TripleProduct}), 4 rows by 4 vectors of columns; flat, see {@link VectorFusedKernel}. */
final class VectorTripleKernel {
    private static final int ROWS = TripleProduct.ROWS;
    private static final int COLUMNS = TripleProduct.COLUMNS;
    private static final int STEPS = TripleProduct.STEPS;
    private static final int POSITION = TripleProduct.POSITION;
    private static final VectorSpecies<Long> L = LongVector.SPECIES_PREFERRED.length() <= COLUMNS / 4
            ? LongVector.SPECIES_PREFERRED
            : LongVector.SPECIES_512;
    private static final int LANES = L.length();
    private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, VectorShape.forBitSize(LANES * Integer.SIZE));
    /** Whether 64-bit lanes are multiplied by one instruction. */
    static final boolean WIDE = L.vectorBitSize() == 512;

    private VectorTripleKernel() {}

    /**
     * c[4 groups, COLUMNS] += a b, the triples' inner products.
     *
     * @param a groups of four rows from {@code aOffset + group * aGroup}, the four triples of a step side by side
     * @param b triples of all columns, COLUMNS to a step
     */
    static void tile(int groups, int depth, long[] a, int aOffset, int aGroup, long[] b, int bOffset, long[] c, int cOffset) {
        for (int j = 0; j < COLUMNS; j += 4 * LANES) {
            for (int g = 0; g < groups; g++) {
                rows4x4(depth, a, aOffset + g * aGroup, b, bOffset + j, c, cOffset + g * ROWS * COLUMNS + j);
            }
        }
    }

    /** 4 rows x 4 vectors. A sum starts at half a unit of its position, so that the shift rounds off what lies below. */
    private static void rows4x4(int depth, long[] a, int aOffset, long[] b, int bOffset, long[] c, int c0) {
        int c1 = c0 + COLUMNS;
        int c2 = c1 + COLUMNS;
        int c3 = c2 + COLUMNS;
        LongVector half = LongVector.broadcast(L, 1L << POSITION - 1);
        for (int from = 0; from < depth; from += STEPS) {
            int to = Math.min(from + STEPS, depth);
            LongVector s00 = half;
            LongVector s01 = half;
            LongVector s02 = half;
            LongVector s03 = half;
            LongVector s10 = half;
            LongVector s11 = half;
            LongVector s12 = half;
            LongVector s13 = half;
            LongVector s20 = half;
            LongVector s21 = half;
            LongVector s22 = half;
            LongVector s23 = half;
            LongVector s30 = half;
            LongVector s31 = half;
            LongVector s32 = half;
            LongVector s33 = half;
            for (int p = from; p < to; p++) {
                int at = bOffset + p * COLUMNS;
                LongVector b0 = LongVector.fromArray(L, b, at);
                LongVector b1 = LongVector.fromArray(L, b, at + LANES);
                LongVector b2 = LongVector.fromArray(L, b, at + 2 * LANES);
                LongVector b3 = LongVector.fromArray(L, b, at + 3 * LANES);
                int ap = aOffset + p * ROWS;
                LongVector a0 = LongVector.broadcast(L, a[ap]);
                s00 = s00.add(a0.mul(b0));
                s01 = s01.add(a0.mul(b1));
                s02 = s02.add(a0.mul(b2));
                s03 = s03.add(a0.mul(b3));
                LongVector a1 = LongVector.broadcast(L, a[ap + 1]);
                s10 = s10.add(a1.mul(b0));
                s11 = s11.add(a1.mul(b1));
                s12 = s12.add(a1.mul(b2));
                s13 = s13.add(a1.mul(b3));
                LongVector a2 = LongVector.broadcast(L, a[ap + 2]);
                s20 = s20.add(a2.mul(b0));
                s21 = s21.add(a2.mul(b1));
                s22 = s22.add(a2.mul(b2));
                s23 = s23.add(a2.mul(b3));
                LongVector a3 = LongVector.broadcast(L, a[ap + 3]);
                s30 = s30.add(a3.mul(b0));
                s31 = s31.add(a3.mul(b1));
                s32 = s32.add(a3.mul(b2));
                s33 = s33.add(a3.mul(b3));
            }
            s00.lanewise(VectorOperators.ASHR, POSITION).add(LongVector.fromArray(L, c, c0)).intoArray(c, c0);
            s01.lanewise(VectorOperators.ASHR, POSITION).add(LongVector.fromArray(L, c, c0 + LANES)).intoArray(c, c0 + LANES);
            s02.lanewise(VectorOperators.ASHR, POSITION).add(LongVector.fromArray(L, c, c0 + 2 * LANES)).intoArray(c, c0 + 2 * LANES);
            s03.lanewise(VectorOperators.ASHR, POSITION).add(LongVector.fromArray(L, c, c0 + 3 * LANES)).intoArray(c, c0 + 3 * LANES);
            s10.lanewise(VectorOperators.ASHR, POSITION).add(LongVector.fromArray(L, c, c1)).intoArray(c, c1);
            s11.lanewise(VectorOperators.ASHR, POSITION).add(LongVector.fromArray(L, c, c1 + LANES)).intoArray(c, c1 + LANES);
            s12.lanewise(VectorOperators.ASHR, POSITION).add(LongVector.fromArray(L, c, c1 + 2 * LANES)).intoArray(c, c1 + 2 * LANES);
            s13.lanewise(VectorOperators.ASHR, POSITION).add(LongVector.fromArray(L, c, c1 + 3 * LANES)).intoArray(c, c1 + 3 * LANES);
            s20.lanewise(VectorOperators.ASHR, POSITION).add(LongVector.fromArray(L, c, c2)).intoArray(c, c2);
            s21.lanewise(VectorOperators.ASHR, POSITION).add(LongVector.fromArray(L, c, c2 + LANES)).intoArray(c, c2 + LANES);
            s22.lanewise(VectorOperators.ASHR, POSITION).add(LongVector.fromArray(L, c, c2 + 2 * LANES)).intoArray(c, c2 + 2 * LANES);
            s23.lanewise(VectorOperators.ASHR, POSITION).add(LongVector.fromArray(L, c, c2 + 3 * LANES)).intoArray(c, c2 + 3 * LANES);
            s30.lanewise(VectorOperators.ASHR, POSITION).add(LongVector.fromArray(L, c, c3)).intoArray(c, c3);
            s31.lanewise(VectorOperators.ASHR, POSITION).add(LongVector.fromArray(L, c, c3 + LANES)).intoArray(c, c3 + LANES);
            s32.lanewise(VectorOperators.ASHR, POSITION).add(LongVector.fromArray(L, c, c3 + 2 * LANES)).intoArray(c, c3 + 2 * LANES);
            s33.lanewise(VectorOperators.ASHR, POSITION).add(LongVector.fromArray(L, c, c3 + 3 * LANES)).intoArray(c, c3 + 3 * LANES);
        }
    }

    /** c[rows, columns] += a tile's sums, modulo 2^32; {@code columns} whole vectors. */
    static void add(int rows, int columns, long[] tile, int offset, int[] c, int cOffset, int cRow) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j += LANES) {
                int at = cOffset + i * cRow + j;
                LongVector sum = LongVector.fromArray(L, tile, offset + i * COLUMNS + j);
                IntVector low = (IntVector) sum.convertShape(VectorOperators.L2I, I, 0);
                low.add(IntVector.fromArray(I, c, at)).intoArray(c, at);
            }
        }
    }
}
