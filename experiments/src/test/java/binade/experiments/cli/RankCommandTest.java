package binade.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import binade.experiments.workload.TrainedNetworks;
import binade.experiments.workload.Workload;
import binade.experiments.workload.Workloads;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code binade rank} with few formats and mini-batches. */
class RankCommandTest {
    private static final String PROPERTY = "binade.cache";
    private static String before;

    @TempDir
    Path folder;

    @BeforeAll
    static void useTheNetworksOfTheTests() throws IOException {
        before = System.getProperty(PROPERTY);
        TrainedNetworks.get(Workloads.parse("digits-mlp"));
        TrainedNetworks.get(Workloads.parse("digits-noisy-mlp"));
    }

    @BeforeEach
    void setCache() {
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

    private Cli rank(Path dir, String... more) {
        List<String> args = new ArrayList<>(List.of("rank", "-o", dir.toString()));
        args.addAll(Arrays.asList(more));
        for (String[] option : new String[][] {
            {"--batches", "3"}, {"--formats", "fp134,sm8,log4"}, {"--workload", "digits-mlp"}
        }) {
            if (!args.contains(option[0])) {
                args.addAll(List.of(option));
            }
        }
        return Cli.run(args.toArray(String[]::new));
    }

    /** The rows of ranking.csv, after a run that must succeed. */
    private List<NamedCsvRecord> rows(String... more) throws IOException {
        Path dir = Files.createTempDirectory(folder, "rank");
        Cli cli = rank(dir, more);
        assertThat(cli.code()).as(cli.err()).isZero();
        return read(Files.readString(dir.resolve("ranking.csv")));
    }

    private static List<NamedCsvRecord> read(String csv) {
        return CsvReader.builder().ofNamedCsvRecord(csv).stream().toList();
    }

    private static double number(List<NamedCsvRecord> rows, String format, String column) {
        return rows.stream().filter(r -> r.getField("format").equals(format)).findFirst()
                .map(r -> Double.parseDouble(r.getField(column))).orElseThrow();
    }

    @Test
    void allFilesAreWrittenWithTheColumnsOfTheContract() throws IOException {
        Path dir = folder.resolve("new/deep");
        Cli cli = rank(dir);
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).contains("fp134").contains("sm8").contains("log4");
        assertThat(dir.toFile().list()).containsExactlyInAnyOrder(
                "ranking.csv", "ranking.json", "sensitivity.csv", "report.html", "angle-cost.png",
                "error-activation.png", "top20.png", "run.json");
        List<String> lines = Files.readAllLines(dir.resolve("ranking.csv"));
        assertThat(lines.getFirst()).startsWith("format,width,list,room,error_angle_deg,error_angle_se,"
                + "activation_angle_deg,activation_angle_se,both_angle_deg,both_angle_se,cosine_error,cosine_activation,"
                + "cosine_both,rank,mac_area_rel,mac_energy_rel,pareto");
        assertThat(lines).hasSize(4);
        assertThat(lines.get(1)).startsWith("fp134,8,\"5,5,5,5,5,5,5,4,3,2,1,0\",1,");
        assertThat(read(Files.readString(dir.resolve("sensitivity.csv")))).extracting(r -> r.getField("room"))
                .containsExactly("0", "0", "0", "1", "1", "1", "3", "3", "3");
    }

    @Test
    void runJsonSaysHowToRepeatTheRun() throws IOException {
        rank(folder, "--threads", "1", "--seed", "0");
        JsonNode run = JsonMapper.shared().readTree(Files.readString(folder.resolve("run.json")));
        assertThat(run.get("command").asString())
                .startsWith("./binade rank -o " + folder).contains("--batches 3 --formats fp134,sm8,log4");
        assertThat(run.get("seed").asLong()).isZero();
        assertThat(run.get("threads").asInt()).isEqualTo(1);
        assertThat(run.toString()).contains("\"total\"").contains("\"angles\"").contains("\"placement\"");
    }

    @Test
    void threadsAndRepetitionLeaveTheBytesAlone() throws IOException {
        List<byte[]> files = new ArrayList<>();
        for (String threads : List.of("1", "2", "3", "1")) {
            Path dir = folder.resolve("run" + files.size());
            rank(dir, "--threads", threads, "--formats", "spread", "--batches", "2", "--workload", "digits-noisy-mlp");
            files.add(Files.readAllBytes(dir.resolve("ranking.csv")));
            assertThat(Files.readAllBytes(dir.resolve("ranking.json"))).isEqualTo(Files.readAllBytes(folder.resolve("run0/ranking.json")));
        }
        assertThat(files).allMatch(f -> Arrays.equals(f, files.getFirst()));
        assertThat(new String(files.getFirst(), java.nio.charset.StandardCharsets.UTF_8).lines()).hasSize(79);
    }

