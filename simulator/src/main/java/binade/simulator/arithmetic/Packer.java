package binade.simulator.arithmetic;

import binade.formats.Encoding;
import binade.formats.Grid;
import binade.formats.Overflow;
import binade.formats.Rounding;

/**
 * The one place where a result is rounded, checked against the range and encoded, in 64-bit integers.
 *
 * <p>A result arrives as significand 2^exponent with a significand of at most 63 bits. If it was not representable
 * it arrives <em>rounded to odd</em> ("jammed") to at least 60 bits, which loses nothing: thresholds of all rounding
 * rules need at most {@link #MAX_RANDOM_BITS} + 2 bits below the quantum (number-formats 3.6).
 */
final class Packer {
    /** Stochastic rules with more random bits would look at the jammed bit: 60 - 25 - 2, rounded down. */
    static final int MAX_RANDOM_BITS = 32;

    private final Rounding rounding;
    private final Overflow overflow;
    private final int randomBits;
    private final Encoding encoding;
    private final Binades binades;
    private final long signBit;
    private final long maxRank;
    private final long maxNegativeRank;
    /** Exponent of the smallest normal value and precision there; emin is -2^20 where there is no underflow. */
    private final int emin;

    private final int precision;
    private final long nan;

    Packer(Projection p) {
        Grid grid = p.grid();
        rounding = p.rounding();
        overflow = p.overflow();
        randomBits = p.randomBits();
        encoding = p.gridFormat().encoding();
        binades = new Binades(grid);
        signBit = 1L << (encoding.width() - 1);
        maxRank = grid.maxRank();
        maxNegativeRank = grid.maxNegativeRank();
        int normal = Math.getExponent(grid.minNormal());
        emin = grid.binades() == 1 ? -(1 << 20) : normal;
        precision = normal - grid.quantumExponent(normal) + 1;
        nan = encoding.hasNan() ? encoding.encode(Double.NaN, grid) : Result.NO_CODE;
    }

    static boolean reaches(Projection p) {
        return Unpacker.reaches(p.format()) && (!p.isStochastic() || p.randomBits() <= MAX_RANDOM_BITS);
    }

    /** Whether an exact zero made of two opposite numbers is -0. IEEE 754-2019 section 6.3. */
    boolean differenceIsNegativeZero() {
        return rounding == Rounding.DOWN;
    }

    /** An exact zero. */
    Result zero(boolean negative) {
        return new Result(negative && encoding.negativeZero() ? signBit : 0, 0);
    }

    /** A NaN; where the format has none there is no code, and that is invalid. */
    Result nan(int flags) {
        return new Result(nan, nan == Result.NO_CODE ? flags | Flags.INVALID : flags);
    }

    /** An exact infinity, where the format has one and the overflow rule keeps it. */
    Result infinity(boolean negative, int flags) {
        if (encoding.hasInfinity() && overflow != Overflow.SAT_FINITE) {
            return new Result((negative ? signBit : 0) | (maxRank + 1), flags);
        }
        int lost = flags | Flags.OVERFLOW | Flags.INEXACT;
        return overflow == Overflow.OVERFLOW && nan != Result.NO_CODE
                ? new Result(nan, lost)
                : new Result(limit(negative), lost);
    }

    private long limit(boolean negative) {
        return code(negative, negative ? maxNegativeRank : maxRank);
    }

    private long code(boolean negative, long rank) {
        if (!negative || rank == 0) {
            return negative && encoding.negativeZero() ? signBit : rank;
        }
        return switch (encoding.layout()) {
            case SIGN_MAGNITUDE -> signBit | rank;
            case TWOS_COMPLEMENT -> (signBit << 1) - rank;
            case UNSIGNED -> 0;
        };
    }

    /** What finite overflow becomes. */
    private Result beyond(boolean negative, int flags) {
        int raised = flags | Flags.OVERFLOW | Flags.INEXACT;
        boolean back = switch (rounding) {
            case TOWARD_ZERO, TO_ODD -> true;
            case UP -> negative;
            case DOWN -> !negative;
            default -> false;
        };
        if (overflow != Overflow.OVERFLOW || back || nan == Result.NO_CODE) {
            return new Result(limit(negative), raised);
        }
        return new Result(encoding.hasInfinity() ? (negative ? signBit : 0) | (maxRank + 1) : nan, raised);
    }

