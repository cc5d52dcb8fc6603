package binade.experiments.report;

import binade.experiments.study.Variant;
import binade.experiments.study.correlation.Correlation;
import binade.experiments.study.correlation.CorrelationPlan;
import binade.experiments.study.correlation.CorrelationRow;
import binade.experiments.study.correlation.RankCorrelation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tech.tablesaw.selection.Selection;

/** A {@link Correlation} on the terminal: the correlations, the formats people know, what it means. */
final class CorrelationText {
    /** Studies of so many formats show them all. */
    private static final int FEW = 24;

    /** Losses beyond this are printed as such. */
    private static final int SENSELESS = 1000;

    private CorrelationText() {}

    static String print(Correlation c) {
        CorrelationPlan p = c.plan();
        List<String> lines = new ArrayList<>();
        lines.add("%s: %d formats, %s, %s, room %d; angles of %s of %d on the networks trained in binary32".formatted(
                p.workload().id(), p.formats().size(), seeds(p), Numbers.count(p.epochs(), "epoch", "epochs"), p.room(),
                Numbers.count(p.batches(), "mini-batch", "mini-batches"), p.batchSize()));
        lines.add("");
        lines.add("Rank correlation of an indicator with the evaluation loss after training in the format, mean over the seeds:");
        lines.add("95 % interval by drawing formats, p by permuting them; noise is |G' - G| / |G|");
        lines.add("");
        lines.addAll(correlations(c));
        lines.add("");
        lines.addAll(formats(c));
        lines.add("");
        CorrelationVerdict.sentences(c).forEach(s -> lines.addAll(RankingText.wrapped(s)));
        return String.join("\n", lines) + "\n";
    }

    private static String seeds(CorrelationPlan p) {
        return (p.seeds().size() == 1 ? "seed " : "seeds ")
                + p.seeds().stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private static List<String> correlations(Correlation c) {
        List<Correlation.Entry> all = c.entries();
        TextTable table = new TextTable()
                .left("rounded", all.stream().map(e -> e.variant().id()).toList())
                .left("formats", all.stream().map(e -> e.subset().title()).toList())
                .right("n", all.stream().map(e -> Integer.toString(e.count())).toList())
                .left("indicator", all.stream().map(e -> e.indicator().id()).toList())
                .right("Spearman", all.stream().map(e -> Numbers.fixed(e.spearman().value(), 3)).toList())
                .left("interval", all.stream().map(e -> interval(e.spearman())).toList())
                .right("p", all.stream().map(e -> Numbers.fixed(e.spearman().p(), 4)).toList())
                .right("Kendall", all.stream().map(e -> Numbers.fixed(e.kendall().value(), 3)).toList())
                .left("interval", all.stream().map(e -> interval(e.kendall())).toList());
        if (c.plan().seeds().size() > 1) {
            table.left("single seeds", all.stream().map(e -> range(e.singleSeeds())).toList())
                    .right("seeds agree", all.stream().map(e -> Numbers.fixed(e.agreement(), 2)).toList());
        }
        return table.print(List.of(Selection.withRange(0, all.size())));
    }

    private static String interval(RankCorrelation r) {
        return Double.isNaN(r.low()) ? "-" : Numbers.fixed(r.low(), 2) + " to " + Numbers.fixed(r.high(), 2);
    }

    private static String range(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return Numbers.fixed(sorted[0], 2) + " to " + Numbers.fixed(sorted[sorted.length - 1], 2);
    }

    private static List<String> formats(Correlation c) {
        List<CorrelationRow> rows = c.rows().stream()
                .filter(r -> c.rows().size() <= FEW || RankingView.isNamed(r.format())).toList();
        TextTable table = new TextTable()
                .left("format", rows.stream().map(CorrelationRow::format).toList())
                .right("bits", rows.stream().map(r -> Integer.toString(r.width())).toList());
        for (Variant v : c.plan().variants()) {
            table.right(v.id() + ": angle", rows.stream().map(r -> Numbers.twoDigits(r.outcomes().get(v).meanDegrees())).toList())
                    .right("loss", rows.stream().map(r -> loss(r.outcomes().get(v))).toList());
        }
        List<String> lines = new ArrayList<>();
        lines.add("Angle in degrees and loss in nats" + (rows.size() < c.rows().size() ? " of the named formats" : "")
                + "; binary32: " + Numbers.fixed(mean(c.reference()), 4));
        lines.add("");
        lines.addAll(table.print(List.of(Selection.withRange(0, rows.size()))));
        return lines;
    }

    private static String loss(CorrelationRow.Outcome o) {
        if (o.diverged() > 0) {
            return "diverged (" + o.diverged() + " of " + o.losses().size() + ")";
        }
        if (o.meanLoss() > SENSELESS) {
            return "more than " + SENSELESS;
        }
        String mean = Numbers.fixed(o.meanLoss(), 4);
        return Double.isFinite(o.lossError()) ? mean + " ± " + Numbers.fixed(o.lossError(), 4) : mean;
    }

    static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
