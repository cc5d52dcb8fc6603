package binade.formats.random;

/**
 * A sequence of random numbers named by (seed, purpose, index): the same three always give the same sequence. Purpose
 * keeps different uses of a seed apart, index counts e.g. epochs or batches. Not for several threads at once: make a
 * stream per use, they cost nothing.
 */
public final class RandomStream {
    /** What a stream is for. Append only: the ordinal is part of the key. */
    public enum Purpose {
        INITIAL_WEIGHTS,
        ORDER,
        NOISE,
        MEASUREMENT_ORDER,
        MEASUREMENT_NOISE,
        EVALUATION_NOISE,
        ROUNDING,
        DROPOUT,
        RESAMPLING,
        PLANTED_OUTLIERS,
        CENTROIDS
    }

    private final int key0;
    private final int key1;
    private final int purpose;
    private final int index;
    private final int[] block = new int[4];
    private long counter;
    private int used = 4;
    private double spare;
    private boolean hasSpare;

    public RandomStream(long seed, Purpose purpose, int index) {
        this.key0 = (int) seed;
        this.key1 = (int) (seed >>> 32);
        this.purpose = purpose.ordinal();
        this.index = index;
    }

    /** 32 uniform bits. */
    public int nextInt() {
        if (used == 4) {
            Philox.block(key0, key1, (int) counter, (int) (counter >>> 32), index, purpose, block, 0);
            counter++;
            used = 0;
        }
        return block[used++];
    }

    /** Uniform in [0, bound), by multiplication (bias below bound / 2^32). */
    public int nextInt(int bound) {
        return (int) (((nextInt() & 0xffffffffL) * bound) >>> 32);
    }

    /** Uniform in (0, 1): (bits + 1/2) 2^-32. */
    public double nextUniform() {
        return ((nextInt() & 0xffffffffL) + 0.5) * 0x1p-32;
    }

    /** Standard normal, by Box and Muller (1958) with {@link StrictMath}: the same bits on every machine. */
    public double nextGaussian() {
        if (hasSpare) {
            hasSpare = false;
            return spare;
        }
        double radius = Math.sqrt(-2 * StrictMath.log(nextUniform()));
        double angle = 2 * Math.PI * nextUniform();
        spare = radius * StrictMath.sin(angle);
        hasSpare = true;
        return radius * StrictMath.cos(angle);
    }

    /** A random order of 0 .. n-1 (Fisher and Yates). */
    public int[] permutation(int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        for (int i = n - 1; i > 0; i--) {
            int j = nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        return order;
    }
}
