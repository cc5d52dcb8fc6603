package binade.formats.kernel;

import binade.formats.Rounding;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Vector loops for the stochastic rules A, B and sr under saturation, on integers: half as many operations as {@link
 * StepLoops} needs for all rules and overflows.
 *
 * <pre>
 *   from the first binade with a value on     the bits of |x|: add R, aligned with the d discarded ones, and clear these
 *   below it                                  n = (floor(|x| 2^(N - q)) + R) >> N  in units of the smallest quantum 2^q
 * </pre>
 *
 * <p>Rule A goes away from zero if floor(nu 2^N) + R >= 2^N, nu in [0, 1) the part cut off: that carry. Bits of R below the
 * d discarded ones never cause it, because nothing stands below them. Rule B is rule A with R' = 2 R + 1 of N + 1 bits. Rule sr is rule A for x < 0; for x > 0 it
 * goes away if nu 2^N > R, that is if ceil(nu 2^N) + (2^N - 1 - R) >= 2^N: the complement of R, with ones below.
 */
final class StochasticLoops {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();
    private static final int MAGNITUDE = 0x7fffffff;
    private static final int SIGN = 0x80000000;
    private static final int INTEGER_BITS = 31;

    private StochasticLoops() {}

    /** Whether these loops can round with this plan. */
    static boolean cover(RoundingPlan plan, Rounding rounding, int randomBits) {
        boolean ruleB = rounding == Rounding.STOCHASTIC_B;
        int bits = randomBits + (ruleB ? 1 : 0);
        int q = plan.lowestQuantum;
        boolean signed = rounding == Rounding.STOCHASTIC && bits >= q; // no |x| 2^(N - q) may underflow: it would lose its ceil
        return (ruleB || rounding == Rounding.STOCHASTIC_A || signed)
                && (plan.method() == RoundingPlan.Method.UNIFORM
                        || plan.method() == RoundingPlan.Method.TABLE && NearestLoops.tableFits(plan))
                && plan.saturating()
                && plan.firstWhole - 127 - q + bits <= INTEGER_BITS
                && bits - q <= 127;
    }

    static void round(
            RoundingPlan plan, Rounding rounding, float[] x, float[] y, int from, int to, int[] random, int randomFrom,
            int randomBits) {
        if (plan.method() == RoundingPlan.Method.UNIFORM
                && rounding != Rounding.STOCHASTIC && plan.max == plan.negativeMax) {
            uniformSymmetrical(plan, rounding, x, y, from, to, random, randomFrom, randomBits);
        } else if (plan.method() == RoundingPlan.Method.UNIFORM) {
            uniform(plan, rounding, x, y, from, to, random, randomFrom, randomBits);
        } else {
            table(plan, rounding, x, y, from, to, random, randomFrom, randomBits);
        }
    }

    /** The same number of discarded bits in every binade, rules A and B, a symmetrical range. */
    private static void uniformSymmetrical(
            RoundingPlan plan, Rounding rounding, float[] x, float[] y, int from, int to, int[] random, int randomFrom,
            int randomBits) {
        int ruleB = rounding == Rounding.STOCHASTIC_B ? 1 : 0;
        int bits = randomBits + ruleB;
        int q = plan.lowestQuantum;
        float max = plan.max;
        float zero = plan.zero;
        float lowest = Float.intBitsToFloat(plan.firstWhole << 23);
        float toUnits = Math.scalb(1f, bits - q);
        float quantum = Math.scalb(1f, q);
        int discarded = plan.shift >>> 23;
        int keep = -1 << discarded;
        int toTop = Integer.SIZE - bits;
        int toDiscarded = Integer.SIZE - discarded;
        int i = from;
        for (int end = to - LANES, j = randomFrom; i <= end; i += LANES, j += LANES) {
            IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
            IntVector r = IntVector.fromArray(I, random, j).lanewise(VectorOperators.LSHL, ruleB).or(ruleB);
            FloatVector a = b.and(MAGNITUDE).reinterpretAsFloats();
            a = a.blend(max, a.compare(VectorOperators.GT, max));
            VectorMask<Float> whole = a.compare(VectorOperators.GE, lowest); // NaN is not
            IntVector units = (IntVector) a.blend(0f, whole).mul(toUnits).convert(VectorOperators.F2I, 0);
            FloatVector low = ((FloatVector) units.add(r).lanewise(VectorOperators.LSHR, bits)
                            .convert(VectorOperators.I2F, 0)).fma(FloatVector.broadcast(F, quantum), a.sub(a));
            IntVector aligned = r.lanewise(VectorOperators.LSHL, toTop).lanewise(VectorOperators.LSHR, toDiscarded);
            FloatVector result = a.reinterpretAsInts().add(aligned).and(keep).reinterpretAsFloats();
            low.blend(result, whole).reinterpretAsInts().or(b.and(SIGN)).reinterpretAsFloats().add(zero).intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = plan.roundOne(x[i], rounding, random[i - from + randomFrom] & 0xffffffffL, randomBits, 0);
        }
    }

