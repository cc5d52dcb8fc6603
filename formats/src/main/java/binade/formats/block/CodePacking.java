package binade.formats.block;

/**
 * Codes of 1 to 16 bits in bytes, one after the other without gaps and without regard to rows. What the last byte has
 * left over is zero.
 *
 * <pre>
 *   byte[] bytes = CodePacking.pack(codes, 6, BitOrder.LOW_FIRST);     four codes in three bytes
 *   CodePacking.unpack(bytes, 0, 6, BitOrder.LOW_FIRST, codes);
 * </pre>
 */
public final class CodePacking {
    /** Widest code. */
    public static final int MAX_WIDTH = 16;

    private CodePacking() {}

    /**
     * Bytes that codes take.
     *
     * @throws IllegalArgumentException for a width outside 1 to 16 or a negative count
     */
    public static long bytes(long count, int width) {
        if (width < 1 || width > MAX_WIDTH || count < 0) {
            throw new IllegalArgumentException(
                    count + " codes of " + width + " bits; allowed are 1 to " + MAX_WIDTH + " bits and no negative count");
        }
        return Math.ceilDiv(Math.multiplyExact(count, width), 8L);
    }

    /**
     * Packs codes of at most 8 bits.
     *
     * @param codes read as unsigned
     * @throws IllegalArgumentException if a code has more bits
     */
    public static byte[] pack(byte[] codes, int width, BitOrder order) {
        byte[] bytes = new byte[Math.toIntExact(bytes(codes.length, width))];
        for (int i = 0; i < codes.length; i++) {
            put(codes[i] & 0xff, i, bytes, width, order);
        }
        return bytes;
    }

    /** Packs codes of at most 16 bits; as {@link #pack(byte[], int, BitOrder)}. */
    public static byte[] pack(short[] codes, int width, BitOrder order) {
        byte[] bytes = new byte[Math.toIntExact(bytes(codes.length, width))];
        for (int i = 0; i < codes.length; i++) {
            put(codes[i] & 0xffff, i, bytes, width, order);
        }
        return bytes;
    }

    /**
     * Reads codes of at most 8 bits.
     *
     * @param first number of bits before the first code
     * @param codes filled
     * @throws IllegalArgumentException if the bytes end before the codes, or codes have more than 8 bits
     */
    public static void unpack(byte[] bytes, long first, int width, BitOrder order, byte[] codes) {
        if (width > Byte.SIZE) {
            throw new IllegalArgumentException("codes of " + width + " bits do not fit bytes");
        }
        check(bytes.length, first, width, codes.length);
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) get(bytes, first + (long) i * width, width, order);
        }
    }

    /** Reads codes of at most 16 bits; as {@link #unpack(byte[], long, int, BitOrder, byte[])}. */
    public static void unpack(byte[] bytes, long first, int width, BitOrder order, short[] codes) {
        check(bytes.length, first, width, codes.length);
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (short) get(bytes, first + (long) i * width, width, order);
        }
    }

    private static void check(int bytes, long first, int width, int count) {
        long needed = bytes(count, width); // checks the width
        if (first < 0 || first + (long) count * width > 8L * bytes) {
            throw new IllegalArgumentException(bytes + " bytes; " + count + " codes of " + width + " bits from bit "
                    + first + " on take " + (first == 0 ? needed : Math.ceilDiv(first + (long) count * width, 8L)));
        }
    }

    private static void put(int code, int i, byte[] bytes, int width, BitOrder order) {
        if (code >>> width != 0) {
            throw new IllegalArgumentException(
                    "code %x at %d has more than %d bits".formatted(code, i, width));
        }
        long bit = (long) i * width;
        int b = (int) (bit >>> 3);
        int offset = (int) bit & 7;
        int left = offset + width; // bits of the first byte on, at most 23
        // the code in a window of three bytes, the first of them in the bits that the order begins with
        int window = order == BitOrder.LOW_FIRST
                ? code << offset
                : Integer.reverseBytes(code << 32 - left);
        for (; left > 0; left -= 8, window >>>= 8) {
            bytes[b++] |= (byte) window;
        }
    }

    private static int get(byte[] bytes, long bit, int width, BitOrder order) {
        int b = (int) (bit >>> 3);
        int offset = (int) bit & 7;
        int left = offset + width;
        int window = 0;
        for (int k = 0; 8 * k < left; k++) {
            window |= (bytes[b + k] & 0xff) << 8 * k;
        }
        return (order == BitOrder.LOW_FIRST ? window >>> offset : Integer.reverseBytes(window) >>> 32 - left)
                & (1 << width) - 1;
    }
}
