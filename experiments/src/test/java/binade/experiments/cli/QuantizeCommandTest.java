package binade.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import binade.experiments.workload.TrainedNetworks;
import binade.experiments.workload.Workloads;
import binade.simulator.quantize.QuantizationRecipe;
import binade.simulator.quantize.QuantizationRecipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code binade quantize} on the digits. */
class QuantizeCommandTest {
    private static final String PROPERTY = "binade.cache";
    private static String before;

    @TempDir
    Path folder;

    @BeforeAll
    static void useTheNetworksOfTheTests() throws IOException {
        before = System.getProperty(PROPERTY);
        TrainedNetworks.get(Workloads.parse("digits-noisy-mlp"));
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

    private static Map<String, JsonNode> quantize(String... more) {
        List<String> args = new ArrayList<>(List.of("quantize", "--json", "-q"));
        args.addAll(List.of(more));
        Cli cli = Cli.run(args.toArray(String[]::new));
        assertThat(cli.code()).as(cli.err()).isZero();
        Map<String, JsonNode> rows = new HashMap<>();
        JsonMapper.shared().readTree(cli.out()).forEach(row -> rows.put(row.get("method").stringValue(), row));
        return rows;
    }

    private static double loss(Map<String, JsonNode> rows, String method) {
        return rows.get(method).get("loss").doubleValue();
    }

    @Test
    void eightBitsLoseAtMostOnePointAndThreeQuartersOfTheBytes() {
        Map<String, JsonNode> rows = quantize("--compare", "dynamic,weight-only");
        assertThat(rows).containsOnlyKeys("fp32", "static", "dynamic", "weight-only");
        for (String method : List.of("static", "dynamic", "weight-only")) {
            assertThat(rows.get(method).get("accuracy_drop_points").doubleValue()).isBetween(-1.0, 1.0);
            assertThat(rows.get(method).get("ratio").doubleValue()).isBetween(3.5, 4.0);
        }
        // 64x128 + 128x64 + 64x10 weights, 202 biases and as many scales
        assertThat(rows.get("fp32").get("bytes").intValue()).isEqualTo(4 * (17_024 + 202));
        assertThat(rows.get("weight-only").get("bytes").intValue()).isEqualTo(17_024 + 8 * 202);
    }

    /** The one differs from the other in where sums and logits are rounded. */
    @Test
    void integersLoseNoMoreThanASimulationOfThem() {
        Map<String, JsonNode> rows = quantize("--method", "integer-only", "--compare", "static");
        assertThat(rows.get("integer-only").get("accuracy").doubleValue())
                .isBetween(rows.get("static").get("accuracy").doubleValue() - 0.01, rows.get("static").get("accuracy").doubleValue() + 0.01);
        assertThat(loss(rows, "integer-only")).isNotEqualTo(loss(rows, "static"));
        assertThat(rows.get("integer-only").get("activations").stringValue()).isEqualTo("int8 tensor affine integer");
    }

    @Test
    void whatIsUnsureIsTriedAgain() {
        String[] low = {"--method", "weight-only", "--weights", "int2", "--progressive"};
        Map<String, JsonNode> none = quantize(low[0], low[1], low[2], low[3], low[4], "0");
        assertThat(loss(none, "weight-only then fp32")).isEqualTo(loss(none, "weight-only"));
        assertThat(none.get("weight-only then fp32").get("retried").doubleValue()).isZero();
        Map<String, JsonNode> some = quantize(low[0], low[1], low[2], low[3], low[4], "0.9", "--retry", "static");
        JsonNode both = some.get("weight-only then static");
        assertThat(both.get("retried").doubleValue()).isBetween(0.01, 0.99);
        assertThat(both.get("accuracy").doubleValue()).isGreaterThan(some.get("weight-only").get("accuracy").doubleValue());
    }

    @Test
    void smoothQuantAndAwqBeatNearestOnANetworkWithPlantedOutliers() {
        Map<String, JsonNode> plain = quantize();
        Map<String, JsonNode> rows = quantize("--compare", "smoothquant,w4-group,awq", "--plant-outliers", "6");
        double exact = loss(rows, "fp32");
        assertThat(exact).isEqualTo(loss(plain, "fp32")); // outliers change no bit of the function
        assertThat(Math.abs(loss(rows, "smoothquant") - exact)).isLessThan(Math.abs(loss(rows, "static") - exact) / 4);
        assertThat(Math.abs(loss(rows, "awq") - exact)).isLessThan(Math.abs(loss(rows, "w4-group") - exact) / 4);
    }

    /**
     * Faulty values among the samples, eight times the largest, stretch the range of min-max; the test samples have none. At
     * 32 times and more a single fault outweighs all other values in a mean of squares, so MSE keeps it too.
     */
    @Test
    void klAndMseBeatMinMaxWhereCalibrationHasOutliers() {
        String[] faults = {"--plant-faults", "3", "--activations", "int4"};
        double kl = dropWith("kl", faults);
        double mse = dropWith("mse", faults);
        double minMax = dropWith("min-max", faults);
        assertThat(minMax).isGreaterThan(10);
        assertThat(kl).isLessThan(minMax / 2);
        assertThat(mse).isLessThan(minMax / 2);
    }

    private static double dropWith(String observer, String... options) {
        List<String> args = new ArrayList<>(List.of(options));
        args.addAll(List.of("--observer", observer));
        return quantize(args.toArray(String[]::new)).get("static").get("accuracy_drop_points").doubleValue();
    }

    @Test
    void aPrintedRecipeIsTheRecipeAndCanBeUsed() throws IOException {
        Path file = folder.resolve("mine.json");
        assertThat(Cli.run("quantize", "--method", "awq", "--weights", "fp134", "--print-recipe", "-o", file.toString()).code())
                .isZero();
        QuantizationRecipe mine = QuantizationRecipes.read("mine", Files.readString(file));
        assertThat(mine.weights().format().id()).isEqualTo("fp134");
        assertThat(mine.aware()).isTrue();
        assertThat(quantize("--recipe", file.toString()).get("awq").get("weights").stringValue()).isEqualTo("fp134 group:32");
    }

    @Test
    void theSameSeedGivesTheSameNumbers() {
        String[] options = {"--compare", "adaround,gptq", "--plant-outliers", "3", "--seed", "0"};
        Map<String, JsonNode> a = quantize(options);
        Map<String, JsonNode> b = quantize(options);
        for (String method : a.keySet()) {
            assertThat(loss(a, method)).isEqualTo(loss(b, method));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--method statik | unknown method 'statik'; allowed: a file ending in .json, or static integer-only dynamic",
        "--weights int9x | unknown format 'int9x'",
        "--observer median | unknown observer 'median'; allowed: min-max",
        "--granularity row | unknown granularity 'row'; allowed: tensor channel group:N",
        "--calibration 0 | --calibration 0; allowed: 1 to 1437",
        "--progressive 2 | --progressive 2.0; allowed: 0 to 1",
        "--plant-outliers 40 | --plant-outliers 40; allowed: 0 to 20",
        "--fault-every 9 | --fault-every goes with --plant-faults",
        "--symmetric --affine | mutually exclusive",
        "--method gptq --weights nf4 | rounding gptq chooses between two values",
        "--workload licence-lstm --plant-faults 3 | token numbers cannot be faulty",
    })
    void wrongUsageSaysWhatIsAllowed(String options, String message) {
        List<String> args = new ArrayList<>(List.of("quantize", "-q"));
        args.addAll(List.of(options.split(" ")));
        Cli cli = Cli.run(args.toArray(String[]::new));
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).contains(message).hasLineCount(1);
    }

    @Test
    void optionsThatWouldChangeNothingAreRefused() {
        assertThat(Cli.run("quantize", "--method", "integer-only", "--activations", "none").err())
                .contains("--activations none: integer-only computes with integer activations");
        assertThat(Cli.run("quantize", "--retry", "static").err()).contains("--retry static goes with --progressive");
        assertThat(Cli.run("quantize", "--compare", "static").err()).contains("two recipes have one id: static static");
        assertThat(Cli.run("quantize", "--compare", "static").code()).isEqualTo(2);
    }
}
