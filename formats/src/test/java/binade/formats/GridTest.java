package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GridTest {
    static Stream<GridFormat> every_format() {
        return Stream.of(
                        Formats.all(), FormatSet.paper(), FormatSet.ofWidth(5), FormatSet.ofWidth(4),
                        FormatSet.ofWidth(3), RoundingDomain.FORMATS)
                .flatMap(Collection::stream)
                .distinct();
    }

    static Stream<GridFormat> every_list() {
        return every_format().filter(GridFormat::isList);
    }

    private static LongStream ranks(Grid grid) {
        long last = Math.max(grid.maxRank(), grid.maxNegativeRank());
        return last < 1 << 17
                ? LongStream.rangeClosed(0, last)
                : LongStream.range(0, 1 << 17).map(i -> Math.min(last, i * (last >>> 17) + i % 257));
    }

    @Test
    void rank_and_magnitude_are_inverse_and_ascending() {
        ForEach.check(every_format(), format -> {
            Grid grid = format.grid();
            assertThat(grid.magnitude(0)).isZero();
            ranks(grid).forEach(rank -> {
                double v = grid.magnitude(rank);
                assertThat(grid.rank(v)).as("rank of %s", v).isEqualTo(rank);
                if (rank > 0) {
                    assertThat(v).isGreaterThan(grid.magnitude(rank - 1));
                }
            });
        });
    }

    @Test
    void list_values_equal_the_closed_form() {
        ForEach.check(every_list(), format -> {
            int[] m = format.significantBits();
            int bottom = m.length - 1;
            // binade i holds 2^(m_i - 1) multiples of u_i = 2^(1 - i - m_i), from 2^-i upwards; zero comes first
            List<Double> values = new ArrayList<>(List.of(0.0));
            for (int i = bottom - 1; i >= 0; i--) {
                for (int j = 0; j < 1 << (m[i] - 1) && values.size() < 1 << 17; j++) {
                    values.add(Math.scalb(1.0, -i) + j * Math.scalb(1.0, 1 - i - m[i]));
                }
            }
            for (int rank = 0; rank < values.size(); rank++) {
                assertThat(format.grid().magnitude(rank)).isEqualTo(values.get(rank));
            }
            assertThat(format.grid().max()).isEqualTo(2 - Math.scalb(1.0, 1 - m[0]));
            if (values.size() < 1 << 17) {
                assertThat(format.magnitudes()).as("non-negative codes").isEqualTo(values.size());
            }
        });
    }

    @Test
    void every_value_is_binary32_at_both_ends_of_the_scale_range() {
        ForEach.check(every_format(), format -> {
            if (!format.scalable()) {
                return;
            }
            assertThat(format.minScale()).isLessThanOrEqualTo(format.maxScale());
            for (int scale : new int[] {format.minScale(), format.maxScale()}) {
                Grid grid = format.grid().scaledBy(scale);
                ranks(grid).forEach(rank -> assertThat((double) (float) grid.magnitude(rank))
                        .as("rank %s at scale %s", rank, scale)
                        .isEqualTo(grid.magnitude(rank)));
            }
        });
    }

    @Test
    void scaling_multiplies_every_value() {
        ForEach.check(every_format(), format -> {
            Grid scaled = format.grid().scaledBy(-5);
            ranks(scaled).limit(1000).forEach(rank ->
                    assertThat(scaled.magnitude(rank)).isEqualTo(format.grid().magnitude(rank) / 32));
            assertThat(scaled.scaledBy(5)).isEqualTo(format.grid()).hasSameHashCodeAs(format.grid());
        });
    }

    /** The table of paper-method 1.2. */
    @ParameterizedTest
    @CsvSource({
        "fp134, 8, 31/16, -10, 1984, 11", "fp143, 8, 15/8, -17, 245760, 18", "fp152, 8, 7/4, -32, 7516192768, 33",
        "fp125, 8, 63/32, -7, 252, 8", "fp116, 8, 127/64, -6, 127, 7", "sm8, 8, 127/64, -6, 127, 7",
        "fp133, 7, 15/8, -9, 960, 10", "fp142, 7, 7/4, -16, 114688, 17", "fp132, 6, 7/4, -8, 448, 9",
        "fp141, 6, 3/2, -15, 49152, 16", "fp150, 6, 1/1, -30, 1073741824, 31", "log4, 4, 1/1, -6, 64, 7",
        "log3, 3, 1/1, -2, 4, 3", "log5, 5, 1/1, -14, 16384, 15", "sm4, 4, 7/4, -2, 7, 3",
        "'list:4x15,1x7,0', 8, 15/8, -21, 3932160, 22"
    })
    void named_lists_have_the_limits_of_the_table(
            String id, int width, String max, int minExponent, double ratio, int magnitudeBits) {
        GridFormat format = Formats.parse(id);
        String[] fraction = max.split("/");
        assertThat(format.width()).isEqualTo(width);
        assertThat(format.magnitudes()).as("the budget is used up").isEqualTo(1L << (width - 1));
        assertThat(format.grid().max()).isEqualTo(Double.parseDouble(fraction[0]) / Double.parseDouble(fraction[1]));
        assertThat(format.grid().minPositive()).isEqualTo(Math.scalb(1.0, minExponent));
        assertThat(format.grid().max() / format.grid().minPositive()).isEqualTo(ratio);
        assertThat(Math.getExponent(ratio) + 1).as("magnitude bits").isEqualTo(magnitudeBits);
        assertThat(format.minScale()).isEqualTo(-149 - minExponent);
    }

    /** The table of number-formats 1. */
    @ParameterizedTest
    @CsvSource({
        "fp32, 32, 0x1.fffffep127, -126, -149", "tf32, 19, 0x1.ffcp127, -126, -136", "bf16, 16, 0x1.fep127, -126, -133",
        "fp16, 16, 65504, -14, -24", "e5m2, 8, 57344, -14, -16", "e4m3fn, 8, 448, -6, -9", "e4m3, 8, 240, -6, -9",
        "e3m4, 8, 15.5, -2, -6", "e4m3fnuz, 8, 240, -7, -10", "e5m2fnuz, 8, 57344, -15, -17",
        "e4m3b11fnuz, 8, 30, -10, -13", "e3m2fn, 6, 28, -2, -4", "e2m3fn, 6, 7.5, 0, -3", "e2m1fn, 4, 6, 0, -1",
        "fp169, 16, 8581545984, -30, -39", "hfp8-fwd, 8, 30, -10, -13", "hfp8-bwd, 8, 114688, -14, -16",
        "'float:6,9,31', 16, 8581545984, -30, -39"
    })
    void floats_have_the_limits_of_the_table(String id, int width, String max, int minNormal, int minPositive) {
        GridFormat format = Formats.parse(id);
        assertThat(format.width()).isEqualTo(width);
        assertThat(format.grid().max()).isEqualTo(Double.parseDouble(max));
        assertThat(format.grid().min()).isEqualTo(-format.grid().max());
        assertThat(format.grid().minNormal()).isEqualTo(Math.scalb(1.0, minNormal));
        assertThat(format.grid().minPositive()).isEqualTo(Math.scalb(1.0, minPositive));
        assertThat(format.scalable()).isFalse();
        assertThat(format.fitsBinary32()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "int8, 8, 127, -128", "int2, 2, 1, -2", "int16, 16, 32767, -32768", "uint8, 8, 255, 0", "uint2, 2, 3, 0",
        "q3.4, 8, 7.9375, -8", "uq0.8, 8, 0.99609375, 0", "q0.7, 8, 0.9921875, -1", "q7.0, 8, 127, -128"
    })
    void integers_and_fixed_point_have_their_ranges(String id, int width, double max, double min) {
        GridFormat format = Formats.parse(id);
        Grid grid = format.grid().scaledBy(format.defaultScale());
        assertThat(format.width()).isEqualTo(width);
        assertThat(grid.max()).isEqualTo(max);
        assertThat(grid.min()).isEqualTo(min);
    }

    @Test
    void int8_is_fp116_and_one_more_negative_value() {
        Grid int8 = Formats.parse("int8").grid();
        Grid sm8 = Formats.parse("sm8").grid();
        assertThat(int8.maxRank()).isEqualTo(sm8.maxRank());
        assertThat(int8.maxNegativeRank()).isEqualTo(sm8.maxNegativeRank() + 1);
        for (long rank = 0; rank <= 127; rank++) {
            assertThat(int8.magnitude(rank)).isEqualTo(sm8.magnitude(rank));
        }
        assertThat(int8.min()).isEqualTo(-2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fp134", "log4", "int8", "e4m3fn", "bf16", "sm6", "list:1,0"})
    void floats_integers_and_gradual_lists_are_uniform(String id) {
        assertThat(Formats.parse(id).grid().isUniform()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"list:4x14,0", "list:5,4,4,0", "w8-050", "list:2,0"})
    void other_lists_are_not(String id) {
        assertThat(Formats.parse(id).grid().isUniform()).isFalse();
    }

    @Test
    void a_quantum_wider_than_its_binade_is_refused() {
        assertThatThrownBy(() -> Grid.of(0, 1, 0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("exceeds the binade 0");
        assertThatThrownBy(() -> Grid.of(0)).hasMessageContaining("at least one");
    }

    @Test
    void a_grid_is_its_table_whatever_way_it_is_written() {
        Grid four = Grid.of(1, -1, -2, -2);
        assertThat(four).isEqualTo(Grid.of(1, -1, -2)).hasSameHashCodeAs(Grid.of(1, -1, -2));
        assertThat(four.binades()).isEqualTo(2);
        assertThat(four).isNotEqualTo(Grid.of(0, -1, -2)).isNotEqualTo(Grid.of(1, -1, -3)).isNotEqualTo("a text")
                .isNotEqualTo(Grid.of(1, new int[] {-1, -2}, 5, -1)).isNotEqualTo(Grid.of(1, new int[] {-1, -2}, -1, 5));
        assertThat(four).hasToString("Grid[top 1, quantum exponents [-1, -2], ranks 0..11]");
        assertThat(java.util.stream.IntStream.range(-40, 40).map(t -> Grid.of(t, t - 3).hashCode()).distinct().count())
                .as("hash codes that differ").isGreaterThan(70);
    }

    @Test
    void beyond_its_ends_a_grid_keeps_the_nearest_quantum() {
        Grid grid = Grid.of(3, 1, 0, -1);
        assertThat(java.util.stream.IntStream.rangeClosed(-2, 5).map(grid::quantumExponent)).containsExactly(-1, -1, -1, -1, 0, 1, 1, 1);
    }

    /** The largest value may be capped from above, down to none. */
    @Test
    void ranks_given_are_kept() {
        Grid capped = Grid.of(0, new int[] {-2}, 0, 3);
        assertThat(capped.maxRank()).isZero();
        assertThat(capped.max()).isZero();
        assertThat(capped.min()).isEqualTo(-0.75);
        assertThat(Grid.of(0, new int[] {-2}, 6, 0).min()).isZero();
        assertThat(Grid.of(0, -2).maxRank()).isEqualTo(7);
    }

    @Test
    void a_quantum_larger_than_its_binade_is_refused() {
        assertThatThrownBy(() -> Grid.of(2, 3, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("quantum exponent 3 exceeds the binade 2 it divides");
        assertThatThrownBy(() -> Grid.of(2, 2, 2, 0)).hasMessage("quantum exponent 2 exceeds the binade 1 it divides");
        assertThatThrownBy(() -> Grid.of(2, 1, 3)).hasMessage("quantum exponent 3 exceeds the binade 1 it divides");
        assertThat(Grid.of(2, 2, 2).max()).as("twice the binade's lower end, at the end").isEqualTo(4);
        assertThatThrownBy(() -> Grid.of(2)).hasMessage("a grid needs at least one quantum exponent");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "5,5,5,4,3,2,1,0; 5x3,4,3,2,1,0", "1,0; 1,0", "3,3,0; 3x2,0", "2,1,1,1,0; 2,1x3,0", "7; 7", "4,4; 4x2"
    })
    void repeated_entries_are_written_with_a_count(String list, String compact) {
        assertThat(Lists.compact(list)).isEqualTo(compact);
        assertThat(Lists.compact("")).isEmpty();
    }

    @Test
    void lists_that_no_scale_brings_into_binary32_are_refused() {
        int[] widest = new int[252]; // entry i has spacing 2^(1 - i - m_i); the least allowed is 2^-275
        java.util.Arrays.fill(widest, 24);
        widest[251] = 0;
        assertThat(Lists.grid(widest).smallestQuantumExponent()).isEqualTo(-273);
        int[] edge = java.util.Arrays.copyOf(widest, 254);
        java.util.Arrays.fill(edge, 24);
        edge[253] = 0;
        assertThat(Lists.grid(edge).smallestQuantumExponent()).isEqualTo(-275);
        int[] over = java.util.Arrays.copyOf(edge, 255);
        java.util.Arrays.fill(over, 24);
        over[254] = 0;
        assertThatThrownBy(() -> Lists.grid(over)).hasMessageContaining("entry 254: spacing 2^-276");
        assertThatThrownBy(() -> Lists.grid(3, 2)).hasMessageContaining("does not end in 0");
        assertThatThrownBy(() -> Lists.parse("3,2")).hasMessageContaining("does not end in 0");
    }
}
