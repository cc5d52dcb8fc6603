package binade.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The verb from outside: keys, options and messages of the contract. */
class CostCommandTest {

    static JsonNode json(String args) {
        Cli cli = Cli.run(("cost " + args + " --json").split(" "));
        assertThat(cli.code()).as(cli.err()).isZero();
        return JsonMapper.shared().readTree(cli.out());
    }

    /** Synthesised units: area of a lane, energy, period. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--a int8 --acc exact                            | 611.0  | 0.949 | 2.454",
        "--a fp134 --acc exact                           | 657.0  | 1.174 | 3.439",
        "--a fp134 --acc exact --adder prefix            | 828.1  | 1.751 | 1.643",
        "--a fp143 --acc fp16                            | 893.0  | 1.453 | 5.277",
        "--a fp134 --b log4 --acc exact                  | 456.2  | 0.803 | 2.957",
        "--a fp152 --acc fused:25 --lanes 8              | 567.8  | 0.735 | 8.042",
        "--a binary --acc exact --lanes 64               | 9.59   | 0.0165 | 2.377",
        "--a fp143 --acc exact --lanes 4                 | 549.3  | 0.877 | 4.775",
    })
    void unitsAreNearTheirSynthesis(String args, double areaUm2, double energyPj, double periodNs) {
        JsonNode cost = json(args);
        assertThat(cost.get("area_um2").asDouble()).isCloseTo(areaUm2, withinPercentage(10));
        assertThat(cost.get("nand2").asDouble()).isCloseTo(areaUm2 / 0.798, withinPercentage(10));
        assertThat(cost.get("energy_pj").asDouble()).isCloseTo(energyPj, withinPercentage(25));
        assertThat(cost.get("period_ns").asDouble()).isCloseTo(periodNs, withinPercentage(12));
    }

    @Test
    void theAreaOfTheUnitIsThatOfAllLanes() {
        JsonNode cost = json("--a fp134 --acc exact --lanes 4");
        assertThat(cost.get("unit_area_um2").asDouble()).isCloseTo(4 * cost.get("area_um2").asDouble(), within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "fp16", "tf32", "e4m3fn", "e5m2", "e3m2fn", "e2m3fn", "e2m1fn", "int4", "uint8", "q3.4", "log6", "binary", "ternary",
        "mxfp8_e4m3", "mxfp8_e5m2", "mxfp6_e3m2", "mxfp6_e2m3", "mxfp4_e2m1", "mxint8", "nvfp4", "nf4", "bm2_5/48", "bfp8/16",
        "binary8p3se", "binary3p1uf", "w6-165", "sm8", "posit8_0", "posit8_2", "posit16_1", "lns8_3", "lns4_0", "fp64",
        "float:4,3,11", "ternary-twn", "hfp8-bwd", "e8m0fnu"
    })
    void everyKindOfFormatHasACost(String id) {
        JsonNode cost = json("--a " + id);
        for (String key : new String[] {"area_um2", "nand2", "energy_pj", "period_ns"}) {
            assertThat(cost.get(key).asDouble()).as(key).isPositive();
        }
    }

    @Test
    void supplyAndNodeScaleEnergyAndArea() {
        double base = json("--a int8 --acc exact").get("energy_pj").asDouble();
        assertThat(json("--a int8 --acc exact --volt 0.9").get("energy_pj").asDouble())
                .isCloseTo(base * 0.81 / 1.21, withinPercentage(0.001));
        JsonNode small = json("--a int8 --acc exact --node 7");
        assertThat(small.get("energy_pj").asDouble()).isBetween(base / 40, base / 2);
        assertThat(small.get("area_um2").asDouble())
                .isCloseTo(json("--a int8 --acc exact").get("area_um2").asDouble() * 0.0092 / 0.16, withinPercentage(0.001));
        assertThat(small.get("period_ns").isNull()).isTrue();
    }

    @Test
    void blocksShareTheirScaleLogic() {
        double element = json("--a e4m3fn --acc exact").get("area_um2").asDouble();
        double block = json("--a mxfp8_e4m3 --acc exact").get("area_um2").asDouble();
        assertThat(block).isBetween(element * 1.02, element * 1.15);
    }

    @Test
    void oneUnitIsAnObjectAndSeveralAreAnArray() {
        assertThat(json("--a int8").isObject()).isTrue();
        assertThat(json("int8 fp134").isArray()).isTrue();
    }

    @Test
    void theTextSaysAccumulatorAndUncertainty() {
        Cli cli = Cli.run("cost", "--a", "fp134", "--acc", "exact");
        assertThat(cli.out()).contains("39-bit exact", "+-10 %", "45 nm, 1.1 V", "accumulator register");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--a fp13          | did you mean",
        "--a fp134 --acc fp8 | use exact, fp32, fp16, bf16, fp169, fused:F (F = 1 to 106) or intW (W = 2 to 128)",
        "--a fp134 --acc fused:0 | F is allowed from 1 to 106",
        "--a int8 --acc int1 | 2 to 128 bits",
        "--a fp134 --node 5 | 7 to 130 nm, the nodes of the scaling table, and 180 nm",
        "--a fp134 --volt 9 | 0.5 to 1.8 V",
        "--b fp134 | --b needs --a",
        "--a int8 --adder fast | ripple or prefix",
    })
    void wrongUsageSaysWhatIsAllowed(String args, String message) {
        Cli cli = Cli.run(("cost " + args).split(" "));
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).contains(message).hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--a fp134 --acc fp32 --lanes 4 | one product at a time",
        "--a fp134 --acc int32 | takes products of integers",
        "--a int8 --acc int12 | at least int16",
        "--a int8 --lanes 0 | 1 to 65536",
        "--a int8 --lanes 100000 | 1 to 65536",
    })
    void unitsThatDoNotExistAreRefused(String args, String message) {
        Cli cli = Cli.run(("cost " + args).split(" "));
        assertThat(cli.code()).isNotZero();
        assertThat(cli.err()).contains(message).hasLineCount(1);
    }
}
