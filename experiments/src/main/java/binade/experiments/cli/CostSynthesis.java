package binade.experiments.cli;

import binade.formats.Format;
import binade.formats.GridFormat;
import binade.hwmodel.Accumulation;
import binade.hwmodel.Tables;
import binade.hwmodel.rtl.GateReport;
import binade.hwmodel.rtl.Simulator;
import binade.hwmodel.rtl.Synthesizer;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * {@code binade cost ID… --synth}: units in gates beside the model. Without Icarus Verilog and yosys the rows of an
 * earlier run, which are part of the product, and a line that says so.
 */
final class CostSynthesis {
    static final String CACHE = "rtl/osu018.csv";

    private static final String[] COLUMNS = {
        "format", "accumulator_bits", "cycles", "mismatches", "gate_area_um2", "gate_area_rel", "model_area_rel", "ratio",
        "rtl_full_adders", "model_full_adders", "rtl_half_adders", "model_half_adders", "rtl_ands", "model_ands",
        "rtl_xors", "model_xors", "rtl_muxes", "model_muxes", "flip_flops", "seconds", "list", "library", "yosys",
        "iverilog", "b", "accumulation", "lanes", "sequences"
    };

    private final PlainTable table = new PlainTable(COLUMNS);
    private boolean agrees = true;

    /** Whether no cycle differed. */
    boolean agrees() {
        return agrees;
    }

    /**
     * @param second as many as the first operands
     * @param accumulation null for exact
     */
    PlainTable run(
            List<Format> formats, List<Format> second, Accumulation accumulation, int lanes, int accumulations, PrintWriter err)
            throws IOException {
        Accumulation chosen = accumulation == null ? Accumulation.EXACT : accumulation;
        if (Synthesizer.version().isEmpty() || Simulator.version().isEmpty()) {
            err.println("binade cost: iverilog, yosys or its library (packages iverilog yosys qflow-tech-osu018) is not"
                    + " installed; shown are rows of an earlier run, as far as there are any");
            cached(formats, second, chosen, lanes);
            return table;
        }
        try {
            GateReport int8 = GateReport.int8();
            for (int i = 0; i < formats.size(); i++) {
                add(GateReport.of(grid(formats.get(i)), grid(second.get(i)), chosen, lanes, accumulations), int8);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
        return table;
    }

    private static GridFormat grid(Format f) {
        if (f instanceof GridFormat grid) {
            return grid;
        }
        throw new UserException("'" + f.id() + "' is no grid format; --synth writes Verilog for those only");
    }

    private void add(GateReport r, GateReport int8) {
        agrees &= r.mismatches() == 0;
        int lanes = r.unit().lanes();
        double gates = r.gateAreaUm2() / lanes / int8.gateAreaUm2();
        double model = r.modelAreaUm2() / lanes / int8.modelAreaUm2();
        table.add(
                r.a(), r.unit().accumulator().bits(), r.size().cycles(), r.mismatches(), r.gateAreaUm2(), round(gates),
                round(model), round(model / gates), r.rtl().fullAdders(), r.model().fullAdders(), r.rtl().halfAdders(),
                r.model().halfAdders(), r.rtl().ands(), r.model().ands(), r.rtl().xors(), r.model().xors(), r.rtl().muxes(),
                r.model().muxes(), r.rtl().flipFlops(), round(r.seconds()), r.list(), "osu018, 180 nm",
                word(Synthesizer.version().orElse("")), word(Simulator.version().orElse("")), r.b(), r.accumulation().id(),
                lanes, r.size().sequences());
    }

    /** "Yosys 0.23", "Icarus Verilog version 11.0": without what stands in brackets. */
    private static String word(String version) {
        return version.replaceAll("\\s*\\(.*", "");
    }

    private static String round(double x) {
        return String.format(Locale.ROOT, "%.3f", x);
    }

    private void cached(List<Format> formats, List<Format> second, Accumulation accumulation, int lanes) {
        Map<String, NamedCsvRecord> rows = Tables.read(CACHE).stream()
                .collect(Collectors.toMap(
                        r -> key(r.getField("format"), r.getField("b"), r.getField("accumulation"), r.getField("lanes")),
                        Function.identity(), (first, again) -> first));
        for (int i = 0; i < formats.size(); i++) {
            NamedCsvRecord row = rows.get(
                    key(formats.get(i).id(), second.get(i).id(), accumulation.id(), Integer.toString(lanes)));
            if (row != null) {
                table.add(row.getFields().toArray());
            }
        }
    }

    private static String key(String... words) {
        return String.join(" ", words);
    }
}
