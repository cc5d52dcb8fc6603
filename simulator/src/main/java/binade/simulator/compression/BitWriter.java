package binade.simulator.compression;

import java.util.Arrays;

/** Bits one after another, the most significant bit of a byte first. */
final class BitWriter {
    private byte[] bytes = new byte[64];
    private long bits;

    /** Appends the low bits of a value, the highest of them first. */
    void write(long value, int count) {
        for (int i = count - 1; i >= 0; i--) {
            int place = Math.toIntExact(bits >>> 3);
            if (place == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * place);
            }
            bytes[place] |= (byte) ((value >>> i & 1) << (7 - (bits & 7)));
            bits++;
        }
    }

    /** What was written, filled up with zeros to a whole byte. */
    byte[] toBytes() {
        return Arrays.copyOf(bytes, Math.toIntExact(bits + 7 >>> 3));
    }
}
