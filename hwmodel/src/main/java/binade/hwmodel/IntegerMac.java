package binade.hwmodel;

/**
 * Integers, two's complement or unsigned, into an integer register of W bits.
 *
 * <pre>
 *   AND  K wa wb + W (reset)
 *   FA   K wa wb + max(0, W - wa - wb)      each partial-product bit disappears in one full adder
 *   DFF  W
 * </pre>
 *
 * Signs cost nothing: the constants of Baugh and Wooley. The split between multiplier and adder is a convention: an array
 * of (wa - 1)(wb - 1) full adders is the multiplier, the rest adds.
 *
 * @param widthA wa
 * @param widthB wb
 * @param accumulatorBits W
 * @param lanes K
 */
public record IntegerMac(int widthA, int widthB, int accumulatorBits, int lanes) implements MacUnit {

    public IntegerMac {
        MacUnit.requireLanes(lanes);
        if (widthA < 1 || widthB < 1) {
            throw new IllegalArgumentException(
                    "operand widths are " + widthA + " and " + widthB + "; at least 1 is needed");
        }
    }

    @Override
    public Accumulator.Whole accumulator() {
        return new Accumulator.Whole(accumulatorBits);
    }

    @Override
    public Breakdown breakdown() {
        long products = (long) lanes * widthA * widthB;
        long array = (long) lanes * (widthA - 1) * (widthB - 1);
        long extension = Math.max(0, accumulatorBits - widthA - widthB);
        return Breakdown.EMPTY
                .with(Part.MULTIPLIER, CellCounts.NONE.and(products).fa(array))
                .with(Part.ADDER, CellCounts.NONE.fa(products - array + extension))
                .with(Part.REGISTER, CellCounts.NONE.dff(accumulatorBits).and(accumulatorBits));
    }
}
