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
    /** Lanes 0, 2, 4 ... and 1, 3, 5 ... of two vectors. */
    private static final int[] EVEN = new int[LANES];

    private static final int[] ODD = new int[LANES];

    static {
        for (int i = 0; i < LANES; i++) {
            EVEN[i] = 2 * i;
            ODD[i] = 2 * i + 1;
        }
    }

    private BlockMagnitudeLoops() {}

    /** Does the whole vectors of each block and returns how many elements these are. */
    static int bits(float[] x, int from, int size, int count, int[] bits) {
        int whole = size - size % LANES;
        if (whole == LANES) {
            int done = LANES == 16 ? sixteenVectors(x, from, size, count, bits) : 0;
            oneVector(x, from, size, done, count, bits);
        } else if (whole == 2 * LANES) {
            twoVectors(x, from, size, count, bits);
        } else if (whole > 0) {
            manyVectors(x, from, size, whole, count, bits);
        }
        return whole;
    }

    /**
     * Sixteen blocks of sixteen at once: the larger of even and odd lanes of two vectors holds the maxima of pairs of
     * both; of two such vectors those of quadruples; after four steps one vector has all maxima in their order.
     */
    private static int sixteenVectors(float[] x, int from, int size, int count, int[] bits) {
        IntVector even = IntVector.fromArray(I, EVEN, 0);
        IntVector odd = IntVector.fromArray(I, ODD, 0);
        int j = 0;
        for (int end = count - 16; j <= end; j += 16) {
            int i = from + j * size;
            IntVector a = FloatVector.fromArray(F, x, i).reinterpretAsInts().and(MAGNITUDE);
            IntVector b = FloatVector.fromArray(F, x, i + size).reinterpretAsInts().and(MAGNITUDE);
            IntVector c = FloatVector.fromArray(F, x, i + 2 * size).reinterpretAsInts().and(MAGNITUDE);
            IntVector d = FloatVector.fromArray(F, x, i + 3 * size).reinterpretAsInts().and(MAGNITUDE);
            IntVector ab = even.selectFrom(a, b).max(odd.selectFrom(a, b));
            IntVector cd = even.selectFrom(c, d).max(odd.selectFrom(c, d));
            IntVector p = even.selectFrom(ab, cd).max(odd.selectFrom(ab, cd));
            a = FloatVector.fromArray(F, x, i + 4 * size).reinterpretAsInts().and(MAGNITUDE);
            b = FloatVector.fromArray(F, x, i + 5 * size).reinterpretAsInts().and(MAGNITUDE);
            c = FloatVector.fromArray(F, x, i + 6 * size).reinterpretAsInts().and(MAGNITUDE);
            d = FloatVector.fromArray(F, x, i + 7 * size).reinterpretAsInts().and(MAGNITUDE);
            ab = even.selectFrom(a, b).max(odd.selectFrom(a, b));
            cd = even.selectFrom(c, d).max(odd.selectFrom(c, d));
            IntVector q = even.selectFrom(ab, cd).max(odd.selectFrom(ab, cd));
            IntVector low = even.selectFrom(p, q).max(odd.selectFrom(p, q));
            a = FloatVector.fromArray(F, x, i + 8 * size).reinterpretAsInts().and(MAGNITUDE);
            b = FloatVector.fromArray(F, x, i + 9 * size).reinterpretAsInts().and(MAGNITUDE);
            c = FloatVector.fromArray(F, x, i + 10 * size).reinterpretAsInts().and(MAGNITUDE);
            d = FloatVector.fromArray(F, x, i + 11 * size).reinterpretAsInts().and(MAGNITUDE);
            ab = even.selectFrom(a, b).max(odd.selectFrom(a, b));
            cd = even.selectFrom(c, d).max(odd.selectFrom(c, d));
            p = even.selectFrom(ab, cd).max(odd.selectFrom(ab, cd));
            a = FloatVector.fromArray(F, x, i + 12 * size).reinterpretAsInts().and(MAGNITUDE);
            b = FloatVector.fromArray(F, x, i + 13 * size).reinterpretAsInts().and(MAGNITUDE);
            c = FloatVector.fromArray(F, x, i + 14 * size).reinterpretAsInts().and(MAGNITUDE);
            d = FloatVector.fromArray(F, x, i + 15 * size).reinterpretAsInts().and(MAGNITUDE);
            ab = even.selectFrom(a, b).max(odd.selectFrom(a, b));
            cd = even.selectFrom(c, d).max(odd.selectFrom(c, d));
            q = even.selectFrom(ab, cd).max(odd.selectFrom(ab, cd));
            IntVector high = even.selectFrom(p, q).max(odd.selectFrom(p, q));
            even.selectFrom(low, high).max(odd.selectFrom(low, high)).intoArray(bits, j);
        }
        return j;
    }

    private static void oneVector(float[] x, int from, int size, int first, int count, int[] bits) {
        for (int j = first; j < count; j++) {
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
