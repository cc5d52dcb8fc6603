package binade.formats;

/**
 * The bit patterns of a grid format. The magnitude part of a code is the magnitude's rank: in an IEEE-like float the
 * usual exponent and fraction fields, in a list format the canonical code, in an integer its binary digits.
 *
 * <pre>
 *   SIGN_MAGNITUDE    [ sign | rank ]
 *   TWOS_COMPLEMENT   rank, or 2^width - rank if negative
 *   UNSIGNED          rank
 * </pre>
 *
 * @param width bits of a code
 * @param layout how the sign is written
 * @param specials which codes are not finite numbers
 * @param negativeZero whether the code of -0 is a number of its own
 */
public record Encoding(int width, Layout layout, Specials specials, boolean negativeZero) {

    /** How the sign is written. */
    public enum Layout {
        SIGN_MAGNITUDE,
        TWOS_COMPLEMENT,
        UNSIGNED
    }

    /** Codes that are not finite numbers. */
    public enum Specials {
        /** Every code is a number. */
        NONE,
        /** Infinity above the largest finite value, NaN above infinity: IEEE 754. */
        IEEE,
        /** No infinity; all magnitude bits one is NaN: E4M3FN. */
        NAN_ALL_ONES,
        /** No infinity; the code of -0 is the only NaN: FNUZ. */
        NAN_NEGATIVE_ZERO
    }

    public boolean hasInfinity() {
        return specials == Specials.IEEE;
    }

    public boolean hasNan() {
        return specials != Specials.NONE;
    }

    public boolean signed() {
        return layout != Layout.UNSIGNED;
    }

    /** Number of codes. */
    public long codes() {
        return 1L << width;
    }

    private long signBit() {
        return 1L << (width - 1);
    }

    /** The canonical NaN: quiet, positive. */
    private long nanCode(Grid grid) {
        return switch (specials) {
            case NONE -> throw new IllegalArgumentException("the format has no NaN");
            case NAN_ALL_ONES -> signBit() - 1;
            case NAN_NEGATIVE_ZERO -> signBit();
            case IEEE -> {
                long infinity = grid.maxRank() + 1;
                yield infinity | (Long.lowestOneBit(infinity) >>> 1);
            }
        };
    }

    /**
     * The value of a code; NaN, infinities and -0 as such.
     *
     * @throws IllegalArgumentException if the code does not fit the width or, in a list with unused codes, names none
     */
    public double decode(long code, Grid grid) {
        if (code < 0 || code >= codes()) {
            throw new IllegalArgumentException(
                    "code " + Long.toHexString(code) + " has more than " + width + " bits");
        }
        boolean negative = signed() && (code & signBit()) != 0;
        long rank = switch (layout) {
            case SIGN_MAGNITUDE -> code & (signBit() - 1);
            case TWOS_COMPLEMENT -> negative ? codes() - code : code;
            case UNSIGNED -> code;
        };
        if (specials == Specials.NAN_NEGATIVE_ZERO && code == signBit()) {
            return Double.NaN;
        }
        if (rank > (negative ? grid.maxNegativeRank() : grid.maxRank())) {
            return switch (specials) {
                case IEEE -> rank > grid.maxRank() + 1
                        ? Double.NaN
                        : negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
                case NAN_ALL_ONES -> Double.NaN;
                case NONE, NAN_NEGATIVE_ZERO -> throw new IllegalArgumentException(
                        "code " + Long.toHexString(code) + " names no value of this format");
            };
        }
        double magnitude = grid.magnitude(rank);
        if (rank == 0) {
            return negative && negativeZero ? -0.0 : 0.0;
        }
        return negative ? -magnitude : magnitude;
    }

    /**
     * The code of a value that is in the format already (round first); NaN gives the canonical one.
     *
     * @throws IllegalArgumentException for NaN or infinity where the format has none
     */
    public long encode(double value, Grid grid) {
        if (Double.isNaN(value)) {
            return nanCode(grid);
        }
        boolean negative = value < 0 || (value == 0 && negativeZero && 1 / value < 0);
        if (Double.isInfinite(value)) {
            if (!hasInfinity()) {
                throw new IllegalArgumentException("the format has no infinity");
            }
            return (negative ? signBit() : 0) | (grid.maxRank() + 1);
        }
        long rank = grid.rank(Math.abs(value));
        if (!negative) {
            return rank;
        }
        return switch (layout) {
            case SIGN_MAGNITUDE -> signBit() | rank;
            case TWOS_COMPLEMENT -> codes() - rank;
            case UNSIGNED -> throw new IllegalArgumentException("the format has no negative values");
        };
    }
}
