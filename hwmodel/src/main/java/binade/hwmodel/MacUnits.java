package binade.hwmodel;

/** Which unit multiplies two operands and adds the products in the way asked for. */
public final class MacUnits {
    /** Integers are accumulated in at least so many bits, as the dot-product instructions of all devices do. */
    public static final int INTEGER_ACCUMULATOR_BITS = 32;

    /** An exact accumulator wider than this is not built; products are added in FP32 instead. */
    public static final int WIDEST_EXACT_BITS = 96;

    private MacUnits() {}

    /** Exact accumulation where its register has at most 96 bits, FP32 otherwise. */
    public static Accumulation customary(Datapath a, Datapath b) {
        return new ExactMac(a, b, ExactMac.GUARD_BITS, 1).accumulator().bits() <= WIDEST_EXACT_BITS
                ? Accumulation.EXACT
                : Accumulation.FP32;
    }

    /**
     * The unit of K lanes.
     *
     * @throws IllegalArgumentException if K lanes are asked for in a unit that adds one product at a time
     */
    public static MacUnit of(Datapath a, Datapath b, Accumulation accumulation, int lanes) {
        return switch (accumulation) {
            case Accumulation.Exact(int guardBits) -> exact(a, b, guardBits, lanes);
            case Accumulation.Whole(int bits) -> whole(a, b, bits, lanes);
            case Accumulation.Floating(Accumulator.Floating accumulator) -> {
                if (lanes != 1) {
                    throw new IllegalArgumentException("a floating accumulator takes one product at a time, not " + lanes
                            + "; use 1 lane or fused:F");
                }
                yield new FloatingMac(a, b, accumulator);
            }
            case Accumulation.Fused(int fractionBits) -> {
                int kept = Math.min(fractionBits, Accumulator.Floating.FP32.fractionBits());
                yield new FusedMac(
                        a, b, new Accumulator.Floating(Accumulator.Floating.FP32.exponentBits(), kept), fractionBits,
                        lanes);
            }
        };
    }

    private static MacUnit whole(Datapath a, Datapath b, int bits, int lanes) {
        if (!a.isInteger() || !b.isInteger()) {
            throw new IllegalArgumentException(
                    "an int" + bits + " accumulator takes products of integers; use exact, fp16, bf16, fp32, fp169 or fused:F");
        }
        if (bits < a.precision() + b.precision()) {
            throw new IllegalArgumentException("int" + bits + " does not hold products of " + a.precision() + " and "
                    + b.precision() + " bits; at least int" + (a.precision() + b.precision()) + " is needed");
        }
        return new IntegerMac(a.precision(), b.precision(), bits, lanes);
    }

    private static MacUnit exact(Datapath a, Datapath b, int guardBits, int lanes) {
        if (a.isInteger() && b.isInteger()) {
            int bits = Math.max(INTEGER_ACCUMULATOR_BITS, a.precision() + b.precision() + guardBits);
            return new IntegerMac(a.precision(), b.precision(), bits, lanes);
        }
        if (a.decoder() instanceof Decoder.Antilog && b.decoder() instanceof Decoder.Antilog && a.shiftRange() > 0) {
            Datapath exponent = new Datapath(
                    1, b.shiftRange(), b.shiftRange() + 1, b.shiftBits(), b.layout(), new Decoder.None());
            return LogarithmicMac.exact(a, exponent, guardBits, lanes);
        }
        if (a.isLogarithmic() != b.isLogarithmic()) {
            return a.isLogarithmic()
                    ? LogarithmicMac.exact(b, a, guardBits, lanes)
                    : LogarithmicMac.exact(a, b, guardBits, lanes);
        }
        return new ExactMac(a, b, guardBits, lanes);
    }
}
