package binade.simulator.tensorcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Units from JSON: what is read, and what is refused, with field, reason and what is allowed. */
class UnitFileTest {
    private static final String GOOD = """
            {"id": "mine", "in": "fp16", "accumulator": "fp32", "k": 16,
             "arithmetic": {"type": "fused-block", "blockLength": 8, "fractionBits": 24, "rounding": "rz", "floor": -132}}""";

    private static Machine read(String json) {
        return Machines.own("unit.json", json);
    }

    @Test
    void aUnitWithAnA100sNumbersIsAnA100() {
        MatrixUnit mine = read(GOOD).units().getFirst();
        MatrixUnit a100 = Units.unit("a100 wmma fp16 fp32");
        assertThat(mine.arithmetic()).isEqualTo(a100.arithmetic());
        UnitCases cases = new UnitCases(a100, 1);
        for (int i = 0; i < 100; i++) {
            DotOperands x = cases.next(UnitCases.Kind.CANCEL, 16);
            assertThat(DotEngine.of(mine).dot(x)).isEqualTo(DotEngine.of(a100).dot(x));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"k\": 16|\"k\": 12|unit.json: k: 12 is not a multiple of the block length 8",
        "\"k\": 16|\"k\": 1.5|unit.json: k: 1.5 is not an integer from 0 to 65536",
        "\"k\": 16|\"k\": 0|unit.json: k: 0 (any) goes with an arithmetic without blocks only; allowed: multiples of 8",
        "\"k\": 16,||unit.json: k: is missing; allowed: integers from 0 to 65536",
        "\"k\": 16|\"k\": 16, \"K\": 1|unit.json: K: is not a field here; allowed: id name nan accumulator",
        "\"in\": \"fp16\"|\"in\": \"fp8\"|unit.json: in: unknown format 'fp8'; allowed: fp64 fp32 tf32",
        "\"in\": \"fp16\"|\"in\": \"s8\"|unit.json: accumulator: s8 x s8 -> fp32 is nothing that arithmetic fused-block computes",
        "\"fp32\"|\"fp8\"|unit.json: accumulator: unknown 'fp8'; allowed: fp16 fp32 fp64 s32",
        "fused-block|fused|unit.json: arithmetic: type: unknown 'fused'; allowed: fused-block fp8-as-fp16",
        "\"fractionBits\": 24|\"fractionBits\": 0|unit.json: arithmetic: fractionBits: 0 is not an integer from 1 to 512",
        "\"rz\"|\"nearest\"|unit.json: arithmetic: rounding: unknown 'nearest'; allowed: rz rne",
        "\"rz\"|\"rne\", \"resultFractionBits\": 13|arithmetic: resultFractionBits: 13 with rounding rne",
        "\"floor\": -132|\"flor\": 1|unit.json: arithmetic: flor: is not a field here; allowed: type rounding",
        "\"fp16\", |\"fp16\", \"kind\": \"mxf4\", |unit.json: scale: is missing; allowed: ue8m0 ue4m3",
        "}}|}|unit.json, line 2: not JSON"
    })
    void aMistakeIsNamed(String good, String bad, String message) {
        assertThat(GOOD).contains(good);
        assertThatThrownBy(() -> read(GOOD.replace(good, bad == null ? "" : bad)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void everyDeviceOfTheCatalogueIsThere() {
        assertThat(Machines.all()).extracting(Machine::id).contains(
                "v100", "t4", "a100", "a2", "a30", "a40", "ada", "l40s", "h100", "h200", "b200", "mi100", "mi250", "mi300x",
                "exact", "sequential-fma", "avx2-maddubs", "avx512-vnni", "avx512-bf16", "amx-int8", "amx-bf16", "xnor-popcount");
        for (Machine m : Machines.all()) {
            assertThat(m.units()).allSatisfy(u -> {
                assertThat(u.evidence()).containsKey("all");
                assertThat(u.source()).isNotBlank();
            });
        }
    }

    @Test
    void aCombinationThatAMachineLacksListsThoseItHas() {
        assertThatThrownBy(() -> Units.unit("v100 wmma bf16 fp32"))
                .hasMessage("v100 has no wmma plain bf16 x bf16 -> fp32; it has: wmma fp16 -> fp32; mma fp16 -> fp32;"
                        + " wmma fp16 -> fp16; mma fp16 -> fp16");
        assertThatThrownBy(() -> Machines.parse("v1000")).hasMessageContaining("unknown device 'v1000'; allowed: v100 t4 a100");
    }

    @ParameterizedTest
    @CsvSource({
        "v100 wmma fp16 fp32, 4, has no sparse form", "a100 wmma fp16 fp32, 5, allowed: 0x4 0x8 0x9 0xC 0xD 0xE",
        "a100 wmma fp16 fp32, 6, is not one of", "a100 wmma tf32 fp32, 8, allowed: 0x4 0xE"
    })
    void impossibleMetadataIsRefused(String unit, int nibble, String message) {
        assertThatThrownBy(() -> Sparsity.of(Units.unit(unit), nibble)).hasMessageContaining(message);
    }

    @Test
    void aRaggedKIsPaddedWithExactZeros() {
        MatrixUnit unit = Units.unit("h100 wmma fp16 fp32");
        long[] three = {0x3C00, 0x4000, 0x4200};
        assertThat(Units.dot(unit, new DotOperands(three, three, 0))).isEqualTo("41600000"); // 1 + 4 + 9
        assertThatThrownBy(() -> new DotOperands(three, new long[2], 0)).hasMessageContaining("both must have the same");
        assertThatThrownBy(() -> DotEngine.of(Units.unit("b200 tcgen05 e2m1 fp32 mxf4")).dot(new DotOperands(new long[64], new long[64], 0)))
                .hasMessageContaining("takes one scale per [32] elements; 64 elements have 0");
    }
}
