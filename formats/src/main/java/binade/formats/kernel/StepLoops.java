package binade.formats.kernel;

import binade.formats.Rounding;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Vector loops for all roundings but nearest-even: round to nearest by magic constant, step back by one quantum (C 2^-23)
 * where that went up, then decide whether to step away from zero.
 *
 * <p>Every step is exact: floor = n quanta and floor + quantum are multiples of the quantum, and a - floor has no more
 * bits than a. The magnitude is first bounded by the multiple just above the range; what then exceeds the range becomes
 * what the overflow rule says, or the end of the range where the rounding points back to zero.
 */
final class StepLoops {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();
    private static final int MAGNITUDE = 0x7fffffff;
    private static final int SIGN = 0x80000000;
    private static final int EXPONENT = 0x7f800000;
    /** Bits of 2^127 twice: subtracting the bits of a power of two leaves those of its inverse. */
    private static final int TWICE_BIAS = 254 << 23;

    /** Stands in for the table of a plan that has none. */
    private static final int[] NO_CONSTANTS = new int[2 * LANES];

    private StepLoops() {}

    /** Whether these loops can round with this plan; else the scalar kernel does. */
    static boolean cover(RoundingPlan plan, Rounding rounding, int randomBits) {
        boolean magic = plan.method() == RoundingPlan.Method.UNIFORM
                || plan.method() == RoundingPlan.Method.HALF
                || plan.method() == RoundingPlan.Method.TABLE && NearestLoops.tableFits(plan);
        boolean stochastic = rounding.operand() == Rounding.Operand.RANDOM;
        // 1/C must be a normal number, and nu 2^N is compared with integers up to 2^24 (of one more bit for SR-B)
        int bits = rounding == Rounding.STOCHASTIC_B ? randomBits + 1 : randomBits;
        return magic && (!stochastic || bits <= 24 && plan.grid.largestQuantumExponent() + 23 <= 126);
    }

    /** Directed rounding; for hysteresis the direction of each element depends on its previous value. */
    static void directed(
            RoundingPlan plan, Rounding rounding, float[] x, float[] y, int from, int to, float[] previous) {
        if (plan.method() == RoundingPlan.Method.UNIFORM && plan.saturating() && plan.max == plan.negativeMax
                && plan.signedConstant) {
            directedOneZero(plan, rounding, x, y, from, to, previous);
            return;
        }
        boolean useTable = plan.method() == RoundingPlan.Method.TABLE;
        int[] constants = useTable ? plan.constants : NO_CONSTANTS;
        IntVector low = IntVector.fromArray(I, constants, 0);
        IntVector high = IntVector.fromArray(I, constants, LANES);
        int lowest = plan.lowestField;
        int emin = lowest << 23;
        int emax = plan.highestField << 23;
        int shift = plan.shift;
        boolean hysteresis = rounding == Rounding.HYSTERESIS;
        float[] reference = hysteresis ? previous : x;
        VectorMask<Float> awayIfPositive = F.maskAll(rounding == Rounding.UP);
        VectorMask<Float> awayIfNegative = F.maskAll(rounding == Rounding.DOWN);
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            FloatVector v = FloatVector.fromArray(F, x, i);
            IntVector b = v.reinterpretAsInts();
            IntVector sign = b.and(SIGN);
            VectorMask<Float> negative = b.compare(VectorOperators.LT, 0).cast(F);
            FloatVector a = b.and(MAGNITUDE).reinterpretAsFloats();
            FloatVector max = FloatVector.broadcast(F, plan.max).blend(plan.negativeMax, negative);
            FloatVector above = FloatVector.broadcast(F, plan.firstAbove).blend(plan.negativeFirstAbove, negative);
            FloatVector bounded = a.blend(above, a.compare(VectorOperators.GT, above));
            IntVector ab = bounded.reinterpretAsInts().and(EXPONENT);
            FloatVector c = useTable
                    ? ab.lanewise(VectorOperators.LSHR, 23).sub(lowest).max(0).min(2 * LANES - 1)
                            .selectFrom(low, high).reinterpretAsFloats()
                    : ab.max(emin).min(emax).add(shift).reinterpretAsFloats();
            FloatVector r = bounded.add(c).sub(c);
            FloatVector quantum = c.mul(0x1p-23f);
            // toward zero in magnitude is down for positive and up for negative values
            FloatVector floor = r.blend(r.sub(quantum), r.compare(VectorOperators.GT, bounded));
            FloatVector ceil = r.blend(r.add(quantum), r.compare(VectorOperators.LT, bounded));
            VectorMask<Float> away = hysteresis
                    ? FloatVector.fromArray(F, reference, i).compare(VectorOperators.GT, v).xor(negative)
                    : awayIfPositive.andNot(negative).or(awayIfNegative.and(negative));
            // a direction that is not away points back to zero: the end of the range
            FloatVector beyond = FloatVector.broadcast(F, plan.beyond).blend(plan.negativeBeyond, negative);
            FloatVector infinity = FloatVector.broadcast(F, plan.infinity).blend(plan.negativeInfinity, negative);
            r = floor.blend(ceil, away);
            r = r.blend(max.blend(beyond, away), r.compare(VectorOperators.GT, max));
            r = r.blend(infinity, a.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
            r = r.reinterpretAsInts().or(sign).reinterpretAsFloats().add(plan.zero);
            r.intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = plan.roundOne(x[i], rounding, 0, 1, reference[i]);
        }
    }

