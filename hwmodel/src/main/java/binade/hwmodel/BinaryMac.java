package binade.hwmodel;

/**
 * Products of -1 and +1 by XNOR, counted: XOR K, FA K - 1 + W - clog2 K, AND W (reset), DFF W.
 *
 * @param lanes K
 * @param accumulatorBits W
 */
public record BinaryMac(int lanes, int accumulatorBits) implements MacUnit {

    public BinaryMac {
        requireRoom(lanes, accumulatorBits);
    }

    static void requireRoom(int lanes, int accumulatorBits) {
        MacUnit.requireLanes(lanes);
        if (accumulatorBits <= Circuits.clog2(lanes)) {
            throw new IllegalArgumentException("an accumulator of " + accumulatorBits + " bits cannot hold the sum of "
                    + lanes + " lanes; use more than " + Circuits.clog2(lanes));
        }
    }

    @Override
    public Accumulator.Whole accumulator() {
        return new Accumulator.Whole(accumulatorBits);
    }

    @Override
    public Breakdown breakdown() {
        return Breakdown.EMPTY
                .with(Part.MULTIPLIER, CellCounts.NONE.xor(lanes))
                .with(Part.ADDER, CellCounts.NONE.fa(lanes - 1L + accumulatorBits - Circuits.clog2(lanes)))
                .with(Part.REGISTER, ExactMac.register(accumulatorBits));
    }
}
