package binade.formats.kernel;

import binade.formats.Overflow;
import binade.formats.TableFormat;
import java.util.Arrays;

/**
 * Rounds float arrays into a posit or codebook, to nearest. Immutable; share it between threads.
 *
 * <pre>
 *   posits                integer arithmetic on bit patterns: {@link PositBits}
 *   up to 256 values      binary search in vector registers: {@link CodebookLoops}, as far as the registers reach
 *   all others            {@link BucketTree}, or where values are too close together for it {@link BucketSearch}
 * </pre>
 *
 * <p>Equal to {@link TableFormat#round} for every binary32 number (TableRoundingTest). Allocates next to nothing.
 */
public final class TableRounding {
    private static final int INFINITY = 0x7f800000;

    private final boolean vector = Kernels.vectorised();
    /** Null for anything but posits. */
    private final PositBits posit;
    /** Null for posits. */
    private final BucketSearch search;
    /** Null where registers hold the table, or the table needs too large a tree. */
    private final BucketTree tree;
    /** Tables for {@link CodebookLoops}, empty where it has no place for them. */
    private final int[] thresholds;

    private final int[] values;
    /** Magnitudes from here on, as bits, become NaN. */
    private final int limit;

    /** @param results what becomes of each rank */
    private TableRounding(TableFormat format, Overflow overflow, float[] results) {
        posit = PositBits.of(format);
        search = posit == null ? new BucketSearch(format, overflow, results) : null;
        boolean nanBeyond = overflow == Overflow.OVERFLOW && format.hasNan();
        limit = nanBeyond ? Float.floatToIntBits(BucketSearch.upwards(format.overflowFrom())) : INFINITY + 1;
        int n = format.size();
        int capacity = vector && posit == null ? CodebookLoops.capacity(n) : 0;
        tree = posit == null && capacity == 0 ? BucketTree.of(format, overflow, results) : null;
        values = new int[capacity];
        int[] ascending = new int[capacity];
        Arrays.setAll(values, i -> Float.floatToRawIntBits(results[Math.min(i, n - 1)]));
        Arrays.setAll(ascending, i -> Float.floatToRawIntBits(
                i < n - 1 ? BucketSearch.upwards(format.threshold(i)) : Float.NaN));
        thresholds = capacity == 0 ? ascending : CodebookLoops.arrange(ascending);
    }

    /**
     * @throws IllegalArgumentException if some value is no binary32 number: single numbers are rounded by {@link
     *     TableFormat#round}
     */
    public static TableRounding of(TableFormat format, Overflow overflow) {
        if (!format.fitsBinary32()) {
            throw new IllegalArgumentException("values of " + format.id()
                    + " are no binary32 numbers; arrays are rounded in binary32, single numbers by ScalarFormat.round");
        }
        float[] values = new float[format.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) format.value(i);
        }
        return new TableRounding(format, overflow, values);
    }

    /** Not for posits: {@link #round} then gives codes, as bits of binary32 numbers, and NaN. */
    static TableRounding toCodes(TableFormat format, Overflow overflow) {
        float[] codes = new float[format.size()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = Float.intBitsToFloat((int) format.encode(format.value(i)));
        }
        return new TableRounding(format, overflow, codes);
    }

    /** y[i] = rnd(x[i]) for from <= i < to; y may be x. NaN becomes NaN, whether or not the format has one. */
    public void round(float[] x, float[] y, int from, int to) {
        if (posit != null) {
            for (int i = vector ? PositLoops.round(posit, x, y, from, to) : from; i < to; i++) {
                y[i] = posit.round(x[i]);
            }
        } else if (tree != null) {
            tree.round(x, y, from, to);
        } else {
            int done = values.length > 0 ? CodebookLoops.round(thresholds, values, limit, x, y, from, to) : from;
            search.round(x, y, done, to);
        }
    }
}
