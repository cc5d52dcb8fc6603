package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that no binary64 number is, rounded by formats with a table of values. */
class TableFractionsTest {
    private static final BigDecimal HAIR = new BigDecimal("1e-60");

    @TempDir
    Path folder;

    private static double round(ScalarFormat f, BigDecimal x, Rounding rounding, double previous) {
        return f.round(Fraction.of(x), rounding, f.supports(Overflow.OVERFLOW) ? Overflow.OVERFLOW : Overflow.SAT_FINITE, 0, 1, previous);
    }

    /** Between two values and a hair off a binary64 number, a number rounds as its neighbours do. */
    @ParameterizedTest
    @ValueSource(strings = {"posit8_2", "posit16_1", "posit5_0", "lns8_3", "lns4_0", "nf4"})
    void a_hair_from_any_number_between(String id) {
        TableFormat f = (TableFormat) Formats.scalar(id);
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 300; i++) {
            int rank = random.nextInt(f.size() - 1);
            double low = f.value(rank);
            double high = f.value(rank + 1);
            double d = low + random.nextDouble() * (high - low);
            if (d <= low || d >= high || Math.abs(d) < 1e-30) {
                continue;
            }
            for (BigDecimal x : List.of(new BigDecimal(d).add(HAIR), new BigDecimal(d).subtract(HAIR))) {
                for (Rounding r : Rounding.values()) {
                    if (f.supports(r) && r != Rounding.STOCHASTIC) {
                        double wanted = f.round(d, r, Overflow.SAT_FINITE, 0, 1, low);
                        assertThat(round(f, x, r, low)).as("%s %s of %s", id, r, x).isEqualTo(wanted);
                    }
                }
            }
        }
    }

    /** A hair from a value the directed rules part. */
    @ParameterizedTest
    @ValueSource(strings = {"lns8_3", "lns4_0", "nf4"})
    void a_hair_from_a_value(String id) {
        TableFormat f = (TableFormat) Formats.scalar(id);
        for (int rank = 1; rank < f.size() - 1; rank++) {
            double v = f.value(rank);
            BigDecimal more = new BigDecimal(v).add(HAIR);
            BigDecimal less = new BigDecimal(v).subtract(HAIR);
            assertThat(round(f, more, Rounding.NEAREST_EVEN, 0)).isEqualTo(v);
            assertThat(round(f, less, Rounding.NEAREST_EVEN, 0)).isEqualTo(v);
            assertThat(round(f, more, Rounding.UP, 0)).isEqualTo(f.value(rank + 1));
            assertThat(round(f, less, Rounding.UP, 0)).isEqualTo(v);
            assertThat(round(f, more, Rounding.DOWN, 0)).isEqualTo(v);
            assertThat(round(f, less, Rounding.DOWN, 0)).isEqualTo(f.value(rank - 1));
            assertThat(round(f, more, Rounding.TOWARD_ZERO, 0)).isEqualTo(v < 0 ? f.value(rank + 1) : v);
            assertThat(round(f, less, Rounding.TOWARD_ZERO, 0)).isEqualTo(v <= 0 ? v : f.value(rank - 1));
            assertThat(round(f, more, Rounding.HYSTERESIS, v)).isEqualTo(v);
            assertThat(round(f, more, Rounding.HYSTERESIS, f.value(rank + 1))).isEqualTo(f.value(rank + 1));
        }
    }

    /** The boundaries of logarithmic numbers are irrational: 2^((2 L - 1) / 2^(r + 1)), here to 60 digits. */
    @Test
    void sixty_digits_decide_at_the_boundaries_of_logarithmic_numbers() {
        TableFormat f = (TableFormat) Formats.scalar("lns8_3");
        MathContext digits = new MathContext(70);
        BigDecimal sixteenth = BigDecimal.TWO;
        for (int i = 0; i < 4; i++) {
            sixteenth = sixteenth.sqrt(digits);
        }
        for (int l = -10; l <= 10; l++) {
            BigDecimal boundary = BigDecimal.TWO.pow(2).multiply(power(sixteenth, 2 * l - 1, digits), digits);
            BigDecimal hair = boundary.movePointLeft(60);
            double below = round(f, boundary.subtract(hair), Rounding.NEAREST_EVEN, 0);
            double above = round(f, boundary.add(hair), Rounding.NEAREST_EVEN, 0);
            assertThat(above).isEqualTo(f.nextUp(below)).isGreaterThan(boundary.doubleValue());
            assertThat(round(f, boundary.add(hair).negate(), Rounding.NEAREST_EVEN, 0)).isEqualTo(-above);
            assertThat(round(f, boundary.subtract(hair).negate(), Rounding.NEAREST_EVEN, 0)).isEqualTo(-below);
        }
    }

    private static BigDecimal power(BigDecimal base, int n, MathContext digits) {
        BigDecimal p = base.pow(Math.abs(n), digits);
        return n < 0 ? BigDecimal.ONE.divide(p, digits) : p;
    }

    /** Half of the sum of two neighbours, which needs 54 bits here: the tie goes down, a hair more goes up. */
    @Test
    void the_middle_of_two_values_of_a_codebook() throws IOException {
        Path file = folder.resolve("values.txt");
        Files.writeString(file, "-1\n0x1.0000000000001p0\n0x1.0000000000002p0\n1\n0x1p-30\n# no value\n-0x1p-30\n");
        ScalarFormat f = Formats.scalar("codebook:" + file);
        BigDecimal a = new BigDecimal(0x1.0000000000001p0);
        BigDecimal b = new BigDecimal(0x1.0000000000002p0);
        BigDecimal middle = a.add(b).divide(BigDecimal.TWO);
        assertThat(round(f, middle, Rounding.NEAREST_EVEN, 0)).isEqualTo(a.doubleValue());
        assertThat(round(f, middle.subtract(HAIR), Rounding.NEAREST_EVEN, 0)).isEqualTo(a.doubleValue());
        assertThat(round(f, middle.add(HAIR), Rounding.NEAREST_EVEN, 0)).isEqualTo(b.doubleValue());
        assertThat(round(f, HAIR, Rounding.NEAREST_EVEN, 0)).isEqualTo(0x1p-30);
        assertThat(round(f, HAIR.negate(), Rounding.NEAREST_EVEN, 0)).isEqualTo(-0x1p-30);
        // stochastic: R / 2^N below the exact part a quarter + a hair of the way
        BigDecimal quarter = a.add(b.subtract(a).divide(BigDecimal.valueOf(4))).add(HAIR);
        for (int r = 0; r < 4; r++) {
            double y = f.round(Fraction.of(quarter), Rounding.STOCHASTIC, Overflow.SAT_FINITE, r, 2, 0);
            assertThat(y).as("R = %d of 4", r).isEqualTo(r <= 1 ? b.doubleValue() : a.doubleValue());
        }
    }

    /** Beyond the ends: 1 is the last value of NF4, 2^15.875 of lns8_3, whose overflow begins at 2^(15.875 + 1/16). */
    @ParameterizedTest
    @CsvSource({
        "nf4, 1e30, rne, overflow, 1", "nf4, 1e30, ru, overflow, 1", "nf4, -1e30, rd, overflow, -1", "posit8_2, 1e30, rne, sat-finite, 16777216",
        "posit8_2, -1e30, rne, sat-finite, -16777216", "posit8_2, 1e-30, rne, sat-finite, 5.9604644775390625E-8"
    })
    void beyond_the_ends_is_the_end(String id, String text, String rounding, String overflow, double expected) {
        BigDecimal x = new BigDecimal(text).add(HAIR);
        double y = Formats.scalar(id).round(Fraction.of(x), Rounding.parse(rounding), Overflow.parse(overflow), 0, 1, 0);
        assertThat(y).isEqualTo(expected);
    }

    @Test
    void logarithmic_numbers_overflow_at_a_boundary_of_their_own() {
        TableFormat f = (TableFormat) Formats.scalar("lns8_3");
        double max = f.value(f.size() - 1);
        MathContext digits = new MathContext(70);
        BigDecimal sixteenth = BigDecimal.TWO;
        for (int i = 0; i < 4; i++) {
            sixteenth = sixteenth.sqrt(digits);
        }
        // the largest logarithm is 63 / 8: the boundary is 2^(127 / 16)
        BigDecimal boundary = sixteenth.pow(127, digits);
        BigDecimal hair = boundary.movePointLeft(60);
        assertThat(Math.log(max) / Math.log(2)).isCloseTo(63 / 8.0, org.assertj.core.api.Assertions.within(1e-12));
        for (int sign : new int[] {1, -1}) {
            BigDecimal in = boundary.subtract(hair).multiply(BigDecimal.valueOf(sign));
            BigDecimal out = boundary.add(hair).multiply(BigDecimal.valueOf(sign));
            assertThat(round(f, in, Rounding.NEAREST_EVEN, 0)).isEqualTo(sign * max);
            assertThat(round(f, out, Rounding.NEAREST_EVEN, 0)).isNaN();
            assertThat(f.round(Fraction.of(out), Rounding.NEAREST_EVEN, Overflow.SAT_FINITE, 0, 1, 0)).isEqualTo(sign * max);
            Rounding outward = sign > 0 ? Rounding.UP : Rounding.DOWN;
            Rounding inward = sign > 0 ? Rounding.DOWN : Rounding.UP;
            assertThat(round(f, in, outward, 0)).isNaN();
            assertThat(round(f, in, inward, 0)).isEqualTo(sign * max);
            assertThat(round(f, in, Rounding.TOWARD_ZERO, 0)).isEqualTo(sign * max);
        }
    }

    @Test
    void limits_at_one() {
        Limits posit = Formats.scalar("posit8_0").limits(); // 1, 1 + 1/32, ...
        assertThat(posit.epsilon()).isEqualTo(0x1p-5);
        assertThat(posit.precision()).isEqualTo(6);
        assertThat(posit.digits()).isEqualTo(Limits.digits(6));
        Limits nf4 = Formats.scalar("nf4").limits(); // 1 is its largest value
        assertThat(nf4.epsilon()).isNaN();
        assertThat(nf4.precision()).isZero();
        assertThat(nf4.digits()).isZero();
        assertThat(nf4.values()).isEqualTo(16);
    }

    @Test
    void posits_know_one_overflow_rule() {
        ScalarFormat posit = Formats.scalar("posit8_2");
        assertThat(posit.supports(Overflow.SAT_FINITE)).isTrue();
        assertThat(posit.supports(Overflow.OVERFLOW)).isFalse();
        assertThat(Formats.scalar("lns8_3").supports(Overflow.OVERFLOW)).isTrue();
        assertThat(posit).hasToString("posit8_2");
        assertThat(posit.id()).isEqualTo("posit8_2");
    }
}
