package binade.testkit;

import binade.formats.ScalarFormat;
import binade.testkit.vectors.RoundingSpec;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The laws of encoding as jqwik properties: codes mean what they should, and decode followed by encode is the identity. */
public interface EncodingContract {
    /** The format whose codes these are. */
    ScalarFormat format();

    /** What knows them. */
    EncodingUnderTest subject();

    /** Codes that name a value; formats of up to 10 bits are enumerated by jqwik if it is given that many tries. */
    @Provide
    default Arbitrary<Long> codes() {
        ScalarFormat f = format();
        return new FormatArbitraries(RoundingSpec.of(f)).codes().filter(code -> names(f, code));
    }

    /** Inputs that rounding turns into values. */
    @Provide
    default Arbitrary<Double> inputs() {
        return new FormatArbitraries(RoundingSpec.of(format())).inputs();
    }

    private static boolean names(ScalarFormat f, long code) {
        try {
            f.decode(code);
            return true;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new AssertionError(message);
        }
    }

    /** NaN as a class; zeros as bits. */
    @Property
    default void codesHaveTheirValues(@ForAll("codes") long code) {
        double expected = format().decode(code);
        double got = subject().decode(code);
        require(Double.compare(expected, got) == 0, format().id() + ": code " + Long.toHexString(code) + " is "
                + expected + ", not " + got);
    }

    /** Each value comes back as its code; further codes of NaN as the canonical one, or as themselves. */
    @Property
    default void decodeThenEncodeIsTheIdentity(@ForAll("codes") long code) {
        long canonical = format().encode(format().decode(code));
        long got = subject().encode(subject().decode(code));
        require(got == canonical || got == code, format().id() + ": code " + Long.toHexString(code) + " comes back as "
                + Long.toHexString(got));
    }

    /** Rounded values, -0 among them, get the code of the format. */
    @Property
    default void roundedValuesGetTheirCode(@ForAll("inputs") double x) {
        double y = format().round(x);
        if (!Double.isNaN(y)) {
            long expected = format().encode(y);
            long got = subject().encode(y);
            require(got == expected, format().id() + ": " + y + " has the code " + Long.toHexString(expected) + ", not "
                    + Long.toHexString(got));
        }
    }

    /** Where -0 is no value its zero is the only one: in FNUZ, P3109 and posits the code of the sign bit alone is NaN. */
    @Property(tries = 1)
    default void minusZeroIsZeroWhereItDoesNotExist() {
        if (format().hasNan() && !format().limits().negativeZero() && format().limits().min() <= 0) {
            long got = subject().encode(-0.0);
            require(got == format().encode(0.0), format().id() + ": -0 has the code " + Long.toHexString(got));
        }
    }
}
