package binade.testkit.vectors;

import binade.formats.ScalarFormat;
import binade.formats.reference.ExactDefinition;
import binade.formats.reference.ExactFormats;

/** The right result of every vector. */
@FunctionalInterface
public interface ExactAnswers {
    /** x rounded; NaN, infinities and -0 as binary64 has them. */
    double round(double x, long random, double previous);

    /** The right result of a vector. */
    default double of(TestVector v) {
        return round(v.x(), v.random(), v.previous());
    }

    /** The slow, exact definitions in big integers. */
    static ExactAnswers of(RoundingSpec s) {
        ScalarFormat f = s.format();
        if (f.id().equals("fp64")) {
            return s::library; // inputs are binary64: nothing is rounded, and exact decimals of 2^-1074 take milliseconds
        }
        ExactDefinition exact = ExactFormats.definition(f, s.scale());
        return (x, r, p) -> exact.round(x, s.rounding(), s.overflow(), r, s.randomBits(), p);
    }
}
