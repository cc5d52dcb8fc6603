package binade.formats.kernel;

import binade.formats.Rounding;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Vector loops of formats that keep the exponent range of binary32 (BF16, TF32), on
 * the bit pattern:
 *
 * <pre>
 *   [ sign | kept bits n | discarded bits, nu 2^d ]
 * </pre>
 *
 * n and n + 1 are neighbouring values everywhere, subnormals included, and the carry into the exponent is right.
 */
final class TopBitsLoops {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();
    private static final int MAGNITUDE = 0x7fffffff;
    private static final int SIGN = 0x80000000;
    private static final int EXPONENT = 0x7f800000;
    private static final int NAN = 0x7fc00000;

    private TopBitsLoops() {}

    /** Whether these loops can round with this plan; rule C not with fewer random bits than discarded ones, B not with 32. */
    static boolean cover(RoundingPlan plan, Rounding rounding, int randomBits) {
        return plan.method() == RoundingPlan.Method.TOP_BITS
                && (rounding != Rounding.STOCHASTIC_C || randomBits >= plan.shift)
                && (rounding != Rounding.STOCHASTIC_B || randomBits < Integer.SIZE);
    }

    /** BF16 and TF32 as IEEE 754 has them: the carry out of the largest value is infinity. */
    static void nearestOverflowing(RoundingPlan plan, float[] x, float[] y, int from, int to) {
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
    static void nearest(RoundingPlan plan, float[] x, float[] y, int from, int to) {
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

    /** Directed roundings and hysteresis. */
    static void directed(
            RoundingPlan plan, Rounding rounding, float[] x, float[] y, int from, int to, float[] previous) {
        int keep = -1 << plan.shift;
        int max = Float.floatToRawIntBits(plan.max);
        int beyond = Float.floatToRawIntBits(plan.beyond);
        int infinity = Float.floatToRawIntBits(plan.infinity);
        boolean hysteresis = rounding == Rounding.HYSTERESIS;
        float[] reference = hysteresis ? previous : x;
        VectorMask<Integer> awayIfPositive = I.maskAll(rounding == Rounding.UP);
        VectorMask<Integer> awayIfNegative = I.maskAll(rounding == Rounding.DOWN);
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            FloatVector v = FloatVector.fromArray(F, x, i);
            IntVector b = v.reinterpretAsInts();
            VectorMask<Integer> negative = b.compare(VectorOperators.LT, 0);
            VectorMask<Integer> away = hysteresis
                    ? FloatVector.fromArray(F, reference, i).compare(VectorOperators.GT, v).cast(I).xor(negative)
                    : awayIfPositive.andNot(negative).or(awayIfNegative.and(negative));
            IntVector a = b.and(MAGNITUDE);
            IntVector floor = a.and(keep);
            IntVector ceil = a.add(~keep).and(keep);
            // a direction that is not away never leaves the range
            ceil = ceil.blend(beyond, ceil.compare(VectorOperators.GT, max));
            IntVector r = floor.blend(ceil, away);
            r = r.blend(infinity, a.compare(VectorOperators.EQ, EXPONENT));
            r = r.blend(NAN, a.compare(VectorOperators.GT, EXPONENT));
            r.or(b.and(SIGN)).reinterpretAsFloats().intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = plan.roundOne(x[i], rounding, 0, 1, reference[i]);
        }
    }

    /** Ties away from zero, or to odd. */
    static void nearestAwayOrOdd(RoundingPlan plan, Rounding rounding, float[] x, float[] y, int from, int to) {
        boolean toOdd = rounding == Rounding.TO_ODD;
        int d = plan.shift;
        int keep = -1 << d;
        int max = Float.floatToRawIntBits(plan.max);
        int beyond = Float.floatToRawIntBits(toOdd ? plan.oddBeyond : plan.beyond);
        int infinity = Float.floatToRawIntBits(plan.infinity);
        int oddMask = toOdd ? -1 : 0;
        int half = toOdd ? 0 : 1 << (d - 1);
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
            IntVector a = b.and(MAGNITUDE);
            // to odd: nothing is added to an odd n, and all ones below an even one, so that any remainder carries
            IntVector increment = a.lanewise(VectorOperators.LSHR, d).and(1).sub(1).and(~keep).and(oddMask).or(half);
            IntVector r = a.add(increment).and(keep);
            r = r.blend(beyond, r.compare(VectorOperators.GT, max));
            r = r.blend(infinity, a.compare(VectorOperators.EQ, EXPONENT));
            r = r.blend(NAN, a.compare(VectorOperators.GT, EXPONENT));
            r.or(b.and(SIGN)).reinterpretAsFloats().intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = plan.roundOne(x[i], rounding, 0, 1, 0);
        }
    }

    /**
     * The stochastic rules, see {@link StochasticLoops}: R aligned with the discarded bits, its complement for sr and x > 0.
     * With N >= d random bits u = nu 2^N is an integer, so C is A.
     */
    static void stochastic(
            RoundingPlan plan, Rounding rounding, float[] x, float[] y, int from, int to, int[] random, int randomFrom,
            int randomBits) {
        int ruleB = rounding == Rounding.STOCHASTIC_B ? 1 : 0;
        int toTop = Integer.SIZE - randomBits - ruleB;
        int toDiscarded = Integer.SIZE - plan.shift;
        int keep = -1 << plan.shift;
        int max = Float.floatToRawIntBits(plan.max);
        int beyond = Float.floatToRawIntBits(plan.beyond);
        int infinity = Float.floatToRawIntBits(plan.infinity);
        VectorMask<Integer> bySign = I.maskAll(rounding == Rounding.STOCHASTIC);
        int i = from;
        for (int end = to - LANES, j = randomFrom; i <= end; i += LANES, j += LANES) {
            IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
            VectorMask<Integer> complemented = bySign.andNot(b.compare(VectorOperators.LT, 0));
            IntVector random32 = IntVector.fromArray(I, random, j).lanewise(VectorOperators.LSHL, ruleB).or(ruleB)
                    .lanewise(VectorOperators.LSHL, toTop).lanewise(VectorOperators.XOR, -1, complemented);
            IntVector a = b.and(MAGNITUDE);
            IntVector r = a.add(random32.lanewise(VectorOperators.LSHR, toDiscarded)).and(keep);
            r = r.blend(beyond, r.compare(VectorOperators.GT, max));
            r = r.blend(infinity, a.compare(VectorOperators.EQ, EXPONENT));
            r = r.blend(NAN, a.compare(VectorOperators.GT, EXPONENT));
            r.or(b.and(SIGN)).reinterpretAsFloats().intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = plan.roundOne(x[i], rounding, random[i - from + randomFrom] & 0xffffffffL, randomBits, 0);
        }
    }
}
