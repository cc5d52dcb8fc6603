package binade.experiments.report;

import binade.experiments.study.AngleStatistic;
import binade.experiments.study.LayerGroup;
import binade.experiments.study.SensitivityStudy.Row;
import binade.experiments.study.SensitivityStudy.Sensitivity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import tech.tablesaw.selection.Selection;

/**
 * Where formats hurt: {@code sensitivity.csv} and {@code .json} with a line per format and place, {@code layers.png} (the points
 * of one layer rounded), {@code tensors.png} (each tensor's own gradient, all points rounded), {@code run.json}.
 *
 * @param title the workload and how it was measured
 */
public record SensitivityReport(String title, Sensitivity sensitivity, RunInfo run) {
    /** Fails if a report could not be written to {@code dir}; leaves nothing behind. */
    public static void checkWritable(Path dir) throws IOException {
        ReportFiles.checkWritable(dir);
    }

    /** Formats down, layers across, and where each format loses most. */
    public String text() {
        List<Row> rows = rows();
        TextTable table = new TextTable()
                .left("format", rows.stream().map(r -> r.format().id()).toList())
                .right("all", rows.stream().map(r -> Numbers.twoDigits(r.whole().meanDeg())).toList());
        for (int l = 0; l < sensitivity.layers().size(); l++) {
            int layer = l;
            table.right(sensitivity.layers().get(l).name(),
                    rows.stream().map(r -> Numbers.twoDigits(r.byLayer().get(layer).meanDeg())).toList());
        }
        List<String> lines = new ArrayList<>(List.of(
                title,
                "Angle of the whole gradient in degrees with " + RankingView.rounded(sensitivity.variant())
                        + " rounded: at all points, and at those of one layer only", ""));
        lines.addAll(table.print(List.of(Selection.withRange(0, rows.size()))));
        lines.add("");
        Row best = rows.getFirst();
        lines.addAll(RankingText.wrapped("%s turns the gradient least, %s degrees; alone, its rounding at %s turns it most, %s degrees."
                .formatted(best.format().id(), Numbers.twoDigits(best.whole().meanDeg()), worst(best).name(),
                        Numbers.twoDigits(best.byLayer().get(sensitivity.layers().indexOf(worst(best))).meanDeg()))));
        return String.join("\n", lines) + "\n";
    }

    private List<Row> rows() {
        return sensitivity.rows().stream().sorted(Comparator.comparingDouble(r -> r.whole().meanDeg())).toList();
    }

    private LayerGroup worst(Row row) {
        return sensitivity.layers().stream()
                .max(Comparator.comparingDouble(l -> row.byLayer().get(sensitivity.layers().indexOf(l)).meanDeg())).orElseThrow();
    }

    private DataTable table() {
        DataTable table = new DataTable();
        for (Row r : rows()) {
            put(table, r, "all", "", r.whole());
            for (int l = 0; l < sensitivity.layers().size(); l++) {
                put(table, r, "layer", sensitivity.layers().get(l).name(), r.byLayer().get(l));
            }
            for (int t = 0; t < sensitivity.tensors().size(); t++) {
                put(table, r, "tensor", sensitivity.tensors().get(t), r.byTensor().get(t));
            }
        }
        return table;
    }

    private void put(DataTable table, Row r, String kind, String place, AngleStatistic a) {
        table.row().put("format", r.format().id()).put("width", r.format().width()).put("variant", sensitivity.variant().id())
                .put("kind", kind).put("place", place).put("angle_deg", a.meanDeg()).put("angle_se", a.standardErrorDeg())
                .put("cosine", a.meanCosine());
    }

    /** A line per format and place: all points, one layer's points, one tensor's gradient. */
    public String csv() {
        return table().csv();
    }

    /** An array of objects with the columns of the CSV. */
    public String json() {
        return DataTable.json(table().rows());
    }

    /** Writes all files, each whole or not at all. */
    public void write(Path dir) throws IOException {
        ReportFiles.createDirectory(dir);
        ReportFiles.write(dir.resolve("sensitivity.csv"), csv().getBytes(StandardCharsets.UTF_8));
        ReportFiles.write(dir.resolve("sensitivity.json"), json().getBytes(StandardCharsets.UTF_8));
        List<String> formats = rows().stream().map(r -> r.format().id()).toList();
        List<String> layers = new ArrayList<>(List.of("all"));
        sensitivity.layers().forEach(l -> layers.add(l.name()));
        heatMap("One layer's points rounded: angle of the whole gradient, degrees", layers, formats, r -> {
            List<AngleStatistic> all = new ArrayList<>(List.of(r.whole()));
            all.addAll(r.byLayer());
            return all;
        }, dir.resolve("layers.png"));
        heatMap("All points rounded: angle of each tensor's gradient, degrees", sensitivity.tensors(), formats, Row::byTensor,
                dir.resolve("tensors.png"));
        ReportFiles.write(dir.resolve("run.json"), RankingJson.run(run).getBytes(StandardCharsets.UTF_8));
    }

    /** Places down, formats across. */
    private void heatMap(
            String what, List<String> places, List<String> formats, Function<Row, List<AngleStatistic>> figures, Path file)
            throws IOException {
        List<Row> rows = rows();
        double[][] values = new double[places.size()][formats.size()];
        for (int p = 0; p < places.size(); p++) {
            for (int f = 0; f < formats.size(); f++) {
                values[p][f] = figures.apply(rows.get(f)).get(p).meanDeg();
            }
        }
        HeatMap.write(what, places, formats, values, file);
    }
}
