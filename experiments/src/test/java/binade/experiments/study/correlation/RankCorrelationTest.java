package binade.experiments.study.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import binade.formats.random.RandomStream;
import binade.formats.random.RandomStream.Purpose;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankCorrelationTest {
    private static final double[] X = {1, 2, 3, 4, 5, 6};

    @Test
    void valuesAreThoseOfTheTextbookFormulas() {
        double[] y = {2, 1, 4, 3, 6, 5}; // sum of squared rank differences 6; 12 of 15 pairs in order
        assertThat(RankCorrelation.spearman(X, y, 99).value()).isCloseTo(1 - 6.0 * 6 / (6 * 35), within(1e-12));
        assertThat(RankCorrelation.kendall(X, y, 99).value()).isCloseTo((12.0 - 3) / 15, within(1e-12));
    }

    @Test
    void onlyTheOrderCountsAndInfinityIsLast() {
        double[] y = {0.1, 0.2, 3, 40, 500, Double.POSITIVE_INFINITY};
        assertThat(RankCorrelation.spearman(X, y, 99).value()).isEqualTo(1);
        assertThat(RankCorrelation.kendall(X, y, 99).value()).isEqualTo(1);
    }

    @Test
    void equalValuesHaveNoCorrelation() {
        assertThat(RankCorrelation.spearman(X, new double[6], 9).value()).isNaN();
        assertThat(RankCorrelation.spearman(X, new double[6], 9).p()).isNaN();
    }

    @Test
    void thePOfSixInOrderIsNearItsExactValue() {
        // 2 of 720 orders correlate as strongly
        assertThat(RankCorrelation.spearman(X, X, 9999).p()).isCloseTo(2.0 / 720, within(0.002));
    }

    @Test
    void independentOrdersAreNotFoundRelatedMoreOftenThanTheIntervalAllows() {
        int rejected = 0;
        int covered = 0;
        for (int i = 0; i < 100; i++) {
            RandomStream random = new RandomStream(i, Purpose.NOISE, 0);
            double[] a = IntStream.range(0, 30).mapToDouble(_ -> random.nextGaussian()).toArray();
            double[] b = IntStream.range(0, 30).mapToDouble(_ -> random.nextGaussian()).toArray();
            RankCorrelation r = RankCorrelation.spearman(a, b, 199);
            rejected += r.p() <= 0.05 ? 1 : 0;
            covered += r.low() <= 0 && r.high() >= 0 ? 1 : 0;
        }
        assertThat(rejected).isLessThanOrEqualTo(11); // binomial(100, 0.05) exceeds it once in 250 times
        assertThat(covered).isGreaterThanOrEqualTo(86);
    }

    @Test
    void seedsThatOrderAlikeAgree() {
        assertThat(RankCorrelation.agreement(new double[][] {X, {2, 4, 6, 8, 10, 12}, {6, 5, 4, 3, 2, 1}}))
                .isCloseTo(-1.0 / 3, within(1e-12));
        assertThat(RankCorrelation.agreement(new double[][] {X})).isNaN();
    }
}
