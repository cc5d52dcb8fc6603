package binade.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code binade rank --model}: models on disk against figures that reference.py and pytorch.py computed without this code. */
class RankOwnModelTest {
    private static final Path MODELS = Path.of("src/test/resources/binade/experiments/onnx");

    @TempDir
    Path folder;

    private Cli rank(String model, String data, String... more) {
        List<String> args = new ArrayList<>(List.of("rank", "--model", MODELS.resolve(model).toString(),
                "--data", MODELS.resolve(data).toString(), "-o", folder.resolve("out").toString(), "-q"));
        args.addAll(List.of(more));
        return Cli.run(args.toArray(String[]::new));
    }

    private static List<NamedCsvRecord> reference(String file, String model) throws IOException {
        return CsvReader.builder().commentStrategy(CommentStrategy.SKIP)
                .ofNamedCsvRecord(Files.readString(MODELS.resolve(file))).stream()
                .filter(r -> r.getField("model").equals(model)).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet", "mobilenet", "lstm", "transformer", "decomposed"})
    void lossAndAnglesOfTheJsonAreThoseOfTheReference(String model) throws IOException {
        assertRanked(model, 8, 3, reference("reference.csv", model), 1e-4);
    }

    /** Exported by PyTorch itself after training, with the gradients of its autograd: a tenth of what is allowed. */
    @ParameterizedTest
    @ValueSource(strings = {"resnet", "mobilenet"})
    void networksOnImagesAreRankedAsWithPyTorch(String model) throws IOException {
        assertRanked("pytorch/" + model, 32, 4, reference("pytorch/images.csv", model), 2e-3);
    }

    private void assertRanked(String model, int batchSize, int batches, List<NamedCsvRecord> reference, double tolerance) throws IOException {
        Cli cli = rank(model + ".onnx", model + ".npz", "--formats", "fp134,fp143,fp152,sm8,log4", "--room", "0",
                "--batch-size", Integer.toString(batchSize), "--batches", Integer.toString(batches), "--json");
        assertThat(cli.code()).as(cli.err()).isZero();
        JsonNode json = JsonMapper.shared().readTree(cli.out());
        assertThat(json.get("batches").asInt()).isEqualTo(batches);
        assertThat(json.get("batch_size").asInt()).isEqualTo(batchSize);
        assertThat(json.get("room").get(0).asInt()).isZero();
        assertThat(json.get("placement").asString()).isEqualTo("operands");
        assertThat(reference).hasSize(5);
        for (NamedCsvRecord r : reference) {
            double loss = Double.parseDouble(r.getField("loss"));
            assertThat(json.get("loss").asDouble()).isCloseTo(loss, within(1e-6 * loss));
            JsonNode row = json.get("rows").values().stream()
                    .filter(n -> n.get("format").asString().equals(r.getField("format"))).findFirst().orElseThrow();
            for (String column : List.of("error_angle_deg", "activation_angle_deg", "both_angle_deg")) {
                double angle = Double.parseDouble(r.getField(column));
                assertThat(row.get(column).asDouble()).as(column).isCloseTo(angle, within(tolerance * angle));
            }
        }
    }

    @Test
    void allUnknownOperatorsAreListedInOneErrorWithTheirNodes() throws IOException {
        Path data = Files.writeString(folder.resolve("d.csv"), "a,b,c,d,e,f,label\n1,2,3,4,5,6,0\n2,1,3,4,5,6,2\n");
        Cli cli = Cli.run("rank", "--model", MODELS.resolve("unsupported.onnx").toString(), "--data", data.toString(),
                "--batch-size", "2", "-o", folder.resolve("out").toString(), "-q");
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err()).hasLineCount(1).endsWith(
                "unsupported.onnx: unsupported operators: Einsum (mix, d); GRU (memory); com.example.Twist (twist)\n");
    }

    @Test
    void theFilesAreThoseOfAnyRankingAndThreadsLeaveThemAlone() throws IOException {
        assertThat(rank("lstm.onnx", "lstm.npz", "--formats", "8", "--batch-size", "4", "--threads", "1").code()).isZero();
        byte[] one = Files.readAllBytes(folder.resolve("out/ranking.csv"));
        Cli cli = rank("lstm.onnx", "lstm.npz", "--formats", "8", "--batch-size", "4", "--threads", "2", "--csv");
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(Files.readAllBytes(folder.resolve("out/ranking.csv"))).isEqualTo(one);
        assertThat(cli.out()).isEqualTo(new String(one, java.nio.charset.StandardCharsets.UTF_8)).hasLineCount(167);
        assertThat(folder.resolve("out/report.html")).content().contains("lstm.onnx");
        JsonNode run = JsonMapper.shared().readTree(Files.readString(folder.resolve("out/run.json")));
        assertThat(run.get("options").get("model").asString()).endsWith("lstm.onnx");
        assertThat(run.get("options").get("batches").asString()).as("all that the file holds").isEqualTo("6");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            resnet.npz  | --batches 4 --batch-size 8    | --batches 4; the 27 samples of          | 2
            resnet.npz  | --batch-size 28               | batch size 28; allowed: 1 to 27         | 2
            resnet.npz  | --loss l1                     | unknown loss 'l1'; allowed: cross-entropy mse | 2
            resnet.npz  | --workload digits-mlp         | --workload does not go with --model     | 2
            resnet.npz  | --placement paper             | --placement paper; of --model it is operands | 2
            resnet.npz  | --loss mse --batch-size 8     | does not fit the output                 | 1
            lstm.npz    | --batch-size 8                | lstm.npz: 'x' is integers [            | 1
            .           | --batch-size 8                | is a folder; data is one file           | 1
            resnet.onnx | --batch-size 8                | is no NumPy array                       | 1
            nothing.npz | --batch-size 8                | file not found                          | 1
            """)
    void whatDoesNotFitIsSaidInOneLine(String data, String options, String message, int code) {
        Cli cli = rank("resnet.onnx", data, options.split(" "));
        assertThat(cli.code()).as(cli.err()).isEqualTo(code);
        assertThat(cli.err()).contains(message);
        assertThat(cli.out()).isEmpty();
        if (code == 1) {
            assertThat(cli.err()).startsWith("binade rank: ").hasLineCount(1);
        }
    }
}
