package binade.experiments.stream;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.Formats;
import binade.formats.GridFormat;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class NotationProperties {
    private static final GridFormat FP32 = Formats.parse("fp32");

    private static String print(Notation notation, double value, boolean wide) {
        StringBuilder out = new StringBuilder();
        notation.print(value, FP32, 0, wide, out);
        return out.toString();
    }

    private static void assertSameBits(double got, double expected) {
        assertThat(Double.doubleToLongBits(got)).isEqualTo(Double.doubleToLongBits(expected));
    }

    @Property
    void aPrintedDecimalIsItselfWhenReadAgain(@ForAll long bits) {
        double v = Double.longBitsToDouble(bits);
        String text = print(Notation.DEC, v, true);
        assertSameBits(Notation.DEC.parse(text, FP32, 0), v);
        if (Double.isFinite(v)) {
            assertThat(new BigDecimal(text)).as("exact").isEqualByComparingTo(new BigDecimal(v));
        }
    }

    @Property
    void aPrintedPatternIsItselfWhenReadAgain(@ForAll int bits) {
        float v = Float.intBitsToFloat(bits);
        assertSameBits(Notation.HEX.parse(print(Notation.HEX, v, false), FP32, 0), v);
        assertSameBits(Notation.HEX.parse(print(Notation.HEX, v, true), FP32, 0), v);
    }

    /** The value is kept exactly or is the odd one of its two neighbours, on the right side of every even one. */
    @Property
    void anyDecimalIsOnItsSideOfEveryNumberOfFiftyBits(@ForAll long bits, @ForAll @IntRange(min = -3, max = 3) int digits) {
        double v = Double.longBitsToDouble(bits & ~7); // 50 significant bits
        if (!Double.isFinite(v) || v == 0) {
            return;
        }
        BigDecimal exact = new BigDecimal(v);
        BigDecimal little = exact.abs().round(new MathContext(1, RoundingMode.UP)).movePointLeft(40)
                .multiply(BigDecimal.valueOf(digits));
        double got = Notation.DEC.parse(exact.add(little).toString(), FP32, 0);
        assertThat(Integer.signum(Double.compare(got, v))).isEqualTo(Integer.signum(digits));
    }

    @Property
    void hexFloatsAreTheNumbersTheyName(@ForAll long bits) {
        double v = Double.longBitsToDouble(bits);
        if (Double.isFinite(v)) {
            assertSameBits(Notation.DEC.parse(Double.toHexString(v), FP32, 0), v);
        }
    }
}
