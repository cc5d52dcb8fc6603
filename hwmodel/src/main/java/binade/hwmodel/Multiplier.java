package binade.hwmodel;

/**
 * Cell counts of a pa x pb multiplier of unsigned significands, final carry chain included.
 *
 * <p>The units of this model use the array, as the synthesised units they are compared with do. {@link #smallest} is for
 * wide multipliers that stand alone.
 */
public final class Multiplier {
    /** Up to this width recoding does not pay. */
    private static final int WIDEST_PLAIN = 16;

    private Multiplier() {}

    /** Array or Dadda tree: AND pa pb; if both are wider than 1: FA (pa - 1)(pb - 1), HA min(pa, pb) - 1. */
    public static CellCounts array(int pa, int pb) {
        CellCounts cells = CellCounts.NONE.and((long) pa * pb);
        return pa > 1 && pb > 1 ? cells.fa((pa - 1L) * (pb - 1)).ha(Math.min(pa, pb) - 1L) : cells;
    }

    /** Radix-4 Booth: ceil((pb + 1) / 2) rows of pa + 1 selectors of about 2 XOR each; FA (rows - 1)(pa + 2). */
    public static CellCounts booth(int pa, int pb) {
        long rows = (pb + 2) / 2;
        return CellCounts.NONE.xor(2 * rows * (pa + 1)).fa((rows - 1) * (pa + 2));
    }

    /** The array, or above 16 bits Booth where that is smaller in the given library. */
    public static CellCounts smallest(int pa, int pb, CellLibrary library) {
        CellCounts array = array(pa, pb);
        if (Math.max(pa, pb) <= WIDEST_PLAIN) {
            return array;
        }
        CellCounts booth = booth(pa, pb);
        return library.areaUm2(booth) < library.areaUm2(array) ? booth : array;
    }
}
