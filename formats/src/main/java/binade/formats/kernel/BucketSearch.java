package binade.formats.kernel;

import binade.formats.Overflow;
import binade.formats.TableFormat;

/**
 * Rounds float arrays into a codebook, to nearest: a table search that begins almost at its end. Immutable.
 *
 * <pre>
 *   key     = bits of x, made to ascend with x
 *   rank    = start[top bits of key]                 values that begin no later than this bucket of numbers
 *   rank   += key >= threshold[rank]                 as often as a bucket has thresholds: mostly once
 *   y       = value[rank]
 * </pre>
 *
 * <p>The comparison is arithmetic: a branch would be mispredicted half of the time.
 *
 * <p>Allocates nothing.
 */
final class BucketSearch {
    private static final int MIN_BITS = 10;
    private static final int MAX_BITS = 20;

    /** Magnitudes from here on, infinity and NaN go the slow way. */
    private final float limit;
    private final boolean nanBeyond;
    private final int shift;
    private final int offset;
    private final int steps;
    private final char[] start;
    private final int[] thresholds;
    private final float[] values;

    /** @param values what becomes of each rank */
    BucketSearch(TableFormat format, Overflow overflow, float[] values) {
        this.values = values;
        int n = format.size();
        thresholds = new int[n];
        for (int i = 0; i < n; i++) {
            thresholds[i] = i + 1 < n ? key(upwards(format.threshold(i))) : Integer.MAX_VALUE; // a NaN: never reached
        }
        nanBeyond = overflow == Overflow.OVERFLOW && format.hasNan();
        limit = nanBeyond ? upwards(format.overflowFrom()) : Float.POSITIVE_INFINITY;
        int bits = MIN_BITS;
        while (bits < MAX_BITS && mostPerBucket(bits) > 1) {
            bits++;
        }
        shift = 32 - bits;
        offset = 1 << (bits - 1);
        steps = mostPerBucket(bits);
        start = new char[1 << bits];
        for (int b = 0; b < start.length; b++) {
            start[b] = (char) rank((b - offset) << shift);
        }
    }

    /** y[i] = rnd(x[i]) for from <= i < to; y may be x. NaN becomes NaN, whether or not the format has one. */
    void round(float[] x, float[] y, int from, int to) {
        int[] t = thresholds;
        char[] first = start;
        float[] value = values;
        for (int i = from; i < to; i++) {
            float v = x[i];
            if (Math.abs(v) < limit) {
                int key = key(v);
                int rank = first[(key >> shift) + offset];
                for (int s = 0; s < steps; s++) {
                    rank += (int) ((long) t[rank] - key - 1 >>> 63);
                }
                y[i] = value[rank];
            } else {
                y[i] = beyond(v);
            }
        }
    }

    private float beyond(float v) {
        return nanBeyond || v != v ? Float.NaN : values[v > 0 ? values.length - 1 : 0];
    }

    /** The smallest binary32 number not below a threshold. */
    static float upwards(double threshold) {
        float t = (float) threshold;
        return t < threshold ? Math.nextUp(t) : t;
    }

    /** Ascends with x, the same for both zeros: the magnitude of negative numbers is turned round. */
    static int key(float x) {
        int bits = Float.floatToRawIntBits(x + 0f);
        return bits ^ (bits >> 31 & Integer.MAX_VALUE);
    }

    /** Number of thresholds not above a key. */
    private int rank(int key) {
        int low = 0;
        int high = thresholds.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (thresholds[middle] <= key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int mostPerBucket(int bits) {
        int size = 1 << (32 - bits);
        int most = 1;
        for (long key = Integer.MIN_VALUE; key <= Integer.MAX_VALUE; key += size) {
            most = Math.max(most, rank((int) key + size - 1) - rank((int) key));
        }
        return most;
    }
}
