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
        NAN_NEGATIVE_ZERO,
        /** IEEE P3109, extended: one NaN (the code of -0; unsigned: all ones), infinity above the largest value. */
        P3109_EXTENDED,
        /** IEEE P3109, finite: the same NaN, no infinity. */
        P3109_FINITE,
        /** OCP E8M0: no zero (code 0 is the smallest value), no infinity, all ones is NaN. */
        SCALE
    }

    public boolean hasInfinity() {
        return specials == Specials.IEEE || specials == Specials.P3109_EXTENDED;
    }

    /** Whether zero is a value: of all formats only E8M0 lacks it. */
    public boolean hasZero() {
        return specials != Specials.SCALE;
    }

    /** Whether this is a member of the IEEE P3109 family, which has overflow rules of its own. */
    public boolean isP3109() {
        return specials == Specials.P3109_EXTENDED || specials == Specials.P3109_FINITE;
    }

    /**
     * The code of the smallest positive value, where "even" means an even code for values of one significant bit (P3109,
     * E8M0); -1 where it means an even multiple of the quantum (lists).
     */
    int codeThatCounts() {
        return isP3109() ? 1 : specials == Specials.SCALE ? 0 : -1;
    }

    public boolean hasNan() {
        return specials != Specials.NONE;
    }

    public boolean signed() {
        return layout != Layout.UNSIGNED;
    }

    /** Number of codes; 0 stands for 2^64. */
    public long codes() {
        return width == 64 ? 0 : 1L << width;
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
            case P3109_EXTENDED, P3109_FINITE -> signed() ? signBit() : codes() - 1;
            case SCALE -> codes() - 1;
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
        if (width < 64 && (code < 0 || code >= codes())) {
            throw new IllegalArgumentException(
                    "code " + Long.toHexString(code) + " has more than " + width + " bits");
        }
        boolean negative = signed() && (code & signBit()) != 0;
        long rank = switch (layout) {
            case SIGN_MAGNITUDE -> code & (signBit() - 1);
            case TWOS_COMPLEMENT -> negative ? codes() - code : code;
            case UNSIGNED -> code;
        };
        if ((specials == Specials.NAN_NEGATIVE_ZERO || isP3109() || specials == Specials.SCALE)
                && code == nanCode(grid)) {
            return Double.NaN;
        }
        if (specials == Specials.SCALE) {
            return grid.magnitude(code + 1);
        }
        if (rank > (negative ? grid.maxNegativeRank() : grid.maxRank())) {
            return switch (specials) {
                case IEEE, P3109_EXTENDED -> rank > grid.maxRank() + 1
                        ? Double.NaN
                        : negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
                case NAN_ALL_ONES -> Double.NaN;
                case NONE, NAN_NEGATIVE_ZERO, P3109_FINITE, SCALE -> throw new IllegalArgumentException(
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
            if (negative && !signed()) {
                throw new IllegalArgumentException("the format has no negative values");
            }
            return (negative ? signBit() : 0) | (grid.maxRank() + 1);
        }
        if (!hasZero()) {
            if (value <= 0) {
                throw new IllegalArgumentException("the format has neither zero nor negative values");
            }
            return grid.rank(value) - 1;
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
