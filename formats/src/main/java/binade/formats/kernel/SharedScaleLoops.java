package binade.formats.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector bodies of {@link SharedScaleKernel}; a class of its own, loaded where the vector module is present. The
 * roundings return how many elements of each block it did, a multiple of the lanes.
 */
final class SharedScaleLoops {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    /** As many bytes as floats; without meaning on vectors of 128 bits, which have no quarter: nothing asks for it there. */
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, F.vectorBitSize() / 4)));
    private static final int LANES = F.length();
    private static final int SMALLEST_NORMAL = 0x00800000;
    private static final int MAGNITUDE = 0x7fffffff;
    private static final int SIGN = 0x80000000;
    private static final int EXPONENT = 0x7f800000;
    private static final int FRACTION_BITS = 23;

    private SharedScaleLoops() {}

    /** {@link SharedScaleKernel#exponents}; returns how many it did, -1 if one was extreme. */
    static int exponents(
            int[] bits, int[] s, int count, float f, int addend, int offset, int least, int most) {
        int j = 0;
        for (int end = count - LANES; j <= end; j += LANES) {
            IntVector b = IntVector.fromArray(I, bits, j);
            IntVector scaled = b.reinterpretAsFloats().mul(f).reinterpretAsInts();
            IntVector k = scaled.add(addend).lanewise(VectorOperators.LSHR, FRACTION_BITS).sub(offset);
            k.intoArray(s, j);
            boolean extreme = b.compare(VectorOperators.LT, SMALLEST_NORMAL).or(b.compare(VectorOperators.GE, EXPONENT))
                    .or(k.compare(VectorOperators.LT, least)).or(k.compare(VectorOperators.GT, most)).anyTrue();
            if (extreme) {
                return -1;
            }
        }
        return j;
    }

    /** Symmetrical grids, constants from the exponent of each number. */
    static int floats(SharedScaleKernel k, float[] x, float[] y, int from, int size, int count, int[] s) {
        int whole = size - size % LANES;
        int lowest = k.low;
        int most = k.top;
        int shift = k.shift;
        float zero = k.zero;
        for (int j = 0; j < count; j++) {
            if (s[j] == SharedScaleKernel.NONE) {
                continue;
            }
            int low = lowest + (s[j] << FRACTION_BITS);
            int top = most + (s[j] << FRACTION_BITS);
            int i = from + j * size;
            for (int end = i + whole; i < end; i += LANES) {
                IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
                IntVector a = b.and(MAGNITUDE).min(top);
                FloatVector c = a.and(EXPONENT).max(low).add(shift).reinterpretAsFloats();
                FloatVector r = a.reinterpretAsFloats().add(c).sub(c);
                r.reinterpretAsInts().or(b.and(SIGN)).reinterpretAsFloats().add(zero).intoArray(y, i);
            }
        }
        return whole;
    }

    /** One quantum, hence one constant for a block, and ends that may differ. */
    static int integers(SharedScaleKernel k, float[] x, float[] y, int from, int size, int count, int[] s) {
        int whole = size - size % LANES;
        int constant = k.constant;
        int most = k.top;
        int least = k.bottom;
        for (int j = 0; j < count; j++) {
            if (s[j] == SharedScaleKernel.NONE) {
                continue;
            }
            float c = Float.intBitsToFloat(constant + (s[j] << FRACTION_BITS));
            float top = Float.intBitsToFloat(most + (s[j] << FRACTION_BITS));
            float bottom = Float.intBitsToFloat(least + (s[j] << FRACTION_BITS));
            int i = from + j * size;
            for (int end = i + whole; i < end; i += LANES) {
                FloatVector v = FloatVector.fromArray(F, x, i);
                v = v.blend(top, v.compare(VectorOperators.GT, top));
                v = v.blend(bottom, v.compare(VectorOperators.LT, bottom));
                v.add(c).sub(c).intoArray(y, i);
            }
        }
        return whole;
    }

    /** {@link #floats}, but codes. */
    static int floatCodes(SharedScaleKernel k, float[] x, byte[] codes, int from, int size, int count, int[] s) {
        int whole = LANES < 8 ? 0 : size - size % LANES;
        int shift = k.shift;
        int raise = k.raise;
        int signBit = k.signBit;
        int noCode = k.noCode;
        for (int j = 0; j < count && whole > 0; j++) {
            if (s[j] == SharedScaleKernel.NONE) {
                continue;
            }
            int low = k.low + (s[j] << FRACTION_BITS);
            int top = k.top + (s[j] << FRACTION_BITS);
            int i = from + j * size;
            for (int end = i + whole; i < end; i += LANES) {
                IntVector b = FloatVector.fromArray(F, x, i).reinterpretAsInts();
                IntVector a = b.and(MAGNITUDE).min(top);
                IntVector e = a.and(EXPONENT).max(low);
                IntVector c = e.add(shift);
                IntVector code = a.reinterpretAsFloats().add(c.reinterpretAsFloats()).reinterpretAsInts().sub(c)
                        .add(e.sub(low).lanewise(VectorOperators.LSHR, raise))
                        .or(b.lanewise(VectorOperators.ASHR, 31).and(signBit));
                code = code.blend(0, code.compare(VectorOperators.EQ, noCode));
                ((ByteVector) code.convertShape(VectorOperators.I2B, BYTES, 0)).intoArray(codes, i);
            }
        }
        return whole;
    }

    /** {@link #integers}, but codes. */
    static int integerCodes(SharedScaleKernel k, float[] x, byte[] codes, int from, int size, int count, int[] s) {
        int whole = LANES < 8 ? 0 : size - size % LANES;
        int signBit = k.signBit;
        int turned = signBit == 0 ? 0 : -1;
        int mask = k.mask;
        for (int j = 0; j < count && whole > 0; j++) {
            if (s[j] == SharedScaleKernel.NONE) {
                continue;
            }
            int constant = k.constant + (s[j] << FRACTION_BITS);
            float c = Float.intBitsToFloat(constant);
            float top = Float.intBitsToFloat(k.top + (s[j] << FRACTION_BITS));
            float bottom = Float.intBitsToFloat(k.bottom + (s[j] << FRACTION_BITS));
            int i = from + j * size;
            for (int end = i + whole; i < end; i += LANES) {
                FloatVector v = FloatVector.fromArray(F, x, i);
                v = v.blend(top, v.compare(VectorOperators.GT, top));
                v = v.blend(bottom, v.compare(VectorOperators.LT, bottom));
                IntVector n = v.add(c).reinterpretAsInts().sub(constant);
                IntVector sign = n.lanewise(VectorOperators.ASHR, 31);
                IntVector turn = sign.and(turned); // sign-magnitude: all ones
                IntVector code = n.lanewise(VectorOperators.XOR, turn).sub(turn).or(sign.and(signBit)).and(mask);
                ((ByteVector) code.convertShape(VectorOperators.I2B, BYTES, 0)).intoArray(codes, i);
            }
        }
        return whole;
    }
}
