package binade.simulator.compression;

import java.nio.BufferUnderflowException;

/** Reads what {@link BitWriter} wrote. */
final class BitReader {
    private final byte[] bytes;
    private long next;

    BitReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws BufferUnderflowException at the end */
    int bit() {
        if (next >>> 3 >= bytes.length) {
            throw new BufferUnderflowException();
        }
        int bit = bytes[(int) (next >>> 3)] >> (7 - (next & 7)) & 1;
        next++;
        return bit;
    }

    /** An unsigned number of at most 31 bits. */
    int number(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 1 | bit();
        }
        return value;
    }

    /** Whether nothing is left but the zeros that fill the last byte. */
    boolean atEnd() {
        if (bytes.length - (next + 7 >>> 3) != 0) {
            return false;
        }
        return (next & 7) == 0 || (bytes[bytes.length - 1] & (0xff >> (next & 7))) == 0;
    }
}
