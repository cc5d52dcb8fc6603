package binade.formats.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vector bodies of {@link CodeKernel}. Each method returns the index of the first element left to do. */
final class CodeLoops {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(F.vectorBitSize() / 2));
    /** As many bytes as floats; without meaning on vectors of 128 bits, where nothing asks for it. */
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, F.vectorBitSize() / 4)));
    private static final int LANES = F.length();
    private static final int MAGNITUDE = 0x7fffffff;
    private static final int EXPONENT = 0x7f800000;

    private CodeLoops() {}

    /** codes[at + i] = the code of x[i], which is in the format already: floats and integers. */
    static int encode(CodeKernel k, float[] x, short[] codes, int at, int to) {
        int low = k.low;
        int shift = k.shift;
        int raise = k.raise;
        int infinityRank = k.infinityRank;
        int nan = k.nanCode;
        int signBit = k.signBit;
        int complement = k.complement;
        int mask = k.mask;
        int i = 0;
        for (int end = to - LANES; i <= end; i += LANES) {
            IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
            IntVector a = b.and(MAGNITUDE);
            IntVector e = a.and(EXPONENT).max(low);
            IntVector c = e.add(shift);
            IntVector rank = a.reinterpretAsFloats().add(c.reinterpretAsFloats()).reinterpretAsInts().sub(c)
                    .add(e.sub(low).lanewise(VectorOperators.LSHR, raise));
            rank = rank.blend(infinityRank, a.compare(VectorOperators.EQ, EXPONENT));
            IntVector sign = b.lanewise(VectorOperators.ASHR, 31);
            IntVector turn = sign.and(complement); // two's complement: all ones
            rank = rank.lanewise(VectorOperators.XOR, turn).sub(turn).or(sign.and(signBit)).and(mask);
            rank = rank.blend(nan, a.compare(VectorOperators.GT, EXPONENT));
            ((ShortVector) rank.convertShape(VectorOperators.I2S, SHORTS, 0)).intoArray(codes, at + i);
        }
        return i;
    }

    /** The same for lists, whose constants and ranks come from tables of 2 LANES entries by exponent. */
    static int encodeList(CodeKernel k, float[] x, short[] codes, int at, int to) {
        IntVector lowConstants = IntVector.fromArray(I, k.constants, 0);
        IntVector highConstants = IntVector.fromArray(I, k.constants, LANES);
        IntVector lowRanks = IntVector.fromArray(I, k.ranks, 0);
        IntVector highRanks = IntVector.fromArray(I, k.ranks, LANES);
        int low = k.low;
        int signBit = k.signBit;
        int complement = k.complement;
        int mask = k.mask;
        int i = 0;
        for (int end = to - LANES; i <= end; i += LANES) {
            IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
            IntVector a = b.and(MAGNITUDE);
            IntVector e = a.max(low).sub(low).lanewise(VectorOperators.LSHR, 23);
            IntVector c = e.selectFrom(lowConstants, highConstants);
            IntVector rank = a.reinterpretAsFloats().add(c.reinterpretAsFloats()).reinterpretAsInts().sub(c)
                    .add(e.selectFrom(lowRanks, highRanks));
            IntVector sign = b.lanewise(VectorOperators.ASHR, 31);
            IntVector turn = sign.and(complement);
            rank = rank.lanewise(VectorOperators.XOR, turn).sub(turn).or(sign.and(signBit)).and(mask);
            ((ShortVector) rank.convertShape(VectorOperators.I2S, SHORTS, 0)).intoArray(codes, at + i);
        }
        return i;
    }

    /** codes[at + i] = the upper half of the bits of x[i], or the code of NaN: BF16. */
    static int upperHalf(float[] x, int nan, short[] codes, int at, int to) {
        int i = 0;
        for (int end = to - LANES; i <= end; i += LANES) {
            FloatVector v = FloatVector.fromArray(F, x, i);
            IntVector code = v.reinterpretAsInts().lanewise(VectorOperators.LSHR, 16)
                    .blend(nan, v.compare(VectorOperators.NE, v).cast(I));
            ((ShortVector) code.convertShape(VectorOperators.I2S, SHORTS, 0)).intoArray(codes, at + i);
        }
        return i;
    }

    /** y[i] = the number whose upper half codes[i] is. */
    static int fromUpperHalf(short[] codes, float[] y, int from, int to) {
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            IntVector c = (IntVector) ShortVector.fromArray(SHORTS, codes, i).convertShape(VectorOperators.S2I, I, 0);
            c.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().intoArray(y, i);
        }
        return i;
    }

    /** codes[at + i] = the bits of x[i], or the code of NaN. */
    static int write(float[] x, int nan, short[] codes, int at, int to) {
        int i = 0;
        for (int end = to - LANES; i <= end; i += LANES) {
            FloatVector v = FloatVector.fromArray(F, x, i);
            IntVector code = v.reinterpretAsInts().blend(nan, v.compare(VectorOperators.NE, v).cast(I));
            ((ShortVector) code.convertShape(VectorOperators.I2S, SHORTS, 0)).intoArray(codes, at + i);
        }
        return i;
    }

    /** bytes[at + i] = the low bits of codes[i]; nothing on vectors of 128 bits, which have no quarter. */
    static int narrow(short[] codes, byte[] bytes, int at, int to) {
        int i = 0;
        for (int end = LANES < 8 ? -1 : to - LANES; i <= end; i += LANES) {
            ByteVector b = (ByteVector) ShortVector.fromArray(SHORTS, codes, i).convertShape(VectorOperators.S2B, BYTES, 0);
            b.intoArray(bytes, at + i);
        }
        return i;
    }

    /** y[i] = values[codes[i] & mask]; 32 or 256 values, held in registers where these are wide enough. */
    static int decode(float[] values, int mask, byte[] codes, float[] y, int from, int to) {
        if (LANES < 16) {
            return from;
        }
        return values.length == 32
                ? decode32(values, mask, codes, y, from, to)
                : decode256(values, mask, codes, y, from, to);
    }

    private static int decode32(float[] values, int mask, byte[] codes, float[] y, int from, int to) {
        FloatVector v0 = FloatVector.fromArray(F, values, 0);
        FloatVector v1 = FloatVector.fromArray(F, values, 16);
        IntVector low = v0.reinterpretAsInts();
        IntVector high = v1.reinterpretAsInts();
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            IntVector c = (IntVector) ByteVector.fromArray(BYTES, codes, i).convertShape(VectorOperators.B2I, I, 0);
            c.and(mask).selectFrom(low, high).reinterpretAsFloats().intoArray(y, i);
        }
        return i;
    }

    private static int decode256(float[] values, int mask, byte[] codes, float[] y, int from, int to) {
        IntVector v0 = FloatVector.fromArray(F, values, 0).reinterpretAsInts();
        IntVector v1 = FloatVector.fromArray(F, values, 16).reinterpretAsInts();
        IntVector v2 = FloatVector.fromArray(F, values, 32).reinterpretAsInts();
        IntVector v3 = FloatVector.fromArray(F, values, 48).reinterpretAsInts();
        IntVector v4 = FloatVector.fromArray(F, values, 64).reinterpretAsInts();
        IntVector v5 = FloatVector.fromArray(F, values, 80).reinterpretAsInts();
        IntVector v6 = FloatVector.fromArray(F, values, 96).reinterpretAsInts();
        IntVector v7 = FloatVector.fromArray(F, values, 112).reinterpretAsInts();
        IntVector v8 = FloatVector.fromArray(F, values, 128).reinterpretAsInts();
        IntVector v9 = FloatVector.fromArray(F, values, 144).reinterpretAsInts();
        IntVector v10 = FloatVector.fromArray(F, values, 160).reinterpretAsInts();
        IntVector v11 = FloatVector.fromArray(F, values, 176).reinterpretAsInts();
        IntVector v12 = FloatVector.fromArray(F, values, 192).reinterpretAsInts();
        IntVector v13 = FloatVector.fromArray(F, values, 208).reinterpretAsInts();
        IntVector v14 = FloatVector.fromArray(F, values, 224).reinterpretAsInts();
        IntVector v15 = FloatVector.fromArray(F, values, 240).reinterpretAsInts();
        int i = from;
        for (int end = to - LANES; i <= end; i += LANES) {
            IntVector r = (IntVector) ByteVector.fromArray(BYTES, codes, i).convertShape(VectorOperators.B2I, I, 0);
            r = r.and(mask);
            VectorMask<Integer> b5 = r.and(32).compare(VectorOperators.NE, 0);
            VectorMask<Integer> b6 = r.and(64).compare(VectorOperators.NE, 0);
            VectorMask<Integer> b7 = r.and(128).compare(VectorOperators.NE, 0);
            IntVector a = r.selectFrom(v0, v1).blend(r.selectFrom(v2, v3), b5);
            IntVector b = r.selectFrom(v4, v5).blend(r.selectFrom(v6, v7), b5);
            IntVector c = r.selectFrom(v8, v9).blend(r.selectFrom(v10, v11), b5);
            IntVector d = r.selectFrom(v12, v13).blend(r.selectFrom(v14, v15), b5);
            a.blend(b, b6).blend(c.blend(d, b6), b7).reinterpretAsFloats().intoArray(y, i);
        }
        return i;
    }
}
