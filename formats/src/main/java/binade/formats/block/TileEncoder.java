package binade.formats.block;

import binade.formats.BlockFormat;
import binade.formats.Rounding;

/** Encodes a tensor tile by tile; to nearest by the {@link BlockEncoder} of the format. */
final class TileEncoder {
    private final BlockFormat format;
    private final Tiles tiles;
    private final float tensorScale;
    private final ElementRounding rounding;

    TileEncoder(BlockFormat format, Tiles tiles, float tensorScale, ElementRounding rounding) {
        this.format = format;
        this.tiles = tiles;
        this.tensorScale = tensorScale;
        this.rounding = rounding;
    }

    /** Shapes: x and codes [rows, columns], scales one per tile. */
    void encode(float[] x, int[] scales, byte[] codes) {
        if (rounding.rounding() == Rounding.NEAREST_EVEN) {
            toNearest(x, scales, codes);
            return;
        }
        for (int t = 0; t < scales.length; t++) {
            if (tiles.height(t) == 1) {
                int from = tiles.first(t);
                scales[t] = format.encodeBlock(x, from, from + tiles.width(t), tensorScale, rounding, codes);
            } else {
                float[] tile = new float[tiles.height(t) * tiles.width(t)];
                byte[] tileCodes = new byte[tile.length];
                gather(t, x, tile);
                scales[t] = format.encodeBlock(tile, 0, tile.length, tensorScale, ofTile(t), tileCodes);
                scatter(t, tileCodes, codes);
            }
        }
    }

    private void toNearest(float[] x, int[] scales, byte[] codes) {
        BlockEncoder encoder = format.encoder(tensorScale);
        if (tiles.tileRows() == 1) {
            BlockPieces.forEach(tiles, (from, size, count) -> encoder.encode(
                    x, from, size, count, codes, scales, tiles.at(from / tiles.columns(), from % tiles.columns())));
            return;
        }
        int most = scales.length == 0 ? 0 : tiles.height(0) * tiles.width(0);
        float[] tile = new float[most];
        byte[] tileCodes = new byte[most];
        for (int t = 0; t < scales.length; t++) {
            gather(t, x, tile);
            encoder.encode(tile, 0, tiles.height(t) * tiles.width(t), 1, tileCodes, scales, t);
            scatter(t, tileCodes, codes);
        }
    }

    private void gather(int t, float[] x, float[] tile) {
        int width = tiles.width(t);
        for (int row = 0; row < tiles.height(t); row++) {
            System.arraycopy(x, tiles.first(t) + row * tiles.columns(), tile, row * width, width);
        }
    }

    private void scatter(int t, byte[] tileCodes, byte[] codes) {
        int width = tiles.width(t);
        for (int row = 0; row < tiles.height(t); row++) {
            System.arraycopy(tileCodes, row * width, codes, tiles.first(t) + row * tiles.columns(), width);
        }
    }

    /** The rounding of a tile's elements, with their random integers in the order of the tile. */
    private ElementRounding ofTile(int t) {
        if (rounding.random() == null) {
            return rounding;
        }
        int width = tiles.width(t);
        long[] random = new long[tiles.height(t) * width];
        for (int row = 0; row < tiles.height(t); row++) {
            System.arraycopy(rounding.random(), tiles.first(t) + row * tiles.columns(), random, row * width, width);
        }
        return new ElementRounding(rounding.rounding(), random, rounding.randomBits());
    }
}
