package binade.hwmodel.rtl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Verilog has the cells that the formulas say; simulated, it does what the formats say. */
class MacVerilogTest {

    private static MacUnit unit(GridFormat f) {
        return MacUnits.of(Datapath.of(f), Datapath.of(f), Accumulation.EXACT, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "fp134", "fp143", "fp152", "fp133", "fp123", "e4m3fn", "e5m2", "e2m1fn", "e3m2fn", "e2m3fn", "log4", "log5",
        "binary8p3se", "fp125"
    })
    void exactUnitsHaveTheCellsOfTheFormula(String id) {
        GridFormat f = Formats.parse(id);
        MacUnit unit = unit(f);
        assertThat(unit).isInstanceOf(ExactMac.class);
        assertThat(Datapath.of(f).decoder()).isInstanceOf(Decoder.Field.class);
        CellCounts model = unit.cells();
        CellCounts rtl = MacVerilog.of(f, f, unit).cells();
        assertThat(rtl.flipFlops()).isEqualTo(model.flipFlops());
        assertThat(rtl.xors()).isEqualTo(model.xors());
        assertThat(rtl.muxes()).isEqualTo(model.muxes());
        assertThat((double) rtl.ands()).isCloseTo(model.ands(), within(2.0));
        assertThat(rtl.fullAdders() + rtl.halfAdders()).isEqualTo(model.fullAdders() + model.halfAdders());
        assertThat(rtl.fullAdders()).isBetween(model.fullAdders() - 1, model.fullAdders());
        assertThat(CellLibrary.NANGATE45.areaUm2(rtl))
                .isCloseTo(CellLibrary.NANGATE45.areaUm2(model), withinPercentage(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"int8", "int4", "int16", "uint8"})
    void integerUnitsHaveTheCellsOfTheFormulaAndARowOfHalfAdders(String id) {
        GridFormat f = Formats.parse(id);
        IntegerMac unit = (IntegerMac) unit(f);
        CellCounts model = unit.cells();
        CellCounts rtl = MacVerilog.of(f, f, unit).cells();
        assertThat(rtl.fullAdders()).isEqualTo(model.fullAdders());
        assertThat(rtl.halfAdders()).isEqualTo(unit.widthA());
        assertThat(rtl.ands()).isEqualTo(model.ands());
        assertThat(rtl.flipFlops()).isEqualTo(model.flipFlops());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fp134", "e2m1fn", "e5m2", "int8", "log4", "sm8", "w8-096"})
    void simulationAgreesWithTheFormat(String id, @TempDir Path folder) throws IOException, InterruptedException {
        assumeTrue(Simulator.version().isPresent(), "iverilog is not installed");
        GridFormat f = Formats.parse(id);
        MacVerilog.Module module = MacVerilog.of(f, f, unit(f));
        Files.writeString(folder.resolve("mac.v"), module.verilog() + MacVerilog.adderCells());
        int cycles = TestBench.write(folder, f, f, module.unit().accumulator().bits(), 500, 2_000);
        assertThat(Simulator.run(folder)).isEqualTo(new Simulator.Outcome(0, cycles));
    }

    @Test
    void aWrongUnitIsFound(@TempDir Path folder) throws IOException, InterruptedException {
        assumeTrue(Simulator.version().isPresent(), "iverilog is not installed");
        GridFormat f = Formats.parse("e2m1fn");
        MacVerilog.Module module = MacVerilog.of(f, f, unit(f));
        Files.writeString(folder.resolve("mac.v"),
                module.verilog().replaceFirst("assign (w\\d+) = (a\\[3\\]) \\^", "assign $1 = ~$2 ^") + MacVerilog.adderCells());
        TestBench.write(folder, f, f, module.unit().accumulator().bits(), 500, 100);
        assertThat(Simulator.run(folder).mismatches()).isPositive();
    }
}