    /**
     * Rounds +-significand 2^exponent into the format.
     *
     * @param significand at least 1, below 2^63; jammed if it was not exact
     * @param flags raised so far
     */
    Result pack(boolean negative, long significand, int exponent, long random, int flags) {
        int e = 63 - Long.numberOfLeadingZeros(significand) + exponent;
        if (e > binades.top() + 1) {
            return beyond(negative, flags);
        }
        int i = binades.ofExponent(e);
        int q = binades.quantum(i);
        boolean exact = Long.numberOfTrailingZeros(significand) >= q - exponent;
        long n = multiples(negative, significand, q - exponent, random);
        long rank = n + binades.base(i);
        if (rank > (negative ? maxNegativeRank : maxRank)) {
            return beyond(negative, flags);
        }
        int raised = exact ? flags : flags | Flags.INEXACT;
        if (!exact && e < emin && isTiny(negative, significand, exponent, e, random)) {
            raised |= Flags.UNDERFLOW;
        }
        return new Result(code(negative, rank), raised);
    }

    /** Underflow after rounding: with unbounded exponent the rounded result would still be below 2^emin. */
    private boolean isTiny(boolean negative, long significand, int exponent, int e, long random) {
        return e < emin - 1
                || multiples(negative, significand, e - precision + 1 - exponent, random) < 1L << precision;
    }

    /** significand 2^-d rounded to an integer by the rule. */
    long multiples(boolean negative, long significand, int d, long random) {
        if (d <= 0) {
            return significand << -d;
        }
        long s = significand;
        int bits = d;
        if (bits > 62) { // far below half a quantum: 62 bits of fraction are plenty
            s = shiftRightJam(s, bits - 62);
            bits = 62;
        }
        long n = s >>> bits;
        long rest = s & (1L << bits) - 1;
        return rest != 0 && away(negative, n, rest, bits, random) ? n + 1 : n;
    }

    /** Whether n + rest 2^-d goes to n + 1, rest not 0. Definitions: {@link Rounding}. */
    private boolean away(boolean negative, long n, long rest, int d, long random) {
        long half = 1L << (d - 1);
        return switch (rounding) {
            case NEAREST_EVEN -> rest > half || rest == half && (n & 1) != 0;
            case NEAREST_AWAY -> rest >= half;
            case TOWARD_ZERO -> false;
            case UP -> !negative;
            case DOWN -> negative;
            case TO_ODD -> (n & 1) == 0;
            case STOCHASTIC_A -> floor(rest, d, randomBits) + random >= 1L << randomBits;
            case STOCHASTIC_B -> floor(rest, d, randomBits + 1) + 2 * random + 1 >= 2L << randomBits;
            case STOCHASTIC_C -> nearest(rest, d, randomBits) + random >= 1L << randomBits;
            case STOCHASTIC, HYSTERESIS -> throw new AssertionError(rounding);
        };
    }

    /** floor(rest 2^(bits - d)). */
    private static long floor(long rest, int d, int bits) {
        return d >= bits ? rest >>> (d - bits) : rest << (bits - d);
    }

    /** rest 2^(bits - d) to the nearest integer, ties to even. */
    private static long nearest(long rest, int d, int bits) {
        if (d <= bits) {
            return rest << (bits - d);
        }
        int shift = d - bits;
        long n = rest >>> shift;
        long below = rest & (1L << shift) - 1;
        long half = 1L << (shift - 1);
        return below > half || below == half && (n & 1) != 0 ? n + 1 : n;
    }

    /** s 2^-shift rounded to odd: a lost bit leaves its mark in the last place. */
    static long shiftRightJam(long s, int shift) {
        if (shift > 62) {
            return s == 0 ? 0 : 1;
        }
        long kept = s >>> shift;
        return kept << shift == s ? kept : kept | 1;
    }
}
