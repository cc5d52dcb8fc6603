package binade.simulator.compression;

import java.util.Arrays;

/**
 * Which weights of a tensor stay.
 *
 * @param keep for each weight
 */
public record PruningMask(boolean[] keep) {
    /** Weights of a group of {@link #twoOfFour}. */
    private static final int GROUP = TwoOfFourTensor.GROUP;

    /**
     * Without the round(sparsity n) weights of the least magnitude; of equal ones the earlier go first.
     *
     * @param sparsity share that goes, 0 to 1
     */
    public static PruningMask largest(float[] w, double sparsity) {
        if (!(sparsity >= 0 && sparsity <= 1)) {
            throw new IllegalArgumentException("sparsity " + sparsity + "; allowed: 0 to 1");
        }
        boolean[] keep = new boolean[w.length];
        Arrays.fill(keep, true);
        long[] order = new long[w.length];
        for (int i = 0; i < w.length; i++) {
            order[i] = key(w[i], i);
        }
        Arrays.sort(order);
        int gone = (int) Math.round(sparsity * w.length);
        for (int i = 0; i < gone; i++) {
            keep[(int) order[i]] = false;
        }
        return new PruningMask(keep);
    }

    /** Orders by magnitude, then by place: the bits of magnitudes are in the order of their values. */
    private static long key(float w, int i) {
        return (long) (Float.floatToRawIntBits(w) & 0x7fffffff) << 32 | i;
    }

    /**
     * Of every four weights that follow each other along the reduction the two of the largest magnitude, the earlier of equal
     * ones; of a remainder half, rounded up.
     *
     * @param w [k, n]: column by column what makes one output
     * @param n columns
     */
    public static PruningMask twoOfFour(float[] w, int n) {
        int k = w.length / n;
        boolean[] keep = new boolean[w.length];
        long[] order = new long[GROUP];
        for (int column = 0; column < n; column++) {
            for (int first = 0; first < k; first += GROUP) {
                int group = Math.min(GROUP, k - first);
                for (int i = 0; i < group; i++) {
                    order[i] = key(w[(first + i) * n + column], GROUP - i); // the earlier counts as the larger
                }
                Arrays.sort(order, 0, group);
                for (int i = group - TwoOfFourTensor.stay(group); i < group; i++) {
                    keep[(first + GROUP - (int) order[i]) * n + column] = true;
                }
            }
        }
        return new PruningMask(keep);
    }

    /** Sets the weights that go to +0. */
    public void apply(float[] w) {
        for (int i = 0; i < w.length; i++) {
            w[i] = keep[i] ? w[i] : 0f;
        }
    }

    /** How many stay. */
    public int count() {
        int count = 0;
        for (boolean k : keep) {
            count += k ? 1 : 0;
        }
        return count;
    }
}
