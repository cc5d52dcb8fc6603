package binade.formats;

import java.util.Arrays;

/**
 * The magnitudes of a format whose values are evenly spaced in each binade: the quantum exponent q(e) by binade.
 *
 * <p>{@code quantum[i]} belongs to binade {@code topBinade - i}; the last entry also holds for everything below, down
 * to zero. Magnitudes are numbered from 0 (zero) upwards; this number is their <em>rank</em>. Positive values reach
 * rank {@link #maxRank()}, negative ones {@link #maxNegativeRank()} (one more in two's complement, 0 if unsigned).
 *
 * <pre>
 *   FP134     top 0, q = -4 -5 -6 -7 -8 -9 -10            ranks 0..127
 *   INT8      top 0, q = -6                               ranks 0..127, negative 0..128
 *   E4M3FN    top 8, q = 5 4 ... -9                       ranks 0..126 (127 is NaN)
 * </pre>
 */
public final class Grid {
    private final int topBinade;
    private final int[] quantum;
    private final long[] firstRank;
    private final long maxRank;
    private final long maxNegativeRank;

    private Grid(int topBinade, int[] quantum, long maxRank, long maxNegativeRank) {
        this.topBinade = topBinade;
        this.quantum = quantum;
        this.firstRank = firstRanks(topBinade, quantum);
        this.maxRank = maxRank < 0 ? rankOfPowerAbove() - 1 : maxRank;
        this.maxNegativeRank = maxNegativeRank < 0 ? this.maxRank : maxNegativeRank;
    }

    /** A grid symmetrical about zero that fills its top binade. */
    public static Grid of(int topBinade, int... quantum) {
        return of(topBinade, quantum, -1, -1);
    }

    /**
     * @param topBinade exponent of the highest binade
     * @param quantum quantum exponent of binade {@code topBinade - i}; the last one also of all below
     * @param maxRank rank of the largest positive value, or -1: the whole top binade
     * @param maxNegativeRank rank of the largest negative magnitude, or -1: as {@code maxRank}
     * @throws IllegalArgumentException if a quantum is larger than its binade (except in the last entry, where twice
     *     the binade's lower end says that nothing lies there)
     */
    public static Grid of(int topBinade, int[] quantum, long maxRank, long maxNegativeRank) {
        if (quantum.length == 0) {
            throw new IllegalArgumentException("a grid needs at least one quantum exponent");
        }
        int n = quantum.length;
        for (int i = 0; i < n; i++) {
            int limit = topBinade - i + (i == n - 1 ? 1 : 0);
            if (quantum[i] > limit) {
                throw new IllegalArgumentException(
                        "quantum exponent " + quantum[i] + " exceeds the binade " + (topBinade - i) + " it divides");
            }
        }
        while (n > 1 && quantum[n - 1] == quantum[n - 2]) {
            n--;
        }
        return new Grid(topBinade, Arrays.copyOf(quantum, n), maxRank, maxNegativeRank);
    }

    private static long[] firstRanks(int top, int[] quantum) {
        int n = quantum.length;
        long[] first = new long[n];
        long next = valuesBelow(top - n + 2, quantum[n - 1]);
        for (int i = n - 2; i >= 0; i--) {
            first[i] = next;
            next += 1L << (top - i - quantum[i]);
        }
        return first;
    }

    /** Multiples of 2^q in [0, 2^e): at least the zero. */
    private static long valuesBelow(int e, int q) {
        return e <= q ? 1 : 1L << (e - q);
    }

    private long rankOfPowerAbove() {
        return quantum.length == 1
                ? valuesBelow(topBinade + 1, quantum[0])
                : firstRank[0] + (1L << (topBinade - quantum[0]));
    }

    /** Exponent of the highest binade. */
    public int topBinade() {
        return topBinade;
    }

    /** Number of binades with a quantum of their own, counted from the top; the last one reaches down to zero. */
    public int binades() {
        return quantum.length;
    }

    /** Lowest binade with a quantum of its own: emin of a float. */
    public int lowestBinade() {
        return topBinade - quantum.length + 1;
    }

    /** Quantum exponent of binade e; beyond the ends that of the nearest listed binade. */
    public int quantumExponent(int e) {
        int i = topBinade - e;
        return quantum[i < 0 ? 0 : Math.min(i, quantum.length - 1)];
    }

    /** Exponent of the smallest quantum. */
    public int smallestQuantumExponent() {
        return Arrays.stream(quantum).min().orElseThrow();
    }

    /** Exponent of the largest quantum. */
    public int largestQuantumExponent() {
        return Arrays.stream(quantum).max().orElseThrow();
    }

    /** Precision: the most significant bits, leading one included, that any binade offers. */
    public int precision() {
        int p = 0;
        for (int i = 0; i < quantum.length; i++) {
            p = Math.max(p, topBinade - i - quantum[i] + 1);
        }
        return p;
    }

    /** Whether q(e) = max(e, emin) - (p - 1), as in an IEEE float or (one binade) an integer. */
    public boolean isUniform() {
        for (int i = 1; i < quantum.length; i++) {
            if (quantum[i] != quantum[i - 1] - 1) {
                return false;
            }
        }
        return true;
    }

    /** Rank of the largest positive value. */
    public long maxRank() {
        return maxRank;
    }

    /** Rank of the largest negative magnitude. */
    public long maxNegativeRank() {
        return maxNegativeRank;
    }

    /** Largest value. */
    public double max() {
        return magnitude(maxRank);
    }

    /** Smallest (most negative) value, 0 if unsigned. */
    public double min() {
        return maxNegativeRank == 0 ? 0 : -magnitude(maxNegativeRank);
    }

    /** Smallest positive value. */
    public double minPositive() {
        return magnitude(1);
    }

    /** Smallest magnitude with full precision in its binade: the lower end of the lowest binade with its own quantum. */
    public double minNormal() {
        return Math.max(minPositive(), Math.scalb(1.0, lowestBinade()));
    }

    /** The magnitude of the given rank, exact. One past the top binade is allowed: -2^(b-1) of two's complement. */
    public double magnitude(long rank) {
        int last = quantum.length - 1;
        int i = 0;
        while (i < last && rank < firstRank[i]) {
            i++;
        }
        if (i == last) {
            return Math.scalb((double) rank, quantum[last]);
        }
        return Math.scalb(1.0, topBinade - i) + Math.scalb((double) (rank - firstRank[i]), quantum[i]);
    }

    /**
     * Rank of a magnitude that lies on the grid (not checked): the inverse of {@link #magnitude}.
     */
    public long rank(double magnitude) {
        int last = quantum.length - 1;
        int e = Math.getExponent(magnitude);
        int i = Math.max(0, topBinade - e);
        if (i >= last) {
            return (long) Math.scalb(magnitude, -quantum[last]);
        }
        return firstRank[i] + (long) Math.scalb(magnitude - Math.scalb(1.0, topBinade - i), -quantum[i]);
    }

    /** The same grid multiplied by 2^scale. */
    public Grid scaledBy(int scale) {
        int[] q = quantum.clone();
        for (int i = 0; i < q.length; i++) {
            q[i] += scale;
        }
        return new Grid(topBinade + scale, q, maxRank, maxNegativeRank);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Grid g
                && topBinade == g.topBinade
                && maxRank == g.maxRank
                && maxNegativeRank == g.maxNegativeRank
                && Arrays.equals(quantum, g.quantum);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(quantum) * 31 + topBinade;
    }

    @Override
    public String toString() {
        return "Grid[top " + topBinade + ", quantum exponents " + Arrays.toString(quantum) + ", ranks 0.." + maxRank + "]";
    }
}