    /** The same number of discarded bits in every binade. */
    private static void uniform(
            RoundingPlan plan, Rounding rounding, float[] x, float[] y, int from, int to, int[] random, int randomFrom,
            int randomBits) {
        int ruleB = rounding == Rounding.STOCHASTIC_B ? 1 : 0;
        int bits = randomBits + ruleB;
        int q = plan.lowestQuantum;
        float max = plan.max;
        float negativeMax = plan.negativeMax;
        float zero = plan.zero;
        float lowest = Float.intBitsToFloat(plan.firstWhole << 23);
        float toUnits = Math.scalb(1f, bits - q);
        float quantum = Math.scalb(1f, q);
        int discarded = plan.shift >>> 23;
        int keep = -1 << discarded;
        int toTop = Integer.SIZE - bits;
        VectorMask<Integer> bySign = I.maskAll(rounding == Rounding.STOCHASTIC);
        int toDiscarded = Integer.SIZE - discarded;
        int i = from;
        for (int end = to - LANES, j = randomFrom; i <= end; i += LANES, j += LANES) {
            IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
            VectorMask<Integer> negative = b.compare(VectorOperators.LT, 0);
            VectorMask<Integer> complemented = bySign.andNot(negative);
            FloatVector limit = FloatVector.broadcast(F, max).blend(negativeMax, negative.cast(F));
            FloatVector a = b.and(MAGNITUDE).reinterpretAsFloats();
            a = a.blend(limit, a.compare(VectorOperators.GT, limit));
            IntVector r = IntVector.fromArray(I, random, j).lanewise(VectorOperators.LSHL, ruleB).or(ruleB)
                    .lanewise(VectorOperators.LSHL, toTop).lanewise(VectorOperators.XOR, -1, complemented);
            VectorMask<Float> whole = a.compare(VectorOperators.GE, lowest); // NaN is not
            FloatVector exact = a.blend(0f, whole).mul(toUnits);
            IntVector units = (IntVector) exact.convert(VectorOperators.F2I, 0);
            VectorMask<Integer> more = ((FloatVector) units.convert(VectorOperators.I2F, 0))
                    .compare(VectorOperators.NE, exact).cast(I).and(complemented);
            units = units.lanewise(VectorOperators.ADD, 1, more).add(r.lanewise(VectorOperators.LSHR, toTop));
            FloatVector low = ((FloatVector) units.lanewise(VectorOperators.LSHR, bits)
                            .convert(VectorOperators.I2F, 0)).fma(FloatVector.broadcast(F, quantum), a.sub(a));
            IntVector aligned = r.lanewise(VectorOperators.LSHR, toDiscarded);
            FloatVector result = a.reinterpretAsInts().add(aligned).and(keep).reinterpretAsFloats();
            result = low.blend(result, whole);
            result.reinterpretAsInts().or(b.and(SIGN)).reinterpretAsFloats().add(zero).intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = plan.roundOne(x[i], rounding, random[i - from + randomFrom] & 0xffffffffL, randomBits, 0);
        }
    }

    /** Lists: the number of discarded bits from two vectors, by exponent. */
    private static void table(
            RoundingPlan plan, Rounding rounding, float[] x, float[] y, int from, int to, int[] random, int randomFrom,
            int randomBits) {
        int[] kept = plan.keptBits(2 * LANES);
        IntVector lowTable = IntVector.fromArray(I, kept, 0);
        IntVector highTable = IntVector.fromArray(I, kept, LANES);
        int ruleB = rounding == Rounding.STOCHASTIC_B ? 1 : 0;
        int bits = randomBits + ruleB;
        int q = plan.lowestQuantum;
        float max = plan.max;
        float negativeMax = plan.negativeMax;
        float lowest = Float.intBitsToFloat(plan.firstWhole << 23);
        float toUnits = Math.scalb(1f, bits - q);
        float quantum = Math.scalb(1f, q);
        int toTop = Integer.SIZE - bits;
        VectorMask<Integer> bySign = I.maskAll(rounding == Rounding.STOCHASTIC);
        IntVector ones = IntVector.broadcast(I, -1);
        int i = from;
        for (int end = to - LANES, j = randomFrom; i <= end; i += LANES, j += LANES) {
            IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
            VectorMask<Integer> negative = b.compare(VectorOperators.LT, 0);
            VectorMask<Integer> complemented = bySign.andNot(negative);
            FloatVector limit = FloatVector.broadcast(F, max).blend(negativeMax, negative.cast(F));
            FloatVector a = b.and(MAGNITUDE).reinterpretAsFloats();
            a = a.blend(limit, a.compare(VectorOperators.GT, limit));
            IntVector r = IntVector.fromArray(I, random, j).lanewise(VectorOperators.LSHL, ruleB).or(ruleB)
                    .lanewise(VectorOperators.LSHL, toTop).lanewise(VectorOperators.XOR, -1, complemented);
            VectorMask<Float> whole = a.compare(VectorOperators.GE, lowest); // NaN is not
            FloatVector exact = a.blend(0f, whole).mul(toUnits);
            IntVector units = (IntVector) exact.convert(VectorOperators.F2I, 0);
            VectorMask<Integer> more = ((FloatVector) units.convert(VectorOperators.I2F, 0))
                    .compare(VectorOperators.NE, exact).cast(I).and(complemented);
            units = units.lanewise(VectorOperators.ADD, 1, more).add(r.lanewise(VectorOperators.LSHR, toTop));
            FloatVector low = ((FloatVector) units.lanewise(VectorOperators.LSHR, bits)
                            .convert(VectorOperators.I2F, 0)).fma(FloatVector.broadcast(F, quantum), a.sub(a));
            IntVector shift = a.reinterpretAsInts().lanewise(VectorOperators.LSHR, 23).selectFrom(lowTable, highTable);
            IntVector aligned = r.lanewise(VectorOperators.LSHR, shift);
            IntVector cut = ones.lanewise(VectorOperators.LSHR, shift);
            FloatVector result = a.reinterpretAsInts().add(aligned).lanewise(VectorOperators.AND_NOT, cut)
                    .reinterpretAsFloats();
            result = low.blend(result, whole);
            result.reinterpretAsInts().or(b.and(SIGN)).reinterpretAsFloats().add(0f).intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = plan.roundOne(x[i], rounding, random[i - from + randomFrom] & 0xffffffffL, randomBits, 0);
        }
    }
}
