package binade.simulator.training;

/** How many numbers a rounding made zero. For one thread. */
final class FlushCount {
    private long before;
    private long after;

    static int nonzero(float[] x, int n) {
        int count = 0;
        for (int i = 0; i < n; i++) {
            count += x[i] != 0 ? 1 : 0;
        }
        return count;
    }

    void clear() {
        before = 0;
        after = 0;
    }

    /** Adds a tensor that had so many numbers other than zero before the rounding and has so many after it. */
    void add(int nonzeroBefore, int nonzeroAfter) {
        before += nonzeroBefore;
        after += nonzeroAfter;
    }

    void add(FlushCount other) {
        before += other.before;
        after += other.after;
    }

    /** Share of the numbers other than zero that became zero; 0 if there were none. */
    double share() {
        return before == 0 ? 0 : (double) (before - after) / before;
    }
}
