package binade.simulator.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErfTest {
    /** Abramowitz and Stegun, table 7.1, and mpmath for the last three. */
    @ParameterizedTest
    @CsvSource({
        "0, 0", "0.02, 0.0225645747", "0.5, 0.5204998778", "1, 0.8427007929", "1.5, 0.9661051465", "2, 0.9953222650",
        "3, 0.99997790950300", "4, 0.99999998458274", "5.5, 0.99999999999999264"
    })
    void valuesAreThoseOfTheTable(double x, double erf) {
        assertThat(Erf.of(x)).isCloseTo(erf, within(5e-11));
        assertThat(Erf.of(-x)).isEqualTo(-Erf.of(x));
    }

    /** The integral by Simpson's rule with 2000 steps. */
    private static double integral(double x) {
        int n = 2000;
        double h = x / n;
        double sum = 1 + Math.exp(-x * x);
        for (int i = 1; i < n; i++) {
            sum += (i % 2 == 0 ? 2 : 4) * Math.exp(-(i * h) * (i * h));
        }
        return 2 / Math.sqrt(Math.PI) * sum * h / 3;
    }

    @Test
    void itIsTheIntegralAndTwiceTheNormalDistributionLessOne() {
        for (double x = -5; x < 5; x += 0.37) {
            assertThat(Erf.of(x)).isCloseTo(integral(x), within(1e-11));
            assertThat(Erf.of(x)).isCloseTo(2 * SequenceLayers.normalDistribution(x * Math.sqrt(2)) - 1, within(1e-11));
        }
        assertThat(Erf.of(7)).isEqualTo(1);
        assertThat(Erf.of(Double.NEGATIVE_INFINITY)).isEqualTo(-1);
        assertThat(Erf.of(Double.NaN)).isNaN();
    }
}
