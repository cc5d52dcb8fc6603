package binade.simulator.arithmetic;

import binade.formats.BlockFormat;
import binade.formats.GridFormat;
import binade.formats.GridFormat.Family;
import binade.formats.Rounding;
import binade.formats.SignFormat;
import binade.formats.TableFormat;
import binade.formats.WideFormat;
import binade.simulator.arithmetic.ExactNumber.Real;
import java.math.BigInteger;

/**
 * Exact numbers into a format, straight from the definitions: number-formats 3.1 (rounding), 4.1 (overflow), IEEE
 * 754-2019 section 7 (flags). Shares nothing with {@link Packer} but the format. One subclass for each kind of format.
 */
abstract sealed class ExactRounder permits GridRounder, CodeRounder, ScaleRounder, PositRounder, CodebookRounder, LogRounder {
    private final Rounding rounding;
    private final int randomBits;

    ExactRounder(Projection p) {
        rounding = p.rounding();
        randomBits = p.randomBits();
    }

    /** The one that knows the format. */
    static ExactRounder of(Projection p) {
        return switch (p.format()) {
            case GridFormat g -> Projection.isPlainGrid(g)
                    ? new GridRounder(p)
                    : g.encoding().isP3109() ? CodeRounder.of(p, g) : new ScaleRounder(p);
            case WideFormat w -> CodeRounder.of(p, w);
            case TableFormat t when t.family() == Family.POSIT -> new PositRounder(p, t);
            case TableFormat t when t.family() == Family.LNS -> new LogRounder(p, t);
            case TableFormat t -> new CodebookRounder(p, t);
            case SignFormat signs -> throw new AssertionError("refused by Projection: " + signs);
            case BlockFormat blocks -> throw new AssertionError("refused by Projection: " + blocks);
        };
    }

    /** The result for an exact number. */
    final Result project(ExactNumber x, long random) {
        return project(x, random, 0);
    }

    /** The result for an exact number, on top of flags raised already. */
    final Result project(ExactNumber x, long random, int flags) {
        return switch (x) {
            case ExactNumber.NotANumber nan -> notANumber(nan.signalling() ? flags | Flags.INVALID : flags);
            case ExactNumber.Infinity infinity -> infinity(infinity.negative(), flags);
            case ExactNumber.Zero zero -> zero(zero.negative(), flags);
            case Real real -> real(real, random, flags);
        };
    }

    abstract Result notANumber(int flags);

    abstract Result infinity(boolean negative, int flags);

    abstract Result zero(boolean negative, int flags);

    abstract Result real(Real x, long random, int flags);

    /** |x| 2^-q rounded to an integer by the rule. */
    final BigInteger roundedMultiple(Real x, int q, long random) {
        BigInteger n = x.floor(-q);
        return !x.isInteger(-q) && away(x, n, n.testBit(0), q, random) ? n.add(BigInteger.ONE) : n;
    }

    /** Whether S = |x| 2^-q goes to n + 1, with n = floor(S) and nu = S - n > 0; n counts as odd or even. */
    final boolean away(Real x, BigInteger n, boolean odd, int q, long random) {
        int bits = randomBits;
        BigInteger r = BigInteger.valueOf(random);
        BigInteger full = BigInteger.ONE.shiftLeft(bits);
        boolean atLeastHalf = fractionFloor(x, n, q, 1).signum() != 0; // floor(2 nu) = 1
        boolean half = atLeastHalf && x.isInteger(-q + 1);
        return switch (rounding) {
            case NEAREST_EVEN -> half ? odd : atLeastHalf;
            case NEAREST_AWAY -> atLeastHalf;
            case TOWARD_ZERO -> false;
            case UP -> !x.negative();
            case DOWN -> x.negative();
            case TO_ODD -> !odd;
            case STOCHASTIC_A -> fractionFloor(x, n, q, bits).add(r).compareTo(full) >= 0;
            case STOCHASTIC_B -> fractionFloor(x, n, q, bits + 1).add(r.shiftLeft(1)).add(BigInteger.ONE)
                    .compareTo(full.shiftLeft(1)) >= 0;
            case STOCHASTIC_C -> fractionNearest(x, n, q, bits).add(r).compareTo(full) >= 0;
            case STOCHASTIC, HYSTERESIS -> throw new AssertionError(rounding);
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

    /** Whether the rounding direction points back to zero. */
    final boolean pointsBack(boolean negative) {
        return switch (rounding) {
            case TOWARD_ZERO, TO_ODD -> true;
            case UP -> negative;
            case DOWN -> !negative;
            case NEAREST_EVEN, NEAREST_AWAY, STOCHASTIC_A, STOCHASTIC_B, STOCHASTIC_C -> false;
            case STOCHASTIC, HYSTERESIS -> throw new AssertionError(rounding);
        };
    }
}
