package binade.formats.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The arithmetic of {@link PositBits} on whole vectors. Each method returns the index of the first element left to do. */
final class PositLoops {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();
    private static final int MAGNITUDE = 0x7fffffff;
    private static final int SIGN = 0x80000000;
    private static final int INFINITY = 0x7f800000;
    private static final int NAN = 0x7fc00000;
    private static final int BIAS_STEP = 1 << 23;

    private PositLoops() {}

    /** y[i] = rnd(x[i]). */
    static int round(PositBits p, float[] x, float[] y, int from, int to) {
        int least = p.least;
        int most = p.most;
        int tail = p.tail;
        int origin = p.origin;
        int discard = p.discard;
        int parity = p.parity;
        IntVector one = IntVector.broadcast(I, 1);
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
            IntVector a = b.and(MAGNITUDE);
            IntVector v = a.max(least).min(most).add(BIAS_STEP);
            IntVector k = v.lanewise(VectorOperators.LSHR, tail).sub(origin);
            IntVector d = k.max(k.not()).add(discard);
            IntVector half = one.lanewise(VectorOperators.LSHL, d);
            IntVector odd = v.add(parity).lanewise(VectorOperators.LSHR, d).lanewise(VectorOperators.LSHR, 1).and(1);
            IntVector r = v.add(half).add(odd).sub(1).and(half.add(half).neg()).sub(BIAS_STEP).or(b.and(SIGN));
            r = r.blend(0, a.compare(VectorOperators.EQ, 0));
            r = r.blend(NAN, a.compare(VectorOperators.GE, INFINITY));
            r.reinterpretAsFloats().intoArray(y, i);
        }
        return i;
    }
}
