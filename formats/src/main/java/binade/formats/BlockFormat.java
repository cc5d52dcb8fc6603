package binade.formats;

import binade.formats.block.BitOrder;
import binade.formats.block.BlockEncoder;
import binade.formats.block.BlockTensor;
import binade.formats.block.ElementRounding;
import binade.formats.block.ScaleType;

/**
 * A format of blocks: consecutive values share a scale that is derived from them. Blocks run along the rows of a tensor
 * and never straddle two rows; the last block of a row may be short.
 *
 * <pre>
 *   BlockFormat f = Formats.block("mxfp4_e2m1");
 *   f.quantize(x, y, rows, columns);            values, y may be x
 *   BlockTensor t = f.encode(x, rows, columns); scales and codes
 *   byte[] bytes = t.packed();                  two 4-bit codes per byte
 * </pre>
 *
 * <p>A scale is an int whose meaning the format states: a code, an exponent or the bits of a binary32 number.
 */
public non-sealed interface BlockFormat extends Format {
    /** Values that share a scale. */
    int blockSize();

    /** Whether elements can be rounded in this way; all formats know nearest-even. */
    boolean supports(Rounding rounding);

    /** The scale of a whole tensor, which multiplies the scales of its blocks; 1 where the format has none. */
    default float tensorScale(float[] x, int from, int to) {
        return 1;
    }

    /** Whether {@link #tensorScale} is part of the format. */
    default boolean hasTensorScale() {
        return false;
    }

    /**
     * Writes the codes of x[from, to) as one block to codes[from, to), one per byte.
     *
     * @param tensorScale of the tensor that the block belongs to
     * @return the scale
     * @throws IllegalArgumentException for a NaN in a format without NaN
     */
    int encodeBlock(float[] x, int from, int to, float tensorScale, ElementRounding rounding, byte[] codes);

    /**
     * What encodes whole runs of blocks to nearest, faster than {@link #encodeBlock} and equal to it.
     *
     * @param tensorScale of the tensor that the blocks belong to
     */
    BlockEncoder encoder(float tensorScale);

    /** The value of a code: tensorScale scale element, multiplied in this order in binary32; may be infinite. */
    default float decode(int code, int scale, float tensorScale) {
        return tensorScale * (float) scaleValue(scale) * (float) element().decode(code);
    }

    /** Whether a NaN can be written down. */
    boolean hasNan();

    /** The elements without their scale. */
    ScalarFormat element();

    /** How a scale is written down. */
    ScaleType scaleType();

    /** What a scale multiplies the elements by, exact; NaN for the scale NaN. */
    double scaleValue(int scale);

    /** How the scale follows from the largest magnitude of a block, amax, in words. */
    String scaleFormula();

    /** Bits of a value with its share of the scale, in full blocks of a large tensor. */
    default double bitsPerValue() {
        return width() + (double) scaleType().bits() / blockSize();
    }

    /** Where the first of several codes lies in a byte. */
    default BitOrder bitOrder() {
        return BitOrder.LOW_FIRST;
    }

    /** What the id leaves open and this format does not have as the id does, separated by blanks; mostly nothing. */
    default String options() {
        return "";
    }

    /**
     * The format with one of the words that {@link #options} gives.
     *
     * @throws IllegalArgumentException if it has no such option
     */
    default BlockFormat withOption(String option) {
        throw new IllegalArgumentException(id() + " has no option '" + option + "'");
    }

    /** Rounds each row of a matrix in blocks, to nearest. Shape: x, y [rows, columns], may be the same array. */
    void quantize(float[] x, float[] y, int rows, int columns);

    /** Rounds a vector in blocks, to nearest. */
    default float[] quantize(float[] x) {
        float[] y = new float[x.length];
        quantize(x, y, 1, x.length);
        return y;
    }

    /** Scales and codes of a matrix, to nearest. Shape: x [rows, columns]. */
    default BlockTensor encode(float[] x, int rows, int columns) {
        return BlockTensor.encode(this, x, rows, columns, ElementRounding.NEAREST);
    }
}
