package binade.experiments.report;

import binade.experiments.study.AngleStatistic;
import binade.experiments.study.RankingRow;
import binade.experiments.study.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The columns of a ranking, in the order of the files. CSV and JSON are both written from this one list. */
final class RankingColumns {
    static final List<Column> ALL = columns();

    private RankingColumns() {}

    /**
     * @param name header of the CSV, key of the JSON
     * @param value a String, Integer, Double or Boolean; null where there is none
     */
    record Column(String name, Function<RankingRow, Object> value) {}

    private static List<Column> columns() {
        List<Column> c = new ArrayList<>();
        c.add(new Column("format", RankingRow::format));
        c.add(new Column("width", RankingRow::width));
        c.add(new Column("list", row -> row.list().isEmpty() ? null : row.list()));
        c.add(new Column("room", RankingRow::room));
        for (Variant v : Variant.values()) {
            c.add(new Column(v.id() + "_angle_deg", row -> angle(row, v, AngleStatistic::meanDeg)));
            c.add(new Column(v.id() + "_angle_se", row -> angle(row, v, AngleStatistic::standardErrorDeg)));
        }
        for (Variant v : Variant.values()) {
            c.add(new Column("cosine_" + v.id(), row -> angle(row, v, AngleStatistic::meanCosine)));
        }
        c.add(new Column("rank", RankingRow::rank));
        c.add(new Column("mac_area_rel", row -> number(row.macAreaRel())));
        c.add(new Column("mac_energy_rel", row -> number(row.macEnergyRel())));
        c.add(new Column("pareto", RankingRow::pareto));
        c.add(new Column("set_id", row -> row.setId().isEmpty() ? null : row.setId()));
        c.add(new Column("gap_deg", row -> number(row.gap().meanDeg())));
        c.add(new Column("gap_se", row -> number(row.gap().standardErrorDeg())));
        return List.copyOf(c);
    }

    private static Object angle(RankingRow row, Variant v, Function<AngleStatistic, Double> field) {
        return row.angle(v).map(field).map(RankingColumns::number).orElse(null);
    }

    /** JSON has no NaN and readers of CSV differ in how they take it, so what is not a finite number is left out. */
    private static Object number(double value) {
        return Double.isFinite(value) ? (Object) value : null;
    }
}
