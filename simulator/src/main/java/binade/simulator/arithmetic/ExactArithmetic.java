package binade.simulator.arithmetic;

import binade.formats.GridFormat.Family;
import binade.formats.Rounding;
import binade.formats.ScalarFormat;
import binade.simulator.arithmetic.ExactNumber.Infinity;
import binade.simulator.arithmetic.ExactNumber.NotANumber;
import binade.simulator.arithmetic.ExactNumber.Rational;
import binade.simulator.arithmetic.ExactNumber.Real;
import binade.simulator.arithmetic.ExactNumber.Root;
import binade.simulator.arithmetic.ExactNumber.Zero;
import java.math.BigInteger;

/**
 * The operations as their definitions: exact rationals and roots, rounded once. Slow and obvious; takes every grid
 * format. Source: IEEE 754-2019 sections 5.3.1, 5.4.1, 6.1 to 6.3, 7.2, 7.3.
 */
public final class ExactArithmetic implements Arithmetic {
    private static final NotANumber QUIET = new NotANumber(false);

    private final ExactCodec codec;
    private final ExactRounder rounder;
    private final boolean roundsDown;
    /** P3109 and posits, whose zero has no sign. */
    private final boolean divisionByZeroIsNan;

    public ExactArithmetic(Projection projection) {
        codec = ExactCodec.of(projection.format(), projection.scale());
        rounder = ExactRounder.of(projection);
        roundsDown = projection.rounding() == Rounding.DOWN;
        divisionByZeroIsNan = switch (projection.format()) {
            case ScalarFormat f -> f.family() == Family.P3109 || f.family() == Family.POSIT;
            default -> true;
        };
    }

    @Override
    public Result apply(Operation operation, long a, long b, long c, long random) {
        int operands = operation.operands();
        ExactNumber x = codec.decode(a);
        ExactNumber y = operands > 1 ? codec.decode(b) : x;
        ExactNumber z = operands > 2 ? codec.decode(c) : x;
        boolean signalling = isSignalling(x) || isSignalling(y) || isSignalling(z);
        if (operation == Operation.FMA && isInvalidProduct(x, y)) {
            return invalid(); // whatever c is
        }
        if (isNan(x) || isNan(y) || isNan(z)) {
            return rounder.project(QUIET, random, signalling ? Flags.INVALID : 0);
        }
        return switch (operation) {
            case ADD -> sum(x, y, random);
            case SUB -> sum(x, negated(y), random);
            case MUL -> isInvalidProduct(x, y) ? invalid() : rounder.project(product(x, y), random);
            case DIV -> quotient(x, y, random);
            case SQRT -> root(x, random);
            case REM -> remainder(x, y, random);
            case FMA -> sum(product(x, y), z, random);
            case ROUND_TO_INT -> integer(x, random);
        };
    }

    private static boolean isNan(ExactNumber x) {
        return x instanceof NotANumber;
    }

    private static boolean isSignalling(ExactNumber x) {
        return x instanceof NotANumber(boolean signalling) && signalling;
    }

    private Result invalid() {
        return rounder.project(QUIET, 0, Flags.INVALID);
    }

    private static boolean isNegative(ExactNumber x) {
        return switch (x) {
            case NotANumber nan -> false;
            case Infinity(boolean negative) -> negative;
            case Zero(boolean negative) -> negative;
            case Real real -> real.negative();
        };
    }

    private static ExactNumber negated(ExactNumber x) {
        return switch (x) {
            case NotANumber nan -> nan;
            case Infinity(boolean negative) -> new Infinity(!negative);
            case Zero(boolean negative) -> new Zero(!negative);
            case Rational(boolean negative, BigInteger n, BigInteger d) -> new Rational(!negative, n, d);
            case Powers powers -> powers.negated();
            case Root root -> throw new AssertionError("a root is a result, no operand");
        };
    }

    private Result sum(ExactNumber x, ExactNumber y, long random) {
        boolean opposite = isNegative(x) != isNegative(y);
        if (x instanceof Infinity || y instanceof Infinity) {
            return x instanceof Infinity && y instanceof Infinity && opposite
                    ? invalid()
                    : rounder.project(x instanceof Infinity ? x : y, random);
        }
        if (x instanceof Zero && y instanceof Zero) {
            return rounder.project(new Zero(opposite ? roundsDown : isNegative(x)), random);
        }
        if (x instanceof Zero || y instanceof Zero) {
            return rounder.project(x instanceof Zero ? y : x, random);
        }
        ExactNumber sum = sum((Real) x, (Real) y);
        return rounder.project(sum instanceof Zero ? new Zero(roundsDown) : sum, random);
    }

