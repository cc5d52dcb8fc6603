package binade.simulator.tensorcore;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Fused blocks in 32-bit lanes over columns, four rows at a time; valid for plans and data that {@link FusedPlan} calls
 * moderate. Two passes over a block: the largest exponent, then every product scaled and cut to an integer.
 *
 * <p>A block's integers are summed in two halves, neither of which overflows; the total's magnitude is read as an unsigned
 * number and its sign from the average of the halves. The loops are flat and differ in the row only: no helper takes or returns
 * a vector, or the compiler would box them.
 */
final class VectorFusedKernel implements FusedKernel {
    private static final VectorSpecies<Integer> I = species();
    private static final VectorSpecies<Float> F = I.withLanes(float.class);
    private static final int LANES = I.length();
    private static final int BIAS = 127;

    /** The preferred width, but no wider than a panel. */
    private static VectorSpecies<Integer> species() {
        VectorSpecies<Integer> preferred = IntVector.SPECIES_PREFERRED;
        return preferred.length() <= COLUMNS ? preferred : VectorSpecies.of(int.class, VectorShape.S_512_BIT);
    }

    @Override
    public void tile(
            FusedPlan plan, int rows, int k, float[] a, int[] aExponent, int aOffset, int aRow, float[] b, int[] bExponent,
            int bOffset, float[] c, int cOffset) {
        int length = plan.block().blockLength();
        int blocks = k / length;
        int bits = plan.block().fractionBits();
        int clear = -1 << plan.clearedBits();
        for (int j = 0; j < COLUMNS; j += LANES) {
            int i = 0;
            for (; i + 4 <= rows; i += 4) {
                rows4(blocks, length, bits, clear, a, aExponent, aOffset + i * aRow, aRow, b, bExponent, bOffset + j, c,
                        cOffset + i * COLUMNS + j);
            }
            for (; i < rows; i++) {
                row(blocks, length, bits, clear, a, aExponent, aOffset + i * aRow, b, bExponent, bOffset + j, c,
                        cOffset + i * COLUMNS + j);
            }
        }
    }

