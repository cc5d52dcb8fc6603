package binade.testkit;

import binade.formats.GridFormat;
import binade.formats.GridFormat.Family;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.Rounding.Operand;
import binade.testkit.vectors.ExactAnswers;
import binade.testkit.vectors.RoundingSpec;
import binade.testkit.vectors.TestVector;
import java.math.BigDecimal;
import java.util.Objects;

/**
 * What holds for every correct rounding, one method per law; a law that says nothing about a vector or a rule is
 * silent. Needs no test library. {@link #equalsExact} implies all others; they are there because they say what is wrong.
 */
public final class RoundingLaws {
    private final RoundingSpec spec;
    private final RoundingUnderTest subject;
    private final ExactAnswers exact;
    private final double min;
    private final double max;

    public RoundingLaws(RoundingSpec spec, RoundingUnderTest subject) {
        this.spec = Objects.requireNonNull(spec);
        this.subject = Objects.requireNonNull(subject);
        exact = ExactAnswers.of(spec);
        min = spec.min();
        max = spec.max();
    }

    private double round(TestVector v) {
        return subject.round(v.x(), v.random(), v.previous());
    }

    private double round(TestVector v, double x) {
        return subject.round(x, v.random(), v.previous());
    }

    private void require(boolean holds, TestVector v, double got, String law) {
        if (!holds) {
            throw new AssertionError(spec + ": " + law + "; " + v + " gives " + show(got) + ", exact is " + show(exact.of(v)));
        }
    }

    private static String show(double y) {
        return y + " (" + Double.toHexString(y) + ")";
    }

    /** The result is the one of the exact reference. */
    public void equalsExact(TestVector v) {
        double y = round(v);
        require(spec.agree(exact.of(v), y), v, y, "the result is the exact one");
    }

    /** NaN stays NaN, and nothing else becomes NaN where results saturate. */
    public void nanStaysNan(TestVector v) {
        double y = round(v);
        if (Double.isNaN(v.x())) {
            require(Double.isNaN(y), v, y, "NaN stays NaN");
        } else if (Double.isFinite(v.x()) && v.x() >= min && v.x() <= max) {
            require(Double.isFinite(y), v, y, "a number inside the range becomes a number");
        }
    }

    /** The result is a value of the format: it has a code, and a zero has a sign only where the format has -0. */
    public void isInFormat(TestVector v) {
        double y = round(v);
        boolean found;
        try {
            found = spec.agree(y, spec.decode(spec.encode(y)));
        } catch (IllegalArgumentException none) {
            found = Double.isNaN(y); // NaN where the format has none: the caller's policy
        }
        require(found, v, y, "the result is a value of the format");
        boolean codeOfMinusZeroIsNan = spec.format().hasNan() && !spec.format().limits().negativeZero();
        if (y == 0 && codeOfMinusZeroIsNan) {
            require(1 / y > 0, v, y, "-0 does not exist: its code is NaN");
        }
    }

    /** To nearest, no neighbour of the result is nearer. Posits, logarithms and codebooks have thresholds of their own. */
    public void nearestIsNearest(TestVector v) {
        Rounding r = spec.rounding();
        if (r != Rounding.NEAREST_EVEN && r != Rounding.NEAREST_AWAY || !Double.isFinite(v.x())
                || !(spec.format() instanceof GridFormat)) {
            return;
        }
        double y = round(v);
        if (!Double.isFinite(y)) {
            return;
        }
        for (double other : new double[] {spec.nextDown(y), spec.nextUp(y)}) {
            if (Double.isFinite(other)) {
                require(distance(v.x(), y).compareTo(distance(v.x(), other)) <= 0, v, y, other + " is nearer");
            }
        }
    }

    private static BigDecimal distance(double a, double b) {
        return new BigDecimal(a).subtract(new BigDecimal(b)).abs();
    }

    /** Of two inputs with the same second operand, the smaller has no larger result. */
    public void monotone(TestVector v, double other) {
        double y = round(v);
        double z = round(v, other);
        if (!Double.isNaN(y) && !Double.isNaN(z)) {
            boolean ordered = v.x() == other || v.x() < other ? y <= z || v.x() == other : y >= z;
            require(ordered, v, y, other + " gives " + show(z) + ", which is out of order");
        }
    }