    /**
     * The same for a symmetrical range whose ends take whatever lies beyond, and one zero: lists and integers. The magnitude
     * is bounded and gets its sign back before 1.5 C rounds it to nearest; a result on the wrong side moves by a quantum.
     */
    private static void directedOneZero(
            RoundingPlan plan, Rounding rounding, float[] x, float[] y, int from, int to, float[] previous) {
        int emin = plan.lowestField << 23;
        float max = plan.max;
        FloatVector plus = FloatVector.broadcast(F, 1.5f * plan.raise);
        FloatVector minus = FloatVector.broadcast(F, -1.5f * plan.raise);
        float quantum = plan.raise * 0x1p-23f;
        boolean hysteresis = rounding == Rounding.HYSTERESIS;
        float[] reference = hysteresis ? previous : x;
        VectorMask<Float> upward = F.maskAll(rounding == Rounding.UP);
        VectorMask<Float> inward = F.maskAll(rounding == Rounding.TOWARD_ZERO);
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            FloatVector input = FloatVector.fromArray(F, x, i);
            IntVector b = input.reinterpretAsInts();
            VectorMask<Float> up = hysteresis
                    ? FloatVector.fromArray(F, reference, i).compare(VectorOperators.GT, input)
                    : b.compare(VectorOperators.LT, 0).cast(F).and(inward).or(upward);
            FloatVector a = b.and(MAGNITUDE).reinterpretAsFloats();
            a = a.blend(max, a.compare(VectorOperators.GT, max));
            FloatVector p = a.reinterpretAsInts().and(EXPONENT).max(emin).reinterpretAsFloats();
            FloatVector v = a.reinterpretAsInts().or(b.and(SIGN)).reinterpretAsFloats();
            FloatVector r = p.fma(minus, p.fma(plus, v));
            FloatVector step = p.mul(quantum);
            VectorMask<Float> low = r.compare(VectorOperators.LT, v).and(up);
            VectorMask<Float> high = r.compare(VectorOperators.GT, v).andNot(up);
            r.lanewise(VectorOperators.ADD, step, low).lanewise(VectorOperators.SUB, step, high).intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = plan.roundOne(x[i], rounding, 0, 1, reference[i]);
        }
    }

    /** Ties away from zero, or to odd. */
    static void nearestAwayOrOdd(RoundingPlan plan, Rounding rounding, float[] x, float[] y, int from, int to) {
        boolean toOdd = rounding == Rounding.TO_ODD;
        boolean useTable = plan.method() == RoundingPlan.Method.TABLE;
        int[] constants = useTable ? plan.constants : NO_CONSTANTS;
        IntVector low = IntVector.fromArray(I, constants, 0);
        IntVector high = IntVector.fromArray(I, constants, LANES);
        int lowest = plan.lowestField;
        int emin = lowest << 23;
        int emax = plan.highestField << 23;
        int shift = plan.shift;
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
            VectorMask<Float> negative = b.compare(VectorOperators.LT, 0).cast(F);
            FloatVector max = FloatVector.broadcast(F, plan.max).blend(plan.negativeMax, negative);
            FloatVector above = FloatVector.broadcast(F, plan.firstAbove).blend(plan.negativeFirstAbove, negative);
            FloatVector input = b.and(MAGNITUDE).reinterpretAsFloats();
            FloatVector a = input.blend(above, input.compare(VectorOperators.GT, above));
            IntVector e = a.reinterpretAsInts().and(EXPONENT);
            FloatVector c = useTable
                    ? e.lanewise(VectorOperators.LSHR, 23).sub(lowest).max(0).min(2 * LANES - 1)
                            .selectFrom(low, high).reinterpretAsFloats()
                    : e.max(emin).min(emax).add(shift).reinterpretAsFloats();
            FloatVector quantum = c.mul(0x1p-23f);
            FloatVector r = a.add(c).sub(c);
            FloatVector floor = r.blend(r.sub(quantum), r.compare(VectorOperators.GT, a));
            FloatVector nu = a.sub(floor); // in units of the value, not of the quantum
            // floor + C has n in its low bits
            VectorMask<Float> away = toOdd
                    ? floor.add(c).reinterpretAsInts().and(1).compare(VectorOperators.EQ, 0).cast(F)
                            .and(nu.compare(VectorOperators.GT, 0f))
                    : nu.add(nu).compare(VectorOperators.GE, quantum);
            FloatVector beyond = FloatVector.broadcast(F, toOdd ? plan.oddBeyond : plan.beyond)
                    .blend(toOdd ? plan.negativeOddBeyond : plan.negativeBeyond, negative);
            FloatVector infinity = FloatVector.broadcast(F, plan.infinity).blend(plan.negativeInfinity, negative);
            r = floor.blend(floor.add(quantum), away);
            r = r.blend(beyond, r.compare(VectorOperators.GT, max));
            r = r.blend(infinity, input.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
            r.reinterpretAsInts().or(b.and(SIGN)).reinterpretAsFloats().add(plan.zero).intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = plan.roundOne(x[i], rounding, 0, 1, 0);
        }
    }

    /**
     * The stochastic rules, each as a comparison of u = nu 2^N (for B: nu 2^(N+1)) with an integer. For an integer t,
     * floor(u) >= t is u >= t.
     *
     * <pre>
     *   A     u >= 2^N - R
     *   B     u >= 2^(N+1) - 2R - 1
     *   C     rne(u) >= 2^N - R
     *   sr    x < 0: u >= 2^N - R (as A);  x > 0: u > R, or R = 0 and nu > 0 (u may have underflowed)
     * </pre>
     */
    static void stochastic(
            RoundingPlan plan, Rounding rounding, float[] x, float[] y, int from, int to, int[] random, int randomFrom,
            int randomBits) {
        boolean useTable = plan.method() == RoundingPlan.Method.TABLE;
        int[] constants = useTable ? plan.constants : NO_CONSTANTS;
        IntVector low = IntVector.fromArray(I, constants, 0);
        IntVector high = IntVector.fromArray(I, constants, LANES);
        int lowest = plan.lowestField;
        int emin = lowest << 23;
        int emax = plan.highestField << 23;
        int shift = plan.shift;
        int extra = rounding == Rounding.STOCHASTIC_B ? 1 : 0;
        boolean signed = rounding == Rounding.STOCHASTIC;
        // C: adding and subtracting 2^23 rounds u to an integer; 0 leaves it as it is
        float toInteger = rounding == Rounding.STOCHASTIC_C ? 0x1p23f : 0f;
        float units = Math.scalb(1f, randomBits + extra);
        int top = (1 << (randomBits + extra)) - extra;
        int i = from;
        for (int end = to - LANES, j = randomFrom; i <= end; i += LANES, j += LANES) {
            IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
            VectorMask<Float> negative = b.compare(VectorOperators.LT, 0).cast(F);
            FloatVector max = FloatVector.broadcast(F, plan.max).blend(plan.negativeMax, negative);
            FloatVector above = FloatVector.broadcast(F, plan.firstAbove).blend(plan.negativeFirstAbove, negative);
            FloatVector input = b.and(MAGNITUDE).reinterpretAsFloats();
            FloatVector a = input.blend(above, input.compare(VectorOperators.GT, above));
            IntVector e = a.reinterpretAsInts().and(EXPONENT);
            FloatVector c = useTable
                    ? e.lanewise(VectorOperators.LSHR, 23).sub(lowest).max(0).min(2 * LANES - 1)
                            .selectFrom(low, high).reinterpretAsFloats()
                    : e.max(emin).min(emax).add(shift).reinterpretAsFloats();
            FloatVector quantum = c.mul(0x1p-23f);
            FloatVector r = a.add(c).sub(c);
            FloatVector floor = r.blend(r.sub(quantum), r.compare(VectorOperators.GT, a));
            FloatVector d = a.sub(floor);
            FloatVector inverse = c.reinterpretAsInts().neg().add(TWICE_BIAS).reinterpretAsFloats();
            FloatVector u = d.mul(0x1p23f).mul(inverse).mul(units);
            FloatVector whole = u.add(toInteger).sub(toInteger);
            u = whole.blend(u, u.compare(VectorOperators.GE, 0x1p23f)); // an integer already
            IntVector random32 = IntVector.fromArray(I, random, j);
            FloatVector threshold = (FloatVector)
                    random32.lanewise(VectorOperators.LSHL, extra).neg().add(top).convert(VectorOperators.I2F, 0);
            VectorMask<Float> away = u.compare(VectorOperators.GE, threshold);
            if (signed) {
                FloatVector randomFloat = (FloatVector) random32.convert(VectorOperators.I2F, 0);
                VectorMask<Float> up = u.compare(VectorOperators.GT, randomFloat)
                        .or(randomFloat.compare(VectorOperators.EQ, 0f).and(d.compare(VectorOperators.GT, 0f)));
                away = away.and(negative).or(up.andNot(negative));
            }
            FloatVector beyond = FloatVector.broadcast(F, plan.beyond).blend(plan.negativeBeyond, negative);
            FloatVector infinity = FloatVector.broadcast(F, plan.infinity).blend(plan.negativeInfinity, negative);
            r = floor.blend(floor.add(quantum), away);
            r = r.blend(beyond, r.compare(VectorOperators.GT, max));
            r = r.blend(infinity, input.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
            r.reinterpretAsInts().or(b.and(SIGN)).reinterpretAsFloats().add(plan.zero).intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = plan.roundOne(x[i], rounding, random[i - from + randomFrom] & 0xffffffffL, randomBits, 0);
        }
    }
}
