package binade.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.Lists;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
    @ParameterizedTest
    @CsvSource({"1.08, 1.1", "0.998, 1.0", "0.62, 0.62", "10.1, 10", "0.0163, 0.016", "1, 1.0", "123, 120", "0, 0", "NaN, -"})
    void costsHaveTwoSignificantDigits(double value, String text) {
        assertThat(Numbers.twoDigits(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.04, 3", "0.4, 2", "3, 2", "0.004, 4", "0, 2", "NaN, 2", "1e-9, 5"})
    void standardErrorIsShownWithTwoDigits(double error, int decimals) {
        assertThat(Numbers.decimals(error)).isEqualTo(decimals);
    }

    @ParameterizedTest
    @CsvSource({"1, 1st", "2, 2nd", "3, 3rd", "4, 4th", "11, 11th", "12, 12th", "13, 13th", "22, 22nd", "101, 101st", "111, 111th"})
    void ordinalsAreEnglish(int n, String text) {
        assertThat(Numbers.ordinal(n)).isEqualTo(text);
    }

    @Test
    void runsOfAListAreCounted() {
        assertThat(Lists.compact("5,5,5,5,5,5,5,4,3,2,1,0")).isEqualTo("5x7,4,3,2,1,0");
        assertThat(Lists.compact("7,6,5,4,3,2,1,0")).isEqualTo("7,6,5,4,3,2,1,0");
        assertThat(Lists.compact("")).isEmpty();
    }
}
