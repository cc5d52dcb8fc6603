package binade.hwmodel;

/**
 * Shortest clock period of an unpipelined unit, ns at 45 nm and 1.1 V, without wires.
 *
 * <pre>
 *                 ripple                                          prefix (Sklansky)
 *   integer       0.14 + 0.072 W                                  0.45 log2 W + 0.017 (wa + wb) - 1.25
 *   exact         0.46 + 0.076 W                                  0.15 log2 W + 0.074 PW + 0.23 ew - 0.53
 *   log           0.46 + 0.076 W                                  0.15 log2 W + 0.35
 *   floating      2.63 + 0.078 PW + 0.134 W                       1.50 log2 W + 0.55 log2 PW - 4.0
 *   fused         4.07 + 0.27 ew + 0.013 PW + 0.093 WI            5.0
 * </pre>
 *
 * Several lanes in integer and exact units: 0.12 log2 K more. W is the accumulator's width, in floating units that of the
 * aligned sum; PW = pa + pb, WI = F + 2. Fitted to units synthesised at 45 nm and timed without wires: ripple integer
 * and exact within 11 %, floating 6 %, fused 8 %; prefix floating 7 %, fused 13 %, exact 13 % but for the narrowest. Never below {@link #SHORTEST_NS}.
 */
public final class Period {
    /** A register, a gate and a register. */
    private static final double SHORTEST_NS = 0.4;

    private Period() {}

    /** The period in ns. */
    public static double ns(MacUnit unit, Adder adder) {
        return Math.max(SHORTEST_NS, adder == Adder.RIPPLE ? ripple(unit) : prefix(unit));
    }

    private static double ripple(MacUnit unit) {
        return switch (unit) {
            case IntegerMac _, BinaryMac _, TernaryMac _ -> 0.14 + 0.072 * unit.accumulator().bits() + tree(unit);
            case ExactMac _, LogarithmicMac _ -> 0.46 + 0.076 * unit.accumulator().bits() + tree(unit);
            case FloatingMac u -> 2.63 + 0.078 * productBits(u.a(), u.b()) + 0.134 * sumBits(u);
            case FusedMac u -> 4.07 + 0.27 * Math.max(u.a().shiftBits(), u.b().shiftBits())
                    + 0.013 * productBits(u.a(), u.b()) + 0.093 * (u.fractionBits() + 2);
        };
    }

    private static double prefix(MacUnit unit) {
        return switch (unit) {
            case IntegerMac u -> 0.45 * log2(u.accumulatorBits()) + 0.017 * (u.widthA() + u.widthB()) - 1.25 + tree(u);
            case BinaryMac _, TernaryMac _ -> 0.14 * log2(unit.accumulator().bits()) + tree(unit);
            case ExactMac u -> 0.15 * log2(u.accumulator().bits()) + 0.074 * productBits(u.a(), u.b())
                    + 0.23 * Math.max(u.a().shiftBits(), u.b().shiftBits()) - 0.53 + tree(u);
            case LogarithmicMac u -> 0.15 * log2(u.accumulatorBits()) + 0.35 + tree(u);
            case FloatingMac u -> 1.5 * log2(sumBits(u)) + 0.55 * log2(productBits(u.a(), u.b())) - 4.0;
            case FusedMac _ -> 5.0;
        };
    }

    /** The adders that bring K products together. */
    private static double tree(MacUnit unit) {
        return 0.12 * log2(unit.lanes());
    }

    private static int productBits(Datapath a, Datapath b) {
        return a.precision() + b.precision();
    }

    private static int sumBits(FloatingMac unit) {
        return Math.max(productBits(unit.a(), unit.b()), unit.accumulator().fractionBits() + 1) + 3;
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }
}
