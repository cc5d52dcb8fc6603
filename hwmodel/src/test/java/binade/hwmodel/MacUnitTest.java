package binade.hwmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.Formats;
import org.junit.jupiter.api.Test;

/** The counts of chosen units, worked out by hand from the formulas. */
class MacUnitTest {

    private static Datapath path(String id) {
        return Datapath.of(Formats.parse(id));
    }

    @Test
    void int8HasOneFullAdderPerPartialProductBit() {
        assertThat(new IntegerMac(8, 8, 32, 1).cells())
                .isEqualTo(CellCounts.NONE.and(64 + 32).fa(64 + 16).dff(32));
    }

    @Test
    void lanesShareTheRegisterAndTheSignExtension() {
        assertThat(new IntegerMac(8, 8, 32, 4).cells())
                .isEqualTo(CellCounts.NONE.and(4 * 64 + 32).fa(4 * 64 + 16).dff(32));
    }

    /** Shifter of FP134: 10 bits by 1, 2, 4, 8 into 11, 13, 17, 24: MUX 9 in each stage, AND 2, 4, 8, 15. */
    @Test
    void theExactUnitOfFp134IsTheSumOfItsParts() {
        Breakdown parts = new ExactMac(path("fp134"), path("fp134"), 16, 1).breakdown();
        assertThat(parts.cells(Part.DECODER)).isEqualTo(CellCounts.NONE.ha(4).and(4).inv(2));
        assertThat(parts.cells(Part.MULTIPLIER)).isEqualTo(CellCounts.NONE.and(25).fa(16).ha(4));
        assertThat(parts.cells(Part.EXPONENT)).isEqualTo(CellCounts.NONE.fa(3));
        assertThat(parts.cells(Part.SHIFTER)).isEqualTo(CellCounts.NONE.mux(36).and(29));
        assertThat(parts.cells(Part.COMPLEMENT)).isEqualTo(CellCounts.NONE.xor(23));
        assertThat(parts.cells(Part.ADDER)).isEqualTo(CellCounts.NONE.fa(39));
        assertThat(parts.cells(Part.REGISTER)).isEqualTo(CellCounts.NONE.dff(39).and(39));
        assertThat(parts.parts()).hasSize(7);
    }

    @Test
    void binaryAndTernaryUnitsCountBits() {
        assertThat(new BinaryMac(64, 24).cells()).isEqualTo(CellCounts.NONE.xor(64).fa(63 + 24 - 6).and(24).dff(24));
        assertThat(new TernaryMac(64, 24).cells())
                .isEqualTo(CellCounts.NONE.and(3 * 64 + 24).xor(64).fa(128 + 24 - 6).dff(24));
    }

    @Test
    void boothPaysOnlyInWideMultipliers() {
        assertThat(Multiplier.array(1, 5)).isEqualTo(CellCounts.NONE.and(5));
        assertThat(Multiplier.booth(24, 24)).isEqualTo(CellCounts.NONE.xor(13 * 25 * 2).fa(12 * 26));
        assertThat(Multiplier.smallest(16, 16, CellLibrary.NANGATE45)).isEqualTo(Multiplier.array(16, 16));
        assertThat(Multiplier.smallest(24, 24, CellLibrary.NANGATE45)).isEqualTo(Multiplier.booth(24, 24));
    }

    @Test
    void shapesThatCannotBeBuiltAreRefused() {
        assertThatThrownBy(() -> MacUnits.of(path("fp134"), path("fp134"), Accumulation.FP32, 4))
                .hasMessage("a floating accumulator takes one product at a time, not 4; use 1 lane or fused:F");
        assertThatThrownBy(() -> new BinaryMac(64, 6))
                .hasMessage("an accumulator of 6 bits cannot hold the sum of 64 lanes; use more than 6");
        assertThatThrownBy(() -> new IntegerMac(8, 8, 32, 0)).hasMessage("a unit of 0 lanes; allowed: 1 to 65536");
        assertThatThrownBy(() -> LogarithmicMac.exact(path("fp134"), path("fp143"), 16, 1))
                .hasMessageContaining("significands of 4 bits");
        assertThatThrownBy(() -> Accumulation.parse("fp8"))
                .hasMessage("unknown accumulation 'fp8'; use exact, fp32, fp16, bf16, fp169, fused:F (F = 1 to 106) or intW (W = 2 to 128)");
    }

    /** 5.0 to 5.3 NAND2 for a full adder, 3.3 for a half adder, 4.0 to 5.7 for a flip-flop. */
    @Test
    void cellsAreNearlyTheSameNumberOfNandGatesInAllLibraries() {
        for (CellLibrary library : new CellLibrary[] {CellLibrary.NANGATE45, CellLibrary.SKY130_HD, CellLibrary.OSU018}) {
            assertThat(library.nand2(CellCounts.NONE.fa(1))).isBetween(4.9, 5.4);
            assertThat(library.nand2(CellCounts.NONE.ha(1))).isBetween(3.3, 3.4);
            assertThat(library.nand2(CellCounts.NONE.dff(1))).isBetween(3.9, 5.7);
        }
        assertThat(CellLibrary.NANGATE45.areaUm2(Cell.FULL_ADDER)).isEqualTo(4.256);
    }
}
