package binade.formats.random;

import binade.formats.kernel.Kernels;
import binade.formats.random.RandomStream.Purpose;

/**
 * The random numbers of a tensor, N bits per element, named by (seed, purpose, index): any part of them can be computed at
 * any time, on any thread, with vectors or without, and is always the same. Immutable.
 *
 * <p>Element i lies in group g = i / 1024 at place p = i mod 1024. Words come from {@link Threefry}4x32-12 with key (seed
 * low, seed high, index, purpose):
 *
 * <pre>
 *   N > 16    the upper N bits of word p / 256 of the block with counter 256 g + p mod 256
 *   N <= 16   h = p mod 512: word h / 128 of the block with counter 128 g + h mod 128,
 *             for p < 512 its upper N bits, for p >= 512 the upper N bits of its lower half
 * </pre>
 */
public final class RandomWords {
    /** Elements per group, the unit of {@link #fill}. */
    public static final int GROUP = 1024;

    static final int ROUNDS = 12;

    private final int k0;
    private final int k1;
    private final int k2;
    private final int k3;
    private final boolean vector;

    public RandomWords(long seed, Purpose purpose, int index) {
        this(seed, purpose, index, Kernels.vectorised());
    }

    RandomWords(long seed, Purpose purpose, int index, boolean vector) {
        this.vector = vector;
        k0 = (int) seed;
        k1 = (int) (seed >>> 32);
        k2 = index;
        k3 = purpose.ordinal();
    }

    /**
     * The random integer of element i, 0 or above, 0 <= R < 2^bits (as an unsigned integer): the definition.
     *
     * @param bits 1 to 32
     */
    public int number(long i, int bits) {
        int blocks = blocks(bits);
        int place = (int) (i % GROUP);
        int wordPlace = place % (4 * blocks);
        int[] block = new int[4];
        block(i / GROUP * blocks + wordPlace % blocks, block);
        int word = block[wordPlace / blocks];
        return (place == wordPlace ? word : word << 16) >>> (Integer.SIZE - bits);
    }

    /**
     * Writes the random integers of elements 1024 group .. 1024 group + 1023 to out[0..1023].
     *
     * @param bits 1 to 32
     */
    public void fill(long group, int bits, int[] out) {
        int blocks = blocks(bits);
        long counter = group * blocks;
        int drop = Integer.SIZE - bits;
        if (vector) {
            ThreefryLoops.fill(k0, k1, k2, k3, (int) counter, (int) (counter >>> 32), blocks, drop, out);
            return;
        }
        int[] block = new int[4];
        for (int c = 0; c < blocks; c++) {
            block(counter + c, block);
            for (int w = 0; w < 4; w++) {
                int place = w * blocks + c;
                out[place] = block[w] >>> drop;
                if (4 * blocks < GROUP) {
                    out[4 * blocks + place] = block[w] << 16 >>> drop;
                }
            }
        }
    }

    private void block(long counter, int[] out) {
        Threefry.block(ROUNDS, k0, k1, k2, k3, (int) counter, (int) (counter >>> 32), 0, 0, out, 0);
    }

    /** Blocks per group: a word serves two elements where its half suffices. */
    private static int blocks(int bits) {
        if (bits < 1 || bits > Integer.SIZE) {
            throw new IllegalArgumentException(bits + " random bits; allowed: 1 to 32");
        }
        return bits > 16 ? GROUP / 4 : GROUP / 8;
    }
}
