package binade.formats;

import static binade.formats.Rounding.HYSTERESIS;
import static binade.formats.Rounding.NEAREST_EVEN;
import static binade.formats.Rounding.STOCHASTIC;
import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.kernel.RoundingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The worked examples of paper-method 2.4, 4, 5 and 6 and of number-formats 2, 3.6, 4 and 14. */
class RoundingExamplesTest {
    private static float round(String id, Rounding rounding, float x, long r, int bits, double previous) {
        GridFormat f = Formats.parse(id);
        return RoundingPlan.of(f, 0, f.defaultOverflow()).roundOne(x, rounding, r, bits, (float) previous);
    }

    private static float nearest(String id, float x) {
        return round(id, NEAREST_EVEN, x, 0, 1, 0);
    }

    /** r as a fraction of 2^24, rounded to an integer: the examples stay clear of the threshold. */
    private static float stochastic(String id, double x, double r) {
        return round(id, STOCHASTIC, (float) x, (long) (r * (1 << 24)), 24, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "fp134, 0.7, 0.6875", "fp134, -0.7, -0.6875", "fp134, 0.703125, 0.6875", "fp134, 0.734375, 0.75",
        "fp134, 1.97, 1.9375", "fp134, 5.0, 1.9375", "fp134, 0x1p-11, 0", "fp134, 0x1.001p-11, 0x1p-10",
        "fp134, 0x3p-11, 0x1p-9", "log4, 0.75, 1", "log4, 0.7, 0.5", "log4, 1.4, 1", "log4, 1.5, 1", "log4, 1.6, 1",
        "log4, -0.1, -0.125", "log4, 0x1p-7, 0", "log4, 0x1.03p-7, 0x1p-6", "log4, 0.375, 0.5",
        "int8, 0.3, 0.296875", "int8, 1.999, 1.984375", "int8, -2, -2", "int8, -2.5, -2", "uint8, -1, 0",
        "uint8, 1.999, 1.9921875", "fp169, 0.3, 0.2998046875", "fp169, 0.1, 0.0999755859375", "fp169, 1e5, 99968",
        "fp169, 1e10, 8581545984", "fp169, 1e-12, 0x1p-39", "fp116, -2, -1.984375"
    })
    void nearest_gives_the_documented_value(String id, String x, String expected) {
        assertThat(nearest(id, Float.parseFloat(x))).isEqualTo(Float.parseFloat(expected));
    }

    @Test
    void stochastic_floors_the_signed_value() {
        assertThat(stochastic("fp134", 0.7, 0.39)).isEqualTo(23 / 32f);
        assertThat(stochastic("fp134", 0.7, 0.41)).isEqualTo(22 / 32f);
        assertThat(stochastic("fp134", -0.7, 0.59)).isEqualTo(-22 / 32f);
        assertThat(stochastic("fp134", -0.7, 0.61)).isEqualTo(-23 / 32f);
    }

    @ParameterizedTest
    @CsvSource({
        "fp134, 0.6875, 0.71, 0.6875, 0.71875", "fp134, 0.6875, 0.66, 0.6875, 0.65625",
        "fp134, 0.6875, 0.65, 0.65625, 0.65625", "fp134, 0.6875, 0.72, 0.71875, 0.71875",
        "fp134, 0.6875, 0.71875, 0.71875, 0.71875", "fp134, 0.6875, 0.65625, 0.65625, 0.65625",
        "fp134, 0.6875, 0.6875, 0.6875, 0.6875", "log4, 0.5, 0.99, 0.5, 1", "log4, 0.5, 1, 1, 1",
        "log4, 0.5, 0.26, 0.5, 0.25", "log4, 0.5, 0.25, 0.25, 0.25", "log4, 0.5, 0.2, 0.25, 0.25",
        "log4, 0.015625, 0.001, 0.015625, 0", "log4, 0.015625, 0, 0, 0", "log4, 0.015625, -0.001, 0, 0",
        "log4, 0.015625, -0.02, -0.015625, -0.015625", "log4, 0, 0.015, 0, 0.015625",
        "log4, 0, 0.016, 0.015625, 0.015625", "log4, 0, -0.015, 0, -0.015625", "log4, 1, 1.7, 1, 1",
        "log4, -0.5, -0.3, -0.5, -0.25"
    })
    void hysteresis_moves_only_when_the_next_value_is_reached(
            String id, double previous, float x, float expected, float nearest) {
        assertThat(round(id, HYSTERESIS, x, 0, 1, previous)).isEqualTo(expected);
        assertThat(nearest(id, x)).isEqualTo(nearest);
    }