    @Test
    void jsonAndCsvGoToStandardOutputAsInTheFiles() throws IOException {
        Cli json = rank(folder, "--json");
        JsonNode root = JsonMapper.shared().readTree(json.out());
        assertThat(root.get("loss").asDouble()).isBetween(0.0, 0.1);
        assertThat(root.get("batches").asInt()).isEqualTo(3);
        assertThat(root.get("batch_size").asInt()).isEqualTo(32);
        assertThat(root.get("room").toString()).isEqualTo("[1]");
        assertThat(root.get("placement").asString()).isEqualTo("workload");
        assertThat(root.get("rows").size()).isEqualTo(3);
        assertThat(root.get("rows").get(0).get("format").asString()).isEqualTo("fp134");
        assertThat(root.get("rows").get(0).get("both_angle_deg").asDouble()).isGreaterThan(0);
        assertThat(rank(folder, "--csv").out()).isEqualTo(Files.readString(folder.resolve("ranking.csv")));
    }

    /** On the perceptron 'paper' moves the points from behind the ReLU to behind the linear layer. */
    @Test
    void everyPlacementMeasuresSomethingElse() throws IOException {
        List<NamedCsvRecord> workload = rows("--placement", "workload", "--workload", "digits-noisy-mlp", "--batches", "10");
        List<NamedCsvRecord> paper = rows("--placement", "paper", "--workload", "digits-noisy-mlp", "--batches", "10");
        List<NamedCsvRecord> operands = rows("--placement", "operands", "--workload", "digits-noisy-mlp", "--batches", "10");
        // Rounding to nearest and ReLU commute: 'paper' differs only where the largest value of a tensor is one that
        // the ReLU cuts off, so that the scale is another. On uniform spacing that shows.
        for (String column : List.of("activation_angle_deg", "both_angle_deg")) {
            assertThat(number(paper, "sm8", column)).as(column).isNotEqualTo(number(workload, "sm8", column));
        }
        assertThat(number(operands, "log4", "activation_angle_deg"))
                .as("the input in one term only").isGreaterThan(number(workload, "log4", "activation_angle_deg"));
        assertThat(number(operands, "log4", "error_angle_deg"))
                .as("the last error in one term only").isGreaterThan(number(workload, "log4", "error_angle_deg"));
    }

    @Test
    void roomsAreRankedApart() throws IOException {
        List<NamedCsvRecord> rows = rows("--room", "0,1");
        assertThat(rows).extracting(r -> r.getField("room")).containsExactly("0", "0", "0", "1", "1", "1");
        assertThat(rows).extracting(r -> r.getField("rank")).containsExactly("1", "2", "3", "1", "2", "3");
        assertThat(rows("--room", "1").getFirst().getFields()).isEqualTo(rows.get(3).getFields());
    }

    @Test
    void aSubsetOfVariantsHasTheSameNumbersAndEmptyFieldsElsewhere() throws IOException {
        List<NamedCsvRecord> all = rows();
        List<NamedCsvRecord> error = rows("--variant", "error");
        assertThat(number(error, "fp134", "error_angle_deg")).isEqualTo(number(all, "fp134", "error_angle_deg"));
        assertThat(error.getFirst().getField("both_angle_deg")).isEmpty();
        assertThat(error.getFirst().getField("cosine_activation")).isEmpty();
        List<NamedCsvRecord> two = rows("--variant", "both,activation");
        assertThat(number(two, "sm8", "both_angle_deg")).isEqualTo(number(all, "sm8", "both_angle_deg"));
        assertThat(number(two, "sm8", "activation_angle_deg")).isEqualTo(number(all, "sm8", "activation_angle_deg"));
    }

    @Test
    void theMiniBatchesFollowTheSeedAndTheBatchSize() throws IOException {
        String checkpoint = checkpointOfASeed(1);
        assertThat(number(rows("--seed", "1"), "fp134", "both_angle_deg"))
                .isNotEqualTo(number(rows(), "fp134", "both_angle_deg"));
        assertThat(number(rows("--seed", "1", "--checkpoint", checkpoint), "fp134", "both_angle_deg"))
                .isEqualTo(number(rows("--seed", "1"), "fp134", "both_angle_deg"));
        assertThat(number(rows("--batch-size", "64"), "fp134", "both_angle_deg"))
                .isNotEqualTo(number(rows(), "fp134", "both_angle_deg"));
    }

    private String checkpointOfASeed(long seed) throws IOException {
        rows("--seed", Long.toString(seed));
        try (Stream<Path> files = Files.list(TrainedNetworks.folder())) {
            return files.filter(p -> p.getFileName().toString().startsWith("digits-mlp-seed" + seed)).findFirst().orElseThrow().toString();
        }
    }

