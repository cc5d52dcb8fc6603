package binade.simulator.tensorcore;

import binade.simulator.matrix.MatrixProduct;

/**
 * Matrix products on a unit whose operands have at most eight bits, as libraries run them: each operand is multiplied by the
 * largest power of two that keeps it within its format, the unit sums from 0, and the sums are scaled back and, where c is
 * accumulated on, added to it in binary32.
 *
 * <p>Operands that were quantized into the format at any power-of-two scale lose nothing on the way: the unit gets their codes.
 * Operands with NaN or infinity are not scaled.
 */
final class ScaledProduct implements MatrixProduct {
    private final UnitMatrixProduct product;
    private final float maxA;
    private final float maxB;

    ScaledProduct(UnitMatrixProduct product) {
        this.product = product;
        maxA = max(product.unit().a());
        maxB = max(product.unit().b());
    }

    private static float max(OperandFormat format) {
        float[] largest = {Float.MAX_VALUE};
        UnitMatrixProduct.round(largest, format); // saturates
        return largest[0];
    }

    @Override
    public void multiply(
            int m, int n, int k, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset, int bRow,
            float[] c, int cOffset, int cRow, boolean accumulate) {
        float[] codesA = packed(m, k, a, aOffset, aRow, aColumn);
        float[] codesB = packed(k, n, b, bOffset, bRow, 1);
        int up = scale(codesA, maxA) + scale(codesB, maxB);
        float[] sums = new float[m * n];
        product.multiply(m, n, k, codesA, 0, k, 1, codesB, 0, n, sums, 0, n, false);
        double back = Math.scalb(1.0, -up);
        for (int i = 0; i < m; i++) {
            int at = cOffset + i * cRow;
            for (int j = 0; j < n; j++) {
                float sum = (float) (sums[i * n + j] * back); // exact in binary64, one rounding below the normal numbers
                c[at + j] = accumulate ? c[at + j] + sum : sum;
            }
        }
    }

    private static float[] packed(int rows, int columns, float[] x, int offset, int row, int column) {
        float[] packed = new float[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                packed[i * columns + j] = x[offset + i * row + j * column];
            }
        }
        return packed;
    }

    /** Multiplies x by 2^e, e the largest with |x| 2^e <= max. @return e; 0 if there is no such e */
    private static int scale(float[] x, float max) {
        float largest = 0;
        for (float v : x) {
            largest = Math.max(largest, Math.abs(v)); // NaN stays
        }
        if (largest == 0 || !Float.isFinite(largest)) {
            return 0;
        }
        int e = Math.getExponent(max) - Math.getExponent((double) largest); // of subnormal numbers too
        e -= Math.scalb((double) largest, e) > max ? 1 : 0;
        double factor = Math.scalb(1.0, e);
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (x[i] * factor);
        }
        return e;
    }
}
