package binade.hwmodel;

/**
 * A multiply-accumulate unit: one clock cycle, only the accumulator registered, ripple adders. Its cells are counted by
 * formula; nothing is fitted to the units the counts are compared with.
 *
 * <p>The formulas are stated with each record; the README of this module lists them with their validation. p, R, B and ew
 * are those of {@link Datapath}.
 */
public sealed interface MacUnit
        permits IntegerMac, ExactMac, LogarithmicMac, FloatingMac, FusedMac, BinaryMac, TernaryMac {

    /** Products per cycle. */
    int lanes();

    Accumulator accumulator();

    /** Cells by part, all lanes. */
    Breakdown breakdown();

    /** All cells. */
    default CellCounts cells() {
        return breakdown().total();
    }

    /** No dot product of a device is longer. */
    int MOST_LANES = 65_536;

    /** Checks a number of lanes. */
    static int requireLanes(int lanes) {
        if (lanes < 1 || lanes > MOST_LANES) {
            throw new IllegalArgumentException("a unit of " + lanes + " lanes; allowed: 1 to " + MOST_LANES);
        }
        return lanes;
    }
}