    /** What is rounded stays as it is, whatever the second operand. */
    public void idempotent(TestVector v, TestVector again) {
        double y = round(v);
        if (!Double.isNaN(y)) {
            double z = round(again, y);
            require(spec.agree(y, z), v, y, "rounded again it becomes " + show(z));
        }
    }

    /** Rules of the magnitude mirror at zero in formats that do. */
    public void oddSymmetry(TestVector v) {
        boolean magnitudeRule = switch (spec.rounding()) {
            case NEAREST_EVEN, NEAREST_AWAY, TOWARD_ZERO, TO_ODD, STOCHASTIC_A, STOCHASTIC_B, STOCHASTIC_C -> true;
            case UP, DOWN, STOCHASTIC, HYSTERESIS -> false;
        };
        if (!magnitudeRule || min != -max || spec.format().family() == Family.CODEBOOK) {
            return;
        }
        double y = round(v);
        double mirrored = round(v, -v.x());
        require(spec.agree(-y, mirrored) || y == 0 && mirrored == 0 && v.x() != 0, v, y, "-x gives " + show(mirrored));
    }

    /** Beyond the range the overflow rule decides, after rounding. */
    public void overflowFollowsItsRule(TestVector v) {
        double x = v.x();
        if (Double.isNaN(x) || x >= min && x <= max || min > 0) {
            return;
        }
        double y = round(v);
        double end = x > 0 ? max : min;
        boolean hasInfinity = spec.format().limits().infinity() && (x > 0 || min < 0);
        boolean posit = spec.format().family() == Family.POSIT;
        if (posit && Double.isInfinite(x)) {
            require(Double.isNaN(y), v, y, "an infinity is not a real");
        } else if (spec.overflow() == Overflow.SAT_FINITE || spec.overflow() == Overflow.SAT_PROPAGATE && Double.isFinite(x)) {
            require(y == end, v, y, "what lies beyond the range saturates");
        } else if (spec.overflow() == Overflow.SAT_PROPAGATE) {
            require(y == (hasInfinity ? x : end), v, y, "an infinity stays where the format has it");
        } else {
            require(spec.agree(exact.of(v), y), v, y, "overflow gives infinity, else NaN, else the largest value");
        }
    }

    /** Floor if the input is not below the previous value, ceiling if it is: a value holds until a whole step is done. */
    public void hysteresisHoldsOn(TestVector v) {
        double x = v.x();
        if (spec.rounding() != Rounding.HYSTERESIS || !Double.isFinite(x) || x < min || x > max || min > 0) {
            return;
        }
        double y = round(v);
        if (v.previous() > x) {
            require(y >= x && (y == min || spec.nextDown(y) < x), v, y, "from above the next value up is taken");
        } else {
            require(y <= x && (y == max || spec.nextUp(y) > x), v, y, "from below the next value down is taken");
        }
        boolean withinAStep = x > spec.nextDown(v.previous()) && x < spec.nextUp(v.previous());
        require(!withinAStep || y == v.previous(), v, y, "less than a step moves nothing");
    }

    /** The result is a neighbour of the input, and R moves it one way only. */
    public void randomBitsMoveOneWay(TestVector v, long otherRandom) {
        double x = v.x();
        if (spec.rounding().operand() != Operand.RANDOM || !Double.isFinite(x) || x < min || x > max) {
            return;
        }
        double y = round(v);
        require(spec.nextDown(y) <= x && x <= spec.nextUp(y), v, y, "the result is a neighbour of the input");
        double z = subject.round(x, otherRandom, v.previous());
        boolean signed = spec.rounding() == Rounding.STOCHASTIC; // down with growing R; the others away from zero
        double change = signed ? y - z : Math.abs(z) - Math.abs(y);
        boolean oneWay = v.random() <= otherRandom ? change >= 0 : change <= 0;
        require(oneWay, v, y, "R = " + Long.toHexString(otherRandom) + " gives " + show(z));
    }
}
