package binade.simulator.training;

/** How many numbers a rounding made zero, and the binades of those it was given. For one thread. */
final class FlushCount {
    /** Biased binary32 exponents: 0 are the numbers below 2^-126. */
    private static final int EXPONENTS = 256;

    private final long[] exponents = new long[EXPONENTS];
    private long before;
    private long after;

    void clear() {
        java.util.Arrays.fill(exponents, 0);
        before = 0;
        after = 0;
    }

    /** Counts x[0, n) before the rounding; zeros are left out. */
    void before(float[] x, int n) {
        for (int i = 0; i < n; i++) {
            if (x[i] != 0) {
                exponents[Float.floatToRawIntBits(x[i]) >>> 23 & EXPONENTS - 1]++;
                before++;
            }
        }
    }

    /** Counts the same numbers after the rounding. */
    void after(float[] x, int n) {
        for (int i = 0; i < n; i++) {
            after += x[i] != 0 ? 1 : 0;
        }
    }

    void add(FlushCount other) {
        before += other.before;
        after += other.after;
        for (int i = 0; i < EXPONENTS; i++) {
            exponents[i] += other.exponents[i];
        }
    }

    /** Share of the numbers other than zero that became zero; 0 if there were none. */
    double share() {
        return before == 0 ? 0 : (double) (before - after) / before;
    }

    /** Numbers other than zero before the rounding, by their biased binary32 exponent. */
    long[] exponents() {
        return exponents.clone();
    }
}
