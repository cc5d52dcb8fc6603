package binade.benchmarks;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * y = W x in the Vector API at 512 bits, four rows at a time, flat; the arithmetic is that of {@link DotKernels}. Row i starts at
 * {@code offset + i n}; x starts at {@code offset} too. Rows are multiples of four, their length n whole passes.
 */
final class MatrixVectorKernels {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_512;
    private static final VectorSpecies<Short> S = ShortVector.SPECIES_512;
    private static final VectorSpecies<Byte> HALF = ByteVector.SPECIES_256;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_512;
    private static final VectorSpecies<Long> L = LongVector.SPECIES_512;
    private static final int UPPER = 0xFFFF0000;
    private static final short BIAS = Short.MIN_VALUE;

    private MatrixVectorKernels() {}

    /** n a multiple of 32. */
    static void fp32(float[] w, float[] x, int offset, int rows, int n, float[] y) {
        for (int i = 0; i < rows; i += 4) {
            int w0 = offset + i * n;
            int w1 = w0 + n;
            int w2 = w1 + n;
            int w3 = w2 + n;
            FloatVector s00 = FloatVector.zero(F);
            FloatVector s01 = s00;
            FloatVector s10 = s00;
            FloatVector s11 = s00;
            FloatVector s20 = s00;
            FloatVector s21 = s00;
            FloatVector s30 = s00;
            FloatVector s31 = s00;
            for (int p = 0; p < n; p += 32) {
                FloatVector x0 = FloatVector.fromArray(F, x, offset + p);
                FloatVector x1 = FloatVector.fromArray(F, x, offset + p + 16);
                s00 = x0.fma(FloatVector.fromArray(F, w, w0 + p), s00);
                s01 = x1.fma(FloatVector.fromArray(F, w, w0 + p + 16), s01);
                s10 = x0.fma(FloatVector.fromArray(F, w, w1 + p), s10);
                s11 = x1.fma(FloatVector.fromArray(F, w, w1 + p + 16), s11);
                s20 = x0.fma(FloatVector.fromArray(F, w, w2 + p), s20);
                s21 = x1.fma(FloatVector.fromArray(F, w, w2 + p + 16), s21);
                s30 = x0.fma(FloatVector.fromArray(F, w, w3 + p), s30);
                s31 = x1.fma(FloatVector.fromArray(F, w, w3 + p + 16), s31);
            }
            y[i] = s00.add(s01).reduceLanes(VectorOperators.ADD);
            y[i + 1] = s10.add(s11).reduceLanes(VectorOperators.ADD);
            y[i + 2] = s20.add(s21).reduceLanes(VectorOperators.ADD);
            y[i + 3] = s30.add(s31).reduceLanes(VectorOperators.ADD);
        }
    }

