package binade.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import binade.experiments.study.Ranking;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The report says which accumulator it assumes, and what others would cost. */
class AccumulatorColumnsTest {
    private static final Ranking RANKING = SyntheticRanking.of(
            SyntheticRanking.row("fp134", 1, 3, 0.1, 1, true), SyntheticRanking.row("fp143", 2, 4, 0.1, 1, false),
            SyntheticRanking.row("fp16", 3, 4, 0.1, 1, false));

    @Test
    void fp134IsCheaperThanFp143WithExactAccumulationOnly() {
        AccumulatorColumns columns = new AccumulatorColumns(RankingView.first(RANKING));
        Map<String, List<String>> cells =
                columns.columns().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        assertThat(columns.formats()).startsWith("fp134", "fp143", "fp16");
        assertThat(cells.get("assumed")).startsWith("39-bit exact", "53-bit exact", "FP32");
        assertThat(area(cells, "exact", 0)).isLessThan(area(cells, "exact", 1));
        for (String kind : List.of("FP16", "1-6-9", "FP32", "fused")) {
            assertThat(area(cells, kind, 0)).as(kind).isGreaterThan(area(cells, kind, 1));
        }
    }

    private static double area(Map<String, List<String>> cells, String kind, int row) {
        return Double.parseDouble(cells.get(kind).get(row));
    }

    @Test
    void textAndPageSayWhichAccumulatorIsAssumed() {
        RankingReport report = new RankingReport(RANKING, SyntheticRanking.run());
        assertThat(report.text().replaceAll("\\s+", " ")).contains("The ranking assumes exact accumulation with 16 guard bits");
        assertThat(report.html()).contains("Area by accumulator", "The ranking assumes exact accumulation", "39-bit exact");
    }
}
