package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.GridFormat.Family;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every scalar format offers, in every format of the catalogue. */
class ScalarFormatTest {
    static Stream<ScalarFormat> small() {
        return Stream.concat(
                        Arrays.stream(Family.values()).filter(f -> f != Family.P3109).flatMap(f -> Formats.ids(f).stream()),
                        Stream.concat(Formats.usualP3109().stream(), Stream.of("binary3p1ue", "binary16p5se", "lns3_0")))
                .map(Formats::scalar)
                .filter(f -> f.width() <= 16);
    }

    private static double[] ascending(ScalarFormat f) {
        double[] values = new double[1 << f.width()];
        int n = 0;
        for (int code = 0; code < values.length; code++) {
            try {
                double v = f.decode(code);
                if (!Double.isNaN(v)) {
                    values[n++] = v;
                }
            } catch (IllegalArgumentException unused) {
                // a code that names no value
            }
        }
        return Arrays.stream(values, 0, n).distinct().sorted().toArray();
    }

    @Test
    void neighbours_are_the_next_values() {
        ForEach.check(small(), f -> {
            double[] values = Arrays.stream(ascending(f)).filter(v -> Bits.of(v) != Bits.of(-0.0)).toArray();
            for (int i = 0; i + 1 < values.length; i++) {
                double low = values[i];
                double high = values[i + 1];
                assertThat(f.nextUp(low) + 0.0).as("%s above %s", f, low).isEqualTo(high);
                assertThat(f.nextDown(high) + 0.0).as("%s below %s", f, high).isEqualTo(low);
                double between = Double.isInfinite(low) || Double.isInfinite(high) ? low : low / 2 + high / 2;
                if (between > low) {
                    assertThat(f.nextUp(between) + 0.0).isEqualTo(high);
                    assertThat(f.nextDown(between) + 0.0).isEqualTo(low);
                }
            }
            double last = values[values.length - 1];
            assertThat(f.nextUp(last)).isEqualTo(last);
            assertThat(f.nextDown(values[0])).isEqualTo(values[0]);
            assertThat(f.nextUp(Double.NaN)).isNaN();
            assertThat(f.nextDown(Double.NaN)).isNaN();
        });
    }

    @Test
    void limits_are_those_of_the_values() {
        ForEach.check(small(), f -> {
            double[] finite = Arrays.stream(ascending(f)).filter(Double::isFinite).toArray();
            Limits l = f.limits();
            assertThat(l.max()).isEqualTo(finite[finite.length - 1]);
            assertThat(l.min()).isEqualTo(finite[0]);
            assertThat(l.smallestPositive()).isEqualTo(Arrays.stream(finite).filter(v -> v > 0).min().orElseThrow());
            assertThat(l.values()).isEqualTo(Arrays.stream(finite).map(v -> v + 0.0).distinct().count());
            assertThat(l.emax()).isEqualTo(Math.getExponent(l.max()));
            assertThat(l.negativeZero()).isEqualTo(Arrays.stream(finite).anyMatch(v -> Bits.of(v) == Bits.of(-0.0)));
            assertThat(l.nan()).isEqualTo(f.hasNan());
        });
    }

