package binade.formats.kernel;

import binade.formats.Rounding;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * y = rnd(a + c b) by rule sr in one pass: what an optimizer does three times per parameter and step.
 *
 * <p>Vectors whose sums all are 0 or lie between the first binade with a value of its own and the end of the range take the
 * short way of {@link StochasticLoops}: add R, aligned with the d discarded bits and complemented where the sum is positive,
 * to their bits and clear these. The sign bit stays out of it, because no such magnitude carries into it. At the first other
 * ones (subnormals, beyond the range, NaN) the general loop takes over for {@value #RUN} elements. So unlike the kernels that
 * round alone, this one is slower on such data, by no more than the sum as a pass of its own.
 */
final class StochasticSumLoops {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();
    private static final int MAGNITUDE = 0x7fffffff;
    private static final int RUN = 128;

    private StochasticSumLoops() {}

    static boolean cover(RoundingPlan plan, Rounding rounding, int randomBits) {
        return rounding == Rounding.STOCHASTIC
                && plan.method() == RoundingPlan.Method.UNIFORM
                && StochasticLoops.cover(plan, rounding, randomBits);
    }

    static void round(
            RoundingPlan plan, Rounding rounding, float[] a, float c, float[] b, float[] y, int from, int to, int[] random,
            int randomFrom, int randomBits) {
        int offset = randomFrom - from;
        int i = from;
        while (i < to) {
            i = ordinary(plan, a, c, b, y, i, to, random, offset, randomBits);
            int stop = Math.min(to, i + RUN);
            if (i < stop) {
                sum(a, c, b, y, i, stop);
                StochasticLoops.round(plan, rounding, y, y, i, stop, random, i + offset, randomBits);
                i = stop;
            }
        }
    }

    /** y = a + c b, the product rounded too; the compiler turns this into vector code. */
    static void sum(float[] a, float c, float[] b, float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = a[i] + c * b[i];
        }
    }

    /** @return the first element of what is left: less than two vectors, or two vectors with another kind of sum */
    private static int ordinary(
            RoundingPlan plan, float[] a, float c, float[] b, float[] y, int from, int to, int[] random, int offset,
            int randomBits) {
        int lowest = (plan.firstWhole << 23) - 1; // 0 - 1, unsigned, is above it
        int highest = Float.floatToRawIntBits(Math.min(plan.max, plan.negativeMax));
        float zero = plan.zero;
        int discarded = plan.shift >>> 23;
        int keep = -1 << discarded;
        IntVector below = IntVector.broadcast(I, ~keep);
        int rotate = discarded - randomBits & Integer.SIZE - 1;
        int i = from;
        for (int end = to - 2 * LANES; i <= end; i += 2 * LANES) { // two at a time: half as many decisions
            IntVector s = FloatVector.fromArray(F, a, i).add(FloatVector.fromArray(F, b, i).mul(c)).reinterpretAsInts();
            IntVector t = FloatVector.fromArray(F, a, i + LANES).add(FloatVector.fromArray(F, b, i + LANES).mul(c))
                    .reinterpretAsInts();
            IntVector sa = s.and(MAGNITUDE);
            IntVector ta = t.and(MAGNITUDE);
            if (!sa.sub(1).compare(VectorOperators.UGE, lowest).and(sa.compare(VectorOperators.LE, highest))
                    .and(ta.sub(1).compare(VectorOperators.UGE, lowest)).and(ta.compare(VectorOperators.LE, highest))
                    .allTrue()) {
                break;
            }
            IntVector r = IntVector.fromArray(I, random, i + offset).lanewise(VectorOperators.ROL, rotate);
            IntVector negative = s.lanewise(VectorOperators.ASHR, 31);
            IntVector aligned = below.lanewise(VectorOperators.AND_NOT, r.lanewise(VectorOperators.XOR, negative));
            s.add(aligned).and(keep).reinterpretAsFloats().add(zero).intoArray(y, i);
            r = IntVector.fromArray(I, random, i + LANES + offset).lanewise(VectorOperators.ROL, rotate);
            negative = t.lanewise(VectorOperators.ASHR, 31);
            aligned = below.lanewise(VectorOperators.AND_NOT, r.lanewise(VectorOperators.XOR, negative));
            t.add(aligned).and(keep).reinterpretAsFloats().add(zero).intoArray(y, i + LANES);
        }
        return i;
    }
}
