package binade.experiments.cli;

import binade.hwmodel.validation.Point;
import binade.hwmodel.validation.Validation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code binade cost --validate}: every point, or as text a line per check. */
final class CostValidation {
    private final List<Point> points = Validation.points();

    boolean holds() {
        return points.stream().allMatch(Point::holds);
    }

    PlainTable rows() {
        PlainTable table = new PlainTable(
                "check", "point", "source", "unit", "reference", "ours", "ratio", "lowest", "highest", "verdict");
        for (Point p : points) {
            table.add(p.check(), p.name(), p.source(), p.unit(), number(p.reference()), number(p.ours()), ratio(p.ratio()),
                    ratio(p.lowest()), ratio(p.highest()), p.holds() ? "holds" : "FAILS");
        }
        return table;
    }

    PlainTable summary() {
        Map<String, List<Point>> checks = new LinkedHashMap<>();
        points.forEach(p -> checks.computeIfAbsent(p.check(), c -> new java.util.ArrayList<>()).add(p));
        PlainTable table = new PlainTable("check", "points", "lowest ratio", "highest ratio", "verdict");
        checks.forEach((check, rows) -> table.add(
                check, rows.size(), ratio(rows.stream().mapToDouble(Point::ratio).min().orElseThrow()),
                ratio(rows.stream().mapToDouble(Point::ratio).max().orElseThrow()),
                rows.stream().allMatch(Point::holds)
                        ? "holds"
                        : rows.stream().filter(p -> !p.holds()).count() + " FAIL"));
        return table;
    }

    private static String number(double x) {
        return String.format(Locale.ROOT, "%.5g", x);
    }

    private static String ratio(double x) {
        return String.format(Locale.ROOT, "%.3f", x);
    }
}