    @Test
    void printed_values_read_back() {
        ForEach.check(small(), f -> {
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < 200; i++) {
                double v;
                try {
                    v = f.decode(f.width() <= 8 ? i & (1 << f.width()) - 1 : random.nextInt(1 << f.width()));
                } catch (IllegalArgumentException unused) {
                    continue;
                }
                if (Double.isInfinite(v)) {
                    assertThat(f.print(v)).isEqualTo(v > 0 ? "inf" : "-inf");
                    continue;
                }
                assertThat(Bits.of(f.parse(f.print(v)))).as("%s: %s as %s", f, v, f.print(v)).isEqualTo(Bits.of(v));
                assertThat(Bits.of(f.parse(f.printHex(v)))).as("%s: %s", f, f.printHex(v)).isEqualTo(Bits.of(v));
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "fp134, 0.6875, 0.7", "e4m3fn, 0.1015625, 0.1", "e2m1fn, 6, 6", "fp32, 0.100000001490116119384765625, 0.1", "fp64, 0.1, 0.1",
        "fp16, 65504, 65500", "e8m0fnu, 0x1p-127, 6E-39", "posit8_2, 16777216, 20000000", "bf16, 0x1.fep127, 3.39E+38"
    })
    void text_is_as_short_as_can_be(String id, String value, String text) {
        assertThat(Formats.scalar(id).print(Double.parseDouble(value))).isEqualTo(text);
    }

    @Test
    void numbers_have_a_class() {
        ScalarFormat f = Formats.scalar("e5m2");
        assertThat(f.classify(f.decode(0x80))).isEqualTo(NumberClass.ZERO);
        assertThat(f.classify(f.decode(0x03))).isEqualTo(NumberClass.SUBNORMAL);
        assertThat(f.classify(f.decode(0x84))).isEqualTo(NumberClass.NORMAL);
        assertThat(f.classify(f.decode(0xfc))).isEqualTo(NumberClass.INFINITE);
        assertThat(f.classify(f.decode(0x7d))).isEqualTo(NumberClass.NAN);
    }

    @Test
    void codes_are_ordered_by_value() {
        ScalarFormat f = Formats.scalar("e5m2");
        int[] ascending = {0xfc, 0xfb, 0x80, 0x00, 0x01, 0x7b, 0x7c, 0x7e};
        for (int i = 1; i < ascending.length; i++) {
            assertThat(f.compareCodes(ascending[i - 1], ascending[i])).isNegative();
            assertThat(f.compareCodes(ascending[i], ascending[i - 1])).isPositive();
        }
    }

    @Test
    void nan_comes_first_in_p3109_and_last_in_ieee_formats() {
        ScalarFormat f = Formats.scalar("binary8p3se");
        assertThat(f.compareCodes(0x80, 0xff)).isNegative();
        assertThat(f.compareCodes(0, 0x80)).isPositive();
        assertThat(f.compareCodes(0x80, 0x80)).isZero();
        assertThat(Formats.scalar("e4m3fn").compareCodes(0x7f, 0x7e)).isPositive();
    }

    @Test
    void limits_of_binary32_and_binary64_are_those_of_the_platform() {
        Limits f = Formats.scalar("fp32").limits();
        assertThat(f.max()).isEqualTo(Float.MAX_VALUE);
        assertThat(f.smallestNormal()).isEqualTo(Float.MIN_NORMAL);
        assertThat(f.smallestPositive()).isEqualTo(Float.MIN_VALUE);
        assertThat(f.epsilon()).isEqualTo(Math.ulp(1f));
        assertThat(f.digits()).isEqualTo(6);
        Limits d = Formats.scalar("fp64").limits();
        assertThat(d.max()).isEqualTo(Double.MAX_VALUE);
        assertThat(d.smallestNormal()).isEqualTo(Double.MIN_NORMAL);
        assertThat(d.smallestPositive()).isEqualTo(Double.MIN_VALUE);
        assertThat(d.epsilon()).isEqualTo(Math.ulp(1.0));
        assertThat(d.digits()).isEqualTo(15);
    }

    /** Every binary64 number is a value of FP64, and its code is its bits. */
    @Test
    void fp64_is_the_identity() {
        ScalarFormat f = Formats.scalar("fp64");
        SplittableRandom random = new SplittableRandom(64);
        for (int i = 0; i < 20_000; i++) {
            double x = Double.longBitsToDouble(i < 64 ? 1L << i : random.nextLong());
            for (Rounding rounding : Rounding.values()) {
                assertThat(Bits.of(f.round(x, rounding, Overflow.OVERFLOW, 0, 1, 0))).isEqualTo(Bits.of(x));
            }
            assertThat(f.encode(x)).isEqualTo(Double.doubleToLongBits(x));
            assertThat(Bits.of(f.decode(Double.doubleToRawLongBits(x)))).isEqualTo(Bits.of(x));
        }
        assertThat(f.nextUp(Double.MAX_VALUE)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fp64", "binary12p1se"})
    void plans_refuse_what_is_wider_than_binary32(String id) {
        assertThatThrownBy(() -> binade.formats.kernel.RoundingPlan.of(Formats.parse(id), 0, Overflow.OVERFLOW))
                .hasMessageContaining("no binary32 numbers");
    }

    @ParameterizedTest
    @CsvSource({
        "posti8_2, posit8_2", "binary8p3es, binary8p3se", "lns8-3, lns8_3", "ternery, ternary", "e8m0fn, e8m0fnu", "fp46, fp16"
    })
    void suggestions_know_every_kind(String typo, String id) {
        assertThatThrownBy(() -> Formats.any(typo)).hasMessageContaining("did you mean " + id + "?");
    }
}
