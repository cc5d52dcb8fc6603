package binade.simulator.arithmetic;

import binade.formats.Encoding;
import binade.formats.Encoding.Specials;
import binade.formats.Format;
import binade.formats.Grid;
import binade.formats.GridFormat;

/**
 * Code points to (kind, sign, significand, exponent), packed into one long so that no object is made.
 *
 * <pre>
 *   [ 63..51 zero | 50 sign | 49..48 kind | 47..32 exponent + 2^15 | 31..0 significand ]   value = +-significand 2^exponent
 * </pre>
 *
 * The exponent of a finite value is the quantum exponent of its binade, and its significand counts quanta.
 */
final class Unpacker {
    static final int FINITE = 0;
    static final int INFINITE = 1;
    static final int QUIET = 2;
    static final int SIGNALLING = 3;

    /** Significant bits the packed form and {@link LongArithmetic} are made for: 24, and -2^24 of two's complement. */
    static final int MAX_PRECISION = 25;

    private static final int BIAS = 1 << 15;

    private final Encoding encoding;
    private final int width;
    private final long signBit;
    private final long maxRank;
    private final long maxNegativeRank;
    private final long quietBit;
    private final Binades binades;

    Unpacker(GridFormat format, int scale) {
        encoding = format.encoding();
        Grid grid = format.grid().scaledBy(scale);
        width = encoding.width();
        signBit = 1L << (width - 1);
        maxRank = grid.maxRank();
        maxNegativeRank = grid.maxNegativeRank();
        quietBit = Long.lowestOneBit(maxRank + 1) >>> 1;
        binades = new Binades(grid);
    }

    static boolean reaches(Format format) {
        return Projection.isPlainGrid(format) && format instanceof GridFormat g && g.width() <= 32
                && g.grid().precision() <= MAX_PRECISION;
    }

    static int kind(long unpacked) {
        return (int) (unpacked >>> 48) & 3;
    }

    static boolean isNegative(long unpacked) {
        return unpacked >>> 50 != 0;
    }

    static int exponent(long unpacked) {
        return (int) (unpacked >>> 32 & 0xffff) - BIAS;
    }

    static long significand(long unpacked) {
        return unpacked & 0xffff_ffffL;
    }

    private static long special(int kind, boolean negative) {
        return (long) kind << 48 | (negative ? 1L << 50 : 0);
    }

    /** @throws IllegalArgumentException if the code does not fit the width or, in a list with unused codes, names none */
    long unpack(long code) {
        if (code >>> width != 0) {
            throw new IllegalArgumentException(
                    "code " + Long.toHexString(code) + " has more than " + width + " bits");
        }
        boolean negative = encoding.signed() && (code & signBit) != 0;
        long rank = switch (encoding.layout()) {
            case SIGN_MAGNITUDE -> code & (signBit - 1);
            case TWOS_COMPLEMENT -> negative ? (signBit << 1) - code : code;
            case UNSIGNED -> code;
        };
        if (rank > (negative ? maxNegativeRank : maxRank)
                || encoding.specials() == Specials.NAN_NEGATIVE_ZERO && code == signBit) {
            return beyond(code, rank, negative);
        }
        if (rank == 0) {
            return (long) BIAS << 32 | (negative && encoding.negativeZero() ? 1L << 50 : 0);
        }
        int i = binades.ofRank(rank);
        return (rank - binades.base(i)) | (long) (binades.quantum(i) + BIAS) << 32 | (negative ? 1L << 50 : 0);
    }

    private long beyond(long code, long rank, boolean negative) {
        return switch (encoding.specials()) {
            case IEEE -> special(rank == maxRank + 1 ? INFINITE : (rank & quietBit) != 0 ? QUIET : SIGNALLING, negative);
            case NAN_ALL_ONES -> special(QUIET, negative);
            case NAN_NEGATIVE_ZERO -> {
                if (code != signBit) {
                    throw noValue(code);
                }
                yield special(QUIET, false);
            }
            case NONE -> throw noValue(code);
            case P3109_EXTENDED, P3109_FINITE, SCALE -> throw new IllegalStateException("no plain grid");
        };
    }

    private static IllegalArgumentException noValue(long code) {
        return new IllegalArgumentException("code " + Long.toHexString(code) + " names no value of this format");
    }
}
