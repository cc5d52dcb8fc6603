package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.reference.ExactDefinition;
import binade.formats.reference.ExactFormats;
import java.util.EnumSet;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stochastic rules averaged over all R: paper-method 13.3, number-formats 3.2. */
class StochasticTest {
    private static final int BITS = 12;

    /** Mean over all R of the result, in units of 2^-BITS quanta above floor: exact integers. */
    private static long awayCount(Grid grid, Rounding rounding, double x, double low, double high) {
        long count = 0;
        for (int r = 0; r < 1 << BITS; r++) {
            double y = ScalarRounding.toGrid(x, grid, rounding, r, BITS, 0);
            assertThat(y == low || y == high).as("%s is a neighbour of %s", y, x).isTrue();
            count += y == high ? 1 : 0;
        }
        return count;
    }

    @ParameterizedTest
    @ValueSource(strings = {"fp134", "log4", "w8-050", "list:4x14,0", "int8", "e4m3fn"})
    void the_mean_is_exact_where_the_fraction_has_no_more_bits_than_r(String id) {
        Grid grid = Formats.parse(id).grid();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 25; i++) {
            long rank = random.nextLong(grid.maxRank());
            double v = grid.magnitude(rank);
            double quantum = grid.magnitude(rank + 1) - v;
            int fraction = random.nextInt(1, 1 << BITS);
            // between zero and the smallest value t may lie in a finer unit; all of t's fraction still fits
            double x = v + quantum * fraction / (1 << BITS);
            for (Rounding rounding : EnumSet.of(
                    Rounding.STOCHASTIC, Rounding.STOCHASTIC_A, Rounding.STOCHASTIC_B, Rounding.STOCHASTIC_C)) {
                assertThat(awayCount(grid, rounding, x, v, v + quantum)).as("%s of %s", rounding, x).isEqualTo(fraction);
                assertThat(awayCount(grid, rounding, -x, -v, -(v + quantum))).as("%s of -%s", rounding, x)
                        .isEqualTo(fraction);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.7, 0x1p-13, 0x1.8p-13, 0x1.fffffep-1, 0.123456789, 0.9998779296875})
    void finite_random_bits_are_biased_as_documented(double nu) {
        Grid grid = Formats.parse("q3.0").grid();
        double scaled = nu * (1 << BITS);
        assertThat(awayCount(grid, Rounding.STOCHASTIC_A, 1 + nu, 1, 2)).isEqualTo((long) Math.floor(scaled));
        assertThat(awayCount(grid, Rounding.STOCHASTIC_B, 1 + nu, 1, 2))
                .isEqualTo((long) Math.floor((Math.floor(2 * scaled) + 1) / 2));
        assertThat(awayCount(grid, Rounding.STOCHASTIC_C, 1 + nu, 1, 2)).isEqualTo((long) Math.rint(scaled));
        assertThat(awayCount(grid, Rounding.STOCHASTIC, 1 + nu, 1, 2)).isEqualTo((long) Math.ceil(scaled));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fp134", "log4", "int8"})
    void values_of_the_format_do_not_move(String id) {
        Grid grid = Formats.parse(id).grid();
        for (long rank = 0; rank <= grid.maxRank(); rank++) {
            for (long r : new long[] {0, 1, 4095}) {
                assertThat(ScalarRounding.toGrid(grid.magnitude(rank), grid, Rounding.STOCHASTIC, r, BITS, 0))
                        .isEqualTo(grid.magnitude(rank));
            }
        }
    }

    /** Up to the longest random integers, all of whose bits count; decimals have fractions of any length. */
    @ParameterizedTest
    @ValueSource(strings = {"fp32", "tf32", "bf16", "fp16", "e4m3fn", "fp134", "int8", "uq0.8", "binary8p3se", "e8m0fnu"})
    void finite_random_bits_decide_by_the_definition(String id) {
        ScalarFormat f = Formats.scalar(id);
        ExactDefinition exact = ExactFormats.definition(f, f.defaultScale());
        ScalarFormat at = f instanceof GridFormat g ? g.atDefaultScale() : f;
        SplittableRandom random = new SplittableRandom(id.hashCode());
        for (Rounding rounding : new Rounding[] {Rounding.STOCHASTIC_A, Rounding.STOCHASTIC_B, Rounding.STOCHASTIC_C}) {
            for (int bits : new int[] {1, 8, 24, 31, 32, 48}) {
                long all = (1L << bits) - 1;
                for (long r : new long[] {0, 1, all / 2, all / 2 + 1, all - 1, all}) {
                    for (int i = 0; i < 20; i++) {
                        double x = Math.scalb(1 + random.nextDouble(), random.nextInt(-9, 8)) * (i % 3 == 0 && f.limits().min() < 0 ? -1 : 1);
                        double expected = exact.round(x, rounding, Overflow.SAT_FINITE, r, bits, 0);
                        assertThat(at.round(x, rounding, Overflow.SAT_FINITE, r, bits, 0))
                                .as("%s %s of %s, R %x of %d bits", id, rounding, x, r, bits).isEqualTo(expected);
                        assertThat(at.round(Fraction.of(x), rounding, Overflow.SAT_FINITE, r, bits, 0)).isEqualTo(expected);
                    }
                }
            }
        }
    }
}
