package binade.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import binade.experiments.workload.TrainedNetworks;
import binade.experiments.workload.Workloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code binade correlate} with few formats and short trainings. */
class CorrelateCommandTest {
    private static final String PROPERTY = "binade.cache";
    private static String before;

    @TempDir
    Path folder;

    @BeforeAll
    static void useTheNetworksOfTheTests() throws IOException {
        before = System.getProperty(PROPERTY);
        TrainedNetworks.get(Workloads.parse("digits-mlp"));
        System.setProperty(PROPERTY, TrainedNetworks.folder().toString());
    }

    @AfterAll
    static void restore() {
        if (before == null) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, before);
        }
    }

    private Cli correlate(String dir, String... more) {
        return Cli.run(Stream.concat(
                Stream.of("correlate", "--workload", "digits-mlp", "--formats", "fp134,sm8,fp131,log4,sm3", "--epochs", "1",
                        "--batches", "3", "--repetitions", "99", "-q", "-o", folder.resolve(dir).toString()),
                Stream.of(more)).toArray(String[]::new));
    }

    private String file(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    @Test
    void coarserFormatsTrainWorseAndTurnTheGradientMore() throws IOException {
        Cli cli = correlate("a", "--variant", "error,both");
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(cli.out()).contains("Spearman").contains("predicting saves").contains("fp134");
        JsonNode json = JsonMapper.shared().readTree(file("a/correlation.json"));
        JsonNode error = json.get("correlations").get(0);
        assertThat(error.get("variant").asString()).isEqualTo("error");
        assertThat(error.get("indicator").asString()).isEqualTo("angle");
        assertThat(error.get("count").asInt()).isEqualTo(5);
        assertThat(json.get("rows").get(4).get("both_loss").asDouble()).as("sm3")
                .isGreaterThan(json.get("rows").get(0).get("both_loss").asDouble());
        assertThat(json.get("saved").asDouble()).isEqualTo(1 - 96.0 / (44 * 32));
        for (String name : List.of("angle-loss-error.png", "angle-loss-both.png", "run.json", "formats.csv", "trainings.csv")) {
            assertThat(folder.resolve("a").resolve(name)).isNotEmptyFile();
        }
    }

    @Test
    void errorsAloneAreTrainedOnRequest() throws IOException {
        assertThat(correlate("same", "--variant", "error,both", "--trained", "same").code()).isZero();
        assertThat(correlate("both", "--variant", "error,both").code()).isZero();
        assertThat(Files.readAllLines(folder.resolve("same/trainings.csv"))).hasSize(2 + 11);
        assertThat(Files.readAllLines(folder.resolve("both/trainings.csv"))).hasSize(2 + 6);
        JsonNode same = JsonMapper.shared().readTree(file("same/correlation.json")).get("rows").get(4);
        JsonNode both = JsonMapper.shared().readTree(file("both/correlation.json")).get("rows").get(4);
        assertThat(same.get("both_loss")).isEqualTo(both.get("both_loss")).isEqualTo(both.get("error_loss"));
        assertThat(same.get("error_loss").asDouble()).isLessThan(same.get("both_loss").asDouble());
    }

    @Test
    void threadsLeaveNoTrace() throws IOException {
        correlate("one", "--threads", "1");
        correlate("two", "--threads", "2");
        for (String name : List.of("formats.csv", "correlation.csv", "correlation.json")) {
            assertThat(folder.resolve("one").resolve(name)).hasSameBinaryContentAs(folder.resolve("two").resolve(name));
        }
    }

    /** Some trainings are there, the last line is cut off: the rest is done, and what is there is taken as it is. */
    @Test
    void anInterruptedStudyGoesOn() throws IOException {
        correlate("whole");
        Path kept = folder.resolve("part/trainings.csv");
        Files.createDirectories(kept.getParent());
        List<String> lines = Files.readAllLines(folder.resolve("whole/trainings.csv"));
        assertThat(lines).hasSize(2 + 6);
        String three = String.join("\n", lines.subList(0, 5)) + "\n";
        Files.writeString(kept, three + "fp131,both,0,0.");
        assertThat(correlate("part").code()).isZero();
        assertThat(file("part/trainings.csv")).startsWith(three);
        assertThat(Files.readAllLines(kept)).hasSize(2 + 6);
        assertThat(folder.resolve("part/formats.csv")).hasSameBinaryContentAs(folder.resolve("whole/formats.csv"));
        assertThat(folder.resolve("part/correlation.csv")).hasSameBinaryContentAs(folder.resolve("whole/correlation.csv"));
    }

    @Test
    void trainingsOfAnotherStudyAreNotMixedIn() {
        assertThat(correlate("mixed").code()).isZero();
        Cli other = correlate("mixed", "--room", "1");
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err()).contains("trainings.csv").contains("another study").contains("-o");
    }

    @Test
    void wrongOptionsAreWrongUsage() {
        assertThat(correlate("x", "--room", "65").code()).isEqualTo(2);
        assertThat(correlate("x", "--variant", "weights").err()).contains("error activation both");
        assertThat(correlate("x", "--batch-size", "2000").err()).contains("1437");
    }
}
