package binade.experiments.study;

import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.ScalarFormat;
import binade.formats.TableFormat;
import binade.formats.kernel.Kernels;
import binade.formats.kernel.RoundingPlan;
import binade.formats.kernel.TableRounding;
import java.util.Arrays;

/**
 * The fastest way the library has for a format and a rounding, as one function over arrays.
 *
 * <pre>
 *   grids of binary32 values                   the rounding kernel of this process
 *   posits, codebooks of binary32 values, rne  TableRounding
 *   all others                                 ScalarFormat.round, number by number
 * </pre>
 *
 * <p>One object per thread: it holds arrays of second operands.
 */
final class FastRounding {
    private final ScalarFormat format;
    private final Rounding rounding;
    private final Overflow overflow;
    private final RoundingPlan plan;
    private final TableRounding table;
    private final int[] random;
    private final float[] previous;

    /** @param most the longest array that will be given */
    FastRounding(ScalarFormat format, Rounding rounding, Overflow overflow, int most) {
        this.format = format;
        this.rounding = rounding;
        this.overflow = overflow;
        boolean arrays = format.fitsBinary32();
        plan = arrays && format instanceof GridFormat g ? RoundingPlan.of(g, g.defaultScale(), overflow) : null;
        table = arrays && format instanceof TableFormat t && rounding == Rounding.NEAREST_EVEN
                ? TableRounding.of(t, overflow)
                : null;
        random = new int[most];
        previous = new float[most];
    }

    /** How it is done, in a word, for tables of outcomes. */
    static String describe(ScalarFormat format, Rounding rounding) {
        boolean table = format instanceof TableFormat && rounding == Rounding.NEAREST_EVEN;
        return !format.fitsBinary32() || format instanceof TableFormat && !table
                ? "number by number"
                : table ? "table search" : Kernels.describe();
    }

    /**
     * y[i] = rnd(x[i]) for i < n, in a format whose values are binary32 numbers.
     *
     * @param bits R below 2^bits
     */
    void round(float[] x, float[] y, int n, long r, int bits, double before) {
        if (table != null) {
            table.round(x, y, 0, n);
        } else if (plan != null) {
            Arrays.fill(random, 0, n, (int) r);
            Arrays.fill(previous, 0, n, (float) before);
            Kernels.rounding().round(plan, rounding, x, y, 0, n, random, 0, bits, previous);
        } else {
            for (int i = 0; i < n; i++) {
                y[i] = (float) format.round(x[i], rounding, overflow, r, bits, before);
            }
        }
    }

    /** The same in a format whose values are no binary32 numbers. */
    void round(float[] x, double[] y, int n, long r, int bits, double before) {
        for (int i = 0; i < n; i++) {
            y[i] = format.round(x[i], rounding, overflow, r, bits, before);
        }
    }
}
