package binade.formats.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The vector bodies of {@link BlockMagnitudes}. */
final class BlockMagnitudeLoops {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();
    private static final int MAGNITUDE = 0x7fffffff;

    private BlockMagnitudeLoops() {}

    /** Does the whole vectors of each block and returns how many elements these are. */
    static int bits(float[] x, int from, int size, int count, int[] bits) {
        int whole = size - size % LANES;
        if (whole == LANES) {
            oneVector(x, from, size, count, bits);
        } else if (whole == 2 * LANES) {
            twoVectors(x, from, size, count, bits);
        } else if (whole > 0) {
            manyVectors(x, from, size, whole, count, bits);
        }
        return whole;
    }

    private static void oneVector(float[] x, int from, int size, int count, int[] bits) {
        for (int j = 0; j < count; j++) {
            IntVector a = FloatVector.fromArray(F, x, from + j * size).reinterpretAsInts().and(MAGNITUDE);
            bits[j] = a.reduceLanes(VectorOperators.MAX);
        }
    }

    private static void twoVectors(float[] x, int from, int size, int count, int[] bits) {
        for (int j = 0; j < count; j++) {
            int i = from + j * size;
            IntVector a = FloatVector.fromArray(F, x, i).reinterpretAsInts().and(MAGNITUDE);
            IntVector b = FloatVector.fromArray(F, x, i + LANES).reinterpretAsInts().and(MAGNITUDE);
            bits[j] = a.max(b).reduceLanes(VectorOperators.MAX);
        }
    }

    private static void manyVectors(float[] x, int from, int size, int whole, int count, int[] bits) {
        for (int j = 0; j < count; j++) {
            IntVector max = IntVector.zero(I);
            int i = from + j * size;
            for (int end = i + whole; i < end; i += LANES) {
                max = max.max(FloatVector.fromArray(F, x, i).reinterpretAsInts().and(MAGNITUDE));
            }
            bits[j] = max.reduceLanes(VectorOperators.MAX);
        }
    }
}
