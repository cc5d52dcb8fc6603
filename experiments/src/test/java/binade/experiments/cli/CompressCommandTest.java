package binade.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import binade.experiments.workload.TrainedNetworks;
import binade.experiments.workload.Workloads;
import binade.simulator.compression.CompressionRecipe;
import binade.simulator.compression.CompressionRecipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code binade compress} on the digits. */
class CompressCommandTest {
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

    private static JsonNode rows(String... args) {
        Cli cli = Cli.run(args);
        assertThat(cli.code()).as(cli.err()).isZero();
        return JsonMapper.shared().readTree(cli.out());
    }

    private static JsonNode total(JsonNode rows) {
        return rows.get(rows.size() - 1);
    }

    @Test
    void theDigitsFitIntoATwentiethAtAPointOfAccuracy() throws IOException {
        Path file = folder.resolve("digits.small");
        JsonNode rows = rows("compress", "--json", "-q", "--save", file.toString());
        JsonNode total = total(rows);
        assertThat(total.get("layer").stringValue()).isEqualTo("total");
        assertThat(Files.size(file)).isEqualTo(total.get("bytes_coded").intValue());
        assertThat(total.get("ratio").doubleValue()).isGreaterThanOrEqualTo(20);
        assertThat(total.get("accuracy_trained").doubleValue() - total.get("accuracy_coded").doubleValue())
                .isLessThanOrEqualTo(0.01);
        int parts = 0;
        for (int i = 0; i + 1 < rows.size(); i++) {
            parts += rows.get(i).get("bytes_coded").intValue();
        }
        assertThat(parts).isEqualTo(total.get("bytes_coded").intValue());
        JsonNode read = total(rows("compress", "--json", "-q", "--load", file.toString()));
        assertThat(read.get("accuracy_coded")).isEqualTo(total.get("accuracy_coded"));
    }

    /** 8,192 + 8,192 + 640 weights, half of them in 34 bits each; biases whole. */
    @Test
    void twoOfFourHalvesTheWeightsOfTheDigitsAtAPointOfAccuracy() throws IOException {
        Path file = folder.resolve("digits.sparse");
        JsonNode rows = rows("compress", "--recipe", "two-of-four", "--prune-epochs", "5", "--json", "-q", "--save", file.toString());
        JsonNode total = total(rows);
        assertThat(rows.get(0).get("kept").intValue()).isEqualTo(8_192 / 2);
        assertThat(total.get("bytes_pruned").intValue()).isEqualTo(17_024 / 2 * 34 / 8 + 202 * 4);
        assertThat(total.get("accuracy_trained").doubleValue() - total.get("accuracy_coded").doubleValue())
                .isLessThanOrEqualTo(0.01);
        assertThat(total.get("accuracy_shared").isNull()).isTrue();
        assertThat(total(rows("compress", "--json", "-q", "--load", file.toString())).get("accuracy_coded"))
                .isEqualTo(total.get("accuracy_coded"));
    }

    @Test
    void theSameSeedGivesTheSameFileOnOneThreadAndOnTwo() throws IOException {
        String[] options = {"compress", "-q", "--prune-epochs", "1", "--tune-epochs", "1", "--start", "random", "--save"};
        for (String threads : new String[] {"1", "2"}) {
            String[] args = java.util.Arrays.copyOf(options, options.length + 3);
            args[options.length] = folder.resolve(threads).toString();
            args[options.length + 1] = "--threads";
            args[options.length + 2] = threads;
            assertThat(Cli.run(args).code()).isZero();
        }
        assertThat(folder.resolve("1")).hasSameBinaryContentAs(folder.resolve("2"));
    }

    @Test
    void aRecipeThatIsPrintedReadsBackAsTheSame() throws IOException {
        Cli cli = Cli.run("compress", "--sparsity", "0.5", "--bits", "3", "--start", "density", "--gap-bits", "2", "--print-recipe");
        Path file = folder.resolve("mine.json");
        Files.writeString(file, cli.out());
        CompressionRecipe mine = CompressionRecipes.parse(file.toString());
        assertThat(mine.pruning().sparsity()).isEqualTo(0.5);
        assertThat(mine.sharing().bits()).isEqualTo(3);
        assertThat(mine.gapBits()).isEqualTo(2);
        assertThat(CompressionRecipes.write(mine)).isEqualTo(cli.out());
        for (CompressionRecipe shipped : CompressionRecipes.all()) {
            assertThat(CompressionRecipes.read("r", CompressionRecipes.write(shipped))).isEqualTo(shipped);
        }
    }

    @Test
    void aFileThatIsNoCompressedNetworkOfTheWorkloadIsNamed() throws IOException {
        Path file = folder.resolve("digits.small");
        assertThat(Cli.run("compress", "-q", "--prune-epochs", "0", "--tune-epochs", "0", "--save", file.toString()).code()).isZero();
        Cli other = Cli.run("compress", "-q", "--load", file.toString(), "--workload", "digits-noisy-cnn");
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err()).startsWith("binade compress: " + file + " is no network of digits-noisy-cnn: the file has ")
                .contains("give the --workload it was made of").hasLineCount(1);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        Cli damaged = Cli.run("compress", "-q", "--load", file.toString());
        assertThat(damaged.code()).isEqualTo(1);
        assertThat(damaged.err()).isEqualTo("binade compress: " + file + " cannot be used: its checksum does not match its content\n");
        assertThat(Cli.run("compress", "-q", "--load", folder.toString()).err())
                .isEqualTo("binade compress: " + folder + " cannot be used: it is a folder\n");
    }

    @Test
    void aRuleForAMissingTensorIsRefusedWithThoseThereAre() throws IOException {
        Path file = folder.resolve("mine.json");
        Files.writeString(file, """
                {"version": 1, "id": "mine", "sharing": {"bits": 4, "epochs": 0, "rate": 1},
                 "layers": [{"name": "conv", "bits": 2}]}
                """);
        Cli cli = Cli.run("compress", "-q", "--recipe", file.toString());
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err()).contains("no weight tensor 'conv'; it has 0.linear.weight ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --sparsity 1      | sparsity 1.0; allowed: 0 to below 1
            --bits 9          | bits 9; allowed: 1 to 8
            --gap-bits 9      | --gap-bits 9; allowed: best, or 0 to 8
            --recipe magic    | unknown recipe 'magic'; allowed: a file ending in .json, or deep-compression
            --threads 0       | --threads 0; at least 1
            --recipe two-of-four --bits 4       | recipe two-of-four shares no values; --bits
            --recipe two-of-four --sparsity 0.7 | sparsity 0.7; allowed: 0.5 with rule two-of-four
            --load a --save b | give one of them
            --load a --sparsity 0.5 | --sparsity does not go with --load
            --load a --recipe two-of-four | --recipe does not go with --load
            """)
    void whatIsNotAllowedIsRefused(String options, String message) {
        Cli cli = Cli.run(("compress " + options).split(" "));
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).contains(message);
    }
}
