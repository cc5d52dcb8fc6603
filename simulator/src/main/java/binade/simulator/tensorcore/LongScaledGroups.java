package binade.simulator.tensorcore;

import binade.simulator.tensorcore.UnitArithmetic.ScaledGroups;
import binade.simulator.tensorcore.UnitArithmetic.ZeroTerms;

/**
 * Block-scaled 4-bit products of K = 64 in 64-bit integers: section 6. Products of E2M1 are multiples of 1/4 below 37, so that a
 * group's sum is a small integer in units of 2^(S - 2 - 2 f), S the exponents of its scales and f their fraction bits.
 */
final class LongScaledGroups {
    private static final int K = 64;
    private static final int GROUP = 16;
    private static final int NONE = Integer.MIN_VALUE;

    private final MatrixUnit unit;
    private final int window;
    private final boolean detailed;
    private final ScaleFormat scale;
    private final AccumulatorFormat format;

    LongScaledGroups(MatrixUnit unit, ScaledGroups groups) {
        this.unit = unit;
        window = groups.window();
        detailed = groups.rule() == ScaledGroups.Rule.DETAILED;
        scale = unit.scaling().scale();
        format = unit.accumulator();
    }

    /** Sums and exponents of the groups of one instruction, 16 of 4 or 4 of 16 positions. */
    private static final class Groups {
        final long[] sum;
        final int[] scale;
        final int[] largest;
        int special;

        Groups(int count) {
            sum = new long[count];
            scale = new int[count];
            largest = new int[count];
        }
    }

    long dot(DotOperands x) {
        int fine = detailed && scale == ScaleFormat.UE4M3 ? 4 : GROUP;
        long c = x.c();
        for (int from = 0; from < x.a().length; from += K) {
            Groups coarse = groups(x, from, GROUP);
            int special = Specials.of(format, c) | coarse.special;
            c = special != Specials.FINITE
                    ? Specials.word(special, unit)
                    : detailed ? detailed(coarse, groups(x, from, fine), c) : simple(coarse, c);
        }
        return c;
    }

    private Groups groups(DotOperands x, int from, int size) {
        Groups g = new Groups(K / size);
        for (int i = 0; i < g.sum.length; i++) {
            int k0 = from + i * size;
            long sa = x.scaleA()[k0 / x.scaleBlock()];
            long sb = x.scaleB()[k0 / x.scaleBlock()];
            g.special |= scale.isNan(sa) || scale.isNan(sb) ? Specials.NAN : Specials.FINITE;
            int factor = scale.significand(sa) * scale.significand(sb);
            g.scale[i] = scale.exponent(sa) + scale.exponent(sb);
            g.largest[i] = NONE;
            for (int k = k0; k < k0 + size; k++) {
                long m = unit.a().significand(x.a()[k]) * unit.b().significand(x.b()[k]) * factor;
                int r = unit.a().exponent(x.a()[k]) + unit.b().exponent(x.b()[k]);
                g.sum[i] += m << r; // 0 <= r <= 4
                g.largest[i] = m == 0 ? g.largest[i] : Math.max(g.largest[i], r + g.scale[i]);
            }
        }
        return g;
    }

    /** The group's sum cut to q. */
    private long cut(Groups g, int i, int q) {
        return LongFusedBlock.shifted(g.sum[i], g.scale[i] - 2 - 2 * scale.fractionBits() - q);
    }

    private long accumulator(long c, int q) {
        OperandFormat words = format.words();
        return LongFusedBlock.shifted(words.significand(c), words.exponent(c) - words.fractionBits() - q);
    }

    private long sum(Groups g, long c, int q) {
        long sum = accumulator(c, q);
        for (int i = 0; i < g.sum.length; i++) {
            sum += cut(g, i, q);
        }
        return Words.truncated(sum, q, format, 0);
    }

    private long simple(Groups g, long c) {
        int largest = format.words().significand(c) == 0 ? ZeroTerms.EXPONENT : format.words().exponent(c);
        for (int s : g.scale) {
            largest = Math.max(largest, s);
        }
        return sum(g, c, largest - window);
    }

    private long detailed(Groups coarse, Groups fine, long c) {
        int largest = NONE;
        int largestScale = NONE;
        for (int i = 0; i < fine.sum.length; i++) {
            if (fine.largest[i] != NONE) {
                largest = Math.max(largest, fine.largest[i]);
                largestScale = Math.max(largestScale, fine.scale[i]);
            }
        }
        boolean withC = format.words().significand(c) != 0;
        if (largest == NONE) {
            return withC ? c : 0;
        }
        int rc = format.words().exponent(c);
        if (withC && rc >= largest) {
            return sum(coarse, c, rc - window);
        }
        int q = Math.max(Math.max(largest, withC ? rc : largest) - window - 4, largestScale - window);
        long word = fineSum(fine, c, q, withC ? rc : NONE, NONE);
        boolean subnormal = (word & ~format.signBit()) != 0
                && (word & ~format.signBit()) >>> format.fractionBits() == 0;
        return subnormal && scale == ScaleFormat.UE8M0 ? fineSum(fine, c, q, withC ? rc : NONE, largestScale) : word;
    }

    /**
     * @param rc exponent of c where it bounds the groups below it, else {@link #NONE}
     * @param largestScale groups of a smaller scale are left out if below 2^-174; {@link #NONE} to keep all
     */
    private long fineSum(Groups g, long c, int q, int rc, int largestScale) {
        long sum = accumulator(c, q);
        for (int i = 0; i < g.sum.length; i++) {
            int unitExponent = g.scale[i] - 2 - 2 * scale.fractionBits();
            boolean weak = g.scale[i] < largestScale
                    && (g.sum[i] == 0 || 63 - Long.numberOfLeadingZeros(Math.abs(g.sum[i])) + unitExponent < -174);
            if (!weak) {
                boolean below = scale == ScaleFormat.UE8M0 && rc != NONE && g.largest[i] <= rc;
                int quantum = below ? Math.max(q, rc - window) : q;
                sum += cut(g, i, quantum) << quantum - q;
            }
        }
        return Words.truncated(sum, q, format, 0);
    }
}
