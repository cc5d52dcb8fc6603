package binade.hwmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import binade.hwmodel.simd.Cpu;
import binade.hwmodel.simd.Cpus;
import binade.hwmodel.simd.Instruction;
import binade.hwmodel.simd.PortPressure;
import binade.hwmodel.simd.SimdCost;
import binade.hwmodel.simd.SimdCost.Level;
import binade.hwmodel.simd.SimdKernel;
import binade.hwmodel.simd.SimdPath;
import binade.hwmodel.simd.SimdPaths;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cycles of vector loops, against counts by hand. */
class SimdCostTest {
    private static final Cpu ZEN5 = Cpus.find("zen5");

    private static SimdCost cost(String cpu, String path, SimdKernel kernel, Level level) {
        return SimdCost.of(Cpus.find(cpu), SimdPaths.find(path), kernel, level);
    }

    /** Two FMA units of 512 bits: 32 products a cycle in registers, 16 where each needs two loads. */
    @Test
    void dotProductsAreBoundByLoadsAndTilesByTheUnits() {
        SimdCost dot = cost("zen5", "fp32", SimdKernel.dot(8), Level.L1);
        assertThat(dot.macPerCycle()).isEqualTo(16);
        assertThat(dot.boundBy()).isEqualTo("loads");
        SimdCost.Tile tile = SimdCost.bestTile(ZEN5, SimdPaths.find("fp32"));
        assertThat(tile.cost().macPerCycle()).isEqualTo(32);
        assertThat(tile.cost().boundBy()).isEqualTo("ports FP0 FP1");
        assertThat(tile.mr() * tile.nr() + tile.nr() + 1).isLessThanOrEqualTo(32);
    }

    @ParameterizedTest
    @CsvSource({
        "zen5, fp32, 32", "zen5, bf16, 64", "zen5, int8-vnni, 128", "zen5, int8-maddubs, 64", "zen5, int16-vnni, 64",
        "zen5, binary, 682.67", "zen4, fp32, 16", "zen4, int8-vnni, 64", "zen3, fp32-avx2, 16", "zen2, fp32-avx2, 16",
        "skylake, fp32, 32", "cascadelake, int8-vnni, 128", "icelake, int8-vnni, 128", "sapphirerapids, amx-int8, 1024",
        "sapphirerapids, amx-bf16, 512", "sapphirerapids, fp32, 32"
    })
    void registerTilesReachTheRatesOfTheUnits(String cpu, String path, double macs) {
        assertThat(SimdCost.bestTile(Cpus.find(cpu), SimdPaths.find(path)).cost().macPerCycle()).isCloseTo(macs, within(0.05));
    }

    /** 4 cycles of latency, half a cycle of throughput: fewer than 8 accumulators wait for each other. */
    @Test
    void fewAccumulatorsBindByTheirChain() {
        SimdCost two = cost("zen5", "fp32", SimdKernel.tile(2, 1, false), Level.L1);
        assertThat(two.cycles()).isEqualTo(2);
        assertThat(two.boundBy()).isEqualTo("chain");
        assertThat(cost("zen5", "fp32", SimdKernel.tile(4, 2, false), Level.L1).chain()).isEqualTo(0.5);
    }

    @Test
    void operandsFromFartherAwayBindByTheirBytes() {
        SimdCost l2 = cost("zen5", "fp32", SimdKernel.dot(8), Level.L2);
        assertThat(l2.cycles()).isEqualTo(128 / 55.0);
        assertThat(l2.boundBy()).isEqualTo("L2");
        SimdCost memory = cost("zen5", "fp32", SimdKernel.dot(8), Level.MEMORY);
        assertThat(memory.macPerSecond()).isCloseTo(ZEN5.coreBandwidth() / 8, within(1.0));
        assertThat(memory.boundBy()).isEqualTo("memory");
        assertThat(cost("zen5", "int8-vnni", SimdKernel.dot(8), Level.MEMORY).macPerSecond() / memory.macPerSecond())
                .isCloseTo(4, within(1e-9));
    }

    @Test
    void vectorsAcrossCacheLinesCountAsTwoLoads() {
        SimdPath fp32 = SimdPaths.find("jvm-fp32");
        assertThat(SimdCost.of(ZEN5, fp32, SimdKernel.dot(8), Level.L1, false).macPerCycle()).isEqualTo(8);
        SimdPath half = SimdPaths.find("jvm-int8"); // loads of 32 bytes
        assertThat(SimdCost.of(ZEN5, half, SimdKernel.dot(2), Level.L1, false).loads())
                .isEqualTo(SimdCost.of(ZEN5, half, SimdKernel.dot(2), Level.L1, true).loads());
    }

    /** 11 micro-operations on four ports; of them four on FP1 FP2, two on FP0 FP1, one on FP2 FP3. */
    @Test
    void theJavaSequenceOfInt8KeepsAllPortsBusy() {
        SimdCost dot = cost("zen5", "jvm-int8", SimdKernel.dot(2), Level.L1);
        assertThat(dot.portPressure().cycles()).isEqualTo(11 / 4.0);
        assertThat(dot.portPressure().ports()).containsExactlyInAnyOrder("FP0", "FP1", "FP2", "FP3");
    }

    @Test
    void workGoesToWhicheverPortIsFree() {
        Instruction fma = ZEN5.instruction("vfmadd231ps", "zmm");
        Instruction add = ZEN5.instruction("vpaddd", "zmm");
        assertThat(PortPressure.of(Map.of(fma, 2.0, add, 2.0)).cycles()).isEqualTo(1);
        assertThat(PortPressure.evenShares(Map.of(fma, 2.0, add, 2.0))).isEqualTo(1.5);
        assertThat(PortPressure.of(Map.of(fma, 6.0, add, 2.0)).cycles()).isEqualTo(3);
    }

    /** Shares of different size are different micro-operations: two on 0 and 5, two on 5 alone. */
    @Test
    void sharesAreReadAsMicroOperations() {
        Instruction dot = Cpus.find("sapphirerapids").instruction("vdpbf16ps", "ymm"); // 00:1 01:1 05:2
        assertThat(PortPressure.of(Map.of(dot, 1.0)).cycles()).isEqualTo(dot.reciprocalThroughput());
    }

    @Test
    void aPathThatAProcessorLacksIsRefused() {
        assertThatThrownBy(() -> cost("skylake", "int8-vnni", SimdKernel.dot(8), Level.L1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("skylake has no int8-vnni");
        assertThatThrownBy(() -> cost("sapphirerapids", "amx-int8", SimdKernel.dot(8), Level.L1)).hasMessageContaining("tiles");
        assertThatThrownBy(() -> Cpus.find("zen9")).hasMessageContaining("zen5");
        assertThatThrownBy(() -> SimdPaths.find("int7")).hasMessageContaining("int8-vnni");
    }

    @Test
    void everyFieldOfEveryProcessorNamesItsSource() {
        Cpus.all().forEach(c -> c.sources().forEach((field, source) -> {
            if (!field.equals("title") && !field.equals("vendor") && !field.equals("memory")) {
                assertThat(source).as("%s of %s", field, c.id()).matches(".+ \\[.+]");
            }
        }));
        assertThat(Cpus.all()).hasSize(8);
    }
}
