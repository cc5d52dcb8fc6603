package binade.experiments.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.Formats;
import binade.formats.GridFormat;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotationTest {
    private static final GridFormat FP134 = Formats.parse("fp134");

    private static double dec(String text) {
        return Notation.DEC.parse(text, FP134, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "0.1", "464.00003", "1e-50", "-3.5", "1e300", "0x1.8p-3", "-0X1.FFFFFEP+127", "0x.8", "0x10", "7", "+2.5", "1E5", "4.9e-324"
    })
    void aDecimalIsTakenToOneOfItsTwoBinary64Neighbours(String text) {
        double got = dec(text);
        double java = Double.parseDouble(text.contains("x") && !text.toLowerCase().contains("p") ? text + "p0" : text);
        assertThat(got).isBetween(Math.nextDown(java), Math.nextUp(java));
    }

    @Test
    void anInexactDecimalKeepsWhichSideOfATieItIsOn() {
        String tie = new BigDecimal(33 / 32.0).toPlainString();
        assertThat(dec(tie)).isEqualTo(33 / 32.0);
        assertThat(dec(tie + "0".repeat(30) + "1")).isEqualTo(Math.nextUp(33 / 32.0));
        assertThat(dec("-" + tie + "0".repeat(3000) + "1")).isEqualTo(-Math.nextUp(33 / 32.0));
        assertThat(dec("1.03124" + "9".repeat(60))).isEqualTo(Math.nextDown(33 / 32.0));
        assertThat(dec("0x1.08" + "0".repeat(40) + "1p0")).isEqualTo(Math.nextUp(33 / 32.0));
        assertThat(dec("0x1.07" + "f".repeat(40) + "p0")).isEqualTo(Math.nextDown(33 / 32.0));
        assertThat(dec("0x1" + "0".repeat(9000) + "p-36000")).isEqualTo(1);
        assertThat(dec("0x1" + "0".repeat(8999) + "1p-36000")).isEqualTo(Math.nextUp(1.0));
    }

    @ParameterizedTest
    @CsvSource({
        "1e-400, 4.9e-324", "-1e-400, -4.9e-324", "1e-30000, 4.9e-324", "0x1p-30000, 4.9e-324", "-0x.001p-9000, -4.9e-324",
        "1e-999999999999, 4.9e-324", "1e400, 1.7976931348623157e308", "-0x1p5000, -1.7976931348623157e308", "0e-999, 0.0",
        "-0.000, -0.0", "0x0p-99999, 0.0", "inf, Infinity", "-Infinity, -Infinity"
    })
    void numbersBeyondBinary64StayFiniteAndNonZero(String text, double expected) {
        assertThat(Double.doubleToLongBits(dec(text))).isEqualTo(Double.doubleToLongBits(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "1f", "1d", "1.5F", "0x1p0f", "0x1.1p0d", "0x", "0xp1", "1e", "--1", "1,5", "1e5e", "0x1p"})
    void whatIsNoNumberIsRefused(String text) {
        assertThatThrownBy(() -> dec(text))
                .isInstanceOf(NumberFormatException.class)
                .hasMessage("'" + text + "' is not a number");
    }

    @Test
    void bitPatternsHaveEightOrSixteenDigits() {
        assertThat(Notation.HEX.parse("3f800000", FP134, 0)).isEqualTo(1);
        assertThat(Notation.HEX.parse("0xBF800000", FP134, 0)).isEqualTo(-1);
        assertThat(Notation.HEX.parse("3ff8000000000000", FP134, 0)).isEqualTo(1.5);
        for (String wrong : new String[] {"3f80000", "3f8000000", "", "3g800000", "-f800000"}) {
            assertThatThrownBy(() -> Notation.HEX.parse(wrong, FP134, 0)).isInstanceOf(NumberFormatException.class);
        }
    }

    @Test
    void aCodeIsCheckedAgainstTheWidth() {
        assertThat(Notation.CODE.parse("7f", FP134, 0)).isEqualTo(1.9375);
        assertThat(Notation.CODE.parse("ff", FP134, 3)).isEqualTo(-15.5);
        assertThatThrownBy(() -> Notation.CODE.parse("100", FP134, 0)).hasMessageContaining("more than 8 bits");
    }
}
