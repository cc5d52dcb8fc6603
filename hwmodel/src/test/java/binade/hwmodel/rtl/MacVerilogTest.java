package binade.hwmodel.rtl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.hwmodel.Accumulation;
import binade.hwmodel.CellCounts;
import binade.hwmodel.CellLibrary;
import binade.hwmodel.Datapath;
import binade.hwmodel.Decoder;
import binade.hwmodel.ExactMac;
import binade.hwmodel.IntegerMac;
import binade.hwmodel.MacUnit;
import binade.hwmodel.MacUnits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Verilog has the cells that the formulas say. */
class MacVerilogTest {

    static MacUnit unit(String a, String b, String accumulation, int lanes) {
        return MacUnits.of(
                Datapath.of(Formats.parse(a)), Datapath.of(Formats.parse(b)), Accumulation.parse(accumulation), lanes);
    }

    static MacVerilog.Module module(String a, String b, String accumulation, int lanes) {
        return MacVerilog.of(Formats.parse(a), Formats.parse(b), unit(a, b, accumulation, lanes));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "fp134", "fp143", "fp152", "fp133", "fp123", "e4m3fn", "e5m2", "e2m1fn", "e3m2fn", "e2m3fn", "log4", "log5",
        "binary8p3se", "fp125"
    })
    void exactUnitsHaveTheCellsOfTheFormula(String id) {
        MacUnit unit = unit(id, id, "exact", 1);
        assertThat(unit).isInstanceOf(ExactMac.class);
        assertThat(Datapath.of(Formats.parse(id)).decoder()).isInstanceOf(Decoder.Field.class);
        CellCounts model = unit.cells();
        CellCounts rtl = module(id, id, "exact", 1).cells();
        assertThat(rtl.flipFlops()).isEqualTo(model.flipFlops());
        assertThat(rtl.xors()).isEqualTo(model.xors());
        assertThat(rtl.muxes()).isEqualTo(model.muxes());
        assertThat((double) rtl.ands()).isCloseTo(model.ands(), within(2.0));
        assertThat(rtl.fullAdders() + rtl.halfAdders()).isEqualTo(model.fullAdders() + model.halfAdders());
        assertThat(rtl.fullAdders()).isBetween(model.fullAdders() - 1, model.fullAdders());
        assertThat(CellLibrary.NANGATE45.areaUm2(rtl))
                .isCloseTo(CellLibrary.NANGATE45.areaUm2(model), withinPercentage(1));
    }

    /** Irregular lists: the same, with tables at the model's estimate in both. */
    @ParameterizedTest
    @ValueSource(strings = {"w8-001", "w8-033", "w8-096", "w7-020", "w6-040"})
    void tableDecodersAreCountedAsTheModelEstimatesThem(String id) {
        GridFormat f = Formats.parse(id);
        Decoder decoder = Datapath.of(f).decoder();
        assertThat(decoder).isInstanceOf(Decoder.Table.class);
        CellCounts model = unit(id, id, "exact", 1).cells();
        CellCounts rtl = module(id, id, "exact", 1).cells();
        assertThat(rtl.nands()).isEqualTo(model.nands()).isEqualTo(2 * decoder.shiftCells().nands()).isPositive();
        assertThat(CellLibrary.NANGATE45.areaUm2(rtl))
                .isCloseTo(CellLibrary.NANGATE45.areaUm2(model), withinPercentage(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"int8", "int4", "int16", "uint8"})
    void integerUnitsHaveTheCellsOfTheFormulaAndARowOfHalfAdders(String id) {
        IntegerMac unit = (IntegerMac) unit(id, id, "exact", 1);
        CellCounts model = unit.cells();
        CellCounts rtl = module(id, id, "exact", 1).cells();
        assertThat(rtl.fullAdders()).isEqualTo(model.fullAdders());
        assertThat(rtl.halfAdders()).isEqualTo(unit.widthA());
        assertThat(rtl.ands()).isEqualTo(model.ands());
        assertThat(rtl.flipFlops()).isEqualTo(model.flipFlops());
    }

    /**
     * Floating and fused units and several lanes: the formulas leave out saturation, flushing, the register's leading bit and
     * what keeps zeros from deciding the alignment, and count some carries that a constant absorbs.
     */
    @ParameterizedTest
    @CsvSource({
        "fp134, fp134, fp32, 1", "fp143, fp143, fp32, 1", "fp152, fp152, fp32, 1", "fp134, fp134, fp16, 1",
        "fp143, fp143, fp169, 1", "bf16, bf16, fp32, 1", "fp16, fp16, fp16, 1", "w8-096, w8-096, fp32, 1",
        "fp134, fp134, fused:25, 4", "fp143, fp143, fused:25, 8", "e4m3fn, e5m2, fused:13, 16", "fp16, fp16, fused:25, 8",
        "e2m1fn, e2m1fn, fused:25, 8", "fp134, fp134, exact, 4", "fp152, fp152, exact, 4", "int8, int8, exact, 4",
        "fp134, log4, exact, 1", "fp143, log4, exact, 4"
    })
    void otherUnitsHaveTheAreaOfTheFormula(String a, String b, String accumulation, int lanes) {
        CellCounts model = unit(a, b, accumulation, lanes).cells();
        CellCounts rtl = module(a, b, accumulation, lanes).cells();
        assertThat(rtl.flipFlops()).isEqualTo(model.flipFlops());
        assertThat((double) rtl.xors()).as("XOR").isCloseTo(model.xors(), within(3.0));
        assertThat((double) rtl.muxes()).as("MUX").isCloseTo(model.muxes(), withinPercentage(9));
        assertThat((double) rtl.fullAdders()).as("FA").isCloseTo(model.fullAdders(), withinPercentage(20));
        assertThat(CellLibrary.NANGATE45.areaUm2(rtl)).as("um2")
                .isCloseTo(CellLibrary.NANGATE45.areaUm2(model), withinPercentage(10));
    }

    @Test
    void unitsBeyondTheGeneratorAreNamed() {
        assertThatThrownBy(() -> module("bf16", "bf16", "fused:25", 4))
                .hasMessageContaining("inside the accumulator's range").hasMessageContaining("bf16");
        assertThatThrownBy(() -> module("int8", "log4", "exact", 1)).hasMessageContaining("sign-magnitude");
    }
}
