package binade.hwmodel;

/**
 * Products of -1, 0 and +1, counted: AND 3 K + W (reset), XOR K, FA 2 K + W - clog2 K, DFF W.
 *
 * @param lanes K
 * @param accumulatorBits W
 */
public record TernaryMac(int lanes, int accumulatorBits) implements MacUnit {

    public TernaryMac {
        BinaryMac.requireRoom(lanes, accumulatorBits);
    }

    @Override
    public Accumulator.Whole accumulator() {
        return new Accumulator.Whole(accumulatorBits);
    }

    @Override
    public Breakdown breakdown() {
        return Breakdown.EMPTY
                .with(Part.MULTIPLIER, CellCounts.NONE.and(3L * lanes).xor(lanes))
                .with(Part.ADDER, CellCounts.NONE.fa(2L * lanes + accumulatorBits - Circuits.clog2(lanes)))
                .with(Part.REGISTER, ExactMac.register(accumulatorBits));
    }
}
