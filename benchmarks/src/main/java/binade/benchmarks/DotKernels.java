package binade.benchmarks;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Inner products in the Vector API at 512 bits, flat. Lengths are whole passes: {@link #PASS_BYTES} bytes of each operand.
 *
 * <pre>
 *   fp32     FMA
 *   bf16     two to a 32-bit lane: the lower one shifted up, the upper one masked, FMA each; sums in binary32
 *   int8     -127..127; bytes widened to 16 bits, two products added there, plus 2^15 so that no half of a 32-bit lane has a
 *            sign; lanes are summed whole (T) and by their upper halves (H), and T - 65535 H is the sum of both halves
 *   binary   64 elements to a word, set bits of a xor b
 * </pre>
 *
 * There is no vector of BF16 and no product of bytes with sums in 32 bits in the Vector API: VDPBF16PS and VPDPBUSD are out of
 * reach, and these are the instructions that stand in for them ({@code simd_paths.csv}, paths {@code jvm-...}).
 */
final class DotKernels {
    /** Bytes of each operand that a pass of the loops takes. */
    static final int PASS_BYTES = 512;

    private static final VectorSpecies<Float> F = FloatVector.SPECIES_512;
    private static final VectorSpecies<Short> S = ShortVector.SPECIES_512;
    private static final VectorSpecies<Byte> HALF = ByteVector.SPECIES_256;
    private static final VectorSpecies<Long> L = LongVector.SPECIES_512;
    private static final int UPPER = 0xFFFF0000;
    private static final short BIAS = Short.MIN_VALUE;

    private DotKernels() {}

    /** Sum of a[aOffset + i] b[bOffset + i], i < n; n a multiple of 128. */
    static float fp32(float[] a, int aOffset, float[] b, int bOffset, int n) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        FloatVector s6 = s0;
        FloatVector s7 = s0;
        for (int i = 0; i < n; i += 128) {
            s0 = FloatVector.fromArray(F, a, aOffset + i).fma(FloatVector.fromArray(F, b, bOffset + i), s0);
            s1 = FloatVector.fromArray(F, a, aOffset + i + 16).fma(FloatVector.fromArray(F, b, bOffset + i + 16), s1);
            s2 = FloatVector.fromArray(F, a, aOffset + i + 32).fma(FloatVector.fromArray(F, b, bOffset + i + 32), s2);
            s3 = FloatVector.fromArray(F, a, aOffset + i + 48).fma(FloatVector.fromArray(F, b, bOffset + i + 48), s3);
            s4 = FloatVector.fromArray(F, a, aOffset + i + 64).fma(FloatVector.fromArray(F, b, bOffset + i + 64), s4);
            s5 = FloatVector.fromArray(F, a, aOffset + i + 80).fma(FloatVector.fromArray(F, b, bOffset + i + 80), s5);
            s6 = FloatVector.fromArray(F, a, aOffset + i + 96).fma(FloatVector.fromArray(F, b, bOffset + i + 96), s6);
            s7 = FloatVector.fromArray(F, a, aOffset + i + 112).fma(FloatVector.fromArray(F, b, bOffset + i + 112), s7);
        }
        return s0.add(s1).add(s2.add(s3)).add(s4.add(s5).add(s6.add(s7))).reduceLanes(VectorOperators.ADD);
    }

    /** Sum of a[aOffset + i] b[bOffset + i] of BF16 words, i < n; n a multiple of 256. Not in order: lower and upper halves of lanes apart. */
    static float bf16(short[] a, int aOffset, short[] b, int bOffset, int n) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        FloatVector s6 = s0;
        FloatVector s7 = s0;
        for (int i = 0; i < n; i += 128) {
            IntVector x0 = ShortVector.fromArray(S, a, aOffset + i).reinterpretAsInts();
            IntVector y0 = ShortVector.fromArray(S, b, bOffset + i).reinterpretAsInts();
            s0 = x0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats()
                    .fma(y0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), s0);
            s1 = x0.and(UPPER).reinterpretAsFloats().fma(y0.and(UPPER).reinterpretAsFloats(), s1);
            IntVector x1 = ShortVector.fromArray(S, a, aOffset + i + 32).reinterpretAsInts();
            IntVector y1 = ShortVector.fromArray(S, b, bOffset + i + 32).reinterpretAsInts();
            s2 = x1.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats()
                    .fma(y1.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), s2);
            s3 = x1.and(UPPER).reinterpretAsFloats().fma(y1.and(UPPER).reinterpretAsFloats(), s3);
            IntVector x2 = ShortVector.fromArray(S, a, aOffset + i + 64).reinterpretAsInts();
            IntVector y2 = ShortVector.fromArray(S, b, bOffset + i + 64).reinterpretAsInts();
            s4 = x2.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats()
                    .fma(y2.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), s4);
            s5 = x2.and(UPPER).reinterpretAsFloats().fma(y2.and(UPPER).reinterpretAsFloats(), s5);
            IntVector x3 = ShortVector.fromArray(S, a, aOffset + i + 96).reinterpretAsInts();
            IntVector y3 = ShortVector.fromArray(S, b, bOffset + i + 96).reinterpretAsInts();
            s6 = x3.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats()
                    .fma(y3.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), s6);
            s7 = x3.and(UPPER).reinterpretAsFloats().fma(y3.and(UPPER).reinterpretAsFloats(), s7);
        }
        return s0.add(s1).add(s2.add(s3)).add(s4.add(s5).add(s6.add(s7))).reduceLanes(VectorOperators.ADD);
    }

    /** Sum of a[aOffset + i] b[bOffset + i] modulo 2^32, i < n; n a multiple of 128, elements in -127..127. */
    static int int8(byte[] a, int aOffset, byte[] b, int bOffset, int n) {
        IntVector t0 = IntVector.zero(IntVector.SPECIES_512);
        IntVector h0 = t0;
        IntVector t1 = t0;
        IntVector h1 = t0;
        for (int i = 0; i < n; i += 128) {
            ShortVector a0 = (ShortVector) ByteVector.fromArray(HALF, a, aOffset + i).convertShape(VectorOperators.B2S, S, 0);
            ShortVector b0 = (ShortVector) ByteVector.fromArray(HALF, b, bOffset + i).convertShape(VectorOperators.B2S, S, 0);
            ShortVector a1 = (ShortVector) ByteVector.fromArray(HALF, a, aOffset + i + 32).convertShape(VectorOperators.B2S, S, 0);
            ShortVector b1 = (ShortVector) ByteVector.fromArray(HALF, b, bOffset + i + 32).convertShape(VectorOperators.B2S, S, 0);
            IntVector p0 = a0.mul(b0).add(a1.mul(b1)).add(BIAS).reinterpretAsInts();
            t0 = t0.add(p0);
            h0 = h0.add(p0.lanewise(VectorOperators.LSHR, 16));
            ShortVector a2 = (ShortVector) ByteVector.fromArray(HALF, a, aOffset + i + 64).convertShape(VectorOperators.B2S, S, 0);
            ShortVector b2 = (ShortVector) ByteVector.fromArray(HALF, b, bOffset + i + 64).convertShape(VectorOperators.B2S, S, 0);
            ShortVector a3 = (ShortVector) ByteVector.fromArray(HALF, a, aOffset + i + 96).convertShape(VectorOperators.B2S, S, 0);
            ShortVector b3 = (ShortVector) ByteVector.fromArray(HALF, b, bOffset + i + 96).convertShape(VectorOperators.B2S, S, 0);
            IntVector p1 = a2.mul(b2).add(a3.mul(b3)).add(BIAS).reinterpretAsInts();
            t1 = t1.add(p1);
            h1 = h1.add(p1.lanewise(VectorOperators.LSHR, 16));
        }
        int total = t0.add(t1).reduceLanes(VectorOperators.ADD);
        int upper = h0.add(h1).reduceLanes(VectorOperators.ADD);
        return total - 65535 * upper - n / 2 * (1 << 15);
    }

    /** Set bits of a xor b, words i < n; n a multiple of 32. */
    static long binary(long[] a, int aOffset, long[] b, int bOffset, int n) {
        LongVector s0 = LongVector.zero(L);
        LongVector s1 = s0;
        LongVector s2 = s0;
        LongVector s3 = s0;
        for (int i = 0; i < n; i += 32) {
            s0 = LongVector.fromArray(L, a, aOffset + i).lanewise(VectorOperators.XOR, LongVector.fromArray(L, b, bOffset + i))
                    .lanewise(VectorOperators.BIT_COUNT).add(s0);
            s1 = LongVector.fromArray(L, a, aOffset + i + 8).lanewise(VectorOperators.XOR, LongVector.fromArray(L, b, bOffset + i + 8))
                    .lanewise(VectorOperators.BIT_COUNT).add(s1);
            s2 = LongVector.fromArray(L, a, aOffset + i + 16).lanewise(VectorOperators.XOR, LongVector.fromArray(L, b, bOffset + i + 16))
                    .lanewise(VectorOperators.BIT_COUNT).add(s2);
            s3 = LongVector.fromArray(L, a, aOffset + i + 24).lanewise(VectorOperators.XOR, LongVector.fromArray(L, b, bOffset + i + 24))
                    .lanewise(VectorOperators.BIT_COUNT).add(s3);
        }
        return s0.add(s1).add(s2.add(s3)).reduceLanes(VectorOperators.ADD);
    }
}
