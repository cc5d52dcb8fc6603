package binade.experiments.cli;

import binade.experiments.report.ParetoChart;
import binade.experiments.report.ParetoChart.Dot;
import binade.formats.Format;
import binade.formats.FormatSet;
import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.hwmodel.Accumulation;
import binade.hwmodel.Adder;
import binade.hwmodel.Datapath;
import binade.hwmodel.Technology;
import binade.hwmodel.UnitCost;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Formats by cost and quality: area and energy against the gradient angle of a ranking, or against significand bits and
 * range. A format is on the front if no other is at least as good in all of area, energy and quality, and better in one.
 */
record CostPareto(List<Entry> entries, Accumulation accumulation, boolean ranked) {

    /**
     * @param angleDeg NaN without a ranking
     * @param precision significand bits
     * @param range binades from the smallest to the largest value
     */
    record Entry(GridFormat format, double areaRel, double energyRel, double angleDeg, int precision, int range) {
        private double[] losses() {
            return Double.isNaN(angleDeg)
                    ? new double[] {areaRel, energyRel, -precision, -range}
                    : new double[] {areaRel, energyRel, angleDeg};
        }

        boolean beats(Entry other) {
            double[] mine = losses();
            double[] theirs = other.losses();
            boolean better = false;
            for (int i = 0; i < mine.length; i++) {
                if (mine[i] > theirs[i]) {
                    return false;
                }
                better |= mine[i] < theirs[i];
            }
            return better;
        }
    }

    /**
     * @param formats empty for those of the ranking, or the set of 498
     * @param accumulation null for the customary one
     * @param ranking a ranking.csv, or null
     */
    static CostPareto of(List<Format> formats, Accumulation accumulation, Path ranking) throws IOException {
        Map<String, Double> angles = ranking == null ? Map.of() : angles(ranking);
        List<GridFormat> chosen = !formats.isEmpty() ? formats.stream().map(CostPareto::grid).toList()
                : ranking != null ? angles.keySet().stream().map(Formats::parse).toList()
                        : FormatSet.paper();
        UnitCostTable units = new UnitCostTable(accumulation, 1, Adder.RIPPLE, Technology.BASE);
        UnitCost int8 = new UnitCostTable(Accumulation.EXACT, 1, Adder.RIPPLE, Technology.BASE)
                .cost(Formats.parse("int8"), Formats.parse("int8"));
        List<Entry> entries = chosen.stream()
                .map(f -> {
                    UnitCost c = units.cost(f, f);
                    Double angle = angles.get(f.id());
                    if (ranking != null && angle == null) {
                        throw new UserException("format '" + f.id() + "' is not in " + ranking + "; it ranks "
                                + angles.size() + " formats");
                    }
                    return new Entry(
                            f, c.areaUm2() / int8.areaUm2(), c.energyPj() / int8.energyPj(),
                            angle == null ? Double.NaN : angle, Datapath.of(f).precision(),
                            f.grid().topBinade() - f.grid().smallestQuantumExponent() + 1);
                })
                .toList();
        return new CostPareto(entries, accumulation, ranking != null);
    }

    private static GridFormat grid(Format f) {
        if (f instanceof GridFormat grid) {
            return grid;
        }
        throw new UserException("'" + f.id() + "' is no grid format; --pareto compares those");
    }

    /** Format to angle at the first room of the file. */
    private static Map<String, Double> angles(Path file) throws IOException {
        Map<String, Double> angles = new LinkedHashMap<>();
        try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(file)) {
            for (NamedCsvRecord r : rows) {
                String angle = r.findField("both_angle_deg").filter(a -> !a.isEmpty())
                        .or(() -> r.findField("error_angle_deg"))
                        .orElseThrow(() -> new UserException(file + " has no column both_angle_deg: it is no ranking.csv"));
                angles.putIfAbsent(r.getField("format"), Double.parseDouble(angle));
            }
        }
        return angles;
    }

    private boolean onFront(Entry e) {
        return entries.stream().noneMatch(o -> o.beats(e));
    }

    /** @param data whether figures keep all their digits */
    PlainTable table(boolean data) {
        PlainTable table = new PlainTable(
                "format", "area_rel", "energy_rel", "angle_deg", "significand_bits", "range_binades", "pareto");
        for (Entry e : entries) {
            table.add(e.format.id(), cell(e.areaRel, data), cell(e.energyRel, data), cell(e.angleDeg, data), e.precision,
                    e.range, onFront(e) ? "yes" : "no");
        }
        return table;
    }

    private static Object cell(double x, boolean data) {
        return Double.isNaN(x) ? null : data ? (Object) x : String.format(Locale.ROOT, "%.2f", x);
    }

    void plot(Path file) throws IOException {
        List<Dot> dots = entries.stream()
                .filter(e -> !ranked || e.angleDeg > 0)
                .map(e -> new Dot(e.format.id(), e.areaRel, ranked ? e.angleDeg : e.range, isNamed(e), group(e)))
                .toList();
        String kind = accumulation == null ? "exact accumulation up to 96 bits, else FP32" : accumulation.id() + " accumulation";
        ParetoChart.draw(
                (ranked ? "Gradient angle" : "Range") + " against area: " + entries.size() + " formats, " + kind,
                "area of a multiply-accumulate relative to INT8 with a 32-bit accumulator",
                ranked ? "gradient angle (degrees)" : "binades from the smallest to the largest value", ranked, dots, file);
    }

    /** Two colours for a ranking; without one the third criterion. */
    private String group(Entry e) {
        return !ranked ? e.precision + " significand bits" : onFront(e) ? "on the Pareto front of area, energy and angle" : "beaten by another";
    }

    private static boolean isNamed(Entry e) {
        return !e.format.id().matches("w\\d+-\\d+");
    }
}
