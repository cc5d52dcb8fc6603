package binade.hwmodel;

/**
 * Multiply and add into a floating-point register: one rounding, subnormal inputs, results below the normal range flushed.
 *
 * <pre>
 *   PW = pa + pb, P = max(PW, AM + 1), W = P + 3, XE = max(AE, max(ew) + 1) + 2, N = W + 1
 *   decoders, multiplier, exponent adder FA max(ew), sign XOR
 *   product normaliser     LZC(PW), shifter PW x clog2 PW
 *   exponent arithmetic    FA 3 XE
 *   distance and swap      XOR XE, HA XE, MUX XE + 2 P
 *   aligner                shifter W x clog2(W + 1), OR W (sticky)
 *   complement and add     XOR W, FA W + 2
 *   negate, normalise      XOR N, HA N, LZC(N), shifter N x clog2 N, FA XE + 1
 *   rounding               HA AM + XE + 3, OR N
 *   register               MUX and DFF AE + AM + 1
 * </pre>
 */
public record FloatingMac(Datapath a, Datapath b, Accumulator.Floating accumulator) implements MacUnit {

    @Override
    public int lanes() {
        return 1;
    }

    /** XE: bits of the exponent datapath. */
    public static int exponentWidth(Datapath a, Datapath b, Accumulator.Floating accumulator) {
        return Math.max(accumulator.exponentBits(), Math.max(a.shiftBits(), b.shiftBits()) + 1) + 2;
    }

    @Override
    public Breakdown breakdown() {
        int pw = a.precision() + b.precision();
        int p = Math.max(pw, accumulator.fractionBits() + 1);
        int w = p + 3;
        int n = w + 1;
        int xe = exponentWidth(a, b, accumulator);
        CellCounts none = CellCounts.NONE;
        return Breakdown.EMPTY
                .with(Part.DECODER, a.decoder().exponentCells().plus(b.decoder().exponentCells()))
                .with(Part.MULTIPLIER, Multiplier.array(a.precision(), b.precision()))
                .with(Part.EXPONENT, none.fa(Math.max(a.shiftBits(), b.shiftBits()) + 3L * xe))
                .with(Part.PRODUCT_NORMALISER, Circuits.leadingZeroCounter(pw).plus(Circuits.shifter(pw)))
                .with(Part.SWAP, none.xor(xe).ha(xe).mux(xe + 2L * p))
                .with(Part.SHIFTER, Circuits.shifter(w, Circuits.clog2(w + 1L)).and(w))
                .with(Part.COMPLEMENT, none.xor(1 + w))
                .with(Part.ADDER, none.fa(w + 2L))
                .with(Part.NORMALISER, Circuits.negateAndNormalise(n).fa(xe + 1L))
                .with(Part.ROUNDING, none.ha(accumulator.fractionBits() + xe + 3L).and(n))
                .with(Part.REGISTER, none.mux(accumulator.bits()).dff(accumulator.bits()));
    }
}
