package binade.simulator.arithmetic;

import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.WideFormat;
import binade.simulator.arithmetic.ExactNumber.Real;
import java.math.BigInteger;

/**
 * Into a format of the IEEE P3109 family, beyond binary64 or not: "even" is an even code, one NaN, no -0, and the
 * saturation of the interim report 4.0, section 4.7.5 (number-formats 6). It knows no flags; these are IEEE 754's.
 */
final class CodeRounder extends ExactRounder {
    /** The fields of a code. */
    private record Fields(int width, int precision, int emin, boolean signed, boolean extended) {}

    private final Projection p;
    private final Fields f;
    private final long signBit;
    private final long nan;
    private final long maxCode;

    private CodeRounder(Projection p, Fields f) {
        super(p);
        this.p = p;
        this.f = f;
        signBit = 1L << (f.width - 1);
        nan = f.signed ? signBit : (1L << f.width) - 1;
        maxCode = nan - (f.extended ? 2 : 1);
    }

    static CodeRounder of(Projection p, GridFormat g) {
        return new CodeRounder(p, new Fields(
                g.width(), g.grid().precision(), g.grid().lowestBinade(), g.encoding().signed(), g.encoding().hasInfinity()));
    }

    static CodeRounder of(Projection p, WideFormat w) {
        return new CodeRounder(p, new Fields(w.width(), w.precision(), w.emin(), w.signed(), w.extended()));
    }

    @Override
    Result notANumber(int flags) {
        return new Result(nan, flags);
    }

    @Override
    Result zero(boolean negative, int flags) {
        return new Result(0, flags);
    }

    @Override
    Result infinity(boolean negative, int flags) {
        boolean keeps = f.extended && p.overflow() != Overflow.SAT_FINITE && (f.signed || !negative);
        return keeps ? new Result(signed(maxCode + 1, negative), flags) : beyond(negative, false, flags);
    }

    private long signed(long magnitude, boolean negative) {
        return negative ? magnitude | signBit : magnitude;
    }

    /** @param back whether a finite number is rounded back into the range */
    private Result beyond(boolean negative, boolean back, int flags) {
        boolean saturates = p.overflow() != Overflow.OVERFLOW || back;
        int raised = flags | Flags.OVERFLOW | Flags.INEXACT;
        if (negative && !f.signed) {
            return saturates ? new Result(0, raised) : new Result(nan, flags | Flags.INVALID);
        }
        return new Result(signed(saturates || !f.extended ? maxCode : maxCode + 1, negative), raised);
    }

    @Override
    Result real(Real x, long random, int flags) {
        int e = x.exponent();
        int q = Math.max(e, f.emin) - f.precision + 1;
        BigInteger code = code(x, q, random);
        if (code.signum() != 0 && (x.negative() && !f.signed || code.compareTo(BigInteger.valueOf(maxCode)) > 0)) {
            boolean oddBack = p.rounding() == Rounding.TO_ODD && !x.negative() && !f.signed && f.extended;
            return beyond(
                    x.negative(), oddBack || p.rounding() != Rounding.TO_ODD && pointsBack(x.negative()), flags);
        }
        int raised = flags;
        if (!x.isInteger(-q)) {
            raised |= Flags.INEXACT | (isTiny(x, e, random) ? Flags.UNDERFLOW : 0);
        }
        long magnitude = code.longValueExact();
        return new Result(magnitude == 0 ? 0 : signed(magnitude, x.negative()), raised);
    }

    /** The code of |x| rounded at 2^q, as if the exponent had no end: fields follow each other like numbers. */
    private BigInteger code(Real x, int q, long random) {
        BigInteger n = x.floor(-q);
        long binade = q + f.precision - 1L - f.emin; // that in which 2^q is the quantum
        BigInteger code = n.add(BigInteger.valueOf(binade).shiftLeft(f.precision - 1));
        return !x.isInteger(-q) && away(x, n, code.testBit(0), q, random) ? code.add(BigInteger.ONE) : code;
    }

    /** Underflow after rounding: with an exponent without lower end, too, the result would be below the normal range. */
    private boolean isTiny(Real x, int e, long random) {
        if (e >= f.emin) {
            return false;
        }
        BigInteger normal = BigInteger.ONE.shiftLeft(f.precision - 1);
        return code(x, e - f.precision + 1, random).compareTo(normal) < 0;
    }
}
