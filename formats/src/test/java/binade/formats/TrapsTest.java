package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.GridFormat.Family;
import binade.formats.kernel.Kernels;
import binade.formats.kernel.RoundingPlan;
import binade.formats.random.RandomStream.Purpose;
import binade.formats.random.RandomWords;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The mistakes of other libraries (number-formats 15), one test per number; 11 belongs to blocks. */
class TrapsTest {
    static Stream<ScalarFormat> formats() {
        return Arrays.stream(Family.values())
                .flatMap(f -> (f == Family.P3109 ? Formats.usualP3109() : Formats.ids(f)).stream())
                .map(Formats::scalar)
                .filter(f -> f.width() <= 16);
    }

    static Stream<GridFormat> floats() {
        return formats().filter(f -> f instanceof GridFormat).map(f -> (GridFormat) f)
                .filter(f -> f.family() == Family.IEEE || f.family() == Family.SMALL || f.family() == Family.P3109);
    }

    private static double round(String id, double x, String rounding, Overflow overflow) {
        return Formats.scalar(id).round(x, Rounding.parse(rounding), overflow, 0, 1, 0);
    }

    @Test
    void trap_01_the_range_is_checked_after_rounding() {
        ForEach.check(floats(), f -> {
            Grid g = f.grid();
            double half = Math.scalb(1.0, g.quantumExponent(g.topBinade()) - 1);
            double edge = g.max() + half;
            assertThat(f.round(Math.nextDown(edge), Rounding.NEAREST_EVEN, Overflow.OVERFLOW, 0, 1, 0)).isEqualTo(g.max());
            double beyond = f.round(Math.nextUp(edge), Rounding.NEAREST_EVEN, Overflow.OVERFLOW, 0, 1, 0);
            if (f.encoding().hasInfinity()) {
                assertThat(beyond).isEqualTo(Double.POSITIVE_INFINITY);
            } else if (f.hasNan() && !f.encoding().isP3109()) {
                assertThat(beyond).isNaN();
            } else {
                assertThat(beyond).isEqualTo(g.max());
            }
        });
    }

    /** The exact scale of a tensor one binary32 step below a power of two. */
    @Test
    void trap_02_the_exponent_of_the_maximum_comes_from_its_bits() {
        Quantizer q = Quantizer.nearest(Formats.parse("fp134"), 0);
        for (int k = -100; k <= 120; k++) {
            float power = Math.scalb(1f, k);
            assertThat(q.exactScale(new float[] {Math.nextDown(power)}, 0, 1)).isEqualTo(k - 1);
            assertThat(q.exactScale(new float[] {power}, 0, 1)).isEqualTo(k);
        }
    }

