package binade.hwmodel.rtl;

import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.hwmodel.Accumulation;
import binade.hwmodel.CellCounts;
import binade.hwmodel.CellLibrary;
import binade.hwmodel.Datapath;
import binade.hwmodel.MacUnit;
import binade.hwmodel.MacUnits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * One format's unit in gates: Verilog, simulation against the format's arithmetic, synthesis at 180 nm, and the model's
 * count priced with the same library.
 *
 * @param list significant bits per binade, empty for other formats
 * @param cycles simulated; 0 without simulator
 * @param mismatches cycles with another accumulator than the format's arithmetic has
 * @param gateAreaUm2 of the mapped netlist; NaN without synthesis
 * @param modelAreaUm2 of the model's cells in the same library
 * @param rtl cells as emitted
 * @param model cells as counted by formula
 */
public record GateReport(
        String format, String list, int accumulatorBits, int cycles, int mismatches, double gateAreaUm2,
        double modelAreaUm2, CellCounts rtl, CellCounts model, double seconds) {
    private static final int MOST_PAIRS = 1 << 16;

    /**
     * @param accumulations random ones, simulated after all pairs of codes; negative for no simulation
     * @throws IllegalArgumentException for formats that Verilog is not written for
     */
    public static GateReport of(GridFormat format, int accumulations) throws IOException, InterruptedException {
        Datapath path = Datapath.of(format);
        MacUnit unit = MacUnits.of(path, path, Accumulation.EXACT, 1);
        MacVerilog.Module module = MacVerilog.of(format, format, unit);
        long start = System.nanoTime();
        Path folder = Files.createTempDirectory("binade-rtl");
        try {
            Files.writeString(folder.resolve("mac.v"), module.verilog() + MacVerilog.adderCells());
            Simulator.Outcome outcome = new Simulator.Outcome(0, 0);
            if (accumulations >= 0 && Simulator.version().isPresent()) {
                TestBench.write(folder, format, format, unit.accumulator().bits(), MOST_PAIRS, accumulations);
                outcome = Simulator.run(folder);
            }
            double area = Synthesizer.version().isPresent() ? Synthesizer.run(folder, module).areaUm2() : Double.NaN;
            return new GateReport(
                    format.id(), format.isList() ? format.list() : "", unit.accumulator().bits(), outcome.cycles(),
                    outcome.mismatches(), area, CellLibrary.OSU018.areaUm2(unit.cells()), module.cells(), unit.cells(),
                    (System.nanoTime() - start) * 1e-9);
        } finally {
            delete(folder);
        }
    }

    /** INT8 with a 32-bit accumulator, to which areas are related. */
    public static GateReport int8() throws IOException, InterruptedException {
        return of(Formats.parse("int8"), -1);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(f -> {
                try {
                    Files.delete(f);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
