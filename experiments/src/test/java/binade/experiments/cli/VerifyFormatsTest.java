package binade.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which formats {@code verify} takes, and that the new ones hold. */
class VerifyFormatsTest {
    @ParameterizedTest
    @CsvSource({
        "binary10p4se, rne, 3", "binary3p1se, rto, 3", "binary8p1ue, rna, 3", "lns8_0, rne, 3",
        "posit7_1, rne, 1"
    })
    void noFormatDiffersFromItsReference(String id, String rounding, int rows) {
        Cli cli = Cli.run("verify", id, "--rounding", rounding, "-q");
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        List<String> lines = cli.out().lines().skip(1).toList();
        assertThat(lines).hasSize(rows).allMatch(line -> line.matches(id + " +" + rounding + " +[a-z-]+ +393216 +0 .*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fp9", "binary16p1se", "mxfp4_e2m1", "binary2p1se"})
    void whatCannotBeVerifiedIsNamed(String id) {
        Cli cli = Cli.run("verify", id);
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).contains("'" + id + "'").doesNotContain("Unmatched").hasLineCount(1);
    }

    @Test
    void aRoundingThatTheFormatDoesNotHaveIsWrongUsage() {
        Cli cli = Cli.run("verify", "posit8_2", "--overflow", "overflow");
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).contains("--overflow overflow is not defined for posit8_2; allowed: sat-finite");
    }
}
