package binade.simulator.arithmetic;

import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.TableFormat;
import binade.simulator.arithmetic.ExactNumber.Real;
import java.math.BigInteger;

/**
 * Into logarithmic numbers (number-formats 12): log2|x| to the nearest multiple of 2^-r, ties (a root of an odd power) to
 * the even one. Directed roundings choose among the exact, irrational values. What the nearest rounding takes to the
 * reserved logarithm is zero.
 */
final class LogRounder extends ExactRounder {
    private final Projection p;
    private final LogCodec codec;
    private final int bits;

    LogRounder(Projection p, TableFormat format) {
        super(p);
        this.p = p;
        codec = new LogCodec(format);
        bits = codec.fractionBits();
    }

    @Override
    Result notANumber(int flags) {
        return new Result(codec.encode(true, codec.lowest()), flags);
    }

    @Override
    Result infinity(boolean negative, int flags) {
        return beyond(negative, false, flags);
    }

    @Override
    Result zero(boolean negative, int flags) {
        return new Result(codec.encode(false, codec.lowest()), flags);
    }

    private Result beyond(boolean negative, boolean back, int flags) {
        int raised = flags | Flags.OVERFLOW | Flags.INEXACT;
        return p.overflow() == Overflow.OVERFLOW && !back
                ? new Result(notANumber(0).code(), raised)
                : new Result(codec.encode(negative, -codec.lowest() - 1), raised);
    }

    @Override
    Result real(Real x, long random, int flags) {
        long twice = logarithm(x, bits + 1); // floor(2 L)
        boolean onPlace = x.isPower(twice, bits + 1);
        boolean exact = onPlace && twice % 2 == 0;
        long floor = twice >> 1;
        boolean up = switch (p.rounding()) {
            case NEAREST_EVEN -> (twice & 1) != 0 && (!onPlace || (floor & 1) != 0);
            case TOWARD_ZERO -> false;
            case UP -> !exact && !x.negative();
            case DOWN -> !exact && x.negative();
            default -> throw new AssertionError(p.rounding());
        };
        long rounded = up ? floor + 1 : floor;
        if (rounded >= -codec.lowest()) {
            return beyond(x.negative(), p.rounding() != Rounding.NEAREST_EVEN && pointsBack(x.negative()), flags);
        }
        if (rounded <= codec.lowest()) {
            int raised = flags | Flags.UNDERFLOW | Flags.INEXACT;
            return up && p.rounding() != Rounding.NEAREST_EVEN
                    ? new Result(codec.encode(x.negative(), codec.lowest() + 1), raised)
                    : new Result(zero(false, 0).code(), raised);
        }
        return new Result(codec.encode(x.negative(), rounded), exact ? flags : flags | Flags.INEXACT);
    }

    /** floor(log2|x| 2^places) by bisection between the powers of two. */
    private static long logarithm(Real x, int places) {
        long low = (long) x.exponent() << places;
        long high = low + (1L << places);
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            if (isAtLeast(x, middle, places)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** |x| >= 2^(numerator / 2^places): equal, or told apart by enough digits. */
    private static boolean isAtLeast(Real x, long numerator, int places) {
        if (x.isPower(numerator, places)) {
            return true;
        }
        int e = (int) (numerator >> places);
        long fraction = numerator & (1L << places) - 1;
        for (int digits = 96; ; digits *= 2) {
            BigInteger power = Powers.power(fraction, places, digits); // less than 2 too small
            BigInteger value = x.floor(digits - e); // less than 1 too small
            if (value.compareTo(power.add(BigInteger.TWO)) >= 0) {
                return true;
            }
            if (value.add(BigInteger.ONE).compareTo(power) <= 0) {
                return false;
            }
        }
    }
}
