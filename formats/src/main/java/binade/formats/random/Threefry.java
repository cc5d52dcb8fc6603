package binade.formats.random;

/**
 * Threefry4x32: 128 random bits from a 128-bit counter and a 128-bit key, by additions, rotations and exclusive ors of 32
 * bits only, so that it runs in every lane of a vector.
 *
 * <p>After 12 rounds it passes BigCrush (20 keep a margin); zero counter and key give 9c6ca96a e17eae66 fc10ecd4 5256a7d8
 * after 20. Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, section 3.2 and
 * table 2; constants of the Skein hash function.
 */
public final class Threefry {
    static final int PARITY = 0x1BD11BDA;
    private static final int[][] ROTATIONS = {
        {10, 26}, {11, 21}, {13, 27}, {23, 5}, {6, 20}, {17, 11}, {25, 10}, {18, 20}
    };

    private Threefry() {}

    /**
     * Writes the four words of one block to out[offset..offset+3].
     *
     * @param rounds 0 or more; fewer than 12 are not random enough
     */
    public static void block(
            int rounds, int k0, int k1, int k2, int k3, int c0, int c1, int c2, int c3, int[] out, int offset) {
        int[] key = {k0, k1, k2, k3, PARITY ^ k0 ^ k1 ^ k2 ^ k3};
        int[] x = {c0 + k0, c1 + k1, c2 + k2, c3 + k3};
        for (int r = 0; r < rounds; r++) {
            int[] rotation = ROTATIONS[r % 8];
            int one = r % 2 == 0 ? 1 : 3; // the partners change after every round
            int three = 4 - one;
            x[0] += x[one];
            x[one] = Integer.rotateLeft(x[one], rotation[0]) ^ x[0];
            x[2] += x[three];
            x[three] = Integer.rotateLeft(x[three], rotation[1]) ^ x[2];
            if (r % 4 == 3) {
                int s = r / 4 + 1;
                for (int i = 0; i < 4; i++) {
                    x[i] += key[(s + i) % 5];
                }
                x[3] += s;
            }
        }
        System.arraycopy(x, 0, out, offset, 4);
    }
}
