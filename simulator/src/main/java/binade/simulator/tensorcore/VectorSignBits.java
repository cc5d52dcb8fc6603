package binade.simulator.tensorcore;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Comparisons of whole vectors, whose masks are the bits. */
final class VectorSignBits extends SignBits {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;

    @Override
    void pack(float[] x, int offset, int k, long[] bits, int to) {
        int whole = k - k % Long.SIZE;
        for (int first = 0; first < whole; first += Long.SIZE) {
            long word = 0;
            for (int i = 0; i < Long.SIZE; i += F.length()) {
                FloatVector v = FloatVector.fromArray(F, x, offset + first + i);
                word |= v.compare(VectorOperators.LT, 0f).toLong() << i;
            }
            bits[to + first / Long.SIZE] = word;
        }
        Scalar.pack(x, offset, whole, k, bits, to);
    }
}
