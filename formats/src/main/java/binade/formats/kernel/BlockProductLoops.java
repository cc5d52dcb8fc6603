package binade.formats.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The vector body of {@link BlockProducts}; it returns how many elements of each block it did, a multiple of the lanes. */
final class BlockProductLoops {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();

    private BlockProductLoops() {}

    static int multiply(float[] x, int from, float[] y, int to, int size, int count, float[] f) {
        int whole = size - size % LANES;
        for (int j = 0; j < count; j++) {
            FloatVector factor = FloatVector.broadcast(F, f[j]);
            int i = j * size;
            for (int end = i + whole; i < end; i += LANES) {
                FloatVector.fromArray(F, x, from + i).mul(factor).intoArray(y, to + i);
            }
        }
        return whole;
    }
}
