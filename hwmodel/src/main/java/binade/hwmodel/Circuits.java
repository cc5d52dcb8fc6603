package binade.hwmodel;

/** Cell counts of the circuits that multiply-accumulate units are made of. */
final class Circuits {
    private Circuits() {}

    /** ceil(log2 n), n >= 1. */
    static int clog2(long n) {
        return 64 - Long.numberOfLeadingZeros(n - 1);
    }

    /**
     * The left shifter of an exact unit: stage k = 0..stages-1 shifts {@code width} bits by up to 2^k and may let the word
     * grow to {@code widest} bits. A bit that only one of the two inputs can reach needs an AND, not a MUX.
     */
    static CellCounts growingShifter(int width, int widest, int stages) {
        CellCounts cells = CellCounts.NONE;
        int current = Math.min(width, widest); // bits below a narrower result are dropped
        for (int k = 0; k < stages; k++) {
            long step = 1L << k;
            int next = (int) Math.min(widest, current + step);
            long muxes = Math.max(0, current - step);
            long bits = step >= current ? Math.min(next, 2 * current) : next;
            cells = cells.mux(muxes).and(bits - muxes);
            current = next;
        }
        return cells;
    }

    /** A shifter that keeps its width: step s costs max(0, w - s) MUX and min(s, w) AND. */
    static CellCounts shifter(int width, int stages) {
        CellCounts cells = CellCounts.NONE;
        for (int k = 0; k < stages; k++) {
            long step = 1L << k;
            cells = cells.mux(Math.max(0, width - step)).and(Math.min(step, width));
        }
        return cells;
    }

    /** A shifter by any amount below its width. */
    static CellCounts shifter(int width) {
        return shifter(width, clog2(width));
    }

    /** Counts leading zeros: n OR, n MUX. */
    static CellCounts leadingZeroCounter(int width) {
        return CellCounts.NONE.and(width).mux(width);
    }

    /** Absolute value of a sum and shift to a leading one: XOR and HA n, leading-zero count, shifter. */
    static CellCounts negateAndNormalise(int width) {
        return leadingZeroCounter(width).plus(shifter(width)).xor(width).ha(width);
    }
}
