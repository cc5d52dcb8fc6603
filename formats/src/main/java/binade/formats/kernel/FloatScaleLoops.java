package binade.formats.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vector bodies of {@link FloatScaleKernel}. */
final class FloatScaleLoops {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    /** As many bytes as floats; without meaning on vectors of 128 bits, which have no quarter: nothing asks for it there. */
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, F.vectorBitSize() / 4)));
    private static final int LANES = F.length();
    private static final int MAGNITUDE = 0x7fffffff;
    private static final int SIGN = 0x80000000;
    private static final int EXPONENT = 0x7f800000;

    private FloatScaleLoops() {}

    /** {@link FloatScaleKernel#scales}; returns how many it did. */
    static int scales(
            FloatScaleKernel k, int[] amax, int count, float divisor, float tensorScale, float least, float ofZeros,
            float[] before, float[] after) {
        float most = Float.intBitsToFloat(k.top);
        FloatVector reciprocal = FloatVector.broadcast(F, 1 / tensorScale);
        int j = 0;
        for (int end = count - LANES; j <= end; j += LANES) {
            FloatVector a = IntVector.fromArray(I, amax, j).reinterpretAsFloats();
            FloatVector s = a.div(divisor).div(tensorScale);
            s = s.blend(least, s.compare(VectorOperators.LT, least));
            s = s.blend(most, s.compare(VectorOperators.GT, most));
            FloatVector c = s.reinterpretAsInts().and(EXPONENT).max(k.low).add(k.shift).reinterpretAsFloats();
            s = s.add(c).sub(c).blend(ofZeros, a.compare(VectorOperators.EQ, 0));
            reciprocal.div(s).intoArray(before, j);
            s.mul(tensorScale).intoArray(after, j);
        }
        return j;
    }

    /** {@link FloatScaleKernel#scaleCodes}; returns how many it did. */
    static int scaleCodes(
            FloatScaleKernel k, int[] amax, int count, float divisor, float tensorScale, float least, int ofZeros,
            int[] codes, int first) {
        float most = Float.intBitsToFloat(k.top);
        int j = 0;
        for (int end = count - LANES; j <= end; j += LANES) {
            IntVector a = IntVector.fromArray(I, amax, j);
            FloatVector s = a.reinterpretAsFloats().div(divisor).div(tensorScale);
            s = s.blend(least, s.compare(VectorOperators.LT, least));
            s = s.blend(most, s.compare(VectorOperators.GT, most));
            IntVector e = s.reinterpretAsInts().and(EXPONENT).max(k.low);
            IntVector c = e.add(k.shift);
            s.add(c.reinterpretAsFloats()).reinterpretAsInts().sub(c).add(e.sub(k.low).lanewise(VectorOperators.LSHR, k.raise))
                    .blend(ofZeros, a.compare(VectorOperators.EQ, 0)).intoArray(codes, first + j);
        }
        return j;
    }

    /** Returns how many elements of each block it did, a multiple of the lanes. */
    static int round(
            FloatScaleKernel k, float[] x, float[] y, int from, int size, int count, float[] before, float[] after) {
        int whole = size - size % LANES;
        if (whole == LANES) {
            oneVector(k, x, y, from, size, count, before, after);
        } else {
            manyVectors(k, x, y, from, size, count, before, after);
        }
        return whole;
    }

    private static void oneVector(
            FloatScaleKernel k, float[] x, float[] y, int from, int size, int count, float[] before, float[] after) {
        int low = k.low;
        int top = k.top;
        int shift = k.shift;
        for (int j = 0; j < count; j++) {
            FloatVector v = FloatVector.fromArray(F, x, from + j * size);
            FloatVector w = v.mul(before[j]);
            w = w.blend(v, v.compare(VectorOperators.EQ, 0));
            IntVector b = w.reinterpretAsInts();
            IntVector a = b.and(MAGNITUDE).min(top);
            FloatVector c = a.and(EXPONENT).max(low).add(shift).reinterpretAsFloats();
            FloatVector r = a.reinterpretAsFloats().add(c).sub(c);
            r.reinterpretAsInts().or(b.and(SIGN)).reinterpretAsFloats().mul(after[j]).intoArray(y, from + j * size);
        }
    }

    private static void manyVectors(
            FloatScaleKernel k, float[] x, float[] y, int from, int size, int count, float[] before, float[] after) {
        int whole = size - size % LANES;
        int low = k.low;
        int top = k.top;
        int shift = k.shift;
        for (int j = 0; j < count; j++) {
            FloatVector f = FloatVector.broadcast(F, before[j]);
            FloatVector g = FloatVector.broadcast(F, after[j]);
            int i = from + j * size;
            for (int end = i + whole; i < end; i += LANES) {
                FloatVector v = FloatVector.fromArray(F, x, i);
                FloatVector w = v.mul(f);
                w = w.blend(v, v.compare(VectorOperators.EQ, 0));
                IntVector b = w.reinterpretAsInts();
                IntVector a = b.and(MAGNITUDE).min(top);
                FloatVector c = a.and(EXPONENT).max(low).add(shift).reinterpretAsFloats();
                FloatVector r = a.reinterpretAsFloats().add(c).sub(c);
                r.reinterpretAsInts().or(b.and(SIGN)).reinterpretAsFloats().mul(g).intoArray(y, i);
            }
        }
    }

    /** {@link #round}, but codes. */
    static int encode(FloatScaleKernel k, float[] x, byte[] codes, int from, int size, int count, float[] before) {
        int whole = LANES < 8 ? 0 : size - size % LANES;
        int low = k.low;
        int top = k.top;
        int shift = k.shift;
        int raise = k.raise;
        int signBit = k.signBit;
        for (int j = 0; j < count && whole > 0; j++) {
            FloatVector f = FloatVector.broadcast(F, before[j]);
            int i = from + j * size;
            for (int end = i + whole; i < end; i += LANES) {
                FloatVector v = FloatVector.fromArray(F, x, i);
                IntVector b = v.mul(f).blend(v, v.compare(VectorOperators.EQ, 0)).reinterpretAsInts();
                IntVector a = b.and(MAGNITUDE).min(top);
                IntVector e = a.and(EXPONENT).max(low);
                IntVector c = e.add(shift);
                IntVector code = a.reinterpretAsFloats().add(c.reinterpretAsFloats()).reinterpretAsInts().sub(c)
                        .add(e.sub(low).lanewise(VectorOperators.LSHR, raise))
                        .or(b.lanewise(VectorOperators.ASHR, 31).and(signBit));
                ((ByteVector) code.convertShape(VectorOperators.I2B, BYTES, 0)).intoArray(codes, i);
            }
        }
        return whole;
    }
}
