package binade.formats.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** The vector body of {@link SharedScaleKernel}; a class of its own, loaded where the vector module is present. */
final class SharedScaleLoops {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();
    private static final int MAGNITUDE = 0x7fffffff;
    private static final int SIGN = 0x80000000;
    private static final int EXPONENT = 0x7f800000;

    private SharedScaleLoops() {}

    /**
     * Rounds whole vectors.
     *
     * @return the index of the first element that is left to do
     */
    static int round(
            float[] x, float[] y, int from, int to, int low, int high, int shift, float top, float bottom, float zero) {
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
            FloatVector a = b.and(MAGNITUDE).reinterpretAsFloats();
            FloatVector c = b.and(EXPONENT).max(low).min(high).add(shift).reinterpretAsFloats();
            FloatVector r = a.add(c).sub(c).reinterpretAsInts().or(b.and(SIGN)).reinterpretAsFloats();
            r.min(top).max(bottom).add(zero).intoArray(y, i);
        }
        return i;
    }
}
