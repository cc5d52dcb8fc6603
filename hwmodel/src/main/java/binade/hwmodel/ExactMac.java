package binade.hwmodel;

/**
 * Products shifted into place and added in fixed point, so that no sum is ever rounded (Kulisch's accumulator).
 *
 * <pre>
 *   WP = Ba + Bb, W = WP + 1 + G
 *   per lane     decoders, multiplier pa x pb, exponent adder FA max(ewa, ewb), sign XOR,
 *                left shifter of pa + pb bits, stages 0..max(ewa, ewb), at most WP + 2 bits wide, XOR WP (complement)
 *   one lane     FA W
 *   K lanes      FA K (WP + 1), HA W - WP
 *   register     DFF W, AND W (reset)
 * </pre>
 *
 * @param guardBits G: room for 2^G terms
 * @param lanes K
 */
public record ExactMac(Datapath a, Datapath b, int guardBits, int lanes) implements MacUnit {
    /** Room for 65,536 terms. */
    public static final int GUARD_BITS = 16;

    public ExactMac {
        MacUnit.requireLanes(lanes);
        if (guardBits < 0) {
            throw new IllegalArgumentException("guard bits are " + guardBits + "; at least 0 are needed");
        }
    }

    /** WP: bits of a product's magnitude. */
    public int productBits() {
        return a.magnitudeBits() + b.magnitudeBits();
    }

    @Override
    public Accumulator.Exact accumulator() {
        return new Accumulator.Exact(productBits() + 1 + guardBits, guardBits);
    }

    @Override
    public Breakdown breakdown() {
        int shiftBits = Math.max(a.shiftBits(), b.shiftBits());
        int significand = a.precision() + b.precision();
        int wp = productBits();
        return Breakdown.EMPTY
                .with(Part.DECODER, a.decoder().shiftCells().plus(b.decoder().shiftCells()))
                .with(Part.MULTIPLIER, Multiplier.array(a.precision(), b.precision()))
                .with(Part.EXPONENT, CellCounts.NONE.fa(shiftBits))
                .with(Part.SHIFTER, Circuits.growingShifter(significand, wp + 2, shiftBits + 1))
                .with(Part.COMPLEMENT, CellCounts.NONE.xor(1 + wp))
                .times(lanes)
                .with(Part.ADDER, adder(wp, accumulator().bits(), lanes))
                .with(Part.REGISTER, register(accumulator().bits()));
    }

    static CellCounts adder(int productBits, int width, int lanes) {
        return lanes == 1
                ? CellCounts.NONE.fa(width)
                : CellCounts.NONE.fa((long) lanes * (productBits + 1)).ha(Math.max(0, width - productBits));
    }

    static CellCounts register(int width) {
        return CellCounts.NONE.dff(width).and(width);
    }
}
