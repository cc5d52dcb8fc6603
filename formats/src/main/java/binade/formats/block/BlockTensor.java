package binade.formats.block;

import binade.formats.BlockFormat;
import java.util.Arrays;
import java.util.Objects;

/**
 * A matrix in a block format: a code per element and a scale per block. Blocks are pieces of rows, as the format has them,
 * or {@link Tiles}.
 *
 * <p>Codes stand row by row, scales block by block, row of blocks after row of blocks. The arrays are the tensor's own,
 * not copies.
 */
public final class BlockTensor {
    /** Fewer elements are decoded one by one: the tables of the kernels would take longer. */
    private static final int SMALL = 1024;

    private final BlockFormat format;
    private final Tiles tiles;
    private final float tensorScale;
    private final int[] scales;
    private final byte[] codes;

    private BlockTensor(BlockFormat format, Tiles tiles, float tensorScale, int[] scales, byte[] codes) {
        this.format = Objects.requireNonNull(format);
        this.tiles = tiles;
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

    /**
     * Quantizes a matrix in blocks along its rows.
     *
     * @param x [rows, columns]
     * @throws IllegalArgumentException for a NaN in a format without NaN
     */
    public static BlockTensor encode(
            BlockFormat format, float[] x, int rows, int columns, ElementRounding rounding) {
        check(x, rows, columns);
        return encode(format, x, Tiles.rows(rows, columns, format.blockSize()), rounding);
    }

    /**
     * Quantizes a tensor in tiles, whatever the block size of the format.
     *
     * @param x as the tiles have it
     */
    public static BlockTensor encode(BlockFormat format, float[] x, Tiles tiles, ElementRounding rounding) {
        check(x, tiles.rows(), tiles.columns());
        return encode(format, x, tiles, rounding, new int[tiles.count()], new byte[x.length]);
    }

    /**
     * The same into arrays of the caller, which become the tensor's own.
     *
     * @param scales one per tile
     * @param codes one per element and byte
     * @throws IllegalArgumentException if a length is not that of the tiles
     */
    public static BlockTensor encode(
            BlockFormat format, float[] x, Tiles tiles, ElementRounding rounding, int[] scales, byte[] codes) {
        check(x, tiles.rows(), tiles.columns());
        checkLengths(format, tiles, scales, codes);
        float tensorScale = format.tensorScale(x, 0, x.length);
        TileEncoder encoder = new TileEncoder(format, tiles, tensorScale, rounding);
        encoder.encode(x, scales, codes);
        return new BlockTensor(format, tiles, tensorScale, scales, codes);
    }

    private static void checkLengths(BlockFormat format, Tiles tiles, int[] scales, byte[] codes) {
        long n = (long) tiles.rows() * tiles.columns();
        if (codes.length != n || scales.length != tiles.count()) {
            throw new IllegalArgumentException(codes.length + " codes and " + scales.length + " scales given; "
                    + format.id() + " of " + tiles + " takes " + n + " and " + tiles.count());
        }
    }

    /**
     * A tensor from its parts, which are not copied.
     *
     * @param scales one per tile
     * @param codes one per element and byte
     * @throws IllegalArgumentException if a length, a scale or a code is none of the format's
     */
    public static BlockTensor of(BlockFormat format, Tiles tiles, float tensorScale, int[] scales, byte[] codes) {
        checkLengths(format, tiles, scales, codes);
        for (int scale : scales) {
            if (!format.scaleType().contains(scale)) {
                throw new IllegalArgumentException(
                        format.scaleType().print(scale) + " is no scale; allowed: " + format.scaleType());
            }
        }
        for (int i = 0; i < codes.length; i++) {
            if ((codes[i] & 0xff) >>> format.width() != 0) {
                throw new IllegalArgumentException(
                        "code %02x at %d has more than %d bits".formatted(codes[i], i, format.width()));
            }
        }
        if (!(tensorScale > 0) || !format.hasTensorScale() && tensorScale != 1) {
            throw new IllegalArgumentException("tensor scale " + tensorScale + "; "
                    + (format.hasTensorScale() ? "it must be positive" : format.id() + " has none, that is 1"));
        }
        return new BlockTensor(format, tiles, tensorScale, scales, codes);
    }

    /**
     * A tensor with blocks along its rows from what {@link #packed}, {@link #scales} and {@link #tensorScale} gave.
     *
     * @throws IllegalArgumentException if the arrays do not have the lengths that the shape asks for
     */
    public static BlockTensor unpack(
            BlockFormat format, int rows, int columns, float tensorScale, int[] scales, byte[] packed) {
        Tiles tiles = Tiles.rows(rows, columns, format.blockSize());
        int n = Math.multiplyExact(rows, columns);
        int width = widthInBytes(format);
        if (packed.length != CodePacking.bytes(n, width)) {
            throw new IllegalArgumentException(packed.length + " bytes given; " + format.id() + " of " + tiles + " takes "
                    + CodePacking.bytes(n, width));
        }
        byte[] codes = new byte[n];
        CodePacking.unpack(packed, 0, width, format.bitOrder(), codes);
        return of(format, tiles, tensorScale, scales.clone(), codes);
    }

    private static int widthInBytes(BlockFormat format) {
        return format.width() == 4 ? 4 : Byte.SIZE;
    }

    /**
     * The codes in bytes, element after element without regard to rows: of 4-bit formats two per byte, the first in the
     * low nibble (NF4: the high nibble), an odd last one alone; of all others one per byte.
     */
    public byte[] packed() {
        return CodePacking.pack(codes, widthInBytes(format), format.bitOrder());
    }

    /** The codes without gaps, {@link CodePacking} in the bit order of the format; 6-bit formats: four in three bytes. */
    public byte[] dense() {
        return CodePacking.pack(codes, format.width(), format.bitOrder());
    }

    /** Writes the values. Shape: y [rows, columns]. */
    public void dequantize(float[] y) {
        check(y, rows(), columns());
        if (y.length < SMALL) {
            for (int i = 0; i < y.length; i++) {
                y[i] = format.decode(codes[i] & 0xff, scales[tiles.at(i / columns(), i % columns())], tensorScale);
            }
            return;
        }
        BlockDecoder decoder = new BlockDecoder(format, tensorScale);
        BlockPieces.forEach(tiles, (from, size, count) -> decoder.decode(
                codes, from, size, count, scales, tiles.at(from / columns(), from % columns()), y));
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
        return tiles.rows();
    }

    public int columns() {
        return tiles.columns();
    }

    /** The blocks. */
    public Tiles tiles() {
        return tiles;
    }

    /** What multiplies every value; 1 where the format has no such scale. */
    public float tensorScale() {
        return tensorScale;
    }

    /** Scales of the blocks. */
    public int[] scales() {
        return scales;
    }

    /** Codes of the elements, one per byte. */
    public byte[] codes() {
        return codes;
    }

    /** Same format, blocks, scales and codes. */
    @Override
    public boolean equals(Object other) {
        return other instanceof BlockTensor t && format.equals(t.format) && tiles.equals(t.tiles)
                && Float.floatToIntBits(tensorScale) == Float.floatToIntBits(t.tensorScale)
                && Arrays.equals(scales, t.scales) && Arrays.equals(codes, t.codes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(format, tiles, tensorScale, Arrays.hashCode(scales), Arrays.hashCode(codes));
    }

    @Override
    public String toString() {
        return format.id() + " of " + tiles;
    }
}
