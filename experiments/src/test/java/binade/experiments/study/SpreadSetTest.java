package binade.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.Formats;
import binade.formats.GridFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** reference-workloads 1. */
class SpreadSetTest {
    private static final List<GridFormat> SPREAD = SpreadSet.formats();

    @Test
    void itHas78FormatsInTheNumbersOfTheDocument() {
        assertThat(SPREAD).hasSize(78);
        assertThat(SPREAD.stream().map(GridFormat::list)).doesNotHaveDuplicates();
        assertThat(SPREAD.stream().collect(Collectors.groupingBy(GridFormat::width, Collectors.counting())))
                .isEqualTo(Map.of(8, 13L, 7, 13L, 6, 18L, 5, 26L, 4, 6L, 3, 2L));
    }

    @Test
    void theSmallerSetsHaveTheirNumbers() {
        assertThat(SpreadSet.named()).hasSize(24);
        assertThat(SpreadSet.fewer()).hasSize(52).containsAll(SpreadSet.named());
        assertThat(SpreadSet.fewer().stream().filter(f -> f.width() >= 6)).hasSize(18);
    }

    @Test
    void itHasTheStepsAndTheNamedFormats() {
        assertThat(SPREAD.stream().filter(f -> f.width() == 8).map(f -> Formats.setId(f).orElseThrow()))
                .containsExactly("w8-000", "w8-020", "w8-026", "w8-040", "w8-060", "w8-080", "w8-094", "w8-100", "w8-120",
                        "w8-140", "w8-150", "w8-160", "w8-165");
        assertThat(SPREAD.stream().map(GridFormat::id)).contains(
                "fp125", "fp134", "fp143", "fp152", "sm8", "fp124", "fp133", "fp142", "fp151", "sm7", "fp123", "fp132",
                "fp141", "log6", "sm6", "sm5", "sm4", "sm3", "log5", "log4", "log3", "fp131", "fp122", "fp121");
        assertThat(SPREAD.stream().map(f -> Formats.setId(f).orElseThrow())).contains("w6-156", "w7-160", "w6-012");
    }
}
