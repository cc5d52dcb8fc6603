package binade.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import binade.experiments.study.Ranking;
import binade.experiments.study.Variant;
import binade.formats.FormatSet;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class RankingTextTest {
    @Test
    void firstTwentyAreFollowedByTheNamedFormatsWithTheirRanks() {
        Ranking paper = SyntheticRanking.paper();
        List<String> lines = RankingText.print(paper).lines().toList();
        int header = lines.indexOf(lines.stream().filter(l -> l.startsWith("rank")).findFirst().orElseThrow());
        assertThat(lines.get(header)).matches("rank +format +bits +list +error +activation +both +behind +area +energy +Pareto");
        assertThat(lines.get(header + 20)).startsWith("  20 ");
        assertThat(lines.get(header + 21)).isEqualTo("…");
        int sm8 = paper.rows().stream().filter(r -> r.format().equals("sm8")).findFirst().orElseThrow().rank();
        assertThat(lines.subList(header + 22, lines.size())).anyMatch(l -> l.matches(" *" + sm8 + "  sm8 .*"));
    }

    @Test
    void listsAreCompactAndAnglesHaveTheirError() {
        assertThat(RankingText.print(SyntheticRanking.paper()))
                .containsPattern("fp134 +8  5x7,4,3,2,1,0 +\\d\\.\\d+ ± 0\\.\\d+ ");
    }

    @Test
    void sensitivityHasAColumnPerRoom() {
        assertThat(RankingText.print(SyntheticRanking.paper()))
                .contains("Sensitivity to the room: 'both' angle in degrees, in brackets 'error'")
                .containsPattern("format +room 0 +room 1 +room 3\n")
                .containsPattern("sm8 +\\d+\\.\\d\\d \\(\\d+\\.\\d\\d\\)");
    }

    @Test
    void everyRoomHasItsTable() {
        Ranking rooms = SyntheticRanking.of(
                "digits-mlp", List.of(0, 1, 3), EnumSet.allOf(Variant.class), FormatSet.ofWidth(6), 100);
        assertThat(RankingText.print(rooms).lines().filter(l -> l.startsWith("rank"))).hasSize(3);
    }

    @Test
    void onlyTheVariantsAskedForAreColumns() {
        Ranking errors = SyntheticRanking.of(
                "digits-mlp", List.of(1), EnumSet.of(Variant.ERROR), SyntheticRanking.formats("fp134", "bf16"), 1);
        assertThat(RankingText.print(errors))
                .containsPattern("list +error +behind +area")
                .doesNotContain("NaN")
                .doesNotContain("activation");
    }

    @Test
    void noLineEndsInBlanks() {
        assertThat(RankingText.print(SyntheticRanking.paper()).lines()).noneMatch(l -> l.endsWith(" "));
    }
}
