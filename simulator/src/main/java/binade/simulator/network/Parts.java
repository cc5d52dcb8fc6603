package binade.simulator.network;

/**
 * How the samples of a layer's input are cut into parts for {@link binade.simulator.matrix.Workers}: by the size of the work
 * alone, never by the number of threads, so that sums over parts are the same on any.
 */
final class Parts {
    /** Parts of a large job; more than this many threads do not help. */
    static final int MOST = 4;

    /** As many element-wise steps take some ten microseconds. */
    static final int ELEMENTS = 48 * 1024;

    private Parts() {}

    /** 1 for work (operations, say) that is not worth waking a thread for, else {@link #MOST}. */
    static int of(long work, long worthwhile) {
        return work < worthwhile ? 1 : MOST;
    }

    /** The first of n samples in a part; the end of part p is the start of p + 1. */
    static int start(int part, int parts, int n) {
        return (int) ((long) n * part / parts);
    }

    /** From one element or row to another, the end excluded. */
    interface Range {
        void of(int from, int to);
    }

    /** Element-wise work on n elements, shared if there are enough of them. */
    static void run(Products products, int n, Range work) {
        int parts = of(n, ELEMENTS);
        products.workers().run(parts, p -> work.of(start(p, parts, n), start(p + 1, parts, n)));
    }
}
