package binade.formats.block;

import binade.formats.BlockFormat;
import binade.formats.Overflow;
import binade.formats.kernel.BlockProducts;
import binade.formats.kernel.CodeKernel;

/**
 * Values of runs of whole blocks of one tensor, bit by bit as {@code BlockFormat.decode} gives them: the code kernel of the
 * elements, then a product with a factor per block. Holds scratch memory: one per tensor and thread.
 */
final class BlockDecoder {
    /** Scales of so many bits have a table of their factors. */
    private static final int TABLE_BITS = 9;

    private final BlockFormat format;
    private final float tensorScale;
    private final CodeKernel elements;
    private final float[] factor = new float[BlockPieces.COUNT];
    /** By scale, beginning with the lowest; empty where there are too many. */
    private final float[] factors;

    private final int lowest;
    private final int nan;

    BlockDecoder(BlockFormat format, float tensorScale) {
        this.format = format;
        this.tensorScale = tensorScale;
        elements = CodeKernel.of(format.element(), Overflow.SAT_FINITE);
        ScaleType type = format.scaleType();
        lowest = type.lowest();
        nan = type.nan();
        factors = new float[type.bits() <= TABLE_BITS ? type.highest() - lowest + 1 : 0];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = product(lowest + i);
        }
    }

    private float product(int scale) {
        return tensorScale * (float) format.scaleValue(scale);
    }

    /**
     * Writes the values of {@code count} blocks of {@code size} codes from {@code from} on.
     *
     * @param scales of the blocks, from {@code first} on
     * @param y as codes
     */
    void decode(byte[] codes, int from, int size, int count, int[] scales, int first, float[] y) {
        for (int done = 0; done < count; done += BlockPieces.COUNT) {
            int n = Math.min(BlockPieces.COUNT, count - done);
            int at = from + done * size;
            elements.decode(codes, y, at, at + n * size);
            for (int j = 0; j < n; j++) {
                int scale = scales[first + done + j];
                factor[j] = factors.length == 0 || scale == nan ? product(scale) : factors[scale - lowest];
            }
            BlockProducts.multiply(y, at, y, at, size, n, factor);
        }
    }
}
