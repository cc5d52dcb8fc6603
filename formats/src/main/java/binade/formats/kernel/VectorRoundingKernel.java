package binade.formats.kernel;

import binade.formats.Rounding;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Vector kernels: body in whole vectors, tail by {@link RoundingPlan#roundOne}. Every loop stays flat (no helper takes
 * or returns a vector), because the compiler must inline all of it to turn it into machine code.
 *
 * <p>Nearest-even by magic constant, see {@link RoundingPlan}; the other roundings are in {@link StepLoops}.
 */
public final class VectorRoundingKernel implements RoundingKernel {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();
    private static final int MAGNITUDE = 0x7fffffff;
    private static final int SIGN = 0x80000000;
    private static final int EXPONENT = 0x7f800000;

    private final ScalarRoundingKernel scalar = new ScalarRoundingKernel();

    static int bits() {
        return F.vectorBitSize();
    }

    @Override
    public void round(RoundingPlan plan, float[] x, float[] y, int from, int to) {
        switch (plan.method()) {
            case UNIFORM -> NearestLoops.uniform(plan, x, y, from, to);
            case TABLE -> {
                if (NearestLoops.tableFits(plan) && plan.signedConstant) {
                    NearestLoops.table(plan, x, y, from, to);
                } else {
                    scalar.round(plan, x, y, from, to);
                }
            }
            case TOP_BITS -> {
                if (Float.isInfinite(plan.beyond)) {
                    TopBitsLoops.nearestOverflowing(plan, x, y, from, to);
                } else {
                    TopBitsLoops.nearest(plan, x, y, from, to);
                }
            }
            case HALF -> {
                for (int i = from; i < to; i++) { // the compiler turns this into vector conversions
                    y[i] = Float.float16ToFloat(Float.floatToFloat16(x[i]));
                }
            }
            case IDENTITY -> identity(plan, x, y, from, to);
            case SCALAR -> scalar.round(plan, x, y, from, to);
        }
    }

    /** Nothing to round; at most the infinities become the largest values. */
    private static void identity(RoundingPlan plan, float[] x, float[] y, int from, int to) {
        if (Float.isInfinite(plan.infinity)) {
            System.arraycopy(x, from, y, from, to - from);
            return;
        }
        for (int i = from; i < to; i++) { // the compiler vectorises this; NaN and -0 pass
            y[i] = Math.max(-plan.max, Math.min(plan.max, x[i]));
        }
    }

    @Override
    public void round(
            RoundingPlan plan, Rounding rounding, float[] x, float[] y, int from, int to, int[] random, int randomFrom,
            int randomBits, float[] previous) {
        if (rounding == Rounding.NEAREST_EVEN || plan.method() == RoundingPlan.Method.IDENTITY) {
            round(plan, x, y, from, to);
        } else if (TopBitsLoops.cover(plan, rounding, randomBits)) {
            switch (rounding.operand()) {
                case RANDOM -> TopBitsLoops.stochastic(plan, rounding, x, y, from, to, random, randomFrom, randomBits);
                case PREVIOUS -> TopBitsLoops.directed(plan, rounding, x, y, from, to, previous);
                case NONE -> {
                    if (rounding == Rounding.NEAREST_AWAY || rounding == Rounding.TO_ODD) {
                        TopBitsLoops.nearestAwayOrOdd(plan, rounding, x, y, from, to);
                    } else {
                        TopBitsLoops.directed(plan, rounding, x, y, from, to, previous);
                    }
                }
            }
        } else if (StochasticLoops.cover(plan, rounding, randomBits)) {
            StochasticLoops.round(plan, rounding, x, y, from, to, random, randomFrom, randomBits);
        } else if (!StepLoops.cover(plan, rounding, randomBits)) {
            scalar.round(plan, rounding, x, y, from, to, random, randomFrom, randomBits, previous);
        } else if (rounding.operand() == Rounding.Operand.RANDOM) {
            StepLoops.stochastic(plan, rounding, x, y, from, to, random, randomFrom, randomBits);
        } else if (rounding == Rounding.NEAREST_AWAY || rounding == Rounding.TO_ODD) {
            StepLoops.nearestAwayOrOdd(plan, rounding, x, y, from, to);
        } else {
            StepLoops.directed(plan, rounding, x, y, from, to, previous);
        }
    }

    @Override
    public void roundSum(
            RoundingPlan plan, Rounding rounding, float[] a, float c, float[] b, float[] y, int from, int to, int[] random,
            int randomFrom, int randomBits) {
        if (StochasticSumLoops.cover(plan, rounding, randomBits)) {
            StochasticSumLoops.round(plan, rounding, a, c, b, y, from, to, random, randomFrom, randomBits);
            return;
        }
        StochasticSumLoops.sum(a, c, b, y, from, to);
        round(plan, rounding, y, y, from, to, random, randomFrom, randomBits, null);
    }

    @Override
    public int maxMagnitudeBits(float[] x, int from, int to) {
        IntVector max = IntVector.zero(I);
        int i = from;
        for (int end = to - 4 * LANES; i <= end; i += 4 * LANES) {
            IntVector first = FloatVector.fromArray(F, x, i).reinterpretAsInts().and(MAGNITUDE);
            IntVector second = FloatVector.fromArray(F, x, i + LANES).reinterpretAsInts().and(MAGNITUDE);
            IntVector third = FloatVector.fromArray(F, x, i + 2 * LANES).reinterpretAsInts().and(MAGNITUDE);
            IntVector fourth = FloatVector.fromArray(F, x, i + 3 * LANES).reinterpretAsInts().and(MAGNITUDE);
            max = max.max(first.max(second).max(third.max(fourth)));
        }
        for (int end = to - LANES; i <= end; i += LANES) {
            max = max.max(FloatVector.fromArray(F, x, i).reinterpretAsInts().and(MAGNITUDE));
        }
        return Math.max(max.reduceLanes(VectorOperators.MAX), scalar.maxMagnitudeBits(x, i, to));
    }

    @Override
    public int firstAbove(float[] x, float bound, int from, int to) {
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            if (FloatVector.fromArray(F, x, i).abs().compare(VectorOperators.GT, bound).anyTrue()) {
                break;
            }
        }
        return scalar.firstAbove(x, bound, i, to);
    }

    @Override
    public void subtract(float[] x, float[] y, float[] r, int from, int to) {
        scalar.subtract(x, y, r, from, to); // the compiler vectorises the plain loop
    }

    @Override
    public void add(float[] y, float[] r, int from, int to) {
        scalar.add(y, r, from, to);
    }
}
