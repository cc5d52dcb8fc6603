package binade.formats.block;

/**
 * Encodes runs of whole blocks of one tensor to nearest, bit by bit as {@code BlockFormat.encodeBlock} does one after the
 * other. Holds scratch memory: one per tensor and thread.
 */
public interface BlockEncoder {
    /**
     * Encodes {@code count} blocks of {@code size} elements from {@code from} on.
     *
     * @param codes as x, one code per byte
     * @param scales of the blocks, from {@code first} on
     * @throws IllegalArgumentException for a NaN in a format without NaN
     */
    void encode(float[] x, int from, int size, int count, byte[] codes, int[] scales, int first);
}
