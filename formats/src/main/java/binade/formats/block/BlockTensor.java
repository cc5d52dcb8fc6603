package binade.formats.block;

import binade.formats.BlockFormat;

/**
 * A matrix in a block format: a code per element and a scale per block, row by row.
 *
 * <p>The arrays are the tensor's own, not copies.
 */
public final class BlockTensor {
    private final BlockFormat format;
    private final int rows;
    private final int columns;
    private final float tensorScale;
    private final int[] scales;
    private final byte[] codes;

    private BlockTensor(BlockFormat format, int rows, int columns, float tensorScale, int[] scales, byte[] codes) {
        this.format = format;
        this.rows = rows;
        this.columns = columns;
        this.tensorScale = tensorScale;
        this.scales = scales;
        this.codes = codes;
    }

    /** @throws IllegalArgumentException if x is not [rows, columns] */
    public static void check(float[] x, int rows, int columns) {
        if (rows < 0 || columns < 0 || (long) rows * columns != x.length) {
            throw new IllegalArgumentException(
                    x.length + " values are no matrix of " + rows + " rows and " + columns + " columns");
        }
    }

    private static int blocksPerRow(BlockFormat format, int columns) {
        return Math.ceilDiv(columns, format.blockSize());
    }

    /**
     * Quantizes a matrix.
     *
     * @param x [rows, columns]
     * @throws IllegalArgumentException for a NaN in a format without NaN
     */
    public static BlockTensor encode(
            BlockFormat format, float[] x, int rows, int columns, ElementRounding rounding) {
        check(x, rows, columns);
        int perRow = blocksPerRow(format, columns);
        float tensorScale = format.tensorScale(x, 0, x.length);
        int[] scales = new int[rows * perRow];
        byte[] codes = new byte[x.length];
        for (int row = 0; row < rows; row++) {
            int end = (row + 1) * columns;
            for (int b = 0; b < perRow; b++) {
                int from = row * columns + b * format.blockSize();
                int to = Math.min(end, from + format.blockSize());
                scales[row * perRow + b] = format.encodeBlock(x, from, to, tensorScale, rounding, codes);
            }
        }
        return new BlockTensor(format, rows, columns, tensorScale, scales, codes);
    }

    /**
     * A tensor from what {@link #packed}, {@link #scales} and {@link #tensorScale} gave.
     *
     * @throws IllegalArgumentException if the arrays do not have the lengths that the shape asks for
     */
    public static BlockTensor unpack(
            BlockFormat format, int rows, int columns, float tensorScale, int[] scales, byte[] packed) {
        int n = Math.multiplyExact(rows, columns);
        int bytes = format.width() == 4 ? Math.ceilDiv(n, 2) : n;
        int blocks = rows * blocksPerRow(format, columns);
        if (packed.length != bytes || scales.length != blocks) {
            throw new IllegalArgumentException(packed.length + " bytes and " + scales.length + " scales given; "
                    + format.id() + " of " + rows + " x " + columns + " takes " + bytes + " and " + blocks);
        }
        byte[] codes = packed.clone();
        if (format.width() == 4) {
            codes = new byte[n];
            for (int i = 0; i < n; i++) {
                codes[i] = (byte) (packed[i / 2] >> shift(format, i) & 15);
            }
        }
        return new BlockTensor(format, rows, columns, tensorScale, scales.clone(), codes);
    }

    private static int shift(BlockFormat format, int i) {
        return (i & 1) == (format.firstInHighNibble() ? 1 : 0) ? 0 : 4;
    }

    /**
     * The codes in bytes, element after element without regard to rows: of 4-bit formats two per byte, the first in the
     * low nibble (NF4: the high nibble), an odd last one alone; of all others one per byte.
     */
    public byte[] packed() {
        if (format.width() != 4) {
            return codes.clone();
        }
        byte[] bytes = new byte[Math.ceilDiv(codes.length, 2)];
        for (int i = 0; i < codes.length; i++) {
            bytes[i / 2] |= (byte) (codes[i] << shift(format, i));
        }
        return bytes;
    }

    /** Writes the values. Shape: y [rows, columns]. */
    public void dequantize(float[] y) {
        check(y, rows, columns);
        int perRow = blocksPerRow(format, columns);
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < columns; j++) {
                int i = row * columns + j;
                y[i] = format.decode(codes[i] & 0xff, scales[row * perRow + j / format.blockSize()], tensorScale);
            }
        }
    }

    /** The values. */
    public float[] values() {
        float[] y = new float[codes.length];
        dequantize(y);
        return y;
    }

    public BlockFormat format() {
        return format;
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    /** What multiplies every value; 1 where the format has no such scale. */
    public float tensorScale() {
        return tensorScale;
    }

    /** Scales of the blocks, row by row. */
    public int[] scales() {
        return scales;
    }

    /** Codes, one per byte. */
    public byte[] codes() {
        return codes;
    }
}