    private static void rows4(
            int blocks, int length, int bits, int clear, float[] a, int[] ae, int a0, int aRow, float[] b, int[] be, int b0,
            float[] c, int c0) {
        int a1 = a0 + aRow;
        int a2 = a1 + aRow;
        int a3 = a2 + aRow;
        int half = length - length / 2;
        FloatVector d0 = FloatVector.fromArray(F, c, c0);
        FloatVector d1 = FloatVector.fromArray(F, c, c0 + COLUMNS);
        FloatVector d2 = FloatVector.fromArray(F, c, c0 + 2 * COLUMNS);
        FloatVector d3 = FloatVector.fromArray(F, c, c0 + 3 * COLUMNS);
        for (int block = 0; block < blocks; block++) {
            int from = block * length;
            IntVector e0 = d0.reinterpretAsInts().lanewise(VectorOperators.LSHL, 1).lanewise(VectorOperators.LSHR, 24)
                    .sub(BIAS).max(FusedPlan.LEAST);
            IntVector e1 = d1.reinterpretAsInts().lanewise(VectorOperators.LSHL, 1).lanewise(VectorOperators.LSHR, 24)
                    .sub(BIAS).max(FusedPlan.LEAST);
            IntVector e2 = d2.reinterpretAsInts().lanewise(VectorOperators.LSHL, 1).lanewise(VectorOperators.LSHR, 24)
                    .sub(BIAS).max(FusedPlan.LEAST);
            IntVector e3 = d3.reinterpretAsInts().lanewise(VectorOperators.LSHL, 1).lanewise(VectorOperators.LSHR, 24)
                    .sub(BIAS).max(FusedPlan.LEAST);
            for (int k = from; k < from + length; k++) {
                IntVector r = IntVector.fromArray(I, be, b0 + k * COLUMNS);
                e0 = e0.max(r.add(ae[a0 + k]));
                e1 = e1.max(r.add(ae[a1 + k]));
                e2 = e2.max(r.add(ae[a2 + k]));
                e3 = e3.max(r.add(ae[a3 + k]));
            }
            FloatVector f0 = e0.neg().add(bits + BIAS).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
            FloatVector f1 = e1.neg().add(bits + BIAS).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
            FloatVector f2 = e2.neg().add(bits + BIAS).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
            FloatVector f3 = e3.neg().add(bits + BIAS).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
            IntVector s0 = (IntVector) d0.mul(f0).convert(VectorOperators.F2I, 0);
            IntVector s1 = (IntVector) d1.mul(f1).convert(VectorOperators.F2I, 0);
            IntVector s2 = (IntVector) d2.mul(f2).convert(VectorOperators.F2I, 0);
            IntVector s3 = (IntVector) d3.mul(f3).convert(VectorOperators.F2I, 0);
            for (int k = from; k < from + half; k++) {
                FloatVector x = FloatVector.fromArray(F, b, b0 + k * COLUMNS);
                s0 = s0.add((IntVector) x.mul(a[a0 + k]).mul(f0).convert(VectorOperators.F2I, 0));
                s1 = s1.add((IntVector) x.mul(a[a1 + k]).mul(f1).convert(VectorOperators.F2I, 0));
                s2 = s2.add((IntVector) x.mul(a[a2 + k]).mul(f2).convert(VectorOperators.F2I, 0));
                s3 = s3.add((IntVector) x.mul(a[a3 + k]).mul(f3).convert(VectorOperators.F2I, 0));
            }
            IntVector t0 = IntVector.zero(I);
            IntVector t1 = IntVector.zero(I);
            IntVector t2 = IntVector.zero(I);
            IntVector t3 = IntVector.zero(I);
            for (int k = from + half; k < from + length; k++) {
                FloatVector x = FloatVector.fromArray(F, b, b0 + k * COLUMNS);
                t0 = t0.add((IntVector) x.mul(a[a0 + k]).mul(f0).convert(VectorOperators.F2I, 0));
                t1 = t1.add((IntVector) x.mul(a[a1 + k]).mul(f1).convert(VectorOperators.F2I, 0));
                t2 = t2.add((IntVector) x.mul(a[a2 + k]).mul(f2).convert(VectorOperators.F2I, 0));
                t3 = t3.add((IntVector) x.mul(a[a3 + k]).mul(f3).convert(VectorOperators.F2I, 0));
            }
            IntVector n0 = s0.lanewise(VectorOperators.ASHR, 1).add(t0.lanewise(VectorOperators.ASHR, 1))
                    .add(s0.and(t0).and(1)).lanewise(VectorOperators.ASHR, 31);
            IntVector m0 = s0.add(t0).lanewise(VectorOperators.XOR, n0).sub(n0);
            IntVector z0 = m0.lanewise(VectorOperators.LEADING_ZEROS_COUNT);
            d0 = m0.lanewise(VectorOperators.LSHL, z0).lanewise(VectorOperators.LSHR, 8)
                    .add(e0.sub(z0).add(BIAS + 30 - bits).lanewise(VectorOperators.LSHL, 23)).and(clear)
                    .or(n0.lanewise(VectorOperators.LSHL, 31)).and(z0.sub(32).lanewise(VectorOperators.ASHR, 31))
                    .reinterpretAsFloats();
            IntVector n1 = s1.lanewise(VectorOperators.ASHR, 1).add(t1.lanewise(VectorOperators.ASHR, 1))
                    .add(s1.and(t1).and(1)).lanewise(VectorOperators.ASHR, 31);
            IntVector m1 = s1.add(t1).lanewise(VectorOperators.XOR, n1).sub(n1);
            IntVector z1 = m1.lanewise(VectorOperators.LEADING_ZEROS_COUNT);
            d1 = m1.lanewise(VectorOperators.LSHL, z1).lanewise(VectorOperators.LSHR, 8)
                    .add(e1.sub(z1).add(BIAS + 30 - bits).lanewise(VectorOperators.LSHL, 23)).and(clear)
                    .or(n1.lanewise(VectorOperators.LSHL, 31)).and(z1.sub(32).lanewise(VectorOperators.ASHR, 31))
                    .reinterpretAsFloats();
            IntVector n2 = s2.lanewise(VectorOperators.ASHR, 1).add(t2.lanewise(VectorOperators.ASHR, 1))
                    .add(s2.and(t2).and(1)).lanewise(VectorOperators.ASHR, 31);
            IntVector m2 = s2.add(t2).lanewise(VectorOperators.XOR, n2).sub(n2);
            IntVector z2 = m2.lanewise(VectorOperators.LEADING_ZEROS_COUNT);
            d2 = m2.lanewise(VectorOperators.LSHL, z2).lanewise(VectorOperators.LSHR, 8)
                    .add(e2.sub(z2).add(BIAS + 30 - bits).lanewise(VectorOperators.LSHL, 23)).and(clear)
                    .or(n2.lanewise(VectorOperators.LSHL, 31)).and(z2.sub(32).lanewise(VectorOperators.ASHR, 31))
                    .reinterpretAsFloats();
            IntVector n3 = s3.lanewise(VectorOperators.ASHR, 1).add(t3.lanewise(VectorOperators.ASHR, 1))
                    .add(s3.and(t3).and(1)).lanewise(VectorOperators.ASHR, 31);
            IntVector m3 = s3.add(t3).lanewise(VectorOperators.XOR, n3).sub(n3);
            IntVector z3 = m3.lanewise(VectorOperators.LEADING_ZEROS_COUNT);
            d3 = m3.lanewise(VectorOperators.LSHL, z3).lanewise(VectorOperators.LSHR, 8)
                    .add(e3.sub(z3).add(BIAS + 30 - bits).lanewise(VectorOperators.LSHL, 23)).and(clear)
                    .or(n3.lanewise(VectorOperators.LSHL, 31)).and(z3.sub(32).lanewise(VectorOperators.ASHR, 31))
                    .reinterpretAsFloats();
        }
        d0.intoArray(c, c0);
        d1.intoArray(c, c0 + COLUMNS);
        d2.intoArray(c, c0 + 2 * COLUMNS);
        d3.intoArray(c, c0 + 3 * COLUMNS);
    }

