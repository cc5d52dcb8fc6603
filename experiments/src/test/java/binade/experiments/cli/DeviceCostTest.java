package binade.experiments.cli;

import static binade.experiments.cli.CostCommandTest.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Formats on machines, from outside. */
class DeviceCostTest {

    /** FP134 has 5 significant bits, FP143 and FP152 lack their largest values in the 8-bit floats; log4 fits INT8. */
    @ParameterizedTest
    @CsvSource({
        "h100, fp134, fp16, true, 494.7e12", "h100, fp143, fp16, true, 494.7e12", "h100, fp152, fp16, true, 494.7e12",
        "h100, e4m3fn, fp8, true, 989.45e12", "h100, e5m2, fp8, true, 989.45e12", "h100, log4, int8, true, 989.45e12",
        "h100, fp116, int8, true, 989.45e12", "h100, fp125, fp16, true, 494.7e12", "h100, int8, int8, true, 989.45e12",
        "h100, fp32, fp32, true, 33.45e12", "h100, binary, int8, true, 989.45e12", "a100, binary, binary, true, 2496e12",
        "a100, log4, int8, true, 312e12", "a100, int4, int4, true, 624e12", "a100, fp134, fp16, true, 156e12",
        "v100, int8, fp16, true, 62.5e12", "v100, tf32, fp32, true, 7.85e12", "t4, fp64, fp32, false, 4.05e12",
        "mi300x, e4m3fnuz, fp8, true, 1307.45e12", "mi300x, fp134, fp16, true, 653.7e12",
        "b200, mxfp4_e2m1, fp4, true, 4500e12", "h100, mxfp4_e2m1, bf16, true, 494.7e12",
        "gaudi2, fp16, bf16, false, 216.25e12", "b200, e2m3fn, fp6, true, 2250e12", "a2, int8, int8, true, 18e12",
        "a30, fp134, fp16, true, 82.5e12", "a40, bf16, bf16, true, 74.85e12", "ada, e4m3fn, fp8, true, 165.15e12",
        "rtx-blackwell, nvfp4, fp4, true, 838e12"
    })
    void everyFormatRunsInTheFastestTypeThatHoldsIt(
            String device, String format, String type, boolean exact, double peak) {
        JsonNode cost = json("--device " + device + " --format " + format);
        assertThat(cost.get("native_format").asString()).isEqualTo(type);
        assertThat(cost.get("exact_container").asBoolean()).isEqualTo(exact);
        assertThat(cost.get("peak_mac_s").asDouble()).isCloseTo(peak, withinPercentage(1));
        assertThat(cost.get("bound_by").asString()).isEqualTo("compute");
    }

    @Test
    void fp143LacksItsLargestMagnitudeInE4m3() {
        assertThat(json("--device h100 --format fp143").get("reason").asString()).contains("fp8 lacks 2 of its values");
    }

