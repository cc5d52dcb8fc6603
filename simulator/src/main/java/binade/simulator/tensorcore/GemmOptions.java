package binade.simulator.tensorcore;

/**
 * How a library arranges a matrix product on a unit.
 *
 * @param splitK parts into which K is divided; each is a chain from 0, the results are added in ascending order in binary32
 * @param promoteEvery products after which a running sum is added to an outer binary32 accumulator and starts again from 0, a
 *     multiple of the instruction's K; 0 for never (two-level accumulation, as DeepGEMM does on Hopper's FP8 unit)
 * @param threads threads that share the columns; the bits do not depend on it
 */
public record GemmOptions(int splitK, int promoteEvery, int threads) {
    /** One chain over K, one thread. */
    public static final GemmOptions PLAIN = new GemmOptions(1, 0, 1);

    public GemmOptions {
        if (splitK < 1 || promoteEvery < 0 || threads < 1) {
            throw new IllegalArgumentException("splitK " + splitK + ", promoteEvery " + promoteEvery + ", threads " + threads
                    + "; allowed: at least 1, 0 and 1");
        }
    }

    public GemmOptions withThreads(int other) {
        return new GemmOptions(splitK, promoteEvery, other);
    }
}
