package binade.formats.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Binary search of whole vectors in tables that lie in vector registers. Each method returns the index of the first
 * element left to do.
 *
 * <pre>
 *   r += 8 where x >= threshold[7];  r += 4 where x >= threshold[r + 3];  ...  y = value[r]
 * </pre>
 *
 * <p>Tables are binary32 bits, {@link #capacity} entries long; thresholds beyond the last are NaN, which no x reaches.
 * Magnitudes from {@code limit} on, as bits, become NaN.
 */
final class CodebookLoops {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();
    private static final int MAGNITUDE = 0x7fffffff;
    private static final int PIECE = 1024;

    private CodebookLoops() {}

    /** The length of the tables for so many values: 16, 32 or 256; 0 if there are too many for the registers. */
    static int capacity(int values) {
        if (values <= 16 && LANES >= 8) {
            return 16;
        }
        return LANES < 16 || values > 256 ? 0 : values <= 32 ? 32 : 256;
    }

    /** y[i] = rnd(x[i]), by {@link #arrange arranged} thresholds. */
    static int round(int[] thresholds, int[] values, int limit, float[] x, float[] y, int from, int to) {
        return switch (values.length) {
            case 16 -> LANES == 8
                    ? twoTablesOf8(thresholds, values, limit, x, y, from, to)
                    : oneTable(thresholds, values, limit, x, y, from, to);
            case 32 -> twoTablesOf16(thresholds, values, limit, x, y, from, to);
            default -> manyTables(thresholds, values, limit, x, y, from, to);
        };
    }

    /**
     * Thresholds, {@link #capacity} of them, in the order in which {@link #round} wants them: ascending; of 256 by step,
     * by the quarter they end, by group, in whole vectors.
     */
    static int[] arrange(int[] thresholds) {
        if (thresholds.length < 256) {
            return thresholds;
        }
        int[] t = new int[9 * LANES + 3 * 64];
        for (int step = 0, at = 0; step < 4; step++) {
            int groups = 1 << 2 * step;
            for (int quarter = 1; quarter <= 3; quarter++) {
                for (int g = 0; g < groups; g++) {
                    t[at + g] = thresholds[(4 * g + quarter) * (64 / groups) - 1];
                }
                at += Math.max(LANES, groups);
            }
        }
        return t;
    }

    private static int oneTable(int[] thresholds, int[] values, int limit, float[] x, float[] y, int from, int to) {
        IntVector t = IntVector.fromArray(I, thresholds, 0);
        IntVector value = IntVector.fromArray(I, values, 0);
        float middle = Float.intBitsToFloat(thresholds[7]);
        IntVector zero = IntVector.zero(I);
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            FloatVector v = FloatVector.fromArray(F, x, i);
            IntVector r = zero.blend(8, v.compare(VectorOperators.GE, middle).cast(I));
            r = r.add(4, v.compare(VectorOperators.GE, r.add(3).selectFrom(t).reinterpretAsFloats()).cast(I));
            r = r.add(2, v.compare(VectorOperators.GE, r.add(1).selectFrom(t).reinterpretAsFloats()).cast(I));
            r = r.add(1, v.compare(VectorOperators.GE, r.selectFrom(t).reinterpretAsFloats()).cast(I));
            VectorMask<Float> nan = v.reinterpretAsInts().and(MAGNITUDE).compare(VectorOperators.GE, limit).cast(F);
            r.selectFrom(value).reinterpretAsFloats().blend(Float.NaN, nan).intoArray(y, i);
        }
        return i;
    }

    private static int twoTablesOf8(int[] thresholds, int[] values, int limit, float[] x, float[] y, int from, int to) {
        IntVector low = IntVector.fromArray(I, thresholds, 0);
        IntVector high = IntVector.fromArray(I, thresholds, LANES);
        IntVector lowValue = IntVector.fromArray(I, values, 0);
        IntVector highValue = IntVector.fromArray(I, values, LANES);
        float middle = Float.intBitsToFloat(thresholds[7]);
        IntVector zero = IntVector.zero(I);
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            FloatVector v = FloatVector.fromArray(F, x, i);
            IntVector r = zero.blend(8, v.compare(VectorOperators.GE, middle).cast(I));
            r = r.add(4, v.compare(VectorOperators.GE, r.add(3).selectFrom(low, high).reinterpretAsFloats()).cast(I));
            r = r.add(2, v.compare(VectorOperators.GE, r.add(1).selectFrom(low, high).reinterpretAsFloats()).cast(I));
            r = r.add(1, v.compare(VectorOperators.GE, r.selectFrom(low, high).reinterpretAsFloats()).cast(I));
            VectorMask<Float> nan = v.reinterpretAsInts().and(MAGNITUDE).compare(VectorOperators.GE, limit).cast(F);
            r.selectFrom(lowValue, highValue).reinterpretAsFloats().blend(Float.NaN, nan).intoArray(y, i);
        }
        return i;
    }

    private static int twoTablesOf16(int[] thresholds, int[] values, int limit, float[] x, float[] y, int from, int to) {
        IntVector low = IntVector.fromArray(I, thresholds, 0);
        IntVector high = IntVector.fromArray(I, thresholds, LANES);
        IntVector lowValue = IntVector.fromArray(I, values, 0);
        IntVector highValue = IntVector.fromArray(I, values, LANES);
        float middle = Float.intBitsToFloat(thresholds[15]);
        IntVector zero = IntVector.zero(I);
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            FloatVector v = FloatVector.fromArray(F, x, i);
            IntVector r = zero.blend(16, v.compare(VectorOperators.GE, middle).cast(I));
            r = r.add(8, v.compare(VectorOperators.GE, r.add(7).selectFrom(low, high).reinterpretAsFloats()).cast(I));
            r = r.add(4, v.compare(VectorOperators.GE, r.add(3).selectFrom(low, high).reinterpretAsFloats()).cast(I));
            r = r.add(2, v.compare(VectorOperators.GE, r.add(1).selectFrom(low, high).reinterpretAsFloats()).cast(I));
            r = r.add(1, v.compare(VectorOperators.GE, r.selectFrom(low, high).reinterpretAsFloats()).cast(I));
            VectorMask<Float> nan = v.reinterpretAsInts().and(MAGNITUDE).compare(VectorOperators.GE, limit).cast(F);
            r.selectFrom(lowValue, highValue).reinterpretAsFloats().blend(Float.NaN, nan).intoArray(y, i);
        }
        return i;
    }

    /** 256 values, in two passes over pieces that stay in the first-level cache: one long chain would leave the machine waiting. */
    private static int manyTables(int[] thresholds, int[] values, int limit, float[] x, float[] y, int from, int to) {
        int i = from;
        while (i <= to - LANES) {
            int end = i + Math.min(PIECE, (to - i) / LANES * LANES);
            ranks(thresholds, limit, x, y, i, end);
            values(values, y, i, end);
            i = end;
        }
        return i;
    }

    /**
     * Ranks, as bits; -1 where NaN is due. A search in four steps of three comparisons each, which do not wait for one
     * another. The last tables fill four registers; between their halves the first comparison with the middle chooses.
     */
    private static void ranks(int[] t, int limit, float[] x, float[] y, int from, int to) {
        float p1 = Float.intBitsToFloat(t[0]);
        float p2 = Float.intBitsToFloat(t[16]);
        float p3 = Float.intBitsToFloat(t[32]);
        IntVector q1 = IntVector.fromArray(I, t, 48);
        IntVector q2 = IntVector.fromArray(I, t, 64);
        IntVector q3 = IntVector.fromArray(I, t, 80);
        IntVector s1 = IntVector.fromArray(I, t, 96);
        IntVector s2 = IntVector.fromArray(I, t, 112);
        IntVector s3 = IntVector.fromArray(I, t, 128);
        IntVector u1a = IntVector.fromArray(I, t, 144);
        IntVector u1b = IntVector.fromArray(I, t, 160);
        IntVector u1c = IntVector.fromArray(I, t, 176);
        IntVector u1d = IntVector.fromArray(I, t, 192);
        IntVector u2a = IntVector.fromArray(I, t, 208);
        IntVector u2b = IntVector.fromArray(I, t, 224);
        IntVector u2c = IntVector.fromArray(I, t, 240);
        IntVector u2d = IntVector.fromArray(I, t, 256);
        IntVector u3a = IntVector.fromArray(I, t, 272);
        IntVector u3b = IntVector.fromArray(I, t, 288);
        IntVector u3c = IntVector.fromArray(I, t, 304);
        IntVector u3d = IntVector.fromArray(I, t, 320);
        for (int i = from; i < to; i += LANES) {
            FloatVector v = FloatVector.fromArray(F, x, i);
            VectorMask<Integer> upper = v.compare(VectorOperators.GE, p2).cast(I);
            IntVector r = IntVector.zero(I).add(1, upper)
                    .add(1, v.compare(VectorOperators.GE, p1).cast(I))
                    .add(1, v.compare(VectorOperators.GE, p3).cast(I));
            r = r.lanewise(VectorOperators.LSHL, 2)
                    .add(1, v.compare(VectorOperators.GE, r.selectFrom(q1).reinterpretAsFloats()).cast(I))
                    .add(1, v.compare(VectorOperators.GE, r.selectFrom(q2).reinterpretAsFloats()).cast(I))
                    .add(1, v.compare(VectorOperators.GE, r.selectFrom(q3).reinterpretAsFloats()).cast(I));
            r = r.lanewise(VectorOperators.LSHL, 2)
                    .add(1, v.compare(VectorOperators.GE, r.selectFrom(s1).reinterpretAsFloats()).cast(I))
                    .add(1, v.compare(VectorOperators.GE, r.selectFrom(s2).reinterpretAsFloats()).cast(I))
                    .add(1, v.compare(VectorOperators.GE, r.selectFrom(s3).reinterpretAsFloats()).cast(I));
            FloatVector h1 = r.selectFrom(u1a, u1b).blend(r.selectFrom(u1c, u1d), upper).reinterpretAsFloats();
            FloatVector h2 = r.selectFrom(u2a, u2b).blend(r.selectFrom(u2c, u2d), upper).reinterpretAsFloats();
            FloatVector h3 = r.selectFrom(u3a, u3b).blend(r.selectFrom(u3c, u3d), upper).reinterpretAsFloats();
            r = r.lanewise(VectorOperators.LSHL, 2)
                    .add(1, v.compare(VectorOperators.GE, h1).cast(I))
                    .add(1, v.compare(VectorOperators.GE, h2).cast(I))
                    .add(1, v.compare(VectorOperators.GE, h3).cast(I));
            r = r.blend(-1, v.reinterpretAsInts().and(MAGNITUDE).compare(VectorOperators.GE, limit));
            r.reinterpretAsFloats().intoArray(y, i);
        }
    }

    /** The values of ranks. */
    private static void values(int[] values, float[] y, int from, int to) {
        IntVector v0 = IntVector.fromArray(I, values, 0);
        IntVector v1 = IntVector.fromArray(I, values, 16);
        IntVector v2 = IntVector.fromArray(I, values, 32);
        IntVector v3 = IntVector.fromArray(I, values, 48);
        IntVector v4 = IntVector.fromArray(I, values, 64);
        IntVector v5 = IntVector.fromArray(I, values, 80);
        IntVector v6 = IntVector.fromArray(I, values, 96);
        IntVector v7 = IntVector.fromArray(I, values, 112);
        IntVector v8 = IntVector.fromArray(I, values, 128);
        IntVector v9 = IntVector.fromArray(I, values, 144);
        IntVector v10 = IntVector.fromArray(I, values, 160);
        IntVector v11 = IntVector.fromArray(I, values, 176);
        IntVector v12 = IntVector.fromArray(I, values, 192);
        IntVector v13 = IntVector.fromArray(I, values, 208);
        IntVector v14 = IntVector.fromArray(I, values, 224);
        IntVector v15 = IntVector.fromArray(I, values, 240);
        for (int i = from; i < to; i += LANES) {
            IntVector r = FloatVector.fromArray(F, y, i).reinterpretAsInts();
            VectorMask<Integer> b5 = r.and(32).compare(VectorOperators.NE, 0);
            VectorMask<Integer> b6 = r.and(64).compare(VectorOperators.NE, 0);
            VectorMask<Integer> b7 = r.and(128).compare(VectorOperators.NE, 0);
            IntVector a = r.selectFrom(v0, v1).blend(r.selectFrom(v2, v3), b5);
            IntVector b = r.selectFrom(v4, v5).blend(r.selectFrom(v6, v7), b5);
            IntVector c = r.selectFrom(v8, v9).blend(r.selectFrom(v10, v11), b5);
            IntVector d = r.selectFrom(v12, v13).blend(r.selectFrom(v14, v15), b5);
            IntVector w = a.blend(b, b6).blend(c.blend(d, b6), b7);
            VectorMask<Float> nan = r.compare(VectorOperators.LT, 0).cast(F);
            w.reinterpretAsFloats().blend(Float.NaN, nan).intoArray(y, i);
        }
    }
}
