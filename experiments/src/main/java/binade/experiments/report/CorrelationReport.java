package binade.experiments.report;

import binade.experiments.study.Variant;
import binade.experiments.study.correlation.Correlation;
import binade.experiments.study.correlation.CorrelationRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.TreeMap;

/**
 * Everything that is printed, drawn and saved about the question whether the angle predicts training. All but {@code run.json} and
 * the seconds in it is a function of the outcome alone.
 *
 * <pre>
 *   correlation.csv      a line per variant, subset of widths and indicator
 *   formats.csv          a line per format: angles, noise and losses
 *   correlation.json     both
 *   angle-loss-VARIANT.png
 *   run.json             how to repeat the run
 * </pre>
 */
public record CorrelationReport(Correlation correlation, RunInfo run) {
    /** Ratio of the largest loss to the least from which on losses are drawn logarithmically: with fewer there is hardly a number to read. */
    private static final double WIDE = 4;

    /** Fails if a report could not be written to {@code dir}; leaves nothing behind. */
    public static void prepare(Path dir) throws IOException {
        ReportFiles.checkWritable(dir);
        ReportFiles.createDirectory(dir);
    }

    /** For the terminal: correlations, named formats, verdict. */
    public String text() {
        return CorrelationText.print(correlation);
    }

    /** A line per variant, subset of widths and indicator. */
    public String csv() {
        return CorrelationTables.correlations(correlation).csv();
    }

    /** Correlations and formats as one object. */
    public String json() {
        return CorrelationTables.json(correlation);
    }

    /** Writes all files, each whole or not at all. */
    public void write(Path dir) throws IOException {
        System.setProperty("java.awt.headless", "true"); // before the first class of AWT is loaded
        text(dir.resolve("correlation.csv"), csv());
        text(dir.resolve("formats.csv"), CorrelationTables.formats(correlation).csv());
        text(dir.resolve("correlation.json"), json());
        for (Variant v : new TreeMap<>(correlation.rows().getFirst().outcomes()).keySet()) {
            scatter(v, dir.resolve("angle-loss-" + v.id() + ".png"));
        }
        text(dir.resolve("run.json"), RankingJson.run(run));
    }

    private static void text(Path file, String content) throws IOException {
        ReportFiles.write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    private void scatter(Variant v, Path file) throws IOException {
        List<ParetoChart.Dot> dots = correlation.rows().stream()
                .map(r -> dot(r, r.outcomes().get(v)))
                .filter(d -> d.y() < 1000 && d.x() > 0).toList();
        if (dots.isEmpty()) {
            return;
        }
        DoubleSummaryStatistics losses = dots.stream().mapToDouble(ParetoChart.Dot::y).summaryStatistics();
        int seeds = correlation.plan().seeds().size();
        ParetoChart.draw(
                "Loss after training in the format against the angle: %s, %s".formatted(
                        correlation.plan().workload().id(), Numbers.count(seeds, "seed", "seeds")),
                new ParetoChart.Axis("angle with " + RankingView.rounded(v) + " rounded (degrees)", true),
                new ParetoChart.Axis("evaluation loss (nats; binary32: " + Numbers.fixed(CorrelationText.mean(correlation.reference()), 3)
                        + ")", losses.getMax() > WIDE * losses.getMin()),
                dots, file);
    }

    private static ParetoChart.Dot dot(CorrelationRow row, CorrelationRow.Outcome o) {
        return new ParetoChart.Dot(
                row.format(), o.meanDegrees(), o.meanLoss(), RankingView.isNamed(row.format()), row.width() + " bits");
    }
}
