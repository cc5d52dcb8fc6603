package binade.hwmodel;

/**
 * How many cells of each kind a circuit has. The lower-case methods return the sum with n more of one kind, so that a
 * formula reads as in print: {@code NONE.and(pa * pb).fa((pa - 1) * (pb - 1))}.
 */
public record CellCounts(
        long fullAdders, long halfAdders, long ands, long xors, long muxes, long flipFlops, long inverters, long nands) {

    public static final CellCounts NONE = new CellCounts(0, 0, 0, 0, 0, 0, 0, 0);

    public CellCounts {
        if (fullAdders < 0 || halfAdders < 0 || ands < 0 || xors < 0 || muxes < 0 || flipFlops < 0 || inverters < 0
                || nands < 0) {
            throw new IllegalArgumentException("a cell count is negative: FA " + fullAdders + ", HA " + halfAdders
                    + ", AND " + ands + ", XOR " + xors + ", MUX " + muxes + ", DFF " + flipFlops + ", INV "
                    + inverters + ", NAND " + nands);
        }
    }

    public CellCounts plus(CellCounts o) {
        return new CellCounts(
                fullAdders + o.fullAdders, halfAdders + o.halfAdders, ands + o.ands, xors + o.xors, muxes + o.muxes,
                flipFlops + o.flipFlops, inverters + o.inverters, nands + o.nands);
    }

    public CellCounts times(long n) {
        return new CellCounts(
                n * fullAdders, n * halfAdders, n * ands, n * xors, n * muxes, n * flipFlops, n * inverters, n * nands);
    }

    public CellCounts fa(long n) {
        return plus(new CellCounts(n, 0, 0, 0, 0, 0, 0, 0));
    }

    public CellCounts ha(long n) {
        return plus(new CellCounts(0, n, 0, 0, 0, 0, 0, 0));
    }

    public CellCounts and(long n) {
        return plus(new CellCounts(0, 0, n, 0, 0, 0, 0, 0));
    }

    public CellCounts xor(long n) {
        return plus(new CellCounts(0, 0, 0, n, 0, 0, 0, 0));
    }

    public CellCounts mux(long n) {
        return plus(new CellCounts(0, 0, 0, 0, n, 0, 0, 0));
    }

    public CellCounts dff(long n) {
        return plus(new CellCounts(0, 0, 0, 0, 0, n, 0, 0));
    }

    public CellCounts inv(long n) {
        return plus(new CellCounts(0, 0, 0, 0, 0, 0, n, 0));
    }

    public CellCounts nand(long n) {
        return plus(new CellCounts(0, 0, 0, 0, 0, 0, 0, n));
    }

    public long count(Cell cell) {
        return switch (cell) {
            case FULL_ADDER -> fullAdders;
            case HALF_ADDER -> halfAdders;
            case AND -> ands;
            case XOR -> xors;
            case MUX -> muxes;
            case FLIP_FLOP -> flipFlops;
            case INVERTER -> inverters;
            case NAND -> nands;
        };
    }
}