    @Test
    void aCorruptCheckpointIsNamedAndNothingIsWritten() throws IOException {
        Path cache = Files.createDirectory(folder.resolve("cache"));
        Path broken = null;
        try (Stream<Path> files = Files.list(TrainedNetworks.folder())) {
            for (Path p : files.filter(f -> f.toString().contains("digits-mlp-seed0")).toList()) {
                byte[] bytes = Files.readAllBytes(p);
                bytes[bytes.length - 1000] ^= 1;
                broken = Files.write(cache.resolve(p.getFileName()), bytes);
            }
        }
        System.setProperty(PROPERTY, cache.toString());
        Path dir = folder.resolve("out");
        Cli cli = rank(dir);
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err()).startsWith("binade rank: ").contains(broken.toString()).hasLineCount(1);
        assertThat(cli.out()).isEmpty();
        assertThat(dir).doesNotExist();
        assertThat(rank(dir, "--checkpoint", broken.toString()).code()).isEqualTo(1);
        Path none = folder.resolve("none.ckpt");
        Cli missing = rank(dir, "--checkpoint", none.toString());
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("file not found: " + none).hasLineCount(1);
    }

    @Test
    void aCheckpointOfAnotherWorkloadIsRefused() throws IOException {
        Workload other = Workloads.parse("digits-noisy-mlp");
        try (Stream<Path> files = Files.list(TrainedNetworks.folder())) {
            Path p = files.filter(f -> f.getFileName().toString().startsWith(other.id())).findFirst().orElseThrow();
            Cli cli = rank(folder.resolve("out"), "--checkpoint", p.toString());
            assertThat(cli.code()).isEqualTo(1);
            assertThat(cli.err()).contains(p.toString()).contains("digits-noisy-mlp").hasLineCount(1);
        }
    }

    @Test
    void anUnwritableFolderIsNoticedBeforeAnythingIsTrained() throws IOException {
        Path cache = folder.resolve("cache");
        System.setProperty(PROPERTY, cache.toString());
        Path file = Files.createFile(folder.resolve("file"));
        for (Path dir : List.of(file, file.resolve("below"))) {
            Cli cli = rank(dir);
            assertThat(cli.code()).isEqualTo(1);
            assertThat(cli.err()).startsWith("binade rank: cannot write the report to " + dir).hasLineCount(1);
            assertThat(cli.out()).isEmpty();
        }
        assertThat(cache).doesNotExist();
    }

    @Test
    void anUnwritableCacheCostsAWarning() throws IOException {
        System.setProperty(PROPERTY, Files.createFile(folder.resolve("file")).resolve("cache").toString());
        Cli cli = rank(folder.resolve("out"), "--csv");
        assertThat(cli.code()).isZero();
        assertThat(cli.err()).contains("warning: the trained network could not be kept").contains("BINADE_CACHE");
        assertThat(read(cli.out())).hasSize(3);
    }

    @Test
    void quietIsQuiet() {
        assertThat(rank(folder, "-q").err()).isEmpty();
        assertThat(rank(folder).err()).contains("report.html").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--workload mnist            | unknown workload 'mnist'; allowed: digits-mlp digits-noisy-mlp digits-noisy-cnn fashion-resnet8",
        "--data /tmp                 | digits is embedded; it takes no folder of data",
        "--variant errors            | unknown variant 'errors'; allowed: error activation both",
        "--formats fp13              | unknown format 'fp13'; did you mean",
        "--formats list:3,2,1        | 0",
        "--formats ;                 | --formats names no format",
        "--room 65                   | --room 65; allowed: 0 to 64",
        "--room -1                   | --room -1; allowed: 0 to 64",
        "--room x                    | 'x'",
        "--room 1,1                  | --room names a room twice",
        "--batches 0                 | --batches 0",
        "--batches many              | 'many'",
        "--batch-size 0              | batch size 0; allowed: 1 to 1437",
        "--batch-size 5000           | batch size 5000; allowed: 1 to 1437",
        "--threads 0                 | --threads 0; allowed: 1 to 1024",
        "--placement here            | unknown placement 'here'; allowed: workload paper operands",
        "--json --csv                | exclude each other",
        "--seed half                 | 'half'",
        "extra                       | extra"
    })
    void wrongUsageIsOneLineAndExitCode2(String args, String message) {
        Path dir = folder.resolve("out");
        Cli cli = rank(dir, args.strip().split(" "));
        assertThat(cli.code()).as(cli.err()).isEqualTo(2);
        assertThat(cli.err()).startsWith("binade rank: ").contains(message).hasLineCount(1);
        assertThat(cli.out()).isEmpty();
        assertThat(dir).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"list:5x7,4,3,2,1,0;fp152", "fp152 list:5x7,4,3,2,1,0"})
    void idsWithCommasAreSeparatedBySemicolonsOrBlanks(String ids) throws IOException {
        List<NamedCsvRecord> rows = rows("--formats", ids);
        assertThat(rows).extracting(r -> r.getField("list")).contains("5,5,5,5,5,5,5,4,3,2,1,0").hasSize(2);
    }

    @Test
    void aFormatNamedTwiceIsMeasuredOnce() throws IOException {
        assertThat(rows("--formats", "fp134,sm8", "--formats", "FP134")).hasSize(2);
    }
}
