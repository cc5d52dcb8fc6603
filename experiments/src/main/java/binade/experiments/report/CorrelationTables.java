package binade.experiments.report;

import binade.experiments.study.Variant;
import binade.experiments.study.correlation.Correlation;
import binade.experiments.study.correlation.CorrelationPlan;
import binade.experiments.study.correlation.CorrelationRow;
import binade.experiments.study.correlation.RankCorrelation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The figures of a {@link Correlation} for programs. */
final class CorrelationTables {
    private CorrelationTables() {}

    static DataTable correlations(Correlation c) {
        DataTable table = new DataTable();
        for (Correlation.Entry e : c.entries()) {
            table.row().put("workload", c.plan().workload().id()).put("variant", e.variant().id())
                    .put("formats", e.subset().title()).put("count", e.count()).put("seeds", c.plan().seeds().size())
                    .put("indicator", e.indicator().id());
            put(table, "spearman", e.spearman());
            put(table, "kendall", e.kendall());
            table.put("single_seed_min", least(e.singleSeeds())).put("single_seed_max", -least(e.singleSeeds().stream().map(v -> -v).toList()))
                    .put("seed_agreement", e.agreement()).put("loss_range", e.lossRange()).put("seed_deviation", e.seedDeviation());
        }
        return table;
    }

    private static void put(DataTable table, String name, RankCorrelation r) {
        table.put(name, r.value()).put(name + "_low", r.low()).put(name + "_high", r.high()).put(name + "_p", r.p());
    }

    private static double least(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }

    static DataTable formats(Correlation c) {
        DataTable table = new DataTable();
        for (CorrelationRow r : c.rows()) {
            table.row().put("format", r.format()).put("width", r.width()).put("list", r.list().isEmpty() ? null : r.list());
            for (Variant v : c.plan().variants()) {
                CorrelationRow.Outcome o = r.outcomes().get(v);
                table.put(v.id() + "_angle_deg", o.meanDegrees()).put(v.id() + "_noise", o.meanNoise())
                        .put(v.id() + "_loss", o.meanLoss()).put(v.id() + "_loss_se", o.lossError())
                        .put(v.id() + "_diverged", o.diverged());
                for (int s = 0; s < c.plan().seeds().size(); s++) {
                    long seed = c.plan().seeds().get(s);
                    table.put(v.id() + "_angle_seed" + seed, o.degrees().get(s)).put(v.id() + "_loss_seed" + seed, o.losses().get(s));
                }
            }
        }
        return table;
    }

    static String json(Correlation c) {
        CorrelationPlan p = c.plan();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("workload", p.workload().id());
        all.put("seeds", p.seeds());
        all.put("trained", p.trained() == null ? "same" : p.trained().id());
        all.put("epochs", p.epochs());
        all.put("room", p.room());
        all.put("batches", p.batches());
        all.put("batch_size", p.batchSize());
        all.put("binary32_loss", c.reference());
        all.put("saved", p.saved(c.trainingSamples()));
        all.put("correlations", correlations(c).rows());
        all.put("rows", formats(c).rows());
        return DataTable.json(all);
    }
}