    /** n a multiple of 32. */
    static void bf16(short[] w, short[] x, int offset, int rows, int n, float[] y) {
        for (int i = 0; i < rows; i += 4) {
            int w0 = offset + i * n;
            int w1 = w0 + n;
            int w2 = w1 + n;
            int w3 = w2 + n;
            FloatVector s00 = FloatVector.zero(F);
            FloatVector s01 = s00;
            FloatVector s10 = s00;
            FloatVector s11 = s00;
            FloatVector s20 = s00;
            FloatVector s21 = s00;
            FloatVector s30 = s00;
            FloatVector s31 = s00;
            for (int p = 0; p < n; p += 32) {
                IntVector v = ShortVector.fromArray(S, x, offset + p).reinterpretAsInts();
                FloatVector x0 = v.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
                FloatVector x1 = v.and(UPPER).reinterpretAsFloats();
                IntVector v0 = ShortVector.fromArray(S, w, w0 + p).reinterpretAsInts();
                s00 = x0.fma(v0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), s00);
                s01 = x1.fma(v0.and(UPPER).reinterpretAsFloats(), s01);
                IntVector v1 = ShortVector.fromArray(S, w, w1 + p).reinterpretAsInts();
                s10 = x0.fma(v1.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), s10);
                s11 = x1.fma(v1.and(UPPER).reinterpretAsFloats(), s11);
                IntVector v2 = ShortVector.fromArray(S, w, w2 + p).reinterpretAsInts();
                s20 = x0.fma(v2.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), s20);
                s21 = x1.fma(v2.and(UPPER).reinterpretAsFloats(), s21);
                IntVector v3 = ShortVector.fromArray(S, w, w3 + p).reinterpretAsInts();
                s30 = x0.fma(v3.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), s30);
                s31 = x1.fma(v3.and(UPPER).reinterpretAsFloats(), s31);
            }
            y[i] = s00.add(s01).reduceLanes(VectorOperators.ADD);
            y[i + 1] = s10.add(s11).reduceLanes(VectorOperators.ADD);
            y[i + 2] = s20.add(s21).reduceLanes(VectorOperators.ADD);
            y[i + 3] = s30.add(s31).reduceLanes(VectorOperators.ADD);
        }
    }

    /** n a multiple of 64, elements in -127..127; modulo 2^32. */
    static void int8(byte[] w, byte[] x, int offset, int rows, int n, int[] y) {
        int bias = n / 2 * (1 << 15);
        for (int i = 0; i < rows; i += 4) {
            int w0 = offset + i * n;
            int w1 = w0 + n;
            int w2 = w1 + n;
            int w3 = w2 + n;
            IntVector t0 = IntVector.zero(I);
            IntVector t1 = t0;
            IntVector t2 = t0;
            IntVector t3 = t0;
            IntVector h0 = t0;
            IntVector h1 = t0;
            IntVector h2 = t0;
            IntVector h3 = t0;
            for (int p = 0; p < n; p += 64) {
                ShortVector x0 = (ShortVector) ByteVector.fromArray(HALF, x, offset + p).convertShape(VectorOperators.B2S, S, 0);
                ShortVector x1 =
                        (ShortVector) ByteVector.fromArray(HALF, x, offset + p + 32).convertShape(VectorOperators.B2S, S, 0);
                ShortVector a0 = (ShortVector) ByteVector.fromArray(HALF, w, w0 + p).convertShape(VectorOperators.B2S, S, 0);
                ShortVector b0 = (ShortVector) ByteVector.fromArray(HALF, w, w0 + p + 32).convertShape(VectorOperators.B2S, S, 0);
                IntVector p0 = a0.mul(x0).add(b0.mul(x1)).add(BIAS).reinterpretAsInts();
                t0 = t0.add(p0);
                h0 = h0.add(p0.lanewise(VectorOperators.LSHR, 16));
                ShortVector a1 = (ShortVector) ByteVector.fromArray(HALF, w, w1 + p).convertShape(VectorOperators.B2S, S, 0);
                ShortVector b1 = (ShortVector) ByteVector.fromArray(HALF, w, w1 + p + 32).convertShape(VectorOperators.B2S, S, 0);
                IntVector p1 = a1.mul(x0).add(b1.mul(x1)).add(BIAS).reinterpretAsInts();
                t1 = t1.add(p1);
                h1 = h1.add(p1.lanewise(VectorOperators.LSHR, 16));
                ShortVector a2 = (ShortVector) ByteVector.fromArray(HALF, w, w2 + p).convertShape(VectorOperators.B2S, S, 0);
                ShortVector b2 = (ShortVector) ByteVector.fromArray(HALF, w, w2 + p + 32).convertShape(VectorOperators.B2S, S, 0);
                IntVector p2 = a2.mul(x0).add(b2.mul(x1)).add(BIAS).reinterpretAsInts();
                t2 = t2.add(p2);
                h2 = h2.add(p2.lanewise(VectorOperators.LSHR, 16));
                ShortVector a3 = (ShortVector) ByteVector.fromArray(HALF, w, w3 + p).convertShape(VectorOperators.B2S, S, 0);
                ShortVector b3 = (ShortVector) ByteVector.fromArray(HALF, w, w3 + p + 32).convertShape(VectorOperators.B2S, S, 0);
                IntVector p3 = a3.mul(x0).add(b3.mul(x1)).add(BIAS).reinterpretAsInts();
                t3 = t3.add(p3);
                h3 = h3.add(p3.lanewise(VectorOperators.LSHR, 16));
            }
            y[i] = t0.reduceLanes(VectorOperators.ADD) - 65535 * h0.reduceLanes(VectorOperators.ADD) - bias;
            y[i + 1] = t1.reduceLanes(VectorOperators.ADD) - 65535 * h1.reduceLanes(VectorOperators.ADD) - bias;
            y[i + 2] = t2.reduceLanes(VectorOperators.ADD) - 65535 * h2.reduceLanes(VectorOperators.ADD) - bias;
            y[i + 3] = t3.reduceLanes(VectorOperators.ADD) - 65535 * h3.reduceLanes(VectorOperators.ADD) - bias;
        }
    }

    /** Set bits of each row xor x; n words, a multiple of 16. */
    static void binary(long[] w, long[] x, int offset, int rows, int n, int[] y) {
        for (int i = 0; i < rows; i += 4) {
            int w0 = offset + i * n;
            int w1 = w0 + n;
            int w2 = w1 + n;
            int w3 = w2 + n;
            LongVector s00 = LongVector.zero(L);
            LongVector s01 = s00;
            LongVector s10 = s00;
            LongVector s11 = s00;
            LongVector s20 = s00;
            LongVector s21 = s00;
            LongVector s30 = s00;
            LongVector s31 = s00;
            for (int p = 0; p < n; p += 16) {
                LongVector x0 = LongVector.fromArray(L, x, offset + p);
                LongVector x1 = LongVector.fromArray(L, x, offset + p + 8);
                s00 = x0.lanewise(VectorOperators.XOR, LongVector.fromArray(L, w, w0 + p))
                        .lanewise(VectorOperators.BIT_COUNT).add(s00);
                s01 = x1.lanewise(VectorOperators.XOR, LongVector.fromArray(L, w, w0 + p + 8))
                        .lanewise(VectorOperators.BIT_COUNT).add(s01);
                s10 = x0.lanewise(VectorOperators.XOR, LongVector.fromArray(L, w, w1 + p))
                        .lanewise(VectorOperators.BIT_COUNT).add(s10);
                s11 = x1.lanewise(VectorOperators.XOR, LongVector.fromArray(L, w, w1 + p + 8))
                        .lanewise(VectorOperators.BIT_COUNT).add(s11);
                s20 = x0.lanewise(VectorOperators.XOR, LongVector.fromArray(L, w, w2 + p))
                        .lanewise(VectorOperators.BIT_COUNT).add(s20);
                s21 = x1.lanewise(VectorOperators.XOR, LongVector.fromArray(L, w, w2 + p + 8))
                        .lanewise(VectorOperators.BIT_COUNT).add(s21);
                s30 = x0.lanewise(VectorOperators.XOR, LongVector.fromArray(L, w, w3 + p))
                        .lanewise(VectorOperators.BIT_COUNT).add(s30);
                s31 = x1.lanewise(VectorOperators.XOR, LongVector.fromArray(L, w, w3 + p + 8))
                        .lanewise(VectorOperators.BIT_COUNT).add(s31);
            }
            y[i] = (int) s00.add(s01).reduceLanes(VectorOperators.ADD);
            y[i + 1] = (int) s10.add(s11).reduceLanes(VectorOperators.ADD);
            y[i + 2] = (int) s20.add(s21).reduceLanes(VectorOperators.ADD);
            y[i + 3] = (int) s30.add(s31).reduceLanes(VectorOperators.ADD);
        }
    }
}
