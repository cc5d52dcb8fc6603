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

/** {@code binade sensitivity}, {@code search} and {@code assign}, and {@code rank} with formats that are no grids. */
class StudyCommandsTest {
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

    @Test
    void sensitivityWritesTablesAndHeatMaps() throws IOException {
        Path dir = folder.resolve("s");
        Cli cli = Cli.run("sensitivity", "--workload", "digits-mlp", "--batches", "2", "-q", "-o", dir.toString());
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(cli.out()).contains("input").contains("0.linear").contains("fp134").contains("turns the gradient least");
        assertThat(Files.readAllLines(dir.resolve("sensitivity.csv")).getFirst())
                .isEqualTo("format,width,variant,kind,place,angle_deg,angle_se,cosine");
        assertThat(dir.toFile().list()).containsExactlyInAnyOrder(
                "sensitivity.csv", "sensitivity.json", "layers.png", "tensors.png", "run.json");
    }

    @Test
    void searchEndsAtAListOfTheWidthAndComparesItWithEveryMember() throws IOException {
        Path file = folder.resolve("found.json");
        String[] args = {
            "search", "--workload", "digits-mlp", "--width", "4", "--batches", "4", "--held-out", "6", "--any-order", "-q", "--json",
            "-o", file.toString()
        };
        assertThat(Cli.run(args).code()).isZero();
        String first = Files.readString(file);
        JsonNode json = JsonMapper.shared().readTree(first);
        assertThat(json.get("held_out").get(0).get("found").asBoolean()).isTrue();
        assertThat(json.get("held_out").size()).isIn(6, 7); // 6 members; the list found may be one of them
        assertThat(json.get("pairs_measured").asLong()).isLessThanOrEqualTo(json.get("pairs_without_stopping_early").asLong());
        assertThat(Cli.run(args).code()).isZero();
        assertThat(Files.readString(file)).isEqualTo(first);
    }

    @Test
    void searchDoesNotCompareOnSamplesItHasSeen() {
        Cli cli = Cli.run("search", "--workload", "digits-mlp", "--batches", "40", "--held-out", "24");
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).contains("44 mini-batches of an epoch");
    }

    @Test
    void assignSaysWhichFormatEachLayerGetsAndWhatThatBrings() throws IOException {
        String[] args = {
            "assign", "--workload", "digits-mlp", "--formats", "fp134,fp132,log4", "--budget", "6", "--batches", "2", "--held-out", "4",
            "--exhaustive", "-q"
        };
        Cli text = Cli.run(args);
        assertThat(text.code()).as(text.err()).isZero();
        assertThat(text.out()).contains("at most 6 bits per value", "0.linear", "fp132 everywhere", "Of all ");
        JsonNode json = JsonMapper.shared().readTree(Cli.run(with(args, "--json")).out());
        assertThat(json.get("assignment").size()).isEqualTo(4);
        assertThat(json.get("chosen").get("cost").asDouble()).isLessThanOrEqualTo(6 + 1e-9);
        assertThat(json.get("exhaustive").get("measured_deg").asDouble())
                .isLessThanOrEqualTo(json.get("chosen").get("measured_deg").asDouble());
        assertThat(json.get("held_out").size()).isEqualTo(1 + 3);
        List<String> csv = Cli.run(with(args, "--csv")).out().lines().toList();
        assertThat(csv).hasSize(1 + 4);
        assertThat(csv.getFirst()).isEqualTo("layer,points,values,products,format,width,alone_deg,alone_se,greedy");
    }

    private static String[] with(String[] args, String more) {
        return Stream.concat(Stream.of(args), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void assignNamesWhatIsWrong() {
        assertThat(Cli.run("assign", "--workload", "digits-mlp", "--budget", "2.5", "-q").err()).contains("the cheapest assignment");
        assertThat(Cli.run("assign", "--budget", "-1").code()).isEqualTo(2);
        assertThat(Cli.run("assign", "--cost", "money").err()).contains("bits area energy");
        assertThat(Cli.run("assign", "--formats", "fp134").err()).contains("at least 2");
        assertThat(Cli.run(
                "assign", "--cost", "energy", "--formats", "fp134,mxfp4_e2m1", "--workload", "digits-mlp", "--budget", "1", "-q").err())
                .contains("mxfp4_e2m1");
        assertThat(Cli.run("assign", "--workload", "digits-mlp", "--exhaustive", "-q").err())
                .contains("at most 20000 are all measured");
    }

    @Test
    void blocksPositsCodebooksAndSignsAreRanked() throws IOException {
        Path dir = folder.resolve("r");
        Cli cli = Cli.run("rank", "--workload", "digits-mlp", "--batches", "2", "--formats",
                "fp134,mxfp8_e4m3,mxfp4_e2m1,nvfp4,posit16_1,posit8_1,nf4,ternary,binary,bfp8/16,bm2_5/48", "--csv", "-q",
                "-o", dir.toString());
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(cli.out().lines()).hasSize(12);
        assertThat(angle(cli, "posit16_1")).isLessThan(angle(cli, "posit8_1"));
        assertThat(angle(cli, "bfp8/16")).isLessThan(angle(cli, "mxfp8_e4m3"));
        assertThat(angle(cli, "mxfp8_e4m3")).isLessThan(angle(cli, "mxfp4_e2m1"));
        assertThat(angle(cli, "mxfp4_e2m1")).isLessThan(angle(cli, "binary"));
        assertThat(dir.resolve("report.html")).isNotEmptyFile();
    }

    private static double angle(Cli cli, String format) {
        String line = cli.out().lines().filter(l -> l.startsWith(format + ",")).findFirst().orElseThrow();
        return Double.parseDouble(line.replaceAll("\"[^\"]*\"", "").split(",")[8]);
    }
}