    /** The exact sum; a zero without a sign. */
    private static ExactNumber sum(Real x, Real y) {
        if (!(x instanceof Rational r && y instanceof Rational s)) {
            return Powers.of(x).plus(Powers.of(y));
        }
        BigInteger numerator =
                r.signed().multiply(s.denominator()).add(s.signed().multiply(r.denominator()));
        return numerator.signum() == 0
                ? new Zero(false)
                : ExactNumber.quotient(numerator, r.denominator().multiply(s.denominator()));
    }

    private static boolean isInvalidProduct(ExactNumber x, ExactNumber y) {
        return x instanceof Infinity && y instanceof Zero || x instanceof Zero && y instanceof Infinity;
    }

    private static ExactNumber product(ExactNumber x, ExactNumber y) {
        boolean negative = isNegative(x) != isNegative(y);
        if (x instanceof Infinity || y instanceof Infinity) {
            return new Infinity(negative);
        }
        if (x instanceof Zero || y instanceof Zero) {
            return new Zero(negative);
        }
        if (!(x instanceof Rational r && y instanceof Rational s)) {
            return Powers.of((Real) x).times(Powers.of((Real) y));
        }
        return new Rational(
                negative, r.numerator().multiply(s.numerator()), r.denominator().multiply(s.denominator()));
    }

    private Result quotient(ExactNumber x, ExactNumber y, long random) {
        if (x instanceof Infinity && y instanceof Infinity || x instanceof Zero && y instanceof Zero
                || y instanceof Zero && divisionByZeroIsNan) {
            return invalid();
        }
        boolean negative = isNegative(x) != isNegative(y);
        if (x instanceof Infinity) {
            return rounder.project(new Infinity(negative), random);
        }
        if (y instanceof Zero) {
            return rounder.project(new Infinity(negative), random, Flags.DIVIDE_BY_ZERO);
        }
        if (x instanceof Zero || y instanceof Infinity) {
            return rounder.project(new Zero(negative), random);
        }
        return rounder.project(product(x, reciprocal((Real) y)), random);
    }

    private static ExactNumber reciprocal(Real y) {
        return y instanceof Rational s
                ? new Rational(s.negative(), s.denominator(), s.numerator())
                : Powers.of(y).reciprocal();
    }

    private Result root(ExactNumber x, long random) {
        if (x instanceof Zero) {
            return rounder.project(x, random);
        }
        if (isNegative(x)) {
            return invalid();
        }
        return rounder.project(switch (x) {
            case Rational r -> new Root(r);
            case Powers p -> p.root();
            default -> x;
        }, random);
    }

    /** x - n y with n = x / y rounded to the nearest integer, ties to even. */
    private Result remainder(ExactNumber x, ExactNumber y, long random) {
        if (x instanceof Infinity || y instanceof Zero) {
            return invalid();
        }
        if (x instanceof Zero || y instanceof Infinity) {
            return rounder.project(x, random);
        }
        Real quotient = (Real) product(x, reciprocal((Real) y));
        BigInteger n = quotient.floor(0);
        boolean half = quotient.isInteger(1) && !quotient.isInteger(0);
        if (half ? n.testBit(0) : quotient.floor(1).testBit(0)) {
            n = n.add(BigInteger.ONE);
        }
        if (n.signum() == 0) {
            return rounder.project(x, random);
        }
        ExactNumber taken = product(y, new Rational(!quotient.negative(), n, BigInteger.ONE));
        ExactNumber rest = sum((Real) x, (Real) taken);
        return rounder.project(rest instanceof Zero ? new Zero(isNegative(x)) : rest, random);
    }

    private Result integer(ExactNumber x, long random) {
        if (!(x instanceof Real r)) {
            return rounder.project(x, random);
        }
        BigInteger n = rounder.roundedMultiple(r, 0, random);
        int flags = r.isInteger(0) ? 0 : Flags.INEXACT;
        ExactNumber result = n.signum() == 0
                ? new Zero(r.negative())
                : new Rational(r.negative(), n, BigInteger.ONE);
        return rounder.project(result, random, flags);
    }
}
