package binade.hwmodel;

/**
 * A power of two times any other operand: a shift replaces the multiplier.
 *
 * <pre>
 *   WP = B + R of the logarithmic operand, W = WP + 1 + G unless stated
 *   sign-magnitude operand      exponent adder FA max(ew), AND p (zero), left shifter of p bits, XOR 1 + WP
 *   two's complement operand    AND p, XOR p (complement before the shift), left shifter of p bits; no exponent adder
 *   adder and register as in {@link ExactMac}
 * </pre>
 *
 * The shifter has a stage for each bit of the largest shift, that of both operands together.
 *
 * @param operand the operand that is not a power of two
 * @param powers the logarithmic operand
 * @param accumulatorBits W
 * @param guardBits G: room for 2^G terms
 * @param lanes K
 */
public record LogarithmicMac(Datapath operand, Datapath powers, int accumulatorBits, int guardBits, int lanes)
        implements MacUnit {

    public LogarithmicMac {
        MacUnit.requireLanes(lanes);
        if (!powers.isLogarithmic()) {
            throw new IllegalArgumentException("the logarithmic operand has significands of " + powers.precision()
                    + " bits and shift range " + powers.shiftRange() + "; powers of two have 1 bit and a range");
        }
    }

    /** The unit with an exact accumulator; integers in at least {@link MacUnits#INTEGER_ACCUMULATOR_BITS} bits. */
    public static LogarithmicMac exact(Datapath operand, Datapath powers, int guardBits, int lanes) {
        int bits = productBits(operand, powers) + 1 + guardBits;
        return new LogarithmicMac(
                operand, powers, operand.isInteger() ? Math.max(MacUnits.INTEGER_ACCUMULATOR_BITS, bits) : bits,
                guardBits, lanes);
    }

    private static int productBits(Datapath operand, Datapath powers) {
        return operand.magnitudeBits() + powers.shiftRange();
    }

    @Override
    public Accumulator accumulator() {
        return operand.isInteger()
                ? new Accumulator.Whole(accumulatorBits)
                : new Accumulator.Exact(accumulatorBits, guardBits);
    }

    @Override
    public Breakdown breakdown() {
        int wp = productBits(operand, powers);
        int stages = Circuits.clog2(operand.shiftRange() + powers.shiftRange() + 1L);
        int p = operand.precision();
        boolean oneShift = operand.shiftBits() == 0;
        return Breakdown.EMPTY
                .with(Part.DECODER, operand.decoder().shiftCells().plus(powers.decoder().exponentCells()))
                .with(Part.MULTIPLIER, CellCounts.NONE.and(p))
                .with(Part.EXPONENT, CellCounts.NONE.fa(oneShift ? 0 : Math.max(operand.shiftBits(), powers.shiftBits())))
                .with(Part.SHIFTER, Circuits.growingShifter(p, wp + 2, stages))
                .with(Part.COMPLEMENT, CellCounts.NONE.xor(operand.isInteger() ? p : 1 + wp))
                .times(lanes)
                .with(Part.ADDER, ExactMac.adder(wp, accumulatorBits, lanes))
                .with(Part.REGISTER, ExactMac.register(accumulatorBits));
    }
}
