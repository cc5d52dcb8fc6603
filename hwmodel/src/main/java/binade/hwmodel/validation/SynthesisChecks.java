package binade.hwmodel.validation;

import binade.formats.Formats;
import binade.hwmodel.Accumulation;
import binade.hwmodel.Adder;
import binade.hwmodel.DensityRule;
import binade.hwmodel.ExactMac;
import binade.hwmodel.FloatingMac;
import binade.hwmodel.FusedMac;
import binade.hwmodel.IntegerMac;
import binade.hwmodel.MacCost;
import binade.hwmodel.MacUnit;
import binade.hwmodel.Period;
import binade.hwmodel.ToggleRule;
import binade.hwmodel.validation.Synthesis.ListRow;
import binade.hwmodel.validation.Synthesis.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The model against units synthesised from Verilog. */
final class SynthesisChecks {
    private static final String SOURCE = "mac_gates.csv";
    private static final String LISTS = "mac_area_lists.csv";

    private SynthesisChecks() {}

    static List<Point> areas() {
        List<Point> points = new ArrayList<>();
        for (Row r : Synthesis.at45Nm()) {
            points.add(Point.within("area", r.toString(), SOURCE, "um2", r.areaUm2(), r.modelAreaUm2(), 10));
        }
        for (Row r : Synthesis.all()) {
            if (r.adder() == Adder.PREFIX && r.library().equals(Synthesis.NANGATE45)) {
                points.add(Point.within("area, prefix adders", r.toString(), SOURCE, "um2", r.areaUm2(), r.modelAreaUm2(), 15));
            }
        }
        return points;
    }

    /** Logarithmic operands count as exact units, binary ones as integer. */
    static List<Point> medians() {
        Map<String, List<Row>> classes = Synthesis.at45Nm().stream()
                .collect(Collectors.groupingBy(r -> kind(r.unit()), TreeMap::new, Collectors.toList()));
        List<Point> points = new ArrayList<>();
        classes.forEach((kind, rows) -> points.add(Point.within(
                "area, median of class", kind + ", " + rows.size() + " units", SOURCE, "ratio", 1,
                Synthesis.median(rows.stream().mapToDouble(Row::areaRatio).toArray()), 5)));
        return points;
    }

    private static String kind(MacUnit unit) {
        return switch (unit) {
            case FloatingMac _ -> "floating";
            case FusedMac _ -> "fused";
            case ExactMac _, binade.hwmodel.LogarithmicMac _ -> "exact";
            case IntegerMac _, binade.hwmodel.BinaryMac _, binade.hwmodel.TernaryMac _ -> "integer";
        };
    }

    static List<Point> relativeAreas() {
        Map<String, Double> int8 = Synthesis.units().stream()
                .filter(r -> r.format().equals("INT8") && r.lanes() == 1)
                .collect(Collectors.toMap(Row::library, Row::areaUm2));
        double model = MacCost.of(Formats.parse("int8")).areaUm2();
        return Synthesis.units().stream()
                .map(r -> Point.within(
                        "area relative to INT8", r.toString(), SOURCE, "ratio", r.areaUm2() / int8.get(r.library()),
                        r.modelAreaUm2() / model, 10))
                .toList();
    }

    static List<Point> lists() {
        List<Point> points = new ArrayList<>();
        for (ListRow r : Synthesis.lists()) {
            points.add(Point.within("area, lists", r.list(), LISTS, "um2", r.areaUm2(), r.modelAreaUm2(), 12));
        }
        for (int width = 8; width >= 6; width--) {
            int w = width;
            List<ListRow> rows = Synthesis.lists().stream().filter(r -> r.width() == w).toList();
            double rank = Synthesis.spearman(
                    rows.stream().mapToDouble(ListRow::modelAreaUm2).toArray(),
                    rows.stream().mapToDouble(ListRow::areaUm2).toArray());
            points.add(new Point(
                    "order of lists", w + " bits, " + rows.size() + " lists", LISTS, "Spearman", 1, rank, 0.98, 1));
        }
        return points;
    }

    /** Sign of the difference: 1 where the narrower range is the cheaper. */
    static List<Point> order() {
        List<Point> points = new ArrayList<>();
        Map<String, Double> kinds = new TreeMap<>(
                Map.of("exact", 1.0, "fp32", -1.0, "fp16", -1.0, "fp169", -1.0, "fused:25", -1.0));
        kinds.forEach((kind, sign) -> {
            int lanes = kind.startsWith("fused") ? 8 : 1;
            double fp134 = area("fp134", kind, lanes);
            double fp143 = area("fp143", kind, lanes);
            double fp152 = area("fp152", kind, lanes);
            points.add(new Point("order of FP134 and FP143", kind, "spec section 5", "sign", sign,
                    Math.signum(fp143 - fp134), 1, 1));
            points.add(new Point("order of FP143 and FP152", kind, "spec section 5", "sign", sign,
                    Math.signum(fp152 - fp143), 1, 1));
        });
        return points;
    }

    private static double area(String id, String accumulation, int lanes) {
        return MacCost.of(Formats.parse(id), Formats.parse(id), Accumulation.parse(accumulation), lanes).areaUm2();
    }

    static List<Point> energies() {
        List<Point> points = new ArrayList<>();
        for (Row r : Synthesis.at45Nm()) {
            MacUnit unit = r.unit();
            double density = DensityRule.MEDIANS.densityFjPerUm2(unit);
            switch (unit) {
                case ExactMac _ -> points.add(density(r, density, 15));
                case FusedMac _ -> points.add(density(r, density, 30));
                case IntegerMac u when u.widthA() >= 8 -> points.add(density(r, density, 30));
                case FloatingMac _ -> points.add(Point.withinFactor(
                        "energy density", r.toString(), SOURCE, "fJ/um2", r.densityFjPerUm2(), density, 1.9));
                default -> { }
            }
        }
        double squares = 0;
        int n = 0;
        for (Row r : Synthesis.at45Nm()) {
            if (!ToggleRule.covers(r.unit())) {
                continue;
            }
            double normal = new ToggleRule(r.a(), r.b(), false).energyPjPerMac(r.unit());
            double uniform = new ToggleRule(r.a(), r.b(), true).energyPjPerMac(r.unit());
            points.add(Point.within(
                    "energy, toggling words", r + ", normal operands", SOURCE, "pJ", r.energyPj(), normal, 20));
            points.add(Point.within(
                    "energy, toggling words", r + ", uniform codes", SOURCE, "pJ", r.uniformEnergyPj(), uniform, 20));
            squares += Math.pow(normal / r.energyPj() - 1, 2) + Math.pow(uniform / r.uniformEnergyPj() - 1, 2);
            n += 2;
        }
        points.add(new Point(
                "energy, toggling words", "root mean square deviation of " + n + " energies", SOURCE, "1 + deviation", 1,
                1 + Math.sqrt(squares / n), 1, 1.1));
        return points;
    }

    private static Point density(Row r, double ours, double percent) {
        return Point.within("energy density", r.toString(), SOURCE, "fJ/um2", r.densityFjPerUm2(), ours, percent);
    }

    /** Fitted to these rows, so no more than a check of the fit. */
    static List<Point> periods() {
        return Synthesis.all().stream()
                .filter(r -> r.library().equals(Synthesis.NANGATE45))
                .map(r -> Point.within(
                        "period (fitted)", r.toString(), SOURCE, "ns", r.periodNs(), Period.ns(r.unit(), r.adder()),
                        r.adder() == Adder.RIPPLE ? 15 : 30))
                .toList();
    }
}