    /** number-formats 14: codes. */
    @ParameterizedTest
    @CsvSource({
        "1.0, 3c, 38, 38, 2, 3f80, 3c00", "0.1, 2e, 1d, 1c, 0, 3dcd, 2e66", "2.5, 41, 42, 42, 4, 4020, 4100",
        "448, 5f, 7e, 7e, 7, 43e0, 5f00", "464, 5f, 7e, 7e, 7, 43e8, 5f40", "0x1p-10, 14, 0, 0, 0, 3a80, 1400",
        "0x1.8p-10, 16, 1, 0, 0, 3ac0, 1600", "-0.0, 80, 80, 80, 8, 8000, 8000", "1e-8, 0, 0, 0, 0, 322c, 0"
    })
    void codes_are_those_of_the_table(
            String x, String e5m2, String e4m3fn, String e4m3fnTowardZero, String e2m1, String bf16, String fp16) {
        float v = Float.parseFloat(x);
        assertThat(code("e5m2", NEAREST_EVEN, v)).isEqualTo(e5m2);
        assertThat(code("e4m3fn", NEAREST_EVEN, v)).isEqualTo(e4m3fn);
        assertThat(code("e4m3fn", Rounding.TOWARD_ZERO, v)).isEqualTo(e4m3fnTowardZero);
        assertThat(code("e2m1fn", NEAREST_EVEN, v)).isEqualTo(e2m1);
        assertThat(code("bf16", NEAREST_EVEN, v)).isEqualTo(bf16);
        assertThat(code("fp16", NEAREST_EVEN, v)).isEqualTo(fp16);
    }

    private static String code(String id, Rounding rounding, float x) {
        GridFormat f = Formats.parse(id);
        return Long.toHexString(f.encoding().encode(round(id, rounding, x, 0, 1, 0), f.grid()));
    }

    /** number-formats 2: the range check comes after rounding. */
    @ParameterizedTest
    @CsvSource({
        "e4m3fn, 464, 448, 448", "e4m3fn, 464.00003, NaN, 448", "e4m3fn, Infinity, NaN, 448",
        "e5m2, 61439.996, 57344, 57344", "e5m2, 61440, Infinity, 57344", "e5m2, Infinity, Infinity, 57344",
        "e4m3fnuz, 248, NaN, 240", "e3m2fn, 1000, 28, 28", "fp16, 65519.996, 65504, 65504", "fp16, 65520, Infinity, 65504"
    })
    void overflow_is_decided_after_rounding(String id, float x, float overflow, float saturated) {
        GridFormat f = Formats.parse(id);
        for (int sign = 1; sign >= -1; sign -= 2) {
            assertThat(Bits.of(RoundingPlan.of(f, 0, Overflow.OVERFLOW).roundOne(sign * x)))
                    .isEqualTo(Bits.of(sign * overflow));
            assertThat(RoundingPlan.of(f, 0, Overflow.SAT_FINITE).roundOne(sign * x)).isEqualTo(sign * saturated);
        }
        assertThat(RoundingPlan.of(f, 0, Overflow.SAT_PROPAGATE).roundOne(Float.POSITIVE_INFINITY))
                .isEqualTo(f.encoding().hasInfinity() ? Float.POSITIVE_INFINITY : (float) f.grid().max());
    }

    /** IEEE 754-2019 section 7.4. */
    @ParameterizedTest
    @CsvSource({
        "rtz, 65504, -65504", "rd, 65504, -Infinity", "ru, Infinity, -65504", "rto, 65504, -65504",
        "rna, Infinity, -Infinity", "rne, Infinity, -Infinity"
    })
    void directed_overflow_points_where_the_rounding_points(String rounding, float positive, float negative) {
        RoundingPlan plan = RoundingPlan.of(Formats.parse("fp16"), 0, Overflow.OVERFLOW);
        assertThat(plan.roundOne(1e6f, Rounding.parse(rounding), 0, 1, 0)).isEqualTo(positive);
        assertThat(plan.roundOne(-1e6f, Rounding.parse(rounding), 0, 1, 0)).isEqualTo(negative);
    }

    @Test
    void a_negative_number_rounded_up_to_zero_stays_negative_where_there_is_a_negative_zero() {
        assertThat(Bits.of(round("e4m3fn", Rounding.UP, -1e-6f, 0, 1, 0))).isEqualTo(Bits.of(-0f));
        assertThat(Bits.of(round("e4m3fnuz", Rounding.UP, -1e-6f, 0, 1, 0))).isEqualTo(Bits.of(0f));
        assertThat(Bits.of(round("fp134", Rounding.UP, -1e-6f, 0, 1, 0))).isEqualTo(Bits.of(0f));
    }

    @Test
    void signalling_nan_and_nan_of_ones_stay_nan_in_bf16() {
        assertThat(nearest("bf16", Float.intBitsToFloat(0x7f800001))).isNaN();
        assertThat(nearest("bf16", Float.intBitsToFloat(0x7fffffff))).isNaN();
        assertThat(nearest("bf16", Float.intBitsToFloat(0xff800001))).isNaN();
    }

    /** number-formats 3.1 and 3.2, with one random bit: SR-A goes away iff nu >= 1/2 and R = 1. */
    @ParameterizedTest
    @CsvSource({
        "1.25, 0, 1, 1, 1", "1.25, 1, 1, 2, 1", "1.5, 1, 2, 2, 2", "1.5, 0, 1, 1, 1", "1.75, 0, 1, 2, 2", "1.75, 1, 2, 2, 2",
        "1.125, 1, 1, 1, 1"
    })
    void stochastic_rules_differ_in_the_last_bit(float x, long r, float a, float b, float c) {
        assertThat(round("q3.0", Rounding.STOCHASTIC_A, x, r, 1, 0)).isEqualTo(a);
        assertThat(round("q3.0", Rounding.STOCHASTIC_B, x, r, 1, 0)).isEqualTo(b);
        assertThat(round("q3.0", Rounding.STOCHASTIC_C, x, r, 1, 0)).isEqualTo(c);
    }
}
