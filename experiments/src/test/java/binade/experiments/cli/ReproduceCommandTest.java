package binade.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproduceCommandTest {
    @TempDir
    Path dir;

    @BeforeEach
    void paper() throws IOException {
        Files.writeString(dir.resolve("papers.txt"), "mine\n");
        Files.createDirectory(dir.resolve("mine"));
        Files.writeString(dir.resolve("mine/recipe.json"), """
                {"title": "A < B", "authors": "N. N.", "venue": "Nowhere 1999", "measurements": [
                  {"id": "limits", "command": "formats --kind ieee"},
                  {"id": "gemm", "command": "gemm --device v100 --k 16 --m 4 --n 4 --plot {dir}/e.png",
                   "pictures": ["e.png"]},
                  {"id": "word", "command": "mma --device exact --in fp16 --acc fp32 --k 1", "lines": {"two": "4000 3c00 00000000"}}]}
                """);
        claims("65504");
    }

    private void claims(String max) throws IOException {
        Files.writeString(dir.resolve("mine/claims.csv"), """
                id,statement,quantity,relation,paper,scale,setting,source,explanation
                max,FP16 reaches 65504,limits[id=fp16].max,ours = paper,%s,-,format,Table 1,it does not
                error,The error is small,gemm.relative,0 <= ours < 1e-3,small,-,K 16,section 2,
                dot,2 times 1 is 2,f32(word[name=two].output),ours = 2,2,-,exact,section 3,
                """.formatted(max));
    }

    private Cli reproduce(String... more) {
        String[] fixed = {"reproduce", "--papers", dir.toString()};
        return Cli.run(java.util.stream.Stream.concat(java.util.Arrays.stream(fixed), java.util.Arrays.stream(more)).toArray(String[]::new));
    }

    @Test
    void claimsThatHoldGiveZero() {
        Cli cli = reproduce("mine");
        assertThat(cli.code()).as(cli.toString()).isZero();
        assertThat(cli.out()).contains("FP16 reaches 65504", "3 of 3 claims of 1 paper hold, 0 fail.");
        assertThat(cli.err()).contains("2 of 3  mine: gemm");
    }

    @Test
    void oneThatDoesNotGivesThreeAndStaysInTheTable() throws IOException {
        claims("65505");
        Cli cli = reproduce("--all", "--quick", "-q");
        assertThat(cli.code()).isEqualTo(3);
        assertThat(cli.out()).contains("fails", "mine, max, fails: it does not", "2 of 3 claims of 1 paper hold, 1 fail.");
        assertThat(cli.err()).isEmpty();
    }

    @Test
    void whatCannotBeMeasuredGivesOneAndSaysWhy() throws IOException {
        Path recipe = dir.resolve("mine/recipe.json");
        Files.writeString(recipe, Files.readString(recipe).replace("--device v100", "--device v101"));
        Cli cli = reproduce("mine", "-q");
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.out()).contains("mine, error, unmeasured: gemm: binade gemm: unknown device", "1 could not be measured");
    }

    @Test
    void filesAreWrittenWithPicturesInside() throws IOException {
        Path out = dir.resolve("out");
        assertThat(reproduce("mine", "-q", "-o", out.toString()).code()).isZero();
        assertThat(out.resolve("papers/mine-gemm-e.png")).exists();
        assertThat(Files.readString(out.resolve("papers.html")))
                .contains("A &lt; B", "data:image/png;base64,", "verdict-holds").doesNotContain("{{", "A < B");
        assertThat(Files.readString(out.resolve("papers.md"))).contains("![mine, gemm-e.png](papers/mine-gemm-e.png)",
                "./binade gemm --device v100 --k 16 --m 4 --n 4 --plot DIR/e.png --json");
        assertThat(Files.readAllLines(out.resolve("papers.csv"))).hasSizeGreaterThan(3);
        assertThat(Files.readString(out.resolve("papers.json"))).contains("\"verdict\" : \"holds\"");
    }

    @Test
    void csvAndJsonHaveARowPerClaim() {
        assertThat(reproduce("mine", "-q", "--csv").out()).startsWith(
                "paper,id,claim,published,ours,relation,verdict,note,source,scale,setting,quantity,commands\nmine,max,FP16 reaches 65504,65504,65504.0,");
        assertThat(reproduce("mine", "-q", "--json").out()).contains("\"summary\" : \"3 of 3 claims of 1 paper hold, 0 fail.\"");
    }

    @Test
    void wrongUsageIsNamed() throws IOException {
        assertThat(reproduce("mine", "--all").err()).contains("name papers or give --all, not both");
        Files.createDirectories(dir.resolve("full/papers.md"));
        assertThat(reproduce("mine", "-o", dir.resolve("full").toString()).err()).contains("papers.md: it is a folder");
        assertThat(reproduce("other").err()).contains("unknown paper 'other'; allowed: mine");
        for (List<String> words : List.of(List.<String>of(), List.of("mine", "--all"), List.of("mine", "mine"), List.of("mine", "--csv", "--json"),
                List.of("other"))) {
            assertThat(reproduce(words.toArray(String[]::new)).code()).as(words.toString()).isEqualTo(2);
        }
        claims("much");
        Cli cli = reproduce("mine");
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).contains("mine/claims.csv:2: paper: 'much' is not a number, and the relation uses it");
        assertThat(reproduce("--list").code()).isEqualTo(1);
        Files.delete(dir.resolve("papers.txt"));
        assertThat(reproduce("mine").err()).contains("file not found: ").contains("papers.txt");
    }

    @Test
    void aShippedPaperOfFormatFactsHolds() {
        Cli cli = Cli.run("reproduce", "tensor-cores-2021", "--quick", "-q", "--csv");
        assertThat(cli.out().lines().skip(1).filter(l -> l.startsWith("tensor-cores-2021,")).count()).isEqualTo(15);
        assertThat(cli.out()).doesNotContain(",unmeasured,");
    }
}
