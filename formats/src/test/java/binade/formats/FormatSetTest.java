package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.FormatSet.Constraints;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatSetTest {
    @ParameterizedTest
    @CsvSource({"8, 166", "7, 166", "6, 166", "5, 26", "4, 6", "3, 2"})
    void each_width_has_the_number_of_partitions_into_powers_of_two(int width, int count) {
        List<GridFormat> set = FormatSet.ofWidth(width);
        assertThat(set).hasSize(count).allSatisfy(f -> {
            assertThat(f.width()).isEqualTo(width);
            assertThat(f.magnitudes()).isEqualTo(1L << (width - 1));
        });
    }

    @Test
    void the_paper_set_has_498_distinct_formats() {
        Set<String> lists = new HashSet<>();
        Set<String> ids = new HashSet<>();
        for (GridFormat f : FormatSet.paper()) {
            lists.add(f.list());
            ids.add(f.id());
        }
        assertThat(FormatSet.paper()).hasSize(498);
        assertThat(lists).hasSize(498);
        assertThat(ids).hasSize(498);
    }

    @ParameterizedTest
    @CsvSource({
        "w8-000, sm8", "w8-026, fp125", "w8-094, fp134", "w8-150, fp143", "w8-165, fp152", "w7-094, fp133",
        "w7-150, fp142", "w6-094, fp132", "w6-150, fp141", "w6-165, log6", "w6-165, fp150", "w5-025, log5", "w4-005, log4",
        "w3-000, sm3", "w3-001, log3"
    })
    void landmarks_have_their_indices(String member, String name) {
        GridFormat format = Formats.parse(member);
        assertThat(format.id()).isEqualTo(member);
        assertThat(format.list()).isEqualTo(Formats.parse(name).list());
        assertThat(Formats.setId(Formats.parse(name))).contains(member);
    }

    @Test
    void members_carry_their_own_names_where_they_have_one() {
        assertThat(FormatSet.ofWidth(8).get(0).id()).isEqualTo("sm8");
        assertThat(FormatSet.ofWidth(8).get(94).id()).isEqualTo("fp134");
        assertThat(FormatSet.ofWidth(8).get(50).id()).isEqualTo("w8-050");
        assertThat(FormatSet.ofWidth(6).get(165).id()).isEqualTo("log6");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 8})
    void members_satisfy_the_four_constraints(int width) {
        int nearZero = Math.max(0, width - 6);
        List<int[]> lists = FormatSet.lists(Constraints.ofWidth(width));
        for (int i = 0; i < lists.size(); i++) {
            int[] m = lists.get(i);
            int head = m.length - nearZero - 1;
            int codes = 1 << nearZero;
            for (int j = 0; j < head; j++) {
                assertThat(1 << (m[j] - 1)).isGreaterThanOrEqualTo(1 << nearZero);
                assertThat(m[j + 1]).isLessThanOrEqualTo(m[j]);
                codes += 1 << (m[j] - 1);
            }
            assertThat(codes).isEqualTo(1 << (width - 1));
            for (int j = head; j < m.length; j++) {
                assertThat(m[j]).isEqualTo(m.length - 1 - j);
            }
            assertThat(m[head - 1]).as("the tail continues the last spacing").isEqualTo(nearZero + 1);
            if (i > 0) {
                assertThat(Arrays.compare(lists.get(i - 1), m)).as("descending order").isPositive();
            }
        }
    }

    @Test
    void trial_lists_of_the_authors_are_in_or_out_as_documented() {
        assertThat(Formats.setId(Formats.parse("list:5x6,4,4,4,3,2,1,0"))).isPresent();
        assertThat(Formats.setId(Formats.parse("list:4x15,1x7,0"))).isEmpty();
        assertThat(Formats.setId(Formats.parse("e4m3fn"))).isEmpty();
    }

    @Test
    void constraints_are_parameters() {
        int adopted = FormatSet.lists(new Constraints(32, 0, true, 1)).size();
        int anyOrder = FormatSet.lists(new Constraints(16, 0, false, 1)).size();
        assertThat(adopted).isEqualTo(166);
        assertThat(anyOrder).as("compositions of 15 into powers of two").isEqualTo(compositions(15));
        assertThat(FormatSet.lists(new Constraints(128, 2, true, 8)).size()).as("124 is no multiple of 8").isZero();
        assertThat(FormatSet.lists(new Constraints(128, 3, true, 8)).size()).as("15 slots of 8").isEqualTo(26);
        assertThat(FormatSet.lists(new Constraints(4, 0, true, 1))).containsExactly(new int[] {2, 1, 0}, new int[] {1, 1, 1, 0});
    }

    private static int compositions(int n) {
        int count = n == 0 ? 1 : 0;
        for (int part = 1; part <= n; part *= 2) {
            count += compositions(n - part);
        }
        return count;
    }

    @Test
    void impossible_constraints_say_what_is_needed() {
        assertThatThrownBy(() -> new Constraints(4, 3, true, 1)).hasMessageContaining("2^nearZeroBits <= codes");
        assertThatThrownBy(() -> FormatSet.ofWidth(9)).hasMessageContaining("3 to 8 bits");
    }

    @Test
    void an_index_outside_the_set_names_the_members() {
        assertThatThrownBy(() -> Formats.parse("w8-166")).hasMessage(
                "'w8-166' is outside the set; its members are w8-000 to w8-165");
        assertThatThrownBy(() -> Formats.parse("w4-006")).hasMessageContaining("w4-000 to w4-005");
    }
}
