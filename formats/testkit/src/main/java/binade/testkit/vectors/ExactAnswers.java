package binade.testkit.vectors;

import binade.formats.GridFormat;
import binade.formats.GridFormat.Family;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.ScalarFormat;
import binade.formats.reference.ExactCodes;
import binade.formats.reference.ExactFormat;
import binade.formats.reference.ExactFormats;
import binade.formats.reference.ExactLog;
import binade.formats.reference.ExactPosit;
import binade.formats.reference.ExactRounding;

/** The right result of every vector. */
@FunctionalInterface
public interface ExactAnswers {
    /** x rounded; NaN, infinities and -0 as binary64 has them. */
    double round(double x, long random, double previous);

    /** The right result of a vector. */
    default double of(TestVector v) {
        return round(v.x(), v.random(), v.previous());
    }

    /**
     * The slow, exact definitions in big integers: grids, P3109, E8M0, posits, and logarithmic numbers of up to three
     * fraction bits to nearest. Codebooks and what is left of the logarithmic numbers have no definition but their
     * table; there the answer is the library's, whose table its own tests hold to exact arithmetic.
     */
    static ExactAnswers of(RoundingSpec s) {
        ScalarFormat f = s.format();
        if (f.id().equals("fp64")) {
            return s::library; // inputs are binary64: nothing is rounded, and exact decimals of 2^-1074 take milliseconds
        }
        if (f instanceof GridFormat g) {
            ExactCodes codes = codes(g);
            if (codes != null) {
                return (x, r, p) -> codes.round(x, s.rounding(), s.overflow(), r, s.randomBits(), p);
            }
            ExactFormat exact = ExactFormats.of(g, s.scale());
            return (x, r, p) -> ExactRounding.round(x, exact, s.rounding(), s.overflow(), r, s.randomBits(), p);
        }
        String[] numbers = f.id().replaceFirst("^[a-z]+", "").split("_");
        if (f.family() == Family.POSIT) {
            ExactPosit posit = new ExactPosit(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
            return (x, r, p) -> s.decode(posit.encode(x));
        }
        boolean saturating = s.overflow() != Overflow.OVERFLOW;
        if (f.family() == Family.LNS && s.rounding() == Rounding.NEAREST_EVEN && saturating
                && Integer.parseInt(numbers[1]) <= 3) {
            ExactLog log = new ExactLog(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
            return (x, r, p) -> s.decode(log.encode(x));
        }
        return s::library;
    }

    private static ExactCodes codes(GridFormat g) {
        if (g.id().equals("e8m0fnu")) {
            return ExactCodes.e8m0();
        }
        if (g.family() != Family.P3109) {
            return null;
        }
        String[] parts = g.id().substring("binary".length()).split("p|(?=[su][ef])");
        return ExactCodes.p3109(
                Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), parts[2].startsWith("s"), parts[2].endsWith("e"));
    }
}
