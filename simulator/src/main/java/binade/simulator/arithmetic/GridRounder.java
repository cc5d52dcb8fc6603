package binade.simulator.arithmetic;

import binade.formats.Encoding;
import binade.formats.Grid;
import binade.formats.Overflow;
import binade.simulator.arithmetic.ExactNumber.Real;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Into a grid with IEEE's way of overflow: all floats, lists, integers and fixed point but P3109 and E8M0. */
final class GridRounder extends ExactRounder {
    private final Projection p;
    private final Grid grid;
    private final Encoding encoding;
    private final BigDecimal max;
    private final BigDecimal min;

    GridRounder(Projection p) {
        super(p);
        this.p = p;
        grid = p.gridFormat().grid();
        encoding = p.gridFormat().encoding();
        max = new BigDecimal(grid.max()).multiply(power(p.scale()));
        min = new BigDecimal(grid.min()).multiply(power(p.scale()));
    }

    private static BigDecimal power(int e) {
        BigDecimal two = BigDecimal.TWO.pow(Math.abs(e));
        return e >= 0 ? two : BigDecimal.ONE.divide(two);
    }

    @Override
    Result zero(boolean negative, int flags) {
        return new Result(encode(negative ? -0.0 : 0.0), flags);
    }

    private long encode(double value) {
        return encoding.encode(value, grid);
    }

    @Override
    Result notANumber(int flags) {
        return encoding.hasNan() ? new Result(encode(Double.NaN), flags) : new Result(Result.NO_CODE, flags | Flags.INVALID);
    }

    @Override
    Result infinity(boolean negative, int flags) {
        boolean keeps = encoding.hasInfinity() && p.overflow() != Overflow.SAT_FINITE;
        return keeps ? new Result(encode(infinite(negative)), flags) : outOfRange(negative, false, flags);
    }

    private static double infinite(boolean negative) {
        return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    /** @param pointsBack whether the rounding direction points back to zero */
    private Result outOfRange(boolean negative, boolean pointsBack, int flags) {
        int raised = flags | Flags.OVERFLOW | Flags.INEXACT;
        if (p.overflow() == Overflow.OVERFLOW && !pointsBack && encoding.hasNan()) {
            return new Result(encode(encoding.hasInfinity() ? infinite(negative) : Double.NaN), raised);
        }
        return new Result(encode(negative ? grid.min() : grid.max()), raised);
    }

    @Override
    Result real(Real x, long random, int flags) {
        int e = x.exponent();
        int q = quantum(e);
        BigInteger n = roundedMultiple(x, q, random);
        BigDecimal value = new BigDecimal(x.negative() ? n.negate() : n).multiply(power(q));
        if (value.compareTo(max) > 0 || value.compareTo(min) < 0) {
            return outOfRange(x.negative(), pointsBack(x.negative()), flags);
        }
        int raised = flags;
        if (!x.isInteger(-q)) {
            raised |= Flags.INEXACT | (isTiny(x, e, random) ? Flags.UNDERFLOW : 0);
        }
        double unscaled = value.multiply(power(-p.scale())).doubleValue(); // exact: a value of the format
        return new Result(encode(value.signum() == 0 && x.negative() ? -0.0 : unscaled), raised);
    }

    private int quantum(int e) {
        return grid.quantumExponent(e - p.scale()) + p.scale();
    }

    /** Underflow after rounding: rounded to the precision of the smallest normal binade, below the normal range. */
    private boolean isTiny(Real x, int e, long random) {
        if (grid.binades() == 1) {
            return false; // the spacing is the same everywhere
        }
        int emin = Math.getExponent(grid.minNormal()) + p.scale();
        int precision = emin - quantum(emin) + 1;
        int q = e - precision + 1;
        BigDecimal rounded = new BigDecimal(roundedMultiple(x, q, random)).multiply(power(q));
        return rounded.compareTo(power(emin)) < 0;
    }
}
