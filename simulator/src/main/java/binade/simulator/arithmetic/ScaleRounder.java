package binade.simulator.arithmetic;

import binade.formats.Overflow;
import binade.simulator.arithmetic.ExactNumber.Real;
import java.math.BigInteger;

/**
 * Into E8M0, the scale of OCP blocks: 2^(code - 127), neither zero nor negative numbers. Ties go to the even code
 * (number-formats 3.4). Negative numbers are NaN; zero and what lies below the smallest value become it, but zero is NaN
 * under the overflow rule {@code overflow} (4.4).
 */
final class ScaleRounder extends ExactRounder {
    private static final int BIAS = 127;
    private static final long MAX = 254;
    private static final long NAN = 255;

    private final Projection p;

    ScaleRounder(Projection p) {
        super(p);
        this.p = p;
    }

    @Override
    Result notANumber(int flags) {
        return new Result(NAN, flags);
    }

    /** No result, so none that is inexact: 0.5 rounded to the integer 0, which has no code, is invalid and nothing more. */
    private static Result invalid(int flags) {
        return new Result(NAN, flags & ~Flags.INEXACT | Flags.INVALID);
    }

    @Override
    Result zero(boolean negative, int flags) {
        return p.overflow() == Overflow.OVERFLOW
                ? invalid(flags)
                : new Result(0, flags | Flags.UNDERFLOW | Flags.INEXACT);
    }

    @Override
    Result infinity(boolean negative, int flags) {
        return negative ? invalid(flags) : beyond(false, flags);
    }

    private Result beyond(boolean back, int flags) {
        return new Result(
                p.overflow() == Overflow.OVERFLOW && !back ? NAN : MAX, flags | Flags.OVERFLOW | Flags.INEXACT);
    }

    @Override
    Result real(Real x, long random, int flags) {
        if (x.negative()) {
            return invalid(flags);
        }
        int e = x.exponent();
        long code = e + BIAS;
        boolean exact = x.isInteger(-e);
        if (!exact && away(x, BigInteger.ONE, code % 2 != 0, e, random)) {
            code++;
        }
        if (code > MAX) {
            return beyond(pointsBack(false), flags);
        }
        return code < 0
                ? new Result(0, flags | Flags.UNDERFLOW | Flags.INEXACT)
                : new Result(code, exact ? flags : flags | Flags.INEXACT);
    }
}
