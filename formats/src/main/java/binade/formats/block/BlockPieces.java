package binade.formats.block;

/** Walks a matrix in pieces of equal blocks, few enough to stay in the first-level cache between two passes over them. */
final class BlockPieces {
    /** Most blocks of a piece. */
    static final int COUNT = 256;

    private static final int ELEMENTS = 2048;

    private BlockPieces() {}

    /** What is done to a piece: {@code count} blocks of {@code size} elements from {@code from} on. */
    interface Action {
        void blocks(int from, int size, int count);
    }

    /** Blocks are those of a tensor; a short block at the end of a row is a piece of its own. Rows of tiles are cut. */
    static void forEach(Tiles tiles, Action action) {
        int rows = tiles.rows();
        int columns = tiles.columns();
        if (tiles.tileRows() == 1 && columns % tiles.tileColumns() == 0) {
            row(0, rows * columns, tiles.tileColumns(), action); // as good as one long row
            return;
        }
        for (int row = 0; row < rows; row++) {
            row(row * columns, (row + 1) * columns, tiles.tileColumns(), action);
        }
    }

    private static void row(int from, int to, int size, Action action) {
        int most = Math.clamp(ELEMENTS / size, 1, COUNT);
        int i = from;
        while (to - i >= size) {
            int count = Math.min(most, (to - i) / size);
            action.blocks(i, size, count);
            i += count * size;
        }
        if (i < to) {
            action.blocks(i, to - i, 1);
        }
    }
}
