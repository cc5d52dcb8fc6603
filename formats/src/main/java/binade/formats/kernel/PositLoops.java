package binade.formats.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The arithmetic of {@link PositBits} on whole vectors. Unless it says otherwise, a method returns
 * the index of the first element left to do.
 */
final class PositLoops {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(F.vectorBitSize() / 2));
    private static final int LANES = F.length();
    private static final int ONE = 127 << 23;
    private static final int MAGNITUDE = 0x7fffffff;
    private static final int SIGN = 0x80000000;
    private static final int INFINITY = 0x7f800000;
    private static final int NAN = 0x7fc00000;
    private static final int BIAS_STEP = 1 << 23;

    private PositLoops() {}

    /** y[i] = rnd(x[i]). */
    static int round(PositBits p, float[] x, float[] y, int from, int to) {
        int least = p.least;
        int most = p.most;
        int tail = p.tail;
        int origin = p.origin;
        int discard = p.discard;
        int parity = p.parity;
        IntVector one = IntVector.broadcast(I, 1);
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
            IntVector a = b.and(MAGNITUDE);
            IntVector v = a.max(least).min(most).add(BIAS_STEP);
            IntVector k = v.lanewise(VectorOperators.LSHR, tail).sub(origin);
            IntVector d = k.max(k.not()).add(discard);
            IntVector half = one.lanewise(VectorOperators.LSHL, d);
            IntVector odd = v.add(parity).lanewise(VectorOperators.LSHR, d).lanewise(VectorOperators.LSHR, 1).and(1);
            IntVector r = v.add(half).add(odd).sub(1).and(half.add(half).neg()).sub(BIAS_STEP).or(b.and(SIGN));
            r = r.blend(0, a.compare(VectorOperators.EQ, 0));
            r = r.blend(NAN, a.compare(VectorOperators.GE, INFINITY));
            r.reinterpretAsFloats().intoArray(y, i);
        }
        return i;
    }

    /** Codes of the posits nearest to x[from, to), from codes[at] on; returns how many it wrote. */
    static int encode(PositBits p, float[] x, short[] codes, int at, int from, int to) {
        int least = p.least;
        int most = p.most;
        int tail = p.tail;
        int origin = p.origin;
        int discard = p.discard;
        int parity = p.parity;
        int mask = (1 << p.n) - 1;
        int top = 1 << p.n - 1;
        IntVector one = IntVector.broadcast(I, 1);
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
            IntVector a = b.and(MAGNITUDE);
            IntVector v = a.max(least).min(most).add(BIAS_STEP);
            IntVector k = v.lanewise(VectorOperators.LSHR, tail).sub(origin);
            IntVector d = k.max(k.not()).add(discard);
            IntVector half = one.lanewise(VectorOperators.LSHL, d);
            IntVector odd = v.add(parity).lanewise(VectorOperators.LSHR, d).lanewise(VectorOperators.LSHR, 1).and(1);
            IntVector q = v.and((1 << tail) - 1).add(half).add(odd).sub(1)
                    .lanewise(VectorOperators.LSHR, d).lanewise(VectorOperators.LSHR, 1);
            IntVector unit = one.lanewise(VectorOperators.LSHL, d.neg().add(tail - 1));
            IntVector code = q.add(unit.add(unit).neg().add(top).blend(unit, k.compare(VectorOperators.LT, 0)));
            IntVector sign = b.lanewise(VectorOperators.ASHR, 31);
            code = code.lanewise(VectorOperators.XOR, sign).sub(sign).and(mask);
            code = code.blend(0, a.compare(VectorOperators.EQ, 0));
            code = code.blend(top, a.compare(VectorOperators.GE, INFINITY));
            ((ShortVector) code.convertShape(VectorOperators.I2S, SHORTS, 0)).intoArray(codes, at - from + i);
        }
        return i - from;
    }

    /** y[i] = the value of a code. */
    static int decode(PositBits p, short[] codes, float[] y, int from, int to) {
        int n = p.n;
        int tail = p.tail;
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            IntVector c = (IntVector) ShortVector.fromArray(SHORTS, codes, i).convertShape(VectorOperators.S2I, I, 0);
            c = c.lanewise(VectorOperators.LSHL, 32 - n); // sign on top
            IntVector a = c.max(c.neg()); // of NaR: NaR
            IntVector w = a.lanewise(VectorOperators.LSHL, 1);
            IntVector ones = w.lanewise(VectorOperators.ASHR, 31);
            IntVector run = w.lanewise(VectorOperators.XOR, ones).lanewise(VectorOperators.LEADING_ZEROS_COUNT);
            IntVector k = run.sub(1).and(ones).sub(run.and(ones.not()));
            IntVector rest = w.lanewise(VectorOperators.LSHL, 1).lanewise(VectorOperators.LSHL, run)
                    .lanewise(VectorOperators.LSHR, 32 - tail);
            IntVector r = k.lanewise(VectorOperators.LSHL, tail).add(rest).add(ONE).or(c.and(SIGN));
            r = r.blend(0, c.compare(VectorOperators.EQ, 0)).blend(NAN, c.compare(VectorOperators.EQ, SIGN));
            r.reinterpretAsFloats().intoArray(y, i);
        }
        return i;
    }
}
