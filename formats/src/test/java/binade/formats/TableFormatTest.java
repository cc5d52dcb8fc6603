package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.reference.ExactLog;
import binade.formats.reference.ExactPosit;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Posits, logarithmic numbers and codebooks. */
class TableFormatTest {
    @TempDir
    Path folder;

    static Stream<String> posits() {
        return IntStream.rangeClosed(3, 16).boxed()
                .flatMap(n -> IntStream.rangeClosed(0, 3).mapToObj(es -> "posit" + n + "_" + es));
    }

    static Stream<String> logs() {
        return Stream.of("lns3_0", "lns3_1", "lns4_0", "lns5_1", "lns8_2", "lns8_3", "lns8_4", "lns8_6", "lns11_0", "lns12_4");
    }

    static Stream<String> tables() {
        return Stream.of(posits(), logs(), Stream.of("nf4", "lns16_10", "lns16_14")).flatMap(s -> s);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void every_code_encodes_to_itself(String id) {
        ScalarFormat f = Formats.scalar(id);
        for (long code = 0; code < 1L << f.width(); code++) {
            assertThat(f.encode(f.decode(code))).as("%s code %x", id, code).isEqualTo(code);
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void values_ascend_and_thresholds_lie_between(String id) {
        TableFormat f = (TableFormat) Formats.scalar(id);
        for (int i = 1; i < f.size(); i++) {
            assertThat(f.value(i)).isGreaterThan(f.value(i - 1));
            assertThat(f.threshold(i - 1)).isGreaterThan(f.value(i - 1)).isLessThanOrEqualTo(f.value(i));
            assertThat(f.nextUp(f.value(i - 1))).isEqualTo(f.value(i));
            assertThat(f.nextDown(f.value(i))).isEqualTo(f.value(i - 1));
        }
    }

    @ParameterizedTest
    @MethodSource("posits")
    void posits_equal_strings_of_bits(String id) {
        ScalarFormat f = Formats.scalar(id);
        String[] numbers = id.substring("posit".length()).split("_");
        ExactPosit exact = new ExactPosit(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
        for (int code = 0; code < 1 << f.width(); code++) {
            BigDecimal v = exact.decode(code);
            assertThat(Bits.of(f.decode(code))).isEqualTo(Bits.of(v == null ? Double.NaN : v.doubleValue()));
        }
        for (double x : ScalarDomain.inputs(f, 1 << 9)) {
            if (f.encode(f.round(x)) != exact.encode(x)) {
                assertThat(f.encode(f.round(x))).as("%s of %s", id, Double.toHexString(x)).isEqualTo(exact.encode(x));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"posit8_0, 6", "posit8_2, 24", "posit16_2, 56", "posit16_1, 28"})
    void the_largest_posit_is_a_power_of_useed(String id, int exponent) {
        Limits l = Formats.scalar(id).limits();
        assertThat(l.max()).isEqualTo(Math.scalb(1.0, exponent));
        assertThat(l.smallestPositive()).isEqualTo(Math.scalb(1.0, -exponent));
    }

    @Test
    void posits_compare_like_signed_integers_and_have_one_rounding() {
        ScalarFormat f = Formats.scalar("posit8_2");
        assertThat(f.compareCodes(0x80, 0x81)).isNegative();
        assertThat(f.compareCodes(0xff, 0)).isNegative();
        assertThat(f.compareCodes(0x7f, 0x40)).isPositive();
        assertThat(f.round(Double.NEGATIVE_INFINITY)).isNaN();
        assertThatThrownBy(() -> f.round(1, Rounding.TOWARD_ZERO, Overflow.SAT_FINITE, 0, 1, 0))
                .hasMessage("rounding rtz is not defined for posit8_2; allowed: rne");
    }

    @ParameterizedTest
    @MethodSource("logs")
    void logarithmic_numbers_equal_powers_of_integers(String id) {
        ScalarFormat f = Formats.scalar(id);
        String[] numbers = id.substring("lns".length()).split("_");
        ExactLog exact = new ExactLog(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
        int sign = 1 << (f.width() - 1);
        for (int code = 0; code < sign; code++) {
            if (code != sign / 2) {
                assertThat(exact.isNearest(f.decode(code), exact.logarithm(code))).isTrue();
                assertThat(f.decode(code | sign)).isEqualTo(-f.decode(code));
            }
        }
        assertThat(f.decode(sign / 2)).isZero();
        assertThat(f.decode(sign + sign / 2)).isNaN();
        for (double x : ScalarDomain.inputs(f, 1 << 7)) {
            if (f.encode(f.round(x)) != exact.encode(x)) {
                assertThat(f.encode(f.round(x))).as("%s of %s", id, Double.toHexString(x)).isEqualTo(exact.encode(x));
            }
        }
    }

    @Test
    void logarithmic_numbers_round_at_the_geometric_and_log4_at_the_arithmetic_midpoint() {
        ScalarFormat lns = Formats.scalar("lns8_0");
        assertThat(lns.round(Math.sqrt(2))).isEqualTo(2); // the binary64 square root lies above the real one
        assertThat(lns.round(Math.nextDown(Math.sqrt(2)))).isEqualTo(1);
        assertThat(Formats.scalar("log5").round(0.73)).isEqualTo(0.5);
        assertThat(lns.round(0.73)).isEqualTo(1);
    }

    @Test
    void what_overflows_a_logarithm_is_nan_only_without_saturation() {
        ScalarFormat f = Formats.scalar("lns8_3");
        double max = f.limits().max();
        assertThat(f.round(1e9)).isEqualTo(max);
        assertThat(f.round(1e9, Rounding.NEAREST_EVEN, Overflow.OVERFLOW, 0, 1, 0)).isNaN();
        assertThat(f.round(1e9, Rounding.TOWARD_ZERO, Overflow.OVERFLOW, 0, 1, 0)).isEqualTo(max);
        assertThat(f.round(max * 1.04, Rounding.NEAREST_EVEN, Overflow.OVERFLOW, 0, 1, 0)).isEqualTo(max);
        assertThat(f.round(max * 1.05, Rounding.NEAREST_EVEN, Overflow.OVERFLOW, 0, 1, 0)).isNaN();
    }

    @Test
    void nf4_goes_to_the_nearer_value_and_on_a_midpoint_to_the_lower_code() {
        TableFormat f = (TableFormat) Formats.scalar("nf4");
        for (int i = 0; i + 1 < f.size(); i++) {
            BigDecimal middle = new BigDecimal(f.value(i)).add(new BigDecimal(f.value(i + 1))).divide(BigDecimal.TWO);
            float near = middle.floatValue();
            for (float x : new float[] {Math.nextDown(Math.nextDown(near)), Math.nextUp(Math.nextUp(near))}) {
                assertThat(f.encode(f.round(x))).isEqualTo(new BigDecimal(x).compareTo(middle) > 0 ? i + 1 : i);
            }
        }
        assertThat(f.encode(f.round(-0.8480964303016663))).isZero(); // the threshold of bitsandbytes, not the even neighbour
        assertThat(f.encode(f.round(-0.8480963706970215))).isEqualTo(1);
        assertThat(f.encode(f.round(0.6427869200706482))).isEqualTo(13); // a midpoint that is a binary32 number
        assertThatThrownBy(() -> f.encode(Double.NaN)).hasMessageContaining("no NaN");
    }

    private ScalarFormat codebook(String text) throws IOException {
        Path file = folder.resolve("Book.txt");
        Files.writeString(file, text);
        return Formats.scalar("codebook:" + file);
    }

    @Test
    void a_codebook_is_sorted_and_rounds_to_the_nearest_value() throws IOException {
        double[] values = {-3, -0.1, 0, 0x1.8p-3, 0.7, 12.5};
        ScalarFormat f = codebook("0.7\n# a comment\n12.5\n\n-3\n0x1.8p-3\n-0.1 # here too\n0\n");
        assertThat(f.width()).isEqualTo(3);
        for (int code = 0; code < values.length; code++) {
            assertThat(f.decode(code)).isEqualTo(values[code]);
        }
        assertThatThrownBy(() -> f.decode(6)).hasMessageContaining("names no value");
        for (double x : ScalarDomain.inputs(f, 8)) {
            if (Double.isNaN(x)) {
                continue;
            }
            double bounded = Math.clamp(x, -3, 12.5);
            BigDecimal exact = new BigDecimal(bounded);
            double nearest = Arrays.stream(values).boxed()
                    .min((a, b) -> new BigDecimal(a).subtract(exact).abs().compareTo(new BigDecimal(b).subtract(exact).abs()))
                    .orElseThrow();
            assertThat(f.round(x)).as("%s", x).isEqualTo(nearest);
            assertThat(f.round(x, Rounding.UP, Overflow.SAT_FINITE, 0, 1, 0))
                    .isEqualTo(Arrays.stream(values).filter(v -> v >= bounded).min().orElseThrow());
            assertThat(f.round(x, Rounding.DOWN, Overflow.SAT_FINITE, 0, 1, 0))
                    .isEqualTo(Arrays.stream(values).filter(v -> v <= bounded).max().orElseThrow());
            assertThat(Math.abs(f.round(x, Rounding.TOWARD_ZERO, Overflow.SAT_FINITE, 0, 1, 0)))
                    .isLessThanOrEqualTo(Math.abs(x));
        }
    }

    @Test
    void a_codebook_rounds_stochastically_by_the_exact_fraction() throws IOException {
        ScalarFormat f = codebook("0\n8\n");
        assertThat(f.round(3, Rounding.STOCHASTIC, Overflow.SAT_FINITE, 2, 3, 0)).isEqualTo(8); // 2/8 < 3/8
        assertThat(f.round(3, Rounding.STOCHASTIC, Overflow.SAT_FINITE, 3, 3, 0)).isZero(); // 3/8 is not below 3/8
        assertThat(f.round(3, Rounding.HYSTERESIS, Overflow.SAT_FINITE, 0, 1, 8)).isEqualTo(8);
        assertThat(f.round(3, Rounding.HYSTERESIS, Overflow.SAT_FINITE, 0, 1, 0)).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "'1\n2\nx\n' | 'line 3: ''x'' is not a number; one value per line is wanted'", "'1\n2\n1.0\n' | line 3: value 1.0 is already on line 1",
        "'1\nnan\n' | line 2: 'nan' is not finite", "'0\n-0\n' | already on line 1", "'1\n' | has 1 values; at least 2"
    })
    void a_bad_codebook_names_the_line(String text, String message) {
        assertThatThrownBy(() -> codebook(text)).hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"posit2_0", "posit17_2", "posit8_4", "lns2_0", "lns17_3", "lns8_7", "lns16_2"})
    void members_that_do_not_exist_are_refused(String id) {
        assertThatThrownBy(() -> Formats.scalar(id)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + id + "'");
    }

    @Test
    void grids_are_asked_for_where_only_grids_will_do() {
        assertThatThrownBy(() -> Formats.parse("posit8_2")).hasMessageContaining("is a posit; a grid format is needed");
        assertThatThrownBy(() -> Formats.parse("ternary")).hasMessageContaining("takes its scale from a whole tensor");
    }
}
