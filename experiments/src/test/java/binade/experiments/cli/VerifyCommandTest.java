package binade.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
    private static final String HEADER =
            "format,rounding,overflow,inputs,mismatches,first_mismatch,seconds,inputs_per_second_core,kernel,date,commit";

    @TempDir
    Path folder;

    private Cli verify(String... ids) {
        String[] options = {"verify", "-q", "--rounding", "rne", "-o", folder.resolve("t.csv").toString()};
        String[] args = java.util.Arrays.copyOf(options, options.length + ids.length);
        System.arraycopy(ids, 0, args, options.length, ids.length);
        return Cli.run(args);
    }

    private List<String> rows() throws IOException {
        return Files.readAllLines(folder.resolve("t.csv"));
    }

    @Test
    void theTableGrowsAndRowsOfThisCommitAreNotRunAgain() throws IOException {
        assertThat(verify("e2m1fn").code()).isZero();
        List<String> first = rows();
        assertThat(first).hasSize(4).first().isEqualTo(HEADER);
        assertThat(verify("fp134", "e2m1fn", "binary4p2se").code()).isZero();
        assertThat(rows()).hasSizeGreaterThan(7).startsWith(first.toArray(String[]::new));
    }

    @Test
    void rowsOfAnotherCommitStayUntilTheyAreRunAnew() throws IOException {
        verify("e2m1fn");
        String mine = rows().get(1);
        String old = mine.replace(Version.commit(), "0123abc").replaceFirst(",[0-9]+[.][0-9]+,", ",77.77,");
        String other = old.replace("e2m1fn", "fp134");
        Files.write(folder.resolve("t.csv"), List.of(HEADER, old, other));
        assertThat(verify("log4").code()).isZero();
        assertThat(rows()).contains(old, other).hasSize(6);
        assertThat(verify("e2m1fn").code()).isZero();
        assertThat(rows()).contains(other).doesNotContain(old).hasSize(8);
        assertThat(rows().get(1)).startsWith("e2m1fn,rne,sat-finite,393216,0,").endsWith(Version.commit());
    }

    @Test
    void aDifferenceInTheTableIsNotForgotten() throws IOException {
        verify("e2m1fn");
        String wrong = rows().get(1).replace(",393216,0,,", ",393216,2,3f800000,");
        assertThat(wrong).isNotEqualTo(rows().get(1));
        Files.write(folder.resolve("t.csv"), List.of(HEADER, wrong));
        assertThat(verify("log4").code()).isEqualTo(3);
    }

    @Test
    void anotherTableIsLeftAlone() throws IOException {
        Files.writeString(folder.resolve("t.csv"), "a,b\n1,2\n");
        Cli cli = verify("e2m1fn");
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err()).contains("t.csv holds another table");
        assertThat(rows()).containsExactly("a,b", "1,2");
    }

    @Test
    void aRuleTheFormatDoesNotHaveIsWrongUsage() {
        Cli cli = Cli.run("verify", "--rounding", "rtz", "posit8_2");
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).contains("rtz", "posit8_2", "rne");
    }
}