    @Test
    void sparsityDoublesThePeakWhereTheDeviceHasIt() {
        double dense = json("--device h100 --format fp16").get("peak_mac_s").asDouble();
        assertThat(json("--device h100 --format fp16 --sparse").get("peak_mac_s").asDouble())
                .isCloseTo(2 * dense, withinPercentage(0.01));
        Cli cli = Cli.run("cost", "--device", "v100", "--format", "fp16", "--sparse");
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err()).contains("no 2:4 sparsity");
    }

    @Test
    void largeProductsAreBoundByComputeAndThinOnesByMemory() {
        JsonNode large = json("--device h100 --format bf16 --gemm 8192,8192,8192");
        assertThat(large.get("bound_by").asString()).isEqualTo("compute");
        assertThat(large.get("utilisation").asDouble()).isBetween(0.6, 0.9);
        assertThat(large.get("time_s").asDouble())
                .isCloseTo(Math.pow(8192, 3) / 494.7e12 / large.get("utilisation").asDouble(), withinPercentage(0.1));
        JsonNode thin = json("--device h100 --format bf16 --gemm 1,8192,8192");
        assertThat(thin.get("bound_by").asString()).isEqualTo("memory");
        assertThat(thin.get("time_s").asDouble()).isCloseTo(8192.0 * 8192 * 2 / 3350e9, withinPercentage(1));
        assertThat(json("--device h100 --format bf16 --gemm 16,16,16").get("bound_by").asString()).isEqualTo("launch");
    }

    @Test
    void narrowerOperandsMoveFewerBytes() {
        double fp8 = json("--device h100 --format e4m3fn --gemm 1,8192,8192").get("time_s").asDouble();
        double fp4 = json("--device h100 --format e2m1fn --gemm 1,8192,8192").get("time_s").asDouble();
        assertThat(fp8 / fp4).isCloseTo(2, withinPercentage(1));
    }

    @Test
    void anUnknownDeviceSuggestsTheNearest() {
        Cli cli = Cli.run("cost", "--device", "h10", "--format", "fp16");
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err()).contains("did you mean h100?", "mi300x").hasLineCount(1);
    }

    @Test
    void anArrayOfOnesOwnHasAreaTimeAndEnergy(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("array.json");
        Files.writeString(file, "{\"rows\": 32, \"columns\": 32, \"clock_mhz\": 500}");
        JsonNode cost = json("--device unit:" + file + " --format fp134 --gemm 128,128,512");
        assertThat(cost.get("peak_mac_s").asDouble()).isEqualTo(32 * 32 * 500e6);
        double cycles = 4 * 4 * (64 + 32 + 512 - 2);
        assertThat(cost.get("time_s").asDouble()).isCloseTo(cycles / 500e6, withinPercentage(0.01));
        assertThat(cost.get("utilisation").asDouble()).isCloseTo(128.0 * 128 * 512 / cycles / 1024, withinPercentage(0.01));
        assertThat(cost.get("area_mm2").asDouble()).isBetween(1.0, 3.0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"rows\": 32, \"clock_mhz\": 500} | field 'columns' is missing; allowed: numbers from 1 to 65536",
        "{\"rows\": -1, \"columns\": 4, \"clock_mhz\": 5} | field 'rows' is -1; allowed: numbers from 1 to 65536",
        "{\"rows\": 2.5, \"columns\": 4, \"clock_mhz\": 5} | field 'rows' is 2.5; allowed: whole numbers",
        "{\"rows\": 2, \"columns\": 4, \"clock_mhz\": 5, \"adder\": \"fast\"} | field 'adder' is \"fast\"; allowed: ripple prefix",
        "{\"rows\": 2, \"cols\": 4} | unknown field 'cols'; allowed: accumulation",
        "rows: 2 | no JSON",
    })
    void aMalformedSpecNamesTheField(String json, String message, @TempDir Path folder) throws IOException {
        Path file = folder.resolve("array.json");
        Files.writeString(file, json);
        Cli cli = Cli.run("cost", "--device", "unit:" + file, "--format", "fp134");
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err()).contains(message).hasLineCount(1);
    }

    @Test
    void wrongUsageSaysWhatIsNeeded() {
        assertThat(Cli.run("cost", "--device", "h100").err()).contains("--format ID");
        assertThat(Cli.run("cost", "--format", "fp16").err()).contains("need --device");
        assertThat(Cli.run("cost", "--device", "h100", "--format", "fp16", "--gemm", "1,2").code()).isEqualTo(2);
    }

    @Test
    void aNetworkIsCountedLayerByLayer(@TempDir Path folder) {
        Path picture = folder.resolve("roofline.png");
        Cli cli = Cli.run("cost", "--model", "resnet18", "--batch", "128", "--device", "h100", "--format", "fp16", "--plot",
                picture.toString());
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(cli.out()).contains("layer4.1.conv2", "times as fast as FP32", "Rule of thumb", "bound by memory");
        assertThat(picture).isNotEmptyFile();
        JsonNode rows = json("--model digits-mlp --training --batch 32 --device a100 --format int8");
        double macs = rows.get(rows.size() - 1).get("macs").asDouble();
        assertThat(macs).isEqualTo(32.0 * 42_880);
    }

    /** 4-bit weights, FP16 activations; errors of their own in training. */
    @Test
    void tensorsMayHaveFormatsOfTheirOwn() {
        JsonNode thin = json("--device a100 --format fp16 --weights int4 --gemm 1,16384,16384");
        assertThat(thin.get("native_format").asString()).isEqualTo("fp16");
        assertThat(thin.get("time_s").asDouble()).isCloseTo(
                json("--device a100 --format fp16 --gemm 1,16384,16384").get("time_s").asDouble() / 4, withinPercentage(1));
        JsonNode rows = json("--model digits-mlp --training --batch 32 --device h100 --format e4m3fn --errors e5m2");
        assertThat(rows.get(1).get("a").asString()).isEqualTo("e4m3fn");
        assertThat(rows.get(1).get("b").asString()).isEqualTo("e5m2");
        JsonNode total = rows.get(rows.size() - 1);
        double parts = 0;
        for (String place : new String[] {"arithmetic_j", "registers_j", "sram_j", "dram_j", "idle_j"}) {
            parts += total.get(place).asDouble();
        }
        assertThat(parts).isCloseTo(total.get("energy_j").asDouble(), withinPercentage(1e-6));
        assertThat(Cli.run("cost", "--model", "digits-mlp", "--device", "h100", "--format", "fp16", "--errors", "e5m2").err())
                .contains("--errors needs --training");
        assertThat(Cli.run("cost", "--model", "resnet18", "--device", "h100", "--format", "fp16", "--batch", "128").out())
                .contains("Left of that ridge", "largest batch that fits", "DRAM", "with one image");
    }

    @Test
    void theReportSaysWhenFp134IsTheCheapOne(@TempDir Path folder) {
        Path picture = folder.resolve("bars.png");
        Cli cli = Cli.run("cost", "--accumulators", "--plot", picture.toString());
        assertThat(cli.out()).contains("exact     FP134 < FP143 < FP152", "fp32      FP134 > FP143 > FP152",
                "fused:25  FP134 > FP143 > FP152", "holds for exact accumulation");
        assertThat(picture).isNotEmptyFile();
    }

    /** One core: products per cycle of its best register tile at the stated clock. */
    @ParameterizedTest
    @CsvSource({
        "zen5, fp32, fp32, 32", "zen5, bf16, bf16, 64", "zen5, int8, int8, 128", "zen5, fp134, grid8, 56.9",
        "zen5, log4, int8, 128", "zen5, binary, binary, 682.7", "zen4, fp32, fp32, 16", "skylake, int8, int8, 64",
        "skylake, fp16, fp16, 17.8", "skylake, fp134, int16, 48.2", "sapphirerapids, int8, int8, 1024", "zen2, fp32, fp32, 16"
    })
    void processorsAreMachinesLikeOthers(String device, String format, String type, double macPerCycle) {
        JsonNode cost = json("--device " + device + " --format " + format);
        assertThat(cost.get("native_format").asString()).isEqualTo(type);
        assertThat(cost.get("exact_container").asBoolean()).isTrue();
        assertThat(cost.get("mac_per_cycle").asDouble()).isCloseTo(macPerCycle, withinPercentage(0.2));
        assertThat(cost.get("bound_by").asString()).isEqualTo("compute");
        assertThat(cost.get("core_bound").asString()).matches("ports .*|front end");
    }

    @Test
    void aVectorTimesAMatrixIsBoundByTheMemoryOfACore() {
        JsonNode thin = json("--device zen5 --format int8 --gemm 1,8192,8192");
        assertThat(thin.get("bound_by").asString()).isEqualTo("memory");
        assertThat(thin.get("time_s").asDouble()).isCloseTo(8192.0 * 8192 / 48e9, withinPercentage(1));
        JsonNode large = json("--device zen5 --format int8 --gemm 1000,1000,1000");
        assertThat(large.get("bound_by").asString()).isEqualTo("compute");
        assertThat(large.get("utilisation").asDouble()).isBetween(0.9, 1.0);
        assertThat(Cli.run("cost", "--device", "zen6", "--format", "int8").err()).contains("did you mean zen");
    }

    @Test
    void thePathsOfAProcessorAreListedWithWhatBinds() {
        Cli cli = Cli.run("cost", "--simd", "zen5", "--csv");
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).contains("int8-vnni,c,int8,vpdpbusd,", "jvm-int8,jvm,int8,2*vpmovsxbw | 2*vpmullw");
        assertThat(cli.out().lines().filter(l -> l.startsWith("fp32,"))).allMatch(l -> l.contains(",16.0,loads,"));
        assertThat(Cli.run("cost", "--simd", "h100").err()).contains("unknown processor 'h100'", "zen5");
    }

    @Test
    void rulesOfThumbHoldOrHaveAReason() {
        Cli cli = Cli.run("cost", "--speedups", "--device", "zen5,ada", "--gemm", "2048,2048,2048", "--csv");
        assertThat(cli.code()).isZero();
        assertThat(cli.out().lines().filter(l -> l.startsWith("zen5,") && l.contains(",int8,"))).hasSize(1)
                .allMatch(l -> l.contains(",4.0,2 to 4,holds,") || l.contains("2 to 4,holds,"));
        assertThat(cli.out().lines().filter(l -> l.startsWith("zen5,") && l.contains(",binary,"))).hasSize(1)
                .allMatch(l -> l.contains(",slower,") && l.contains("21.3 times the rate of FP32"));
        assertThat(Cli.run("cost", "--speedups", "--device", "zen5").err()).contains("--speedups needs");
    }
}
