package binade.formats.kernel;

import binade.formats.Overflow;
import binade.formats.TableFormat;
import java.util.Arrays;

/**
 * Rounds float arrays into a codebook of many values, to nearest: three look-ups and an addition per number. Immutable.
 *
 * <pre>
 *   key    = bits of x, made to ascend with x
 *   first  = top[upper half of key]                    entries of this bucket of numbers, and how finely they divide it
 *   entry  = entries[first + (lower half >>> shift)]   2^16 rank + 2^16 - lower half of the threshold, if there is one
 *   y      = value[entry + lower half >>> 16]          the carry is the comparison
 * </pre>
 *
 * <p>No entry has more than one threshold: buckets with several are divided until that holds. What lies beyond the range,
 * infinities and NaN are ranks like any other. Allocates next to nothing.
 */
final class BucketTree {
    static final int HALF = 16;
    static final int LOW = 0xffff;
    static final int ORIGIN = 1 << HALF - 1;
    static final int SHIFT_BITS = 5;
    static final int SHIFT = (1 << SHIFT_BITS) - 1;
    /** More entries than these leave the second-level cache. */
    private static final int MOST_ENTRIES = 1 << 18;

    private final boolean vector = Kernels.vectorised();
    /** By upper half: first entry 2^5 + shift. */
    private final int[] top;

    private final int[] entries;
    /** By number of bounds not above a key: NaN, the values, NaN. */
    private final float[] values;

    private BucketTree(int[] top, int[] entries, float[] values) {
        this.top = top;
        this.entries = entries;
        this.values = values;
    }

    /**
     * The tree of a codebook; null if its values are too many or too close together.
     *
     * @param results what becomes of each rank
     */
    static BucketTree of(TableFormat format, Overflow overflow, float[] results) {
        int n = results.length;
        if (n + 2 > 1 << HALF) {
            return null;
        }
        float[] values = new float[n + 2];
        Arrays.fill(values, Float.NaN);
        System.arraycopy(results, 0, values, 1, n);
        int[] top = new int[1 << HALF];
        int[] entries = new int[MOST_ENTRIES];
        int[] bounds = bounds(format, overflow);
        int used = 0;
        int before = 0;
        for (int b = 0; b < top.length; b++) {
            int upper = b - ORIGIN;
            int after = before;
            while (after < bounds.length && bounds[after] >> HALF == upper) {
                after++;
            }
            if (after == before && used > 0 && entries[used - 1] == before << HALF) {
                top[b] = used - 1 << SHIFT_BITS | HALF; // nothing new since the last bucket
                continue;
            }
            int shift = shift(bounds, before, after);
            int count = 1 << HALF - shift;
            if (used + count > MOST_ENTRIES) {
                return null;
            }
            top[b] = used << SHIFT_BITS | shift;
            for (int k = 0; k < count; k++) {
                boolean threshold = before < after && (bounds[before] & LOW) >>> shift == k;
                entries[used++] = threshold ? (before + 1 << HALF) - (bounds[before] & LOW) : before << HALF;
                before += threshold ? 1 : 0;
            }
        }
        return new BucketTree(top, Arrays.copyOf(entries, used), values);
    }

    /** Keys of the smallest numbers of each rank but the first. */
    private static int[] bounds(TableFormat format, Overflow overflow) {
        int n = format.size();
        boolean nanBeyond = overflow == Overflow.OVERFLOW && format.hasNan();
        float limit = nanBeyond ? BucketSearch.upwards(format.overflowFrom()) : Float.NaN;
        int[] bounds = new int[n + 1];
        bounds[0] = BucketSearch.key(nanBeyond ? -Math.nextDown(limit) : Float.NEGATIVE_INFINITY);
        for (int i = 0; i < n - 1; i++) {
            bounds[i + 1] = BucketSearch.key(BucketSearch.upwards(format.threshold(i)));
        }
        bounds[n] = nanBeyond ? BucketSearch.key(limit) : BucketSearch.key(Float.POSITIVE_INFINITY) + 1;
        return bounds;
    }

    /** The largest shift that tells the bounds of a bucket apart. */
    private static int shift(int[] bounds, int from, int to) {
        int shift = HALF;
        for (int i = from + 1; i < to; i++) {
            int difference = (bounds[i - 1] ^ bounds[i]) & LOW;
            shift = Math.min(shift, Integer.SIZE - 1 - Integer.numberOfLeadingZeros(difference));
        }
        return shift;
    }

    /** y[i] = rnd(x[i]) for from <= i < to; y may be x. NaN becomes NaN, whether or not the format has one. */
    void round(float[] x, float[] y, int from, int to) {
        int[] first = top;
        int[] entry = entries;
        float[] value = values;
        for (int i = vector ? BucketTreeLoops.round(first, entry, value, x, y, from, to) : from; i < to; i++) {
            int key = BucketSearch.key(x[i]);
            int low = key & LOW;
            int f = first[(key >> HALF) + ORIGIN];
            y[i] = value[entry[(f >>> SHIFT_BITS) + (low >>> (f & SHIFT))] + low >>> HALF];
        }
    }
}
