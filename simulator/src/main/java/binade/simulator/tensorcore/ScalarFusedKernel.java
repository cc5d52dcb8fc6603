package binade.simulator.tensorcore;

/** Fused blocks in 64-bit integers, for every plan and all finite operands: what the vector kernel must equal. */
final class ScalarFusedKernel implements FusedKernel {
    private static final int FLOAT_FRACTION = 23;

    @Override
    public void tile(
            FusedPlan plan, int rows, int k, float[] a, int[] aExponent, int aOffset, int aRow, float[] b, int[] bExponent,
            int bOffset, float[] c, int cOffset) {
        LongFusedBlock block = new LongFusedBlock(plan.unit(), plan.block());
        OperandFormat words = plan.unit().accumulator().words();
        int length = plan.block().blockLength();
        long[] mb = significands(b, bExponent, bOffset, k * COLUMNS, plan.unit().b());
        long[] m = new long[length];
        int[] r = new int[length];
        for (int i = 0; i < rows; i++) {
            long[] ma = significands(a, aExponent, aOffset + i * aRow, k, plan.unit().a());
            for (int j = 0; j < COLUMNS; j++) {
                int at = cOffset + i * COLUMNS + j;
                long d = words.word(c[at]);
                for (int from = 0; from < k; from += length) {
                    for (int p = 0; p < length; p++) {
                        m[p] = ma[from + p] * mb[(from + p) * COLUMNS + j];
                        r[p] = aExponent[aOffset + i * aRow + from + p] + bExponent[bOffset + (from + p) * COLUMNS + j];
                    }
                    int special = Specials.of(plan.unit().accumulator(), d);
                    d = special == Specials.FINITE ? block.step(m, r, d) : Specials.word(special, plan.unit());
                }
                c[at] = words.value(d);
            }
        }
    }

    /** x 2^(f - r), the integer significand of x at its encoded exponent r. */
    private static long[] significands(float[] x, int[] r, int offset, int count, OperandFormat format) {
        long[] m = new long[count];
        for (int i = 0; i < count; i++) {
            int bits = Float.floatToRawIntBits(x[offset + i]);
            int field = bits >>> FLOAT_FRACTION & 0xFF;
            int significand = bits & 0x7FFFFF | (field == 0 ? 0 : 0x800000);
            int down = FLOAT_FRACTION - format.fractionBits() + r[offset + i] - (Math.max(field, 1) - 127);
            m[i] = significand == 0 ? 0 : bits < 0 ? -(significand >> down) : significand >> down;
        }
        return m;
    }
}
