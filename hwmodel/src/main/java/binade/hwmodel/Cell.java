package binade.hwmodel;

/** The basic cells that the model counts; each names its row of a library's table. */
public enum Cell {
    FULL_ADDER("FA"),
    HALF_ADDER("HA"),
    /** Two-input AND; an OR costs the same and is counted here. */
    AND("AND2"),
    XOR("XOR2"),
    /** Two-to-one multiplexer. */
    MUX("MUX2"),
    FLIP_FLOP("DFF"),
    INVERTER("INV"),
    /** Two-input NAND: the unit in which logic without a formula of its own (table decoders) is estimated. */
    NAND("NAND2");

    private final String gate;

    Cell(String gate) {
        this.gate = gate;
    }

    /** The name in column {@code gate} of a library's table. */
    public String gate() {
        return gate;
    }
}
