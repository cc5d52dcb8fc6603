package binade.formats.block;

import binade.formats.BlockFormat;
import java.util.Arrays;

/**
 * Square blocks: which elements of a tensor share a scale, where they are not consecutive. Tiles at the edges are short.
 *
 * <p>The block size of the format does not matter here, and a scale of the whole tensor is taken from all of it. Tiles
 * of block minifloat follow Fox et al. (ICLR 2021) and its code: edges 16, 24, 32, 48.
 */
public final class Tiles {
    /** Edge that means one block per row (leading index). */
    public static final int PER_ROW = -1;
    /** Edge that means one block for the whole tensor. */
    public static final int PER_TENSOR = 0;

    private final int rows;
    private final int columns;
    private final int depth;
    private final int tileRows;
    private final int tileColumns;

    private Tiles(int rows, int columns, int depth, int tileRows, int tileColumns) {
        this.rows = rows;
        this.columns = columns;
        this.depth = depth;
        this.tileRows = tileRows;
        this.tileColumns = tileColumns;
    }

    /**
     * Tiles of a matrix [rows, columns].
     *
     * @param edge T for T x T elements, {@link #PER_ROW} or {@link #PER_TENSOR}
     */
    public static Tiles matrix(int rows, int columns, int edge) {
        return of(rows, columns, 1, edge);
    }

    /**
     * Tiles of convolution weights [out, in, kernel positions]: T x T over (out, in) with all positions of the kernel. If
     * there are fewer than T inputs: one block per output.
     */
    public static Tiles weights(int outputs, int inputs, int positions, int edge) {
        return of(outputs, inputs, positions, edge > 0 && inputs < edge ? PER_ROW : edge);
    }

    private static Tiles of(int rows, int columns, int depth, int edge) {
        if (rows < 0 || columns < 0 || depth < 1) {
            throw new IllegalArgumentException("no tensor has the shape " + rows + " x " + columns + " x " + depth);
        }
        return switch (edge) {
            case PER_ROW -> new Tiles(rows, columns, depth, 1, Math.max(1, columns));
            case PER_TENSOR -> new Tiles(rows, columns, depth, Math.max(1, rows), Math.max(1, columns));
            default -> {
                if (edge < 0) {
                    throw new IllegalArgumentException(
                            "tile edge " + edge + "; allowed: 1 or more, -1 (per row) and 0 (per tensor)");
                }
                yield new Tiles(rows, columns, depth, edge, edge);
            }
        };
    }

    /** Number of tiles. */
    public int count() {
        return Math.ceilDiv(rows, tileRows) * Math.ceilDiv(columns, tileColumns);
    }

    /**
     * Rounds each tile as one block.
     *
     * @param x [rows, columns, depth]
     * @param y as x, may be x
     * @return the scales, tile by tile, row of tiles after row of tiles
     */
    public int[] quantize(BlockFormat format, float[] x, float[] y) {
        BlockTensor.check(x, rows, columns * depth);
        BlockTensor.check(y, rows, columns * depth);
        int[] scales = new int[count()];
        float tensorScale = format.tensorScale(x, 0, x.length);
        int largest = Math.min(rows, tileRows) * Math.min(columns, tileColumns) * depth;
        float[] tile = new float[largest];
        byte[] codes = new byte[largest];
        int k = 0;
        for (int row = 0; row < rows; row += tileRows) {
            for (int column = 0; column < columns; column += tileColumns) {
                int height = Math.min(tileRows, rows - row);
                int width = Math.min(tileColumns, columns - column) * depth;
                int first = (row * columns + column) * depth;
                for (int i = 0; i < height; i++) {
                    System.arraycopy(x, first + i * columns * depth, tile, i * width, width);
                }
                int scale = format.encodeBlock(
                        tile, 0, height * width, tensorScale, ElementRounding.NEAREST, codes);
                for (int i = 0; i < height * width; i++) {
                    y[first + i / width * columns * depth + i % width] =
                            format.decode(codes[i] & 0xff, scale, tensorScale);
                }
                scales[k++] = scale;
            }
        }
        return scales;
    }

    /**
     * Rounds activations [samples, channels, positions]: per sample, T channels x T positions. Shape: x, y may be the
     * same array.
     */
    public static void quantizeActivations(
            BlockFormat format, float[] x, float[] y, int samples, int channels, int positions, int edge) {
        BlockTensor.check(x, samples, channels * positions);
        if (edge == PER_TENSOR) {
            matrix(1, x.length, PER_TENSOR).quantize(format, x, y);
            return;
        }
        int size = channels * positions;
        Tiles tiles = edge == PER_ROW ? matrix(1, size, PER_ROW) : matrix(channels, positions, edge);
        for (int s = 0; s < samples; s++) {
            float[] sample = Arrays.copyOfRange(x, s * size, (s + 1) * size);
            tiles.quantize(format, sample, sample);
            System.arraycopy(sample, 0, y, s * size, size);
        }
    }
}
