package binade.simulator.arithmetic;

import binade.formats.TableFormat;
import binade.simulator.arithmetic.ExactNumber.Real;
import java.math.BigInteger;

/**
 * Into a posit (standard of 2022; number-formats 11): the number as an endless string of bits, regime, exponent and
 * fraction, cut to the width to nearest, ties to the even code. Numbers other than zero become neither zero nor NaR; NaN
 * and infinities are NaR. Posits have no flags; inexact is raised, and invalid where NaR comes from other numbers.
 */
final class PositRounder extends ExactRounder {
    private final int width;
    private final int exponentBits;
    private final long nar;

    PositRounder(Projection p, TableFormat format) {
        super(p);
        width = format.width();
        exponentBits = Integer.parseInt(format.id().substring(format.id().indexOf('_') + 1));
        nar = 1L << (width - 1);
    }

    @Override
    Result notANumber(int flags) {
        return new Result(nar, flags);
    }

    @Override
    Result infinity(boolean negative, int flags) {
        return new Result(nar, flags | Flags.INVALID);
    }

    @Override
    Result zero(boolean negative, int flags) {
        return new Result(0, flags);
    }

    @Override
    Result real(Real x, long random, int flags) {
        int e = x.exponent();
        int k = e >> exponentBits;
        int runs = width - 2; // the longest regime
        long code;
        boolean exact;
        if (k >= runs) {
            code = nar - 1;
            exact = k == runs && x.compareMagnitude(BigInteger.ONE, k << exponentBits) == 0;
        } else if (k < -runs) {
            code = 1;
            exact = false;
        } else {
            // 11..10 or 00..01, then the exponent field, then more fraction than there is room for
            int regimeBits = k >= 0 ? k + 2 : 1 - k;
            long regime = k >= 0 ? (1L << regimeBits) - 2 : 1;
            long field = e - ((long) k << exponentBits);
            BigInteger fraction = x.floor(width - e).clearBit(width);
            BigInteger bits = BigInteger.valueOf(regime << exponentBits | field).shiftLeft(width).or(fraction);
            int cut = regimeBits + exponentBits + width - (width - 1);
            BigInteger kept = bits.shiftRight(cut);
            boolean more = !x.isInteger(width - e) || bits.getLowestSetBit() < cut - 1;
            boolean half = bits.testBit(cut - 1);
            exact = !half && !more;
            code = kept.longValueExact() + (half && (more || kept.testBit(0)) ? 1 : 0);
            code = Math.clamp(code, 1, nar - 1);
        }
        return new Result(x.negative() ? 2 * nar - code : code, exact ? flags : flags | Flags.INEXACT);
    }
}
