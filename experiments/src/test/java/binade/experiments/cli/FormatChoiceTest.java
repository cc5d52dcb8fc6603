package binade.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.Format;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatChoiceTest {
    @ParameterizedTest
    @CsvSource({"paper, 498", "8, 166", "7, 166", "6, 166", "5, 26", "4, 6", "3, 2", "spread, 78"})
    void aSetHasItsMembers(String id, int size) {
        assertThat(FormatChoice.parse(List.of(id))).hasSize(size);
    }

    @Test
    void setsAndIdsMix() {
        assertThat(FormatChoice.parse(List.of("fp134,3;list:4x14,0", "fp134 e4m3fn")).stream().map(Format::id))
                .containsExactly("fp134", "sm3", "log3", "list:4x14,0", "e4m3fn");
    }

    @Test
    void wholeSetsShowTheSensitivityOfTheirNamedFormatsAndFewShowAll() {
        List<Format> few = FormatChoice.parse(List.of("w8-050,w8-051"));
        assertThat(FormatChoice.sensitivity(few)).isEqualTo(few);
        assertThat(FormatChoice.sensitivity(FormatChoice.parse(List.of("8"))).stream().map(Format::id))
                .containsExactly("fp125", "fp134", "fp143", "fp152", "sm8");
        assertThat(FormatChoice.sensitivity(FormatChoice.parse(List.of("paper"))).stream().map(Format::id))
                .contains("fp134", "sm6", "log4", "sm4");
    }

    @Test
    void nothingIsNoChoice() {
        assertThatThrownBy(() -> FormatChoice.parse(List.of(" ", ";,")))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("--formats names no format");
    }
}
