package binade.formats.block;

import binade.formats.BlockFormat;
import java.util.Arrays;

/**
 * Which elements of a tensor share a scale: pieces of rows, or square blocks. Tiles at the edges are short.
 *
 * <p>The block size of the format does not matter here, and a scale of the whole tensor is taken from all of it. Tiles
 * of block minifloat follow Fox et al. (ICLR 2021) and its code: edges 16, 24, 32, 48.
 *
 * @param rows of the tensor
 * @param columns of the tensor; of weights: inputs times kernel positions
 * @param tileRows rows of a whole tile
 * @param tileColumns columns of a whole tile
 */
public record Tiles(int rows, int columns, int tileRows, int tileColumns) {
    /** Edge that means one block per row (leading index). */
    public static final int PER_ROW = -1;
    /** Edge that means one block for the whole tensor. */
    public static final int PER_TENSOR = 0;

    /** @throws IllegalArgumentException for a negative shape, an empty tile, or more elements than an array holds */
    public Tiles {
        if (rows < 0 || columns < 0 || (long) rows * columns > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("no tensor has the shape " + rows + " x " + columns);
        }
        if (tileRows < 1 || tileColumns < 1) {
            throw new IllegalArgumentException("no block has the shape " + tileRows + " x " + tileColumns);
        }
    }

    /** Blocks along the rows of a matrix, none across two rows; the last of a row may be short. */
    public static Tiles rows(int rows, int columns, int blockSize) {
        return new Tiles(rows, columns, 1, blockSize);
    }

    /**
     * Tiles of a matrix [rows, columns].
     *
     * @param edge T for T x T elements, {@link #PER_ROW} or {@link #PER_TENSOR}
     */
    public static Tiles matrix(int rows, int columns, int edge) {
        return byEdge(rows, columns, 1, edge);
    }

    /**
     * Tiles of convolution weights [out, in, kernel positions]: T x T over (out, in) with all positions of the kernel. If
     * there are fewer than T inputs: one block per output.
     */
    public static Tiles weights(int outputs, int inputs, int positions, int edge) {
        return byEdge(outputs, inputs, positions, edge > 0 && inputs < edge ? PER_ROW : edge);
    }

    private static Tiles byEdge(int rows, int columns, int depth, int edge) {
        if (columns < 0 || depth < 1) {
            throw new IllegalArgumentException("no tensor has the shape " + rows + " x " + columns + " x " + depth);
        }
        int width = Math.multiplyExact(columns, depth);
        return switch (edge) {
            case PER_ROW -> new Tiles(rows, width, 1, Math.max(1, width));
            case PER_TENSOR -> new Tiles(rows, width, Math.max(1, rows), Math.max(1, width));
            default -> {
                if (edge < 0) {
                    throw new IllegalArgumentException(
                            "tile edge " + edge + "; allowed: 1 or more, -1 (per row) and 0 (per tensor)");
                }
                yield new Tiles(rows, width, edge, (int) Math.min(Integer.MAX_VALUE, (long) edge * depth));
            }
        };
    }

    /** Number of tiles. */
    public int count() {
        return Math.ceilDiv(rows, tileRows) * across();
    }

    private int across() {
        return Math.ceilDiv(columns, tileColumns);
    }

    /** The tile of an element. */
    int at(int row, int column) {
        return row / tileRows * across() + column / tileColumns;
    }

    /** Index of the first element of a tile. */
    int first(int tile) {
        return tile / across() * tileRows * columns + tile % across() * tileColumns;
    }

    /** Rows of a tile. */
    int height(int tile) {
        return Math.min(tileRows, rows - tile / across() * tileRows);
    }

    /** Columns of a tile. */
    int width(int tile) {
        return Math.min(tileColumns, columns - tile % across() * tileColumns);
    }

    /**
     * Rounds each tile as one block, to nearest.
     *
     * @param x [rows, columns]
     * @param y as x, may be x
     * @return the scales, tile by tile, row of tiles after row of tiles
     */
    public int[] quantize(BlockFormat format, float[] x, float[] y) {
        BlockTensor.check(y, rows, columns);
        BlockTensor t = BlockTensor.encode(format, x, this, ElementRounding.NEAREST);
        t.dequantize(y);
        return t.scales();
    }

    @Override
    public String toString() {
        return rows + " x " + columns + " in blocks of " + tileRows + " x " + tileColumns;
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