    private static void row(
            int blocks, int length, int bits, int clear, float[] a, int[] ae, int a0, float[] b, int[] be, int b0, float[] c,
            int c0) {
        int half = length - length / 2;
        FloatVector d0 = FloatVector.fromArray(F, c, c0);
        for (int block = 0; block < blocks; block++) {
            int from = block * length;
            IntVector e0 = d0.reinterpretAsInts().lanewise(VectorOperators.LSHL, 1).lanewise(VectorOperators.LSHR, 24)
                    .sub(BIAS).max(FusedPlan.LEAST);
            for (int k = from; k < from + length; k++) {
                e0 = e0.max(IntVector.fromArray(I, be, b0 + k * COLUMNS).add(ae[a0 + k]));
            }
            FloatVector f0 = e0.neg().add(bits + BIAS).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
            IntVector s0 = (IntVector) d0.mul(f0).convert(VectorOperators.F2I, 0);
            for (int k = from; k < from + half; k++) {
                FloatVector x = FloatVector.fromArray(F, b, b0 + k * COLUMNS);
                s0 = s0.add((IntVector) x.mul(a[a0 + k]).mul(f0).convert(VectorOperators.F2I, 0));
            }
            IntVector t0 = IntVector.zero(I);
            for (int k = from + half; k < from + length; k++) {
                FloatVector x = FloatVector.fromArray(F, b, b0 + k * COLUMNS);
                t0 = t0.add((IntVector) x.mul(a[a0 + k]).mul(f0).convert(VectorOperators.F2I, 0));
            }
            IntVector n0 = s0.lanewise(VectorOperators.ASHR, 1).add(t0.lanewise(VectorOperators.ASHR, 1))
                    .add(s0.and(t0).and(1)).lanewise(VectorOperators.ASHR, 31);
            IntVector m0 = s0.add(t0).lanewise(VectorOperators.XOR, n0).sub(n0);
            IntVector z0 = m0.lanewise(VectorOperators.LEADING_ZEROS_COUNT);
            d0 = m0.lanewise(VectorOperators.LSHL, z0).lanewise(VectorOperators.LSHR, 8)
                    .add(e0.sub(z0).add(BIAS + 30 - bits).lanewise(VectorOperators.LSHL, 23)).and(clear)
                    .or(n0.lanewise(VectorOperators.LSHL, 31)).and(z0.sub(32).lanewise(VectorOperators.ASHR, 31))
                    .reinterpretAsFloats();
        }
        d0.intoArray(c, c0);
    }
}
