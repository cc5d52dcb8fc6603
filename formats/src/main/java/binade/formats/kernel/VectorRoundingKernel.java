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
 * <p>Nearest-even by magic constant, see {@link RoundingPlan}. Directed roundings and hysteresis round to nearest first
 * and step back by one quantum (C 2^-23) where that went the wrong way; both steps are exact.
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
    private static boolean tableFits(RoundingPlan plan) {
        return plan.grid.binades() <= 2 * LANES;
    }

    @Override
    public void round(RoundingPlan plan, float[] x, float[] y, int from, int to) {
        switch (plan.method()) {
            case UNIFORM -> uniform(plan, x, y, from, to);
            case TABLE -> {
                if (tableFits(plan)) {
                    table(plan, x, y, from, to);
                } else {
                    scalar.round(plan, x, y, from, to);
                }
            }
            case TOP_BITS -> topBits(plan, x, y, from, to);
            case IDENTITY, SCALAR -> scalar.round(plan, x, y, from, to);
        }
    }

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
        // 2 LANES constants reach the highest binade, because tableFits
        IntVector low = IntVector.fromArray(I, plan.constants, 0);
        IntVector high = IntVector.fromArray(I, plan.constants, LANES);
        int lowest = plan.lowestField;
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
            IntVector sign = b.and(SIGN);
            FloatVector a = b.and(MAGNITUDE).reinterpretAsFloats();
            IntVector index = b.and(EXPONENT).lanewise(VectorOperators.LSHR, 23).sub(lowest).max(0).min(2 * LANES - 1);
            FloatVector c = index.selectFrom(low, high).reinterpretAsFloats();
            // lists saturate: clamping first gives the same, and keeps a + C in range
            VectorMask<Float> above = a.compare(VectorOperators.GT, plan.max);
            a = a.blend(plan.max, above);
            FloatVector r = a.add(c).sub(c);
            r = r.blend(plan.max, r.compare(VectorOperators.GT, plan.max));
            r = r.reinterpretAsInts().or(sign).reinterpretAsFloats().add(plan.zero);
            r.intoArray(y, i);
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
        boolean magic = plan.method() == RoundingPlan.Method.UNIFORM
                || plan.method() == RoundingPlan.Method.TABLE && tableFits(plan);
        boolean saturating = plan.beyond == plan.max && plan.infinity == plan.max;
        switch (rounding) {
            case NEAREST_EVEN -> round(plan, x, y, from, to);
            case TOWARD_ZERO, UP, DOWN, HYSTERESIS -> {
                if (magic && saturating) {
                    directed(plan, rounding, x, y, from, to, previous);
                } else {
                    scalar.round(plan, rounding, x, y, from, to, random, randomBits, previous);
                }
            }
            case NEAREST_AWAY, TO_ODD, STOCHASTIC_A, STOCHASTIC_B, STOCHASTIC_C, STOCHASTIC ->
                scalar.round(plan, rounding, x, y, from, to, random, randomBits, previous);
        }
    }

    /** Saturating directed rounding; for hysteresis the direction of each element depends on its previous value. */
    private static void directed(
            RoundingPlan plan, Rounding rounding, float[] x, float[] y, int from, int to, float[] previous) {
        boolean useTable = plan.method() == RoundingPlan.Method.TABLE;
        int[] constants = useTable ? plan.constants : new int[2 * LANES];
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
            FloatVector bounded = a.blend(max, a.compare(VectorOperators.GT, max));
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
            ceil = ceil.blend(max, ceil.compare(VectorOperators.GT, max));
            VectorMask<Float> away = hysteresis
                    ? FloatVector.fromArray(F, reference, i).compare(VectorOperators.GT, v).xor(negative)
                    : awayIfPositive.andNot(negative).or(awayIfNegative.and(negative));
            r = floor.blend(ceil, away);
            r = r.reinterpretAsInts().or(sign).reinterpretAsFloats().add(plan.zero);
            r.intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = plan.roundOne(x[i], rounding, 0, 1, reference[i]);
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
