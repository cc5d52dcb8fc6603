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
 * A unit in gates: Verilog, simulation against the library's arithmetic, synthesis at 180 nm, and the model's count priced
 * with the same library.
 *
 * @param list significant bits per binade of the first operand, empty for other formats
 * @param size cycles simulated and sequences in them; 0 without simulator
 * @param mismatches cycles with another accumulator than the arithmetic has
 * @param gateAreaUm2 of the mapped netlist, all lanes; NaN without synthesis
 * @param modelAreaUm2 of the model's cells in the same library
 * @param rtl cells as emitted
 * @param model cells as counted by formula
 */
public record GateReport(
        String a, String b, Accumulation accumulation, String list, MacUnit unit, TestBench.Size size, int mismatches,
        double gateAreaUm2, double modelAreaUm2, CellCounts rtl, CellCounts model, double seconds) {
    private static final int MOST_PAIRS = 1 << 16;

    /**
     * @param accumulations random ones, simulated after all pairs of codes; negative for no simulation
     * @throws IllegalArgumentException for units that Verilog is not written for
     */
    public static GateReport of(GridFormat a, GridFormat b, Accumulation accumulation, int lanes, int accumulations)
            throws IOException, InterruptedException {
        MacUnit unit = MacUnits.of(Datapath.of(a), Datapath.of(b), accumulation, lanes);
        MacVerilog.Module module = MacVerilog.of(a, b, unit);
        long start = System.nanoTime();
        Path folder = Files.createTempDirectory("binade-rtl");
        try {
            Files.writeString(folder.resolve("mac.v"), module.verilog() + MacVerilog.adderCells());
            TestBench.Size size = new TestBench.Size(0, 0);
            int mismatches = 0;
            if (accumulations >= 0 && Simulator.version().isPresent()) {
                size = new TestBench(a, b, unit).write(folder, MOST_PAIRS, accumulations);
                Simulator.Outcome outcome = Simulator.run(folder);
                mismatches = outcome.mismatches() + size.cycles() - outcome.cycles();
            }
            double area = Synthesizer.version().isPresent()
                    ? Synthesizer.run(folder, module.verilog()).areaUm2()
                    : Double.NaN;
            return new GateReport(
                    a.id(), b.id(), accumulation, a.isList() ? a.list() : "", unit, size, mismatches, area,
                    CellLibrary.OSU018.areaUm2(unit.cells()), module.cells(), unit.cells(),
                    (System.nanoTime() - start) * 1e-9);
        } finally {
            delete(folder);
        }
    }

    /** INT8 with a 32-bit accumulator, to which areas are related. */
    public static GateReport int8() throws IOException, InterruptedException {
        GridFormat int8 = Formats.parse("int8");
        return of(int8, int8, Accumulation.EXACT, 1, -1);
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
