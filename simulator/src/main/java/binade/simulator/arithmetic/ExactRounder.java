package binade.simulator.arithmetic;

import binade.formats.Encoding;
import binade.formats.Grid;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.simulator.arithmetic.ExactNumber.Real;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Exact numbers into a format, straight from the definitions: number-formats 3.1 (rounding), 4.1 (overflow), IEEE
 * 754-2019 section 7 (flags). Shares nothing with {@link Packer} but the format.
 */
final class ExactRounder {
    private final Projection p;
    private final Grid grid;
    private final Encoding encoding;
    private final BigDecimal max;
    private final BigDecimal min;

    ExactRounder(Projection p) {
        this.p = p;
        grid = p.format().grid();
        encoding = p.format().encoding();
        max = new BigDecimal(grid.max()).multiply(power(p.scale()));
        min = new BigDecimal(grid.min()).multiply(power(p.scale()));
    }

    private static BigDecimal power(int e) {
        BigDecimal two = BigDecimal.TWO.pow(Math.abs(e));
        return e >= 0 ? two : BigDecimal.ONE.divide(two);
    }

    /** The result for an exact number. */
    Result project(ExactNumber x, long random) {
        return project(x, random, 0);
    }

    /** The result for an exact number, on top of flags raised already. */
    Result project(ExactNumber x, long random, int flags) {
        return switch (x) {
            case ExactNumber.NotANumber nan -> notANumber(nan.signalling() ? flags | Flags.INVALID : flags);
            case ExactNumber.Infinity infinity -> infinity(infinity.negative(), flags);
            case ExactNumber.Zero zero -> new Result(encode(zero.negative() ? -0.0 : 0.0), flags);
            case Real real -> real(real, random, flags);
        };
    }

    private long encode(double value) {
        return encoding.encode(value, grid);
    }

    private Result notANumber(int flags) {
        return encoding.hasNan() ? new Result(encode(Double.NaN), flags) : new Result(Result.NO_CODE, flags | Flags.INVALID);
    }

    private Result infinity(boolean negative, int flags) {
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

    private Result real(Real x, long random, int flags) {
        int e = exponent(x);
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

    /** floor(log2 |x|). */
    private static int exponent(Real x) {
        int e = 0;
        while (x.floor(-e).signum() == 0) {
            e -= 64;
        }
        return e + x.floor(-e).bitLength() - 1;
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

    /** |x| 2^-q rounded to an integer by the rule. */
    BigInteger roundedMultiple(Real x, int q, long random) {
        BigInteger n = x.floor(-q);
        return !x.isInteger(-q) && away(x, n, q, random) ? n.add(BigInteger.ONE) : n;
    }

    /** Whether S = |x| 2^-q goes to n + 1, with n = floor(S) and nu = S - n > 0. */
    private boolean away(Real x, BigInteger n, int q, long random) {
        int bits = p.randomBits();
        BigInteger r = BigInteger.valueOf(random);
        BigInteger full = BigInteger.ONE.shiftLeft(bits);
        boolean atLeastHalf = fractionFloor(x, n, q, 1).signum() != 0; // floor(2 nu) = 1
        boolean half = atLeastHalf && x.isInteger(-q + 1);
        return switch (p.rounding()) {
            case NEAREST_EVEN -> half ? n.testBit(0) : atLeastHalf;
            case NEAREST_AWAY -> atLeastHalf;
            case TOWARD_ZERO -> false;
            case UP -> !x.negative();
            case DOWN -> x.negative();
            case TO_ODD -> !n.testBit(0);
            case STOCHASTIC_A -> fractionFloor(x, n, q, bits).add(r).compareTo(full) >= 0;
            case STOCHASTIC_B -> fractionFloor(x, n, q, bits + 1).add(r.shiftLeft(1)).add(BigInteger.ONE)
                    .compareTo(full.shiftLeft(1)) >= 0;
            case STOCHASTIC_C -> fractionNearest(x, n, q, bits).add(r).compareTo(full) >= 0;
            case STOCHASTIC, HYSTERESIS -> throw new AssertionError(p.rounding());
        };
    }

    /** floor(nu 2^bits). */
    private static BigInteger fractionFloor(Real x, BigInteger n, int q, int bits) {
        return x.floor(bits - q).subtract(n.shiftLeft(bits));
    }

    /** nu 2^bits to the nearest integer, ties to even. */
    private static BigInteger fractionNearest(Real x, BigInteger n, int q, int bits) {
        BigInteger floor = fractionFloor(x, n, q, bits);
        boolean atLeastHalf = fractionFloor(x, n, q, bits + 1).testBit(0);
        boolean tie = atLeastHalf && x.isInteger(bits + 1 - q);
        return atLeastHalf && (!tie || floor.testBit(0)) ? floor.add(BigInteger.ONE) : floor;
    }

    private boolean pointsBack(boolean negative) {
        return switch (p.rounding()) {
            case TOWARD_ZERO, TO_ODD -> true;
            case UP -> negative;
            case DOWN -> !negative;
            case NEAREST_EVEN, NEAREST_AWAY, STOCHASTIC_A, STOCHASTIC_B, STOCHASTIC_C -> false;
            case STOCHASTIC, HYSTERESIS -> throw new AssertionError(p.rounding());
        };
    }
}
