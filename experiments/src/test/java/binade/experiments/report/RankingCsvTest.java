package binade.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import binade.experiments.study.Ranking;
import binade.experiments.study.RankingRow;
import binade.experiments.study.Variant;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class RankingCsvTest {
    private static final Ranking PAPER = SyntheticRanking.paper();

    @Test
    void headerHasTheColumnsThatChecksRelyOnInOrder() {
        assertThat(RankingCsv.write(List.of()))
                .isEqualTo("format,width,list,room,error_angle_deg,error_angle_se,activation_angle_deg,"
                        + "activation_angle_se,both_angle_deg,both_angle_se,cosine_error,cosine_activation,cosine_both,"
                        + "rank,mac_area_rel,mac_energy_rel,pareto,set_id,gap_deg,gap_se\n");
    }

    @Test
    void listIsWrittenOutAndQuoted() {
        assertThat(RankingCsv.write(PAPER.rows()))
                .contains("\nfp134,8,\"5,5,5,5,5,5,5,4,3,2,1,0\",1,")
                .doesNotContain("\r");
    }

    @Test
    void numbersHaveFullPrecision() {
        RankingRow first = PAPER.rows().getFirst();
        double angle = first.angle(Variant.BOTH).orElseThrow().meanDeg();
        String line = RankingCsv.write(List.of(first)).lines().skip(1).findFirst().orElseThrow();
        assertThat(line).contains("," + Double.toString(angle) + ",");
    }

    @Test
    void variantThatWasNotAskedForIsAnEmptyField() {
        Ranking errors = SyntheticRanking.of(
                "digits-mlp", List.of(1), EnumSet.of(Variant.ERROR), SyntheticRanking.formats("log4"), 1);
        String line = RankingCsv.write(errors.rows()).lines().skip(1).findFirst().orElseThrow();
        assertThat(line).matches("log4,4,\"1,1,1,1,1,1,1,0\",1,[0-9.]+,,,,,,[0-9.]+,,,1,[0-9.]+,[0-9.]+,true,,0.0,0.0");
    }

    @Test
    void formatWithoutListAndCostHasEmptyFields() {
        Ranking floats = SyntheticRanking.of(
                "digits-mlp", List.of(1), EnumSet.of(Variant.BOTH), SyntheticRanking.formats("bf16"), 4);
        String line = RankingCsv.write(floats.rows()).lines().skip(1).findFirst().orElseThrow();
        assertThat(line).startsWith("bf16,16,,1,").contains(",1,,,");
    }

    @Test
    void equalRankingsGiveEqualBytes() {
        assertThat(RankingCsv.write(SyntheticRanking.paper().rows())).isEqualTo(RankingCsv.write(PAPER.rows()));
    }
}
