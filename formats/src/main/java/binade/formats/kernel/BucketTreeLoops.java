package binade.formats.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The look-ups of {@link BucketTree} in whole vectors, one table after the other for a piece of the array. */
final class BucketTreeLoops {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();
    private static final int MAGNITUDE = 0x7fffffff;
    private static final int PIECE = 256;

    private BucketTreeLoops() {}

    /** y[i] = value of x[i]; returns the index of the first element left to do. Vectors of 128 bits gain nothing here. */
    static int round(int[] top, int[] entries, float[] values, float[] x, float[] y, int from, int to) {
        if (LANES < 8) {
            return from;
        }
        int[] at = new int[PIECE];
        int i = from;
        while (i <= to - LANES) {
            int n = Math.min(PIECE, (to - i) / LANES * LANES);
            for (int j = 0; j < n; j += LANES) {
                IntVector b = FloatVector.fromArray(F, x, i + j).add(0f).reinterpretAsInts();
                b.lanewise(VectorOperators.XOR, b.lanewise(VectorOperators.ASHR, 31).and(MAGNITUDE))
                        .lanewise(VectorOperators.ASHR, BucketTree.HALF).add(BucketTree.ORIGIN).intoArray(at, j);
            }
            for (int j = 0; j < n; j += LANES) {
                IntVector b = FloatVector.fromArray(F, x, i + j).add(0f).reinterpretAsInts();
                IntVector low = b.lanewise(VectorOperators.XOR, b.lanewise(VectorOperators.ASHR, 31)).and(BucketTree.LOW);
                IntVector first = IntVector.fromArray(I, top, 0, at, j);
                IntVector shift = first.and(BucketTree.SHIFT);
                first.lanewise(VectorOperators.LSHR, BucketTree.SHIFT_BITS).add(low.lanewise(VectorOperators.LSHR, shift))
                        .intoArray(at, j);
            }
            for (int j = 0; j < n; j += LANES) {
                IntVector b = FloatVector.fromArray(F, x, i + j).add(0f).reinterpretAsInts();
                IntVector low = b.lanewise(VectorOperators.XOR, b.lanewise(VectorOperators.ASHR, 31)).and(BucketTree.LOW);
                IntVector.fromArray(I, entries, 0, at, j).add(low).lanewise(VectorOperators.LSHR, BucketTree.HALF)
                        .intoArray(at, j);
            }
            for (int j = 0; j < n; j += LANES) {
                FloatVector.fromArray(F, values, 0, at, j).intoArray(y, i + j);
            }
            i += n;
        }
        return i;
    }
}
