package binade.formats.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Vector loops for nearest-even by magic constant, see {@link RoundingPlan}; the tail is {@link RoundingPlan#roundOne}.
 * The number of operations per vector decides the speed in cache, so there is a loop per shape of range and zero.
 */
final class NearestLoops {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();
    private static final int MAGNITUDE = 0x7fffffff;
    private static final int SIGN = 0x80000000;
    private static final int EXPONENT = 0x7f800000;

    private NearestLoops() {}

    /** Whether the two-vector lookup covers a plan's distinct constants on this machine, with either sign. */
    static boolean tableFits(RoundingPlan plan) {
        return plan.grid.binades() <= 2 * LANES;
    }

    /** Any plan of method UNIFORM. */
    static void uniform(RoundingPlan plan, float[] x, float[] y, int from, int to) {
        boolean symmetrical = plan.max == plan.negativeMax;
        if (!plan.saturating()) {
            if (symmetrical && plan.beyond == plan.infinity && plan.negativeBeyond == plan.beyond) {
                overflowing(plan, x, y, from, to);
            } else {
                general(plan, x, y, from, to);
            }
        } else if (plan.singleQuantum()) {
            singleQuantum(plan, x, y, from, to);
        } else if (symmetrical && plan.encoding.negativeZero()) {
            signedZero(plan, x, y, from, to);
        } else if (symmetrical && plan.signedConstant) {
            oneZero(plan, x, y, from, to);
        } else {
            clamped(plan, x, y, from, to);
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

    /**
     * Symmetrical, whatever lies beyond the range becomes its end, zeros keep their sign: floats. With P = 2^e, C is P
     * times a constant, so both additions are fused and C itself is never formed. Eight operations.
     */
    private static void signedZero(RoundingPlan plan, float[] x, float[] y, int from, int to) {
        int emin = plan.lowestField << 23;
        float max = plan.max;
        FloatVector plus = FloatVector.broadcast(F, plan.raise);
        FloatVector minus = FloatVector.broadcast(F, -plan.raise);
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
            FloatVector a = b.and(MAGNITUDE).reinterpretAsFloats();
            a = a.blend(max, a.compare(VectorOperators.GT, max));
            FloatVector p = a.reinterpretAsInts().and(EXPONENT).max(emin).reinterpretAsFloats();
            FloatVector r = p.fma(minus, p.fma(plus, a));
            r.reinterpretAsInts().or(b.and(SIGN)).reinterpretAsFloats().intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = plan.roundOne(x[i]);
        }
    }

    /**
     * The same with one zero: lists. The sign is put back before rounding, with 1.5 C for C, so that a negative number
     * that rounds to zero gives +0.
     */
    private static void oneZero(RoundingPlan plan, float[] x, float[] y, int from, int to) {
        int emin = plan.lowestField << 23;
        float max = plan.max;
        FloatVector plus = FloatVector.broadcast(F, 1.5f * plan.raise);
        FloatVector minus = FloatVector.broadcast(F, -1.5f * plan.raise);
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
            FloatVector a = b.and(MAGNITUDE).reinterpretAsFloats();
            a = a.blend(max, a.compare(VectorOperators.GT, max));
            FloatVector p = a.reinterpretAsInts().and(EXPONENT).max(emin).reinterpretAsFloats();
            FloatVector v = a.reinterpretAsInts().or(b.and(SIGN)).reinterpretAsFloats();
            p.fma(minus, p.fma(plus, v)).intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = plan.roundOne(x[i]);
        }
    }

    /** Saturating integers: the two ends differ, so the range check comes after the sign. */
    private static void clamped(RoundingPlan plan, float[] x, float[] y, int from, int to) {
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

    /** What lies beyond a symmetrical range becomes infinity. */
    private static void overflowing(RoundingPlan plan, float[] x, float[] y, int from, int to) {
        int emin = plan.lowestField << 23;
        int emax = plan.highestField << 23;
        float max = plan.max;
        float beyond = plan.beyond;
        float zero = plan.zero;
        FloatVector plus = FloatVector.broadcast(F, plan.raise);
        FloatVector minus = FloatVector.broadcast(F, -plan.raise);
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
            FloatVector a = b.and(MAGNITUDE).reinterpretAsFloats();
            FloatVector p = b.and(EXPONENT).max(emin).min(emax).reinterpretAsFloats();
            FloatVector r = p.fma(minus, p.fma(plus, a));
            r = r.blend(beyond, r.compare(VectorOperators.GT, max));
            r.reinterpretAsInts().or(b.and(SIGN)).reinterpretAsFloats().add(zero).intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = plan.roundOne(x[i]);
        }
    }

    /** Anything else: infinities and NaN for what lies beyond, ends that differ. */
    private static void general(RoundingPlan plan, float[] x, float[] y, int from, int to) {
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

    /** Lists: 1.5 C by exponent from two vectors, see {@link #tableFits}; saturating, one zero. */
    static void table(RoundingPlan plan, float[] x, float[] y, int from, int to) {
        int[] constants = plan.signedConstants(2 * LANES);
        IntVector low = IntVector.fromArray(I, constants, 0);
        IntVector high = IntVector.fromArray(I, constants, LANES);
        int lowest = plan.lowestField << 23;
        float max = plan.max;
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
            FloatVector a = b.and(MAGNITUDE).reinterpretAsFloats();
            a = a.blend(max, a.compare(VectorOperators.GT, max));
            IntVector field = a.reinterpretAsInts().max(lowest).lanewise(VectorOperators.LSHR, 23);
            FloatVector c = field.selectFrom(low, high).reinterpretAsFloats(); // takes the field mod 2 LANES
            FloatVector v = a.reinterpretAsInts().or(b.and(SIGN)).reinterpretAsFloats();
            v.add(c).sub(c).intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = plan.roundOne(x[i]);
        }
    }
}
