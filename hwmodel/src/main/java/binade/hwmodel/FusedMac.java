package binade.hwmodel;

/**
 * A dot product of K terms in the manner of tensor cores: align all products and the accumulator to the largest exponent,
 * keep F fraction bits, add as integers, normalise once.
 *
 * <pre>
 *   WI = F + 2, g = clog2(K + 1) + 1, WS = WI + g + 1, XE as in {@link FloatingMac}
 *   per lane    decoders, multiplier, exponent adder FA max(ew), sign XOR, distance to the maximum FA ew + XE + 1,
 *               left-justified product of pa + pb bits into WI bits in clog2(WI + 1) stages, XOR WI, FA WI + 2
 *   shared      maximum FA and MUX (K - 1) ew + XE; accumulator distance FA XE + 1, shifter WI x clog2(WI + 1), XOR WI;
 *               sum FA WS; negate XOR WS, HA WS; LZC(WS); shifter WS; exponent FA XE + 1; DFF AE + AM + 1
 * </pre>
 *
 * @param fractionBits F
 * @param lanes K
 */
public record FusedMac(Datapath a, Datapath b, Accumulator.Floating accumulator, int fractionBits, int lanes)
        implements MacUnit {

    public FusedMac {
        MacUnit.requireLanes(lanes);
        if (fractionBits < 1) {
            throw new IllegalArgumentException(
                    "a fused sum keeps " + fractionBits + " fraction bits; at least 1 is needed");
        }
    }

    @Override
    public Breakdown breakdown() {
        int ew = Math.max(a.shiftBits(), b.shiftBits());
        int xe = FloatingMac.exponentWidth(a, b, accumulator);
        int wi = fractionBits + 2;
        int ws = wi + Circuits.clog2(lanes + 1L) + 2;
        int stages = Circuits.clog2(wi + 1L);
        long maximum = (lanes - 1L) * ew + xe;
        CellCounts none = CellCounts.NONE;
        Breakdown lane = Breakdown.EMPTY
                .with(Part.DECODER, a.decoder().exponentCells().plus(b.decoder().exponentCells()))
                .with(Part.MULTIPLIER, Multiplier.array(a.precision(), b.precision()))
                .with(Part.EXPONENT, none.fa(ew + ew + xe + 1L))
                .with(Part.SHIFTER, Circuits.growingShifter(a.precision() + b.precision(), wi, stages))
                .with(Part.COMPLEMENT, none.xor(1L + wi))
                .with(Part.ADDER, none.fa(wi + 2L));
        return lane.times(lanes)
                .with(Part.EXPONENT, none.fa(maximum).mux(maximum).fa(xe + 1L))
                .with(Part.SHIFTER, Circuits.shifter(wi, stages))
                .with(Part.COMPLEMENT, none.xor(wi))
                .with(Part.ADDER, none.fa(ws))
                .with(Part.NORMALISER, Circuits.negateAndNormalise(ws).fa(xe + 1L))
                .with(Part.REGISTER, none.dff(accumulator.bits()));
    }
}
