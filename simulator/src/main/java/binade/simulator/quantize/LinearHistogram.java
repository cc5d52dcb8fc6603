package binade.simulator.quantize;

/**
 * Magnitudes of a stream in {@value #BINS} bins of equal width from 0 to a power of two, the least one above all magnitudes: when
 * a larger one turns up, pairs of bins are merged, so that nothing is lost and the order of the values does not matter. Zeros
 * are left out.
 */
final class LinearHistogram {
    static final int BINS = 4096;

    private static final int LOWEST = -100;

    private long[] counts = new long[BINS];
    /** log2 of the end of the last bin. */
    private int end = LOWEST;
    private float largest;

    void add(float[] x, int from, int to) {
        float most = 0;
        for (int i = from; i < to; i++) {
            most = Math.max(most, Math.abs(x[i]));
        }
        if (!(most <= Float.MAX_VALUE)) {
            throw new ArithmeticException((most == most ? "infinity" : "NaN") + " among the values to be calibrated with");
        }
        largest = Math.max(largest, most);
        while (most >= Math.scalb(1.0, end)) {
            grow();
        }
        double perWidth = Math.scalb((double) BINS, -end);
        for (int i = from; i < to; i++) {
            if (x[i] != 0) {
                counts[(int) (Math.abs(x[i]) * perWidth)]++;
            }
        }
    }

    private void grow() {
        long[] merged = new long[BINS];
        for (int j = 0; j < BINS; j++) {
            merged[j / 2] += counts[j];
        }
        counts = merged;
        end++;
    }

    long[] counts() {
        return counts;
    }

    /** Bins up to the last one that holds a value. */
    int used() {
        int n = BINS;
        while (n > 0 && counts[n - 1] == 0) {
            n--;
        }
        return n;
    }

    double width() {
        return Math.scalb(1.0 / BINS, end);
    }

    float largest() {
        return largest;
    }
}
