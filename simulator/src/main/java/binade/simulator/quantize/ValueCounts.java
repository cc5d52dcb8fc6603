package binade.simulator.quantize;

/**
 * Values with how often each occurs, ascending: what range rules look at. Either a tensor's own values, or those of a stream
 * counted in buckets of relative width 2^-10 and represented by the buckets' middles.
 *
 * @param values ascending
 * @param counts as long as values
 */
record ValueCounts(float[] values, long[] counts) {
    /** The values of x[from, to). */
    static ValueCounts of(float[] x, int from, int to) {
        float[] sorted = java.util.Arrays.copyOfRange(x, from, to);
        java.util.Arrays.sort(sorted);
        long[] ones = new long[sorted.length];
        java.util.Arrays.fill(ones, 1);
        return new ValueCounts(sorted, ones);
    }

    long total() {
        long n = 0;
        for (long c : counts) {
            n += c;
        }
        return n;
    }

    double least() {
        return values.length == 0 ? 0 : values[0];
    }

    double greatest() {
        return values.length == 0 ? 0 : values[values.length - 1];
    }

    /** The same counts of the magnitudes. */
    ValueCounts magnitudes() {
        int n = values.length;
        float[] v = new float[n];
        long[] c = new long[n];
        int negative = 0;
        while (negative < n && values[negative] < 0) {
            negative++;
        }
        int low = negative - 1;
        int high = negative;
        for (int i = 0; i < n; i++) {
            boolean takeLow = high == n || low >= 0 && -values[low] <= values[high];
            int from = takeLow ? low-- : high++;
            v[i] = Math.abs(values[from]);
            c[i] = counts[from];
        }
        return new ValueCounts(v, c);
    }

    /** Counts the values of a stream. */
    static final class Counter {
        private static final int DROPPED = 13;

        /** By sign, exponent and 10 leading bits of the significand. */
        private final int[] buckets = new int[1 << 32 - DROPPED];

        void add(float[] x, int from, int to) {
            for (int i = from; i < to; i++) {
                buckets[Float.floatToRawIntBits(x[i]) >>> DROPPED]++;
            }
        }

        ValueCounts counts() {
            int half = buckets.length / 2;
            int n = 0;
            for (int b : buckets) {
                n += b == 0 ? 0 : 1;
            }
            float[] values = new float[n];
            long[] counts = new long[n];
            int next = 0;
            for (int b = buckets.length - 1; b >= half; b--) { // negative: largest magnitude first
                next = put(b, next, values, counts);
            }
            for (int b = 0; b < half; b++) {
                next = put(b, next, values, counts);
            }
            return new ValueCounts(values, counts);
        }

        private int put(int bucket, int next, float[] values, long[] counts) {
            if (buckets[bucket] == 0) {
                return next;
            }
            boolean zero = (bucket << 1 & (1 << 32 - DROPPED) - 1) == 0;
            values[next] = zero ? 0 : Float.intBitsToFloat(bucket << DROPPED | 1 << DROPPED - 1);
            counts[next] = Integer.toUnsignedLong(buckets[bucket]);
            return next + 1;
        }
    }
}
