package binade.experiments.report;

import static binade.experiments.report.SyntheticRanking.of;
import static binade.experiments.report.SyntheticRanking.row;
import static org.assertj.core.api.Assertions.assertThat;

import binade.experiments.study.Ranking;
import binade.experiments.study.Variant;
import binade.formats.FormatSet;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static String text(Ranking ranking) {
        return String.join(" ", Verdict.sentences(ranking));
    }

    @Test
    void clearWinnerIsSaidToBeAheadOfTheNext() {
        assertThat(text(of(row("w8-020", 1, 2, 0.02, 1.1, true), row("fp134", 2, 3, 0.03, 1.2, false))))
                .startsWith("w8-020 turns the weight gradient least, 2.000 ± 0.020 degrees with errors and activations"
                        + " rounded (licence-lstm, room 1, 100 mini-batches of 32); the next, fp134 at 3.000 ± 0.030,"
                        + " is more than two standard errors behind.")
                .contains("fp134 is 2nd of 2 at 3.000 ± 0.030 degrees, 1.5 times the least angle.")
                .contains("Alone on the Pareto front of angle and MAC area is w8-020, 1.1 of INT8's area")
                .endsWith("This is about licence-lstm: the best format is a property of the model, so rank the formats"
                        + " for your own.");
    }

    @Test
    void formatsWithinTwoStandardErrorsLeaveTheOrderOpen() {
        // The error of a difference is sqrt(2) 0.1: 0.28 is within two of them, 0.30 is not.
        Ranking ranking = of(
                row("a", 1, 2, 0.1, 1, true), row("b", 2, 2.1, 0.1, 1, false), row("c", 3, 2.28, 0.1, 1, false),
                row("d", 4, 2.30, 0.1, 1, false));
        assertThat(text(ranking))
                .contains("2 formats are within two standard errors of it (the next: b, c), so their order is not settled");
    }

    @Test
    void oneCloseFormatIsNamed() {
        assertThat(text(of(row("a", 1, 2, 0.1, 1, true), row("b", 2, 2.1, 0.1, 1, false))))
                .contains("b is within two standard errors of it.");
    }

    @Test
    void singleMiniBatchSettlesNothing() {
        assertThat(text(of(row("a", 1, 2, Double.NaN, 1, true), row("b", 2, 9, Double.NaN, 1, false))))
                .contains("2.00 degrees")
                .contains("one mini-batch gives no standard error, so close places are not settled")
                .doesNotContain("NaN");
    }

    @Test
    void int8AndTheCheapestFormatThatMatchesItAreNamed() {
        Ranking ranking = of(
                row("a", 1, 2, 0.01, 1.2, true), row("b", 2, 3, 0.01, 0.8, true), row("sm8", 3, 4, 0.01, 0.9, false),
                row("sm6", 4, 10, 0.01, 0.6, true));
        assertThat(text(ranking))
                .contains("INT8 (sm8) is 3rd of 4 at 4.000 ± 0.010 degrees, 2.0 times the least angle.")
                .contains("Of the 3 formats on the Pareto front of angle and MAC area the cheapest is sm6, 0.60 of"
                        + " INT8's area at 10.000 ± 0.010 degrees; the cheapest that turns the gradient no more than"
                        + " INT8 does is b, 0.80 of INT8's area.");
    }

    @Test
    void oneFormatIsNotCalledTheBest() {
        assertThat(text(of(row("fp134", 1, 3, 0.05, 1.08, true))))
                .isEqualTo("Only fp134 was ranked: with errors and activations rounded to it the weight gradient of"
                        + " licence-lstm, room 1, 100 mini-batches of 32 turns by 3.000 ± 0.050 degrees, and its"
                        + " multiply-accumulate takes 1.1 times the area of INT8's.");
    }

    @Test
    void angleZeroGivesNoRatio() {
        assertThat(text(of(row("fp32", 1, 0, 0, Double.NaN, false), row("fp134", 2, 3, 0.1, 1, true))))
                .contains("fp134 is 2nd of 2 at 3.00 ± 0.10 degrees.")
                .doesNotContain("Infinity");
    }

    @Test
    void otherRoomsAreMentioned() {
        Ranking ranking = SyntheticRanking.of(
                "digits-mlp", List.of(0, 3), EnumSet.allOf(Variant.class), FormatSet.ofWidth(8), 100);
        assertThat(text(ranking)).contains("room 0,").containsPattern("First are \\S+ (again )?at room 3 \\(");
    }

    @Test
    void emptyRankingSaysSo() {
        assertThat(text(of())).isEqualTo("No format was ranked.");
    }
}
