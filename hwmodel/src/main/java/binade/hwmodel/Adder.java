package binade.hwmodel;

import java.util.Locale;

/**
 * How carries run. The counts of {@link MacUnit} are those of ripple adders; faster adders cost area and energy.
 *
 * <p>Sklansky adders, fitted to 46 units synthesised both ways at 45 nm: 3.7 NAND2 more per bit of every carry chain in
 * integer, exact and logarithmic units (2.9 um2 a bit, 1.6 to 3.3 seen); 3.5 % of the area in floating units (-1 to 8 %,
 * because most of it is no adder) and nothing in fused ones (-3 to 5 %). Energy: 1.10 times in integer units (1.0 to 1.12), 1.5 in
 * exact ones (1.4 to 1.7), 1.17 in floating and 1.14 in fused ones.
 */
public enum Adder {
    RIPPLE,
    PREFIX;

    private static final double NAND2_PER_BIT = 3.7;
    private static final double FLOATING_SHARE = 0.035;

    /** @throws IllegalArgumentException for anything but ripple and prefix */
    public static Adder parse(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "ripple" -> RIPPLE;
            case "prefix" -> PREFIX;
            default -> throw new IllegalArgumentException("unknown adder '" + text + "'; use ripple or prefix");
        };
    }

    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The area of a unit with these adders, um2 at 45 nm, all lanes. */
    public double areaUm2(MacUnit unit) {
        return areaUm2(unit, CellLibrary.NANGATE45);
    }

    /** The same with the cells of another library. */
    public double areaUm2(MacUnit unit, CellLibrary library) {
        double ripple = library.areaUm2(unit.cells());
        if (this == RIPPLE) {
            return ripple;
        }
        return switch (unit) {
            case FusedMac _ -> ripple;
            case FloatingMac _ -> ripple * (1 + FLOATING_SHARE);
            case BinaryMac _, TernaryMac _ -> ripple;
            case IntegerMac _, ExactMac _, LogarithmicMac _ ->
                ripple + carryBits(unit) * NAND2_PER_BIT * library.areaUm2(Cell.NAND);
        };
    }

    /** Bits of the carry chains: accumulator, exponents, and the last row of each multiplier. */
    private static long carryBits(MacUnit unit) {
        return switch (unit) {
            case IntegerMac u -> u.accumulatorBits();
            case ExactMac u -> u.accumulator().bits() + (long) u.lanes() * laneBits(u.a(), u.b());
            case LogarithmicMac u -> u.accumulatorBits() + (long) u.lanes() * u.powers().shiftBits();
            case FloatingMac _, FusedMac _, BinaryMac _, TernaryMac _ -> 0;
        };
    }

    private static int laneBits(Datapath a, Datapath b) {
        boolean multiplies = a.precision() > 1 && b.precision() > 1;
        return Math.max(a.shiftBits(), b.shiftBits()) + (multiplies ? a.precision() + b.precision() : 0);
    }

    /** Energy relative to ripple adders. */
    public double energyFactor(MacUnit unit) {
        if (this == RIPPLE) {
            return 1;
        }
        return switch (unit) {
            case IntegerMac _, BinaryMac _, TernaryMac _ -> 1.10;
            case ExactMac _, LogarithmicMac _ -> 1.5;
            case FloatingMac _ -> 1.17;
            case FusedMac _ -> 1.14;
        };
    }
}
