package binade.simulator.arithmetic;

import binade.formats.Grid;

/**
 * The binades of a grid as tables for integer arithmetic. In binade index i (0 the top one) the value n 2^quantum(i)
 * has rank n + base(i), also for the n one past the end, which is the lower end of the binade above.
 */
final class Binades {
    private final int top;
    private final int[] quantum;
    private final long[] base;
    private final boolean uniform;
    private final int trailingBits;

    Binades(Grid grid) {
        int n = grid.binades();
        top = grid.topBinade();
        quantum = new int[n];
        base = new long[n];
        for (int i = 0; i < n; i++) {
            int e = top - i;
            quantum[i] = grid.quantumExponent(e);
            base[i] = i == n - 1 ? 0 : grid.rank(Math.scalb(1.0, e)) - (1L << (e - quantum[i]));
        }
        uniform = grid.isUniform();
        trailingBits = top - quantum[0];
    }

    int top() {
        return top;
    }

    /** The index whose quantum and base hold for binade e: the nearest listed one beyond the ends. */
    int ofExponent(int e) {
        return Math.clamp((long) top - e, 0, quantum.length - 1);
    }

    /** The index of the binade in which a rank of at least 1 lies. */
    int ofRank(long rank) {
        int last = quantum.length - 1;
        if (uniform) { // the exponent field, of which 0 and 1 share the last entry
            return Math.clamp(last + 1 - (rank >>> trailingBits), 0, last);
        }
        int low = 0;
        int high = last;
        while (low < high) { // the first index whose binade begins at or below the rank
            int i = (low + high) >>> 1;
            if (rank >= base[i] + (1L << (top - i - quantum[i]))) {
                high = i;
            } else {
                low = i + 1;
            }
        }
        return low;
    }

    int quantum(int i) {
        return quantum[i];
    }

    long base(int i) {
        return base[i];
    }
}
