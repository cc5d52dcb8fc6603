package binade.formats.random;

/**
 * Philox4x32-10: 128 random bits from a 128-bit counter and a 64-bit key, ten rounds of two 32 x 32 multiplications.
 *
 * <p>Zero counter and key give 6627e8d5 e169c58d bc57ac4c 9b00dbd8. Source: Salmon, Moraes, Dror, Shaw, "Parallel
 * random numbers: as easy as 1, 2, 3", SC 2011, section 3.3.
 */
public final class Philox {
    private static final long M0 = 0xD2511F53L;
    private static final long M1 = 0xCD9E8D57L;
    private static final int W0 = 0x9E3779B9;
    private static final int W1 = 0xBB67AE85;
    private static final int ROUNDS = 10;

    private Philox() {}

    /** Writes the four words of one block to out[offset..offset+3]. */
    public static void block(int k0, int k1, int c0, int c1, int c2, int c3, int[] out, int offset) {
        int x0 = c0;
        int x1 = c1;
        int x2 = c2;
        int x3 = c3;
        int key0 = k0;
        int key1 = k1;
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = M0 * (x0 & 0xffffffffL);
            long p1 = M1 * (x2 & 0xffffffffL);
            int y0 = (int) (p1 >>> 32) ^ x1 ^ key0;
            int y2 = (int) (p0 >>> 32) ^ x3 ^ key1;
            x1 = (int) p1;
            x3 = (int) p0;
            x0 = y0;
            x2 = y2;
            key0 += W0;
            key1 += W1;
        }
        out[offset] = x0;
        out[offset + 1] = x1;
        out[offset + 2] = x2;
        out[offset + 3] = x3;
    }
}
