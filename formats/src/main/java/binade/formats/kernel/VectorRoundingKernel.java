package binade.formats.kernel;

import binade.formats.Rounding;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
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

    /** Whether the two-vector lookup covers a plan's distinct constants on this machine. */
    static boolean tableFits(RoundingPlan plan) {
        return plan.grid.binades() <= 2 * LANES;
    }

    @Override
    public void round(RoundingPlan plan, float[] x, float[] y, int from, int to) {
        switch (plan.method()) {
            case UNIFORM -> {
                if (plan.saturating() && plan.singleQuantum()) {
                    singleQuantum(plan, x, y, from, to);
                } else if (plan.saturating() && plan.max == plan.negativeMax) {
                    if (plan.encoding.negativeZero()) {
                        uniformSigned(plan, x, y, from, to);
                    } else {
                        uniformSaturating(plan, x, y, from, to);
                    }
                } else if (plan.saturating()) {
                    uniformClamped(plan, x, y, from, to);
                } else {
                    uniform(plan, x, y, from, to);
                }
            }
            case TABLE -> {
                if (tableFits(plan)) {
                    table(plan, x, y, from, to);
                } else {
                    scalar.round(plan, x, y, from, to);
                }
            }
            case TOP_BITS -> {
                if (Float.isInfinite(plan.beyond)) {
                    topBitsOverflowing(plan, x, y, from, to);
                } else {
                    topBits(plan, x, y, from, to);
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

    /**
     * Integers and fixed point: one quantum everywhere, so one constant 1.5 2^(q+23) rounds either sign, and a negative
     * number that rounds to zero gives +0. Six operations.
     */
    private static void singleQuantum(RoundingPlan plan, float[] x, float[] y, int from, int to) {
        float max = plan.max;
        float min = -plan.negativeMax;
        float c = 1.5f * Float.intBitsToFloat((plan.highestField << 23) + plan.shift);
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            FloatVector v = FloatVector.fromArray(F, x, i);
            v = v.blend(max, v.compare(VectorOperators.GT, max));
            v = v.blend(min, v.compare(VectorOperators.LT, min));
            v.add(c).sub(c).intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = plan.roundOne(x[i]);
        }
    }

    /** Symmetrical, whatever lies beyond the range becomes its end, zeros keep their sign: floats. */
    private static void uniformSigned(RoundingPlan plan, float[] x, float[] y, int from, int to) {
        int emin = plan.lowestField << 23;
        int shift = plan.shift;
        float max = plan.max;
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
            FloatVector a = b.and(MAGNITUDE).reinterpretAsFloats();
            a = a.blend(max, a.compare(VectorOperators.GT, max));
            FloatVector c = a.reinterpretAsInts().and(EXPONENT).max(emin).add(shift).reinterpretAsFloats();
            FloatVector r = a.add(c).sub(c);
            r.reinterpretAsInts().or(b.and(SIGN)).reinterpretAsFloats().intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = plan.roundOne(x[i]);
        }
    }

    /** The same with one zero: lists. Here it is faster to cut the range last. */
    private static void uniformSaturating(RoundingPlan plan, float[] x, float[] y, int from, int to) {
        int emin = plan.lowestField << 23;
        int emax = plan.highestField << 23;
        int shift = plan.shift;
        float max = plan.max;
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
            FloatVector a = b.and(MAGNITUDE).reinterpretAsFloats();
            FloatVector c = b.and(EXPONENT).max(emin).min(emax).add(shift).reinterpretAsFloats();
            FloatVector r = a.add(c).sub(c);
            r = r.blend(max, r.compare(VectorOperators.GT, max));
            r.reinterpretAsInts().or(b.and(SIGN)).reinterpretAsFloats().add(0f).intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = plan.roundOne(x[i]);
        }
    }

    /** Saturating integers: the two ends differ, so the range check comes after the sign. */
    private static void uniformClamped(RoundingPlan plan, float[] x, float[] y, int from, int to) {
        int emin = plan.lowestField << 23;
        int emax = plan.highestField << 23;
        int shift = plan.shift;
        float max = plan.max;
        float min = -plan.negativeMax;
        float zero = plan.zero;
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
            FloatVector a = b.and(MAGNITUDE).reinterpretAsFloats();
            FloatVector c = b.and(EXPONENT).max(emin).min(emax).add(shift).reinterpretAsFloats();
            FloatVector r = a.add(c).sub(c).reinterpretAsInts().or(b.and(SIGN)).reinterpretAsFloats();
            r = r.blend(max, r.compare(VectorOperators.GT, max));
            r = r.blend(min, r.compare(VectorOperators.LT, min));
            r.add(zero).intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = plan.roundOne(x[i]);
        }
    }

    /** Not saturating: infinities and NaN for what lies beyond. */
    private static void uniform(RoundingPlan plan, float[] x, float[] y, int from, int to) {
        int emin = plan.lowestField << 23;
        int emax = plan.highestField << 23;
        int shift = plan.shift;
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
            IntVector sign = b.and(SIGN);
            FloatVector a = b.and(MAGNITUDE).reinterpretAsFloats();
            FloatVector c = b.and(EXPONENT).max(emin).min(emax).add(shift).reinterpretAsFloats();
            FloatVector r = a.add(c).sub(c);
            VectorMask<Float> negative = b.compare(VectorOperators.LT, 0).cast(F);
            FloatVector max = FloatVector.broadcast(F, plan.max).blend(plan.negativeMax, negative);
            FloatVector beyond = FloatVector.broadcast(F, plan.beyond).blend(plan.negativeBeyond, negative);
            FloatVector infinity = FloatVector.broadcast(F, plan.infinity).blend(plan.negativeInfinity, negative);
            r = r.blend(beyond, r.compare(VectorOperators.GT, max));
            r = r.blend(infinity, a.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
            r = r.reinterpretAsInts().or(sign).reinterpretAsFloats().add(plan.zero);
            r.intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = plan.roundOne(x[i]);
        }
    }

    private static void table(RoundingPlan plan, float[] x, float[] y, int from, int to) {
        // entry f mod 2 LANES belongs to exponent field f; 2 LANES entries reach the top binade, because tableFits
        int[] rotated = new int[2 * LANES];
        for (int f = 0; f < rotated.length; f++) {
            rotated[(plan.lowestField + f) % rotated.length] = plan.constants[f];
        }
        IntVector low = IntVector.fromArray(I, rotated, 0);
        IntVector high = IntVector.fromArray(I, rotated, LANES);
        int lowest = plan.lowestField << 23;
        float max = plan.max;
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
            FloatVector a = b.and(MAGNITUDE).reinterpretAsFloats();
            a = a.blend(max, a.compare(VectorOperators.GT, max));
            IntVector field = a.reinterpretAsInts().max(lowest).lanewise(VectorOperators.LSHR, 23).and(2 * LANES - 1);
            FloatVector c = field.selectFrom(low, high).reinterpretAsFloats();
            FloatVector r = a.add(c).sub(c);
            r.reinterpretAsInts().or(b.and(SIGN)).reinterpretAsFloats().add(0f).intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = plan.roundOne(x[i]);
        }
    }

    /** BF16 and TF32 as IEEE 754 has them: the carry out of the largest value is infinity. */
    private static void topBitsOverflowing(RoundingPlan plan, float[] x, float[] y, int from, int to) {
        int discarded = plan.shift;
        int half = (1 << (discarded - 1)) - 1;
        int keep = -1 << discarded;
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            FloatVector v = FloatVector.fromArray(F, x, i);
            IntVector b = v.reinterpretAsInts();
            IntVector odd = b.lanewise(VectorOperators.LSHR, discarded).and(1);
            FloatVector r = b.add(half).add(odd).and(keep).reinterpretAsFloats();
            r.blend(Float.NaN, v.compare(VectorOperators.NE, v)).intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = plan.roundOne(x[i]);
        }
    }

    /** Formats that keep the exponent range of binary32: on the bit pattern, carries do the right thing. */
    private static void topBits(RoundingPlan plan, float[] x, float[] y, int from, int to) {
        int discarded = plan.shift;
        int half = (1 << (discarded - 1)) - 1;
        int keep = -1 << discarded;
        int maxBits = Float.floatToRawIntBits(plan.max);
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
            IntVector sign = b.and(SIGN);
            IntVector a = b.and(MAGNITUDE);
            IntVector odd = a.lanewise(VectorOperators.LSHR, discarded).and(1);
            IntVector r = a.add(half).add(odd).and(keep);
            r = r.blend(Float.floatToRawIntBits(plan.beyond), r.compare(VectorOperators.GT, maxBits));
            r = r.blend(Float.floatToRawIntBits(plan.infinity), a.compare(VectorOperators.EQ, EXPONENT));
            r = r.blend(0x7fc00000, a.compare(VectorOperators.GT, EXPONENT));
            r.or(sign).reinterpretAsFloats().intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = plan.roundOne(x[i]);
        }
    }

    @Override
    public void round(
            RoundingPlan plan, Rounding rounding, float[] x, float[] y, int from, int to, int[] random, int randomBits,
            float[] previous) {
        if (rounding == Rounding.NEAREST_EVEN || plan.method() == RoundingPlan.Method.IDENTITY) {
            round(plan, x, y, from, to);
        } else if (TopBitsLoops.cover(plan, rounding, randomBits)) {
            switch (rounding.operand()) {
                case RANDOM -> TopBitsLoops.stochastic(plan, rounding, x, y, from, to, random, randomBits);
                case PREVIOUS -> TopBitsLoops.directed(plan, rounding, x, y, from, to, previous);
                case NONE -> {
                    if (rounding == Rounding.NEAREST_AWAY || rounding == Rounding.TO_ODD) {
                        TopBitsLoops.nearestAwayOrOdd(plan, rounding, x, y, from, to);
                    } else {
                        TopBitsLoops.directed(plan, rounding, x, y, from, to, previous);
                    }
                }
            }
        } else if (!StepLoops.cover(plan, rounding, randomBits)) {
            scalar.round(plan, rounding, x, y, from, to, random, randomBits, previous);
        } else if (rounding.operand() == Rounding.Operand.RANDOM) {
            StepLoops.stochastic(plan, rounding, x, y, from, to, random, randomBits);
        } else if (rounding == Rounding.NEAREST_AWAY || rounding == Rounding.TO_ODD) {
            StepLoops.nearestAwayOrOdd(plan, rounding, x, y, from, to);
        } else {
            StepLoops.directed(plan, rounding, x, y, from, to, previous);
        }
    }

    @Override
    public int maxMagnitudeBits(float[] x, int from, int to) {
        IntVector max = IntVector.zero(I);
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            max = max.max(FloatVector.fromArray(F, x, i).reinterpretAsInts().and(MAGNITUDE));
        }
        return Math.max(max.reduceLanes(VectorOperators.MAX), scalar.maxMagnitudeBits(x, i, to));
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
