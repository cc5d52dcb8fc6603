package binade.formats.block;

import binade.formats.BlockFormat;
import binade.formats.Formats;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.ScalarFormat;
import binade.formats.TableFormat;
import binade.formats.kernel.BlockProducts;
import binade.formats.kernel.CodeKernel;
import binade.formats.kernel.TableRounding;
import java.util.Arrays;

/**
 * NF4: 64 codes of the codebook {@code nf4} share the binary32 maximum of their magnitudes.
 *
 * <pre>
 *   y     = clamp(x (1 / max(absmax, 1e-38)), -1, 1)      binary32 operations
 *   code  = number of thresholds below y                  on a threshold: the lower code
 *   value = codebook[code] absmax                         one binary32 multiplication
 * </pre>
 *
 * <p>A scale is the bit pattern of absmax, the largest finite magnitude; infinities saturate. A NaN makes absmax and so
 * its block NaN. Source: bitsandbytes 0.50.2, blockwise quantization.
 */
public enum Nf4Format implements BlockFormat {
    INSTANCE;

    private static final ScaleType SCALES =
            new ScaleType("fp32", 32, 0, Float.floatToIntBits(Float.MAX_VALUE), Float.floatToIntBits(Float.NaN));
    private static final int BLOCK = 64;
    private static final float LEAST = 1e-38f;
    private static final int ZERO = 7;
    private static final int INFINITY = 0x7f800000;

    private final ScalarFormat codebook = Formats.scalar("nf4");
    private final TableRounding kernel = TableRounding.of((TableFormat) codebook, Overflow.SAT_FINITE);
    private final CodeKernel codeKernel = CodeKernel.of(codebook, Overflow.SAT_FINITE);

    @Override
    public String id() {
        return "nf4";
    }

    @Override
    public int width() {
        return codebook.width();
    }

    @Override
    public int blockSize() {
        return BLOCK;
    }

    @Override
    public boolean supports(Rounding rounding) {
        return rounding == Rounding.NEAREST_EVEN;
    }

    /** By vector kernels, loop by loop over pieces of the tensor. Allocates little. */
    @Override
    public void quantize(float[] x, float[] y, int rows, int columns) {
        BlockTensor.check(x, rows, columns);
        BlockTensor.check(y, rows, columns);
        int[] bits = new int[BlockPieces.COUNT];
        float[] absmax = new float[BlockPieces.COUNT];
        float[] factor = new float[BlockPieces.COUNT];
        BlockPieces.forEach(Tiles.rows(rows, columns, BLOCK), (from, size, count) -> {
            BlockMaximum.bits(x, from, size, count, bits);
            for (int j = 0; j < count; j++) {
                absmax[j] = Float.intBitsToFloat(bits[j]);
                factor[j] = 1 / Math.max(absmax[j], LEAST);
            }
            BlockProducts.multiply(x, from, y, from, size, count, factor);
            kernel.round(y, y, from, from + count * size); // beyond the ends of the codebook: its ends
            BlockProducts.multiply(y, from, y, from, size, count, absmax);
        });
    }

    @Override
    public int encodeBlock(
            float[] x, int from, int to, float tensorScale, ElementRounding rounding, byte[] codes) {
        if (!supports(rounding.rounding())) {
            throw new IllegalArgumentException("rounding " + rounding.rounding().id() + " is not defined for nf4");
        }
        float absmax = BlockMaximum.of(x, from, to);
        float factor = 1 / Math.max(absmax, LEAST);
        for (int i = from; i < to; i++) {
            float y = x[i] * factor;
            codes[i] = y != y ? ZERO : (byte) codebook.encode(codebook.round(Math.clamp(y, -1f, 1f)));
        }
        return Float.floatToIntBits(absmax);
    }

    @Override
    public BlockEncoder encoder(float tensorScale) {
        return new Encoder();
    }

    /** Products into scratch memory, a few blocks at a time, then codes. */
    private final class Encoder implements BlockEncoder {
        private static final int ELEMENTS = 4096;

        private final int[] bits = new int[BlockPieces.COUNT];
        private final float[] factor = new float[BlockPieces.COUNT];
        private final CodeKernel.Scratch scratch = new CodeKernel.Scratch();
        private float[] products = new float[ELEMENTS];

        @Override
        public void encode(float[] x, int from, int size, int count, byte[] codes, int[] scales, int first) {
            if (products.length < size) {
                products = new float[size];
            }
            int most = Math.clamp(products.length / size, 1, BlockPieces.COUNT);
            for (int done = 0; done < count; done += most) {
                piece(x, from + done * size, size, Math.min(most, count - done), codes, scales, first + done);
            }
        }

        private void piece(float[] x, int from, int size, int count, byte[] codes, int[] scales, int first) {
            BlockMaximum.bits(x, from, size, count, bits);
            for (int j = 0; j < count; j++) {
                scales[first + j] = bits[j];
                factor[j] = 1 / Math.max(Float.intBitsToFloat(bits[j]), LEAST);
            }
            BlockProducts.multiply(x, from, products, 0, size, count, factor);
            for (int j = 0; j < count; j++) {
                if (bits[j] > INFINITY) { // the code of NaN is that of zero, and the kernel takes no NaN
                    Arrays.fill(products, j * size, (j + 1) * size, 0);
                }
            }
            codeKernel.encode(products, 0, codes, from, size * count, scratch);
        }
    }

    @Override
    public boolean hasNan() {
        return true;
    }

    @Override
    public ScalarFormat element() {
        return codebook;
    }

    @Override
    public ScaleType scaleType() {
        return SCALES;
    }

    @Override
    public double scaleValue(int scale) {
        return Float.intBitsToFloat(scale);
    }

    @Override
    public String scaleFormula() {
        return "amax";
    }

    @Override
    public BitOrder bitOrder() {
        return BitOrder.HIGH_FIRST;
    }
}
