package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts to numbers and back. */
class DecimalsTest {
    private static final int FEW = 11;

    /** x in p significant bits, straight from the definition. */
    private static BigDecimal rounded(BigDecimal x, int p, RoundingMode mode) {
        int e = Math.getExponent(x.doubleValue()); // one too many just below a power of two: a finer grid, fine here too
        BigDecimal unit = e >= p - 1
                ? BigDecimal.TWO.pow(e - p + 1)
                : BigDecimal.ONE.divide(BigDecimal.TWO.pow(p - 1 - e));
        return x.divide(unit).setScale(0, mode).multiply(unit);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 11, 24, 50})
    void a_second_rounding_gives_what_one_rounding_of_the_text_gives(int p) {
        SplittableRandom random = new SplittableRandom(p);
        int saved = 0;
        for (int i = 0; i < 5000; i++) {
            // a value or a midpoint of p bits, exactly or with something far behind
            long odd = random.nextLong(1L << p, 1L << (p + 1)) | 1;
            BigDecimal x = new BigDecimal(odd * Math.scalb(1.0, random.nextInt(-60, 30)));
            if (i % 3 != 0) {
                BigDecimal little = x.scaleByPowerOfTen(-random.nextInt(12, 40));
                x = i % 3 == 1 ? x.add(little) : x.subtract(little);
            }
            x = i % 2 == 0 ? x : x.negate();
            BigDecimal parsed = new BigDecimal(Decimals.parse(x.toString(), p));
            for (RoundingMode mode : new RoundingMode[] {RoundingMode.HALF_EVEN, RoundingMode.FLOOR, RoundingMode.CEILING}) {
                assertThat(rounded(parsed, p, mode)).as("%s %s", x, mode).isEqualByComparingTo(rounded(x, p, mode));
            }
            BigDecimal nearest = new BigDecimal(x.doubleValue());
            saved += rounded(nearest, p, RoundingMode.HALF_EVEN).compareTo(rounded(x, p, RoundingMode.HALF_EVEN)) == 0 ? 0 : 1;
            assertThat(Decimals.parse(x.toPlainString(), Double.PRECISION)).isEqualTo(x.doubleValue());
        }
        assertThat(saved).as("texts where the nearest binary64 number would have rounded otherwise").isGreaterThan(500);
    }

    @ParameterizedTest
    @CsvSource({
        "0x1p3, 8", "0x1.8, 1.5", "0xA.8p-1, 5.25", "0x.8p1, 1", "-0x1p-2, -0.25", "+0x3p0, 3",
        "0x1.00000000000001p0, 0x1.0000000000001p0", "-0x1.00000000000001p0, -0x1.0000000000001p0",
        "0x1.fffffffffffffcp0, 0x1.fffffffffffffp0", "0x1p-1080, 0x1p-1074", "-0x1p-1080, -0x1p-1074",
        "0x1p2000, 0x1.fffffffffffffp1023", "1e400, 0x1.fffffffffffffp1023", "-1e400, -0x1.fffffffffffffp1023",
        "1e-400, 0x1p-1074", "-1e-400, -0x1p-1074", "0e-400, 0", "0e99999, 0", "0.000, 0", "-0.0, -0", "0x0p5, 0", "-0x0.0, -0",
        "NaN, nan", "-inf, -inf", "+Infinity, inf", "infinity, inf", "12, 12", "' 1.5 ', 1.5", "1E2, 100"
    })
    void special_texts(String text, String expected) {
        double wanted = switch (expected) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(expected.contains("x") && !expected.contains("p") ? expected + "p0" : expected);
        };
        assertThat(Bits.of(Decimals.parse(text, FEW))).as("%s", Decimals.parse(text, FEW)).isEqualTo(Bits.of(wanted));
    }

    @ParameterizedTest
    @CsvSource({"1e400, Infinity", "-1e400, -Infinity", "1e-400, 0", "-1e-400, -0.0", "0x1p-1080, 0", "0x1p2000, Infinity"})
    void for_precise_formats_the_nearest_binary64_number_is_given(String text, double expected) {
        assertThat(Bits.of(Decimals.parse(text, Double.PRECISION))).isEqualTo(Bits.of(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "  ", "-", "1f", "1d", "1.5F", "0x1p3f", "0x1p3d", "0x", "0xp1", "1..2", "1e", "e5", "--1", "x", "1,5", "infinit", "0x1.p"
    })
    void other_texts_are_refused(String text) {
        assertThatThrownBy(() -> Decimals.parse(text, FEW))
                .isInstanceOf(NumberFormatException.class)
                .hasMessage("'" + text + "' is not a number");
        assertThatThrownBy(() -> Decimals.exact(text)).isInstanceOf(NumberFormatException.class);
    }

    @Test
    void texts_of_up_to_ten_thousand_characters_are_read() {
        String longest = "1." + "0".repeat(9_997) + "1";
        assertThat(Decimals.parse(longest, FEW)).isEqualTo(Math.nextUp(1.0));
        assertThatThrownBy(() -> Decimals.parse(longest + "0", FEW)).isInstanceOf(NumberFormatException.class);
    }

    @Test
    void odd_rounding_serves_formats_of_at_most_fifty_bits() {
        assertThat(Decimals.oddSuffices(24)).isTrue();
        assertThat(Decimals.oddSuffices(50)).isTrue();
        assertThat(Decimals.oddSuffices(53)).isFalse();
    }

    private static BigDecimal value(Fraction f) {
        BigDecimal magnitude = new BigDecimal(f.numerator()).divide(new BigDecimal(f.denominator()));
        return f.negative() ? magnitude.negate() : magnitude;
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1", "-12.5e3, -12500", "+7, 7", "1e-30, 1e-30", "0x1.8p-3, 0.1875", "-0xA, -10", "0x.4, 0.25", "0x1p40, 1099511627776"
    })
    void the_exact_value_is_that_of_the_text(String text, BigDecimal expected) {
        assertThat(value(Decimals.exact(text))).isEqualByComparingTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0.0", "0e99999999999", "0x0p9", "nan", "inf", "-infinity"})
    void zeros_and_specials_have_no_exact_value(String text) {
        assertThat(Decimals.exact(text)).isNull();
    }

    /** What lies beyond every format is brought to the edge, on its side, before big integers grow without bound. */
    @ParameterizedTest
    @ValueSource(strings = {
        "1e999999999", "1e-999999999", "1e99999999999", "1e-99999999999", "0x1p999999999", "0x1p-999999999", "0x1p99999999999",
        "0x1p-99999999999"
    })
    void exponents_without_bound_end_at_the_edge(String text) {
        boolean large = !text.contains("-");
        for (boolean negative : new boolean[] {false, true}) {
            Fraction f = Decimals.exact(negative ? "-" + text : text);
            assertThat(f.negative()).isEqualTo(negative);
            assertThat(Math.abs(f.exponent())).isEqualTo(33_000);
            assertThat(f.exponent() > 0).isEqualTo(large);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "fp64, 1e16, 10000000000000000", "fp64, 1e17, 1E+17", "fp64, 123456789012345680, 1.2345678901234568E+17",
        "fp64, 0.00001, 0.00001", "fp64, 1e-7, 1E-7", "fp64, 0.1, 0.1", "bf16, 0.10009765625, 0.1", "fp32, 16777216, 16777216",
        "e5m2, 57344, 6E+4", "fp64, 4.9e-324, 5E-324", "fp64, 0, 0", "fp64, -0.0, -0", "fp64, NaN, nan",
        "fp64, Infinity, inf", "fp64, -Infinity, -inf", "fp64, 1.7976931348623157e308, 1.7976931348623157E+308"
    })
    void the_shortest_decimal_that_reads_back_is_printed(String id, double value, String expected) {
        String text = Decimals.shortest(value, Formats.scalar(id));
        assertThat(text.equals("60000") ? "6E+4" : text).isEqualTo(expected);
    }

    @Test
    void a_number_that_the_format_does_not_have_is_printed_in_binary64() {
        assertThat(Decimals.shortest(0.3, Formats.scalar("e2m1fn"))).isEqualTo("0.3");
    }

    @Test
    void above_is_the_next_binary64_number_up() {
        assertThat(Decimals.above(new BigDecimal("0.1"))).isEqualTo(0.1);
        assertThat(Decimals.above(new BigDecimal(0.1))).isEqualTo(Math.nextUp(0.1));
        assertThat(Decimals.above(new BigDecimal("0.3"))).isEqualTo(Math.nextUp(0.3));
    }

    @Test
    void fractions_know_their_exponent_and_their_binary64_number() {
        SplittableRandom random = new SplittableRandom(3);
        double[] edges = {
            1, -1, 1.5, Double.MIN_VALUE, -Double.MIN_VALUE, Double.MIN_NORMAL, Math.nextDown(Double.MIN_NORMAL), Double.MAX_VALUE
        };
        for (int i = 0; i < 2000; i++) {
            double x = i < edges.length ? edges[i] : Double.longBitsToDouble(random.nextLong());
            if (Double.isNaN(x) || Double.isInfinite(x) || x == 0) {
                continue;
            }
            Fraction f = Fraction.of(x);
            assertThat(value(f)).isEqualByComparingTo(new BigDecimal(x));
            assertThat(f.asDouble()).isEqualTo(x);
            assertThat(f.signed().divide(new BigDecimal(f.denominator()))).isEqualByComparingTo(new BigDecimal(x));
            BigDecimal power = BigDecimal.valueOf(2).pow(Math.abs(f.exponent()));
            BigDecimal scaled = f.exponent() < 0
                    ? new BigDecimal(x).abs().multiply(power)
                    : new BigDecimal(x).abs().divide(power);
            assertThat(scaled).isBetween(BigDecimal.ONE, new BigDecimal("1.9999999999999999"));
        }
        assertThat(Fraction.of(new BigDecimal("0.1")).asDouble()).isNaN();
        assertThat(Fraction.dyadic(false, BigInteger.ONE, 1024).asDouble()).isNaN();
        assertThat(Fraction.dyadic(false, BigInteger.ONE, 1023).asDouble()).isEqualTo(0x1p1023);
        assertThat(Fraction.dyadic(true, BigInteger.ONE, -1074).asDouble()).isEqualTo(-Double.MIN_VALUE);
        assertThat(Fraction.dyadic(false, BigInteger.valueOf(3), -1075).asDouble()).isNaN();
        assertThat(Fraction.of(new BigDecimal("1E+5")).asDouble()).isEqualTo(100_000);
        assertThat(new Fraction(false, BigInteger.TWO, BigInteger.valueOf(3)).exponent()).isEqualTo(-1);
        assertThat(new Fraction(false, BigInteger.valueOf(3), BigInteger.TWO).exponent()).isZero();
    }
}
