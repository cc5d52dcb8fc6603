package binade.formats.block;

import binade.formats.BlockFormat;
import binade.formats.kernel.BlockMagnitudes;
import binade.formats.kernel.SharedScaleKernel;
import java.util.function.IntUnaryOperator;

/**
 * Runs of blocks that share a power of two each: by a vector kernel, and block by block only where binary32 has no room for
 * its constants. Holds scratch memory: one per tensor and thread.
 */
final class SharedScaleBlocks implements BlockEncoder {
    private static final int INFINITY = 0x7f800000;
    private static final int SMALLEST_NORMAL = 0x00800000;

    /**
     * How a shared exponent s follows from the bits of the largest magnitude of a block. Extreme magnitudes aside, s =
     * floor(log2(bits f + addend)) - offset, as {@link SharedScaleKernel#exponents} has it.
     *
     * @param lowest the least s, also that of zeros
     * @param bias the scale of a block is s + bias
     * @param exponent s of any normal magnitude
     */
    record Rule(float f, int addend, int offset, int lowest, int bias, IntUnaryOperator exponent) {}

    /** What rounds x[from, to) as one block. */
    interface OneBlock {
        void round(int from, int to);
    }

    private final BlockFormat format;
    private final SharedScaleKernel kernel;
    private final Rule rule;
    private final int[] bits = new int[BlockPieces.COUNT];
    private final int[] s = new int[BlockPieces.COUNT];

    /** @param kernel of the elements of the format */
    SharedScaleBlocks(BlockFormat format, SharedScaleKernel kernel, Rule rule) {
        this.format = format;
        this.kernel = kernel;
        this.rule = rule;
    }

    /** Rounds each row of a matrix in blocks, to nearest. Shape: x, y [rows, columns], may be the same array. */
    void quantize(float[] x, float[] y, int rows, int columns, OneBlock one) {
        BlockTensor.check(x, rows, columns);
        BlockTensor.check(y, rows, columns);
        BlockPieces.forEach(Tiles.rows(rows, columns, format.blockSize()), (from, size, count) -> {
            exponents(x, from, size, count);
            kernel.round(x, y, from, size, count, s);
            for (int j = 0; j < count; j++) {
                if (s[j] == SharedScaleKernel.NONE) {
                    one.round(from + j * size, from + (j + 1) * size);
                }
            }
        });
    }

    @Override
    public void encode(float[] x, int from, int size, int count, byte[] codes, int[] scales, int first) {
        for (int done = 0; done < count; done += BlockPieces.COUNT) {
            int n = Math.min(BlockPieces.COUNT, count - done);
            piece(x, from + done * size, size, n, codes, scales, first + done);
        }
    }

    private void piece(float[] x, int from, int size, int count, byte[] codes, int[] scales, int first) {
        exponents(x, from, size, count);
        kernel.encode(x, codes, from, size, count, s);
        for (int j = 0; j < count; j++) {
            int i = from + j * size;
            scales[first + j] = s[j] == SharedScaleKernel.NONE
                    ? format.encodeBlock(x, i, i + size, 1, ElementRounding.NEAREST, codes)
                    : (bits[j] == 0 ? rule.lowest() : s[j]) + rule.bias();
        }
    }

    /** The shared exponents of blocks, or NONE where the kernel cannot help. */
    private void exponents(float[] x, int from, int size, int count) {
        BlockMagnitudes.bits(x, from, size, count, bits);
        boolean usual = kernel.exponents(bits, s, count, rule.f(), rule.addend(), rule.offset(), rule.lowest());
        for (int j = 0; j < count && !usual; j++) {
            boolean normal = bits[j] >= SMALLEST_NORMAL && bits[j] < INFINITY;
            int k = normal ? rule.exponent().applyAsInt(bits[j]) : kernel.ofZeros();
            s[j] = (normal || bits[j] == 0) && kernel.covers(k) ? k : SharedScaleKernel.NONE;
        }
    }
}
