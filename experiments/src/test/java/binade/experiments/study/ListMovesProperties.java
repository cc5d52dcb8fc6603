package binade.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.FormatSet;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ListMovesProperties {
    private static int codes(int[] list) {
        return IntStream.of(list).filter(m -> m > 0).map(m -> 1 << (m - 1)).sum();
    }

    @Property
    void everyNeighbourUsesAllCodesAndEndsInZero(
            @ForAll @IntRange(min = 3, max = 8) int width, @ForAll @IntRange(max = 165) int index, @ForAll boolean anyOrder) {
        List<int[]> set = FormatSet.lists(FormatSet.Constraints.ofWidth(width));
        int[] list = set.get(index % set.size());
        List<int[]> moves = ListMoves.of(list, anyOrder);
        assertThat(moves).isNotEmpty().allSatisfy(m -> {
            assertThat(codes(m)).isEqualTo((1 << (width - 1)) - 1);
            assertThat(m).endsWith(0).isNotEqualTo(list);
            assertThat(IntStream.range(0, m.length - 1)).allMatch(i -> m[i] >= 1);
            assertThat(anyOrder || IntStream.range(1, m.length).allMatch(i -> m[i] <= m[i - 1])).isTrue();
        });
        assertThat(moves.stream().map(Arrays::toString)).doesNotHaveDuplicates();
    }

    @Property
    void aSplitCanBeTakenBack(@ForAll @IntRange(max = 165) int index) {
        int[] list = FormatSet.lists(FormatSet.Constraints.ofWidth(8)).get(index);
        assertThat(ListMoves.of(list, false)).allSatisfy(m ->
                assertThat(ListMoves.of(m, false).stream().map(Arrays::toString)).contains(Arrays.toString(list)));
    }
}
