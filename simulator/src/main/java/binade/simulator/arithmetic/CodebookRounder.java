package binade.simulator.arithmetic;

import binade.formats.Rounding;
import binade.formats.TableFormat;
import binade.simulator.arithmetic.ExactNumber.Real;
import binade.simulator.arithmetic.ExactNumber.Zero;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Into a codebook (number-formats 9): the sorted list of values, thresholds half way, a number on a threshold to the lower
 * value. What lies beyond an end becomes it, with the flags of an overflow; there is neither NaN nor infinity, and no
 * underflow.
 */
final class CodebookRounder extends ExactRounder {
    private final TableFormat format;
    private final Rounding rounding;

    CodebookRounder(Projection p, TableFormat format) {
        super(p);
        this.format = format;
        rounding = p.rounding();
    }

    @Override
    Result notANumber(int flags) {
        return new Result(Result.NO_CODE, flags | Flags.INVALID);
    }

    @Override
    Result infinity(boolean negative, int flags) {
        return beyond(negative, flags);
    }

    private Result beyond(boolean low, int flags) {
        return new Result(low ? 0 : format.size() - 1, flags | Flags.OVERFLOW | Flags.INEXACT);
    }

    @Override
    Result zero(boolean negative, int flags) {
        return nearest(new Zero(false), false, flags);
    }

    @Override
    Result real(Real x, long random, int flags) {
        return nearest(x, x.negative(), flags);
    }

    private Result nearest(ExactNumber x, boolean negative, int flags) {
        int last = format.size() - 1;
        if (compare(x, exact(format.value(0))) < 0 || compare(x, exact(format.value(last))) > 0) {
            return beyond(compare(x, exact(format.value(0))) < 0, flags);
        }
        int low = 0;
        while (low < last && compare(x, exact(format.value(low + 1))) >= 0) {
            low++;
        }
        if (compare(x, exact(format.value(low))) == 0) {
            return new Result(low, flags);
        }
        boolean up = switch (rounding) {
            case NEAREST_EVEN -> compare(x, threshold(low)) > 0;
            case UP -> true;
            case DOWN -> false;
            case TOWARD_ZERO -> negative;
            default -> throw new AssertionError(rounding);
        };
        return new Result(up ? low + 1 : low, flags | Flags.INEXACT);
    }

    private static BigDecimal exact(double v) {
        return new BigDecimal(v);
    }

    /** Half way to the next value; NF4 has binary32 thresholds of its own, the first numbers above which go up. */
    private BigDecimal threshold(int low) {
        return format.id().equals("nf4")
                ? exact(Math.nextDown(format.threshold(low)))
                : exact(format.value(low)).add(exact(format.value(low + 1))).divide(BigDecimal.TWO);
    }

    /** The order of x and an exact value: a decimal whose binary digits end. */
    private static int compare(ExactNumber x, BigDecimal v) {
        if (!(x instanceof Real real)) {
            return -v.signum();
        }
        if (v.signum() == 0 || real.negative() != v.signum() < 0) {
            return real.negative() ? -1 : 1;
        }
        int places = Math.max(0, v.scale()); // v 2^places is an integer, as v 10^places is
        BigInteger n = v.abs().multiply(new BigDecimal(BigInteger.ONE.shiftLeft(places))).toBigIntegerExact();
        int side = real.compareMagnitude(n, -places);
        return real.negative() ? -side : side;
    }
}
