package binade.simulator.tensorcore;

import java.util.Arrays;

/**
 * An operand matrix as the kernels read it: values of the operand format, their encoded exponents, and what is known of stretches
 * of it. A stretch is a row of a, or a panel of {@link FusedKernel#COLUMNS} columns of b.
 */
final class PackedOperand {
    final float[] value;
    final int[] exponent;
    /** Products per element, padded with zeros to whole instructions. */
    final int k;
    /** Least and largest exponent of the non-zero numbers of a stretch. */
    final int[] least;

    final int[] largest;
    /** Whether a stretch holds NaN or infinity. */
    final boolean[] special;

    private PackedOperand(float[] value, int k, int stretches) {
        this.value = value;
        this.k = k;
        exponent = new int[value.length];
        least = new int[stretches];
        largest = new int[stretches];
        special = new boolean[stretches];
    }

    /** Where position p of the padded K is taken from; k and beyond are zeros. */
    interface Order {
        int source(int p);
    }

    /** Rows of a: row i at {@code i * k}. */
    static PackedOperand rows(
            int m, int k, int padded, Order order, float[] a, int offset, int row, int column, OperandRounding rounding,
            OperandFormat exponents) {
        float[] value = new float[m * padded];
        for (int i = 0; i < m; i++) {
            for (int p = 0; p < padded; p++) {
                int s = order.source(p);
                value[i * padded + p] = s < k ? a[offset + i * row + s * column] : 0;
            }
        }
        return new PackedOperand(value, padded, m).finished(rounding, exponents);
    }

    /** Panels of b: panel q at {@code q * k * COLUMNS}, in it element (p, j) at {@code p * COLUMNS + j}; the last is padded. */
    static PackedOperand panels(
            int n, int k, int padded, Order order, float[] b, int offset, int row, OperandRounding rounding,
            OperandFormat exponents) {
        int panels = (n + FusedKernel.COLUMNS - 1) / FusedKernel.COLUMNS;
        float[] value = new float[panels * padded * FusedKernel.COLUMNS];
        for (int p = 0; p < padded; p++) {
            int s = order.source(p);
            for (int q = 0; q < panels && s < k; q++) {
                int columns = Math.min(FusedKernel.COLUMNS, n - q * FusedKernel.COLUMNS);
                System.arraycopy(b, offset + s * row + q * FusedKernel.COLUMNS, value, (q * padded + p) * FusedKernel.COLUMNS, columns);
            }
        }
        return new PackedOperand(value, padded, panels).finished(rounding, exponents);
    }

    private PackedOperand finished(OperandRounding rounding, OperandFormat format) {
        rounding.round(value);
        int length = least.length == 0 ? 0 : value.length / least.length;
        for (int stretch = 0; stretch < least.length; stretch++) {
            survey(stretch, stretch * length, (stretch + 1) * length, format.minExponent());
        }
        return this;
    }

    private void survey(int stretch, int from, int to, int minExponent) {
        int low = Integer.MAX_VALUE;
        int high = Integer.MIN_VALUE;
        boolean any = false;
        for (int i = from; i < to; i++) {
            float x = value[i];
            int e = Math.max(Math.getExponent(x), minExponent);
            if (x == 0) {
                exponent[i] = FusedPlan.ZERO;
            } else {
                exponent[i] = e;
                low = Math.min(low, e);
                high = Math.max(high, e);
                any |= e == Float.MAX_EXPONENT + 1;
            }
        }
        boolean empty = low > high;
        least[stretch] = empty ? 0 : low;
        largest[stretch] = empty ? 0 : high;
        special[stretch] = any;
    }

    /** The words of a stretch of a in order, or of one column of a panel of b. */
    long[] words(OperandFormat format, int from, int step) {
        long[] words = new long[k];
        Arrays.setAll(words, p -> format.word(value[from + p * step]));
        return words;
    }
}