    @Test
    void trap_03_subnormal_inputs_keep_their_exponent() {
        assertThat(Formats.scalar("e8m0fnu").decode(0)).isEqualTo(0x1p-127);
        assertThat(Formats.scalar("e8m0fnu").encode(Formats.scalar("e8m0fnu").round(0x1p-127f))).isZero();
        assertThat(Formats.scalar("fp32").round(Float.MIN_VALUE)).isEqualTo(Float.MIN_VALUE);
        Quantizer q = Quantizer.nearest(Formats.parse("fp134"), 0);
        assertThat(q.exactScale(new float[] {0x1p-130f}, 0, 1)).isEqualTo(-130);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x7f800001, 0x7fffffff, 0xff800001, 0xffffffff, 0x7fc00000})
    void trap_04_every_nan_stays_nan(int bits) {
        float nan = Float.intBitsToFloat(bits);
        formats().filter(ScalarFormat::hasNan).forEach(f -> {
            for (Rounding rounding : Rounding.values()) {
                if (f.supports(rounding)) {
                    assertThat(f.round(nan, rounding, Overflow.SAT_FINITE, 0, 1, 0)).as(f.id()).isNaN();
                }
            }
            assertThat(f.decode(f.encode(nan))).as(f.id()).isNaN();
        });
    }

    @Test
    void trap_05_a_negative_number_that_rounds_to_zero_keeps_its_sign_where_it_can() {
        ForEach.check(floats(), f -> {
            if (!f.encoding().hasZero() || !f.encoding().signed()) {
                return;
            }
            double zero = f.round(-f.grid().minPositive() / 4, Rounding.UP, Overflow.SAT_FINITE, 0, 1, 0);
            assertThat(Bits.of(zero)).isEqualTo(Bits.of(f.encoding().negativeZero() ? -0.0 : 0.0));
        });
    }

    @Test
    void trap_06_nan_is_never_quantized_to_a_number_without_notice() {
        formats().filter(f -> !f.hasNan()).forEach(f -> {
            assertThat(f.round(Double.NaN)).as(f.id()).isNaN();
            assertThatThrownBy(() -> f.encode(Double.NaN)).as(f.id()).hasMessageContaining("no NaN");
        });
    }

    @Test
    void trap_07_minus_zero_appears_only_where_it_has_a_code() {
        ForEach.check(formats(), f -> {
            if (f instanceof GridFormat g && !g.encoding().hasZero()) {
                return;
            }
            boolean own = f.limits().negativeZero();
            double smallest = f.limits().smallestPositive();
            for (Rounding rounding : Rounding.values()) {
                for (double x : new double[] {-0.0, -smallest / 8}) {
                    if (f.supports(rounding)) {
                        double y = f.round(x, rounding, Overflow.SAT_FINITE, 0, 1, 0);
                        assertThat(Bits.of(y) == Bits.of(-0.0) && !own).as("%s %s of %s", f, rounding, x).isFalse();
                    }
                }
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "e8m0fnu, 0.75, 0.5, 1", "e8m0fnu, 1.5, 2, 2", "e8m0fnu, 3, 2, 4", "e8m0fnu, 6, 8, 8",
        "e8m0fnu, 0x1.8p-127, 0x1p-127, 0x1p-126", "binary8p1se, 1.5, 1, 2", "binary8p1se, 3, 4, 4", "log4, 0.75, 1, 1",
        "log4, 0.375, 0.5, 0.5", "e4m3fn, 1.0625, 1, 1.125", "e4m3fn, 1.1875, 1.25, 1.25"
    })
    void trap_08_ties_go_to_the_even_code_the_even_multiple_or_away(String id, double x, double even, double away) {
        assertThat(round(id, x, "rne", Overflow.SAT_FINITE)).isEqualTo(even);
        assertThat(round(id, x, "rna", Overflow.SAT_FINITE)).isEqualTo(away);
    }

    @Test
    void trap_09_decode_and_encode_are_inverse_over_all_codes() {
        ForEach.check(formats(), f -> {
            for (long code = 0; code < 1L << f.width(); code++) {
                double v;
                try {
                    v = f.decode(code);
                } catch (IllegalArgumentException unused) {
                    assertThat(unused).hasMessageContaining("names no value");
                    continue;
                }
                long back = f.encode(v);
                if (Double.isNaN(v)) {
                    assertThat(f.decode(back)).isNaN();
                } else if (v == 0) {
                    assertThat(Bits.of(f.decode(back))).isEqualTo(Bits.of(v));
                } else if (back != code) {
                    assertThat(back).as("%s, code %x", f, code).isEqualTo(code);
                }
                if (!Double.isNaN(v) && f.supports(Rounding.NEAREST_EVEN) && Bits.of(f.round(v)) != Bits.of(v)) {
                    assertThat(f.round(v, Rounding.NEAREST_EVEN, Overflow.SAT_PROPAGATE, 0, 1, 0)).isEqualTo(v);
                }
            }
        });
    }

    @Test
    void trap_10_carries_into_the_next_binade_and_out_of_the_subnormals_are_ordinary() {
        ForEach.check(floats(), f -> {
            Grid g = f.grid();
            for (int e = g.lowestBinade(); e <= g.topBinade(); e++) {
                double power = Math.scalb(1.0, e);
                double below = f.nextDown(power);
                if (power > g.max() || below <= 0 || below == power) {
                    continue;
                }
                double middle = below / 2 + power / 2;
                assertThat(f.round(Math.nextUp(middle))).as("%s into 2^%d", f, e).isEqualTo(power);
                assertThat(f.round(Math.nextDown(middle))).isEqualTo(below);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"int8, -128, -128", "int8, -129, -128", "sm8, -128, -127", "int4, -8, -8"})
    void trap_12_the_most_negative_integer_exists_in_twos_complement_only(String id, double x, double expected) {
        GridFormat f = Formats.parse(id);
        int scale = Formats.parse("int" + f.width()).defaultScale();
        Grid grid = f.grid().scaledBy(scale);
        assertThat(ScalarRounding.round(
                        x, grid, f.encoding(), Rounding.NEAREST_EVEN, Overflow.SAT_FINITE, 0, 1, 0))
                .isEqualTo(expected);
    }

    /** Random integers belong to places of a tensor: whole, in pieces, backwards and on several threads the same result. */
    @ParameterizedTest
    @ValueSource(strings = {"sr-a", "sr-b", "sr-c", "sr"})
    void trap_13_stochastic_rounding_does_not_depend_on_pieces_or_threads(String rule) {
        GridFormat f = Formats.parse("fp134");
        Quantizer q = Quantizer.of(f, Rounding.parse(rule), f.defaultOverflow(), 0);
        RandomWords words = new RandomWords(20_261_120, Purpose.ROUNDING, 3);
        int n = 5000;
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (i % 97 - 48) * 0x1.23p-6f; // exact zeros among them: they take a number, too
        }
        for (int bits : new int[] {7, 16, 24}) {
            float[] whole = new float[n];
            q.quantizeAt(0, x, whole, 0, n, words, 0, bits, new int[RandomWords.GROUP]);
            for (int piece : new int[] {1, 17, 1000, 1024, 4999}) {
                float[] y = new float[n];
                IntStream.range(0, Math.ceilDiv(n, piece)).parallel().forEach(p -> q.quantizeAt(
                        0, x, y, p * piece, Math.min(n, (p + 1) * piece), words, p * piece, bits, new int[RandomWords.GROUP]));
                assertThat(y).as("%s, %d bits, pieces of %d", rule, bits, piece).containsExactly(whole);
            }
            for (int i = 0; i < n; i += 7) {
                double one = f.round(x[i], Rounding.parse(rule), f.defaultOverflow(), words.number(i, bits), bits, 0);
                assertThat(whole[i]).isEqualTo((float) one);
            }
        }
    }

    @Test
    void trap_14_binary64_and_decimals_round_once() {
        assertThat(Formats.scalar("e4m3fn").round(-431.99999999999994)).isEqualTo(-416);
        assertThat(Formats.scalar("e4m3fn").parse("-431.999999999999999999999")).isEqualTo(-416);
        assertThat(Formats.scalar("e4m3fn").parse("-432.000000000000000000001")).isEqualTo(-448);
        assertThat(Formats.scalar("posit8_0").parse("1.0156250000000000000001")).isEqualTo(1.03125);
    }

    /** Texts one step in a far place above and below a threshold, in formats as precise as binary64 and in tables. */
    @ParameterizedTest
    @CsvSource({
        "fp64, rne, 0x1.00000000000008p0, 0x1p0", "fp64, rne, 0x1.00000000000008000000001p0, 0x1.0000000000001p0",
        "fp64, ru, 0x1.00000000000000000000001p0, 0x1.0000000000001p0", "fp64, rtz, 0x1.0000000000000fffffffffp0, 0x1p0",
        "fp64, ru, 1e-400, 0x1p-1074", "fp64, rd, -1e-400, -0x1p-1074", "fp64, rtz, 1e999, 0x1.fffffffffffffp1023",
        "nf4, rne, 0.0397901497781276702880859375, 0", "nf4, ru, 1e-999, 0x1.45f5fe0000000p-4",
        "posit8_2, rne, 1e-999, 0x1p-24", "binary8p1se, rne, 3.00000000000000000000001, 4",
        "binary8p1se, rne, 5.99999999999999999999999, 4", "e8m0fnu, rne, 1.50000000000000000000000001, 2",
        "e8m0fnu, rne, 2.99999999999999999999999999, 2", "e8m0fnu, rne, 3.00000000000000000000000001, 4"
    })
    void trap_14_a_text_that_binary64_does_not_hold_rounds_once(String id, String rounding, String text, String expected) {
        double y = Formats.scalar(id).round(Decimals.exact(text), Rounding.parse(rounding), Overflow.OVERFLOW, 0, 1, 0);
        assertThat(y).isEqualTo(Decimals.parse(expected, Double.PRECISION));
    }

    /** 2^(1/16), between 1 and the next value of lns8_3, to 56 places; the last place decides. */
    @Test
    void trap_14_irrational_thresholds_decide_by_as_many_digits_as_the_text_has() {
        ScalarFormat f = Formats.scalar("lns8_3");
        String below = "1.04427378242741384032196647873992900878460312966271332201";
        String above = "1.04427378242741384032196647873992900878460312966271332202";
        assertThat(f.round(Decimals.exact(below), Rounding.NEAREST_EVEN, Overflow.SAT_FINITE, 0, 1, 0)).isEqualTo(1);
        assertThat(f.round(Decimals.exact(above), Rounding.NEAREST_EVEN, Overflow.SAT_FINITE, 0, 1, 0)).isGreaterThan(1);
    }

    @Test
    void trap_15_the_last_code_of_e8m0_is_nan_and_scales_of_128_are_numbers() {
        ScalarFormat f = Formats.scalar("e8m0fnu");
        assertThat(f.decode(0xff)).isNaN();
        assertThat(f.decode(0xfe)).isEqualTo(0x1p127);
        assertThat(f.encode(128.0)).isEqualTo(0x86);
    }

    /** Number-formats 4.4. */
    @Test
    void awkward_inputs_of_e8m0() {
        assertThat(round("e8m0fnu", 0, "rne", Overflow.SAT_FINITE)).isEqualTo(0x1p-127);
        assertThat(round("e8m0fnu", 0, "rne", Overflow.OVERFLOW)).isNaN();
        assertThat(round("e8m0fnu", 0x1p-128, "rne", Overflow.OVERFLOW)).isEqualTo(0x1p-127);
        assertThat(round("e8m0fnu", -1, "rne", Overflow.SAT_FINITE)).isNaN();
        assertThat(round("e8m0fnu", 0x1.9p127, "rne", Overflow.SAT_FINITE)).isEqualTo(0x1p127);
        assertThat(round("e8m0fnu", 0x1.9p127, "rne", Overflow.OVERFLOW)).isNaN();
        assertThatThrownBy(() -> Formats.scalar("e8m0fnu").encode(0)).hasMessageContaining("neither zero nor negative");
        float[] x = {1.5f, 3f, 0.75f};
        Kernels.rounding().round(RoundingPlan.of(Formats.parse("e8m0fnu"), 0, Overflow.SAT_FINITE), x, x, 0, 3);
        assertThat(x).containsExactly(2f, 2f, 0.5f);
    }
}
