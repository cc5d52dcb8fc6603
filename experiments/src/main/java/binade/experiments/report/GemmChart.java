package binade.experiments.report;

import binade.experiments.study.GemmErrors;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Relative error of matrix products against K, one line per unit. */
public final class GemmChart {
    private static final int WIDTH = 1600;
    private static final int HEIGHT = 1000;
    private static final int LABELS = 12;
    /** Left free beside the first and the last point, in powers of two. */
    private static final double MARGIN = 0.3;
    private static final int[] COLORS = {0x0072b2, 0x009e73, 0xe69f00, 0xcc79a7, 0xd55e00, 0x56b4e9, 0x1c2733, 0x6b7682};
    private static final Marker[] MARKERS = {
        SeriesMarkers.CIRCLE, SeriesMarkers.DIAMOND, SeriesMarkers.SQUARE, SeriesMarkers.TRIANGLE_UP, SeriesMarkers.TRIANGLE_DOWN
    };

    private GemmChart() {}

    /** Writes a PNG; exact results, which a logarithmic axis cannot show, are left out. */
    public static void write(List<GemmErrors.Row> rows, String title, Path file) throws IOException {
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title)
                .xAxisTitle("K").yAxisTitle("relative error").build();
        XYStyler style = chart.getStyler();
        ChartStyle.apply(style);
        style.setLegendPosition(Styler.LegendPosition.OutsideE);
        style.setLegendLayout(Styler.LegendLayout.Vertical);
        style.setYAxisLogarithmic(true);
        style.setYAxisDecimalPattern("0E0");
        // the axis counts powers of two
        style.setXAxisTickLabelsFormattingFunction(e -> Long.toString(Math.round(Math.pow(2, e))));
        style.setXAxisMaxLabelCount(LABELS);
        style.setXAxisMin(log2(rows.stream().mapToInt(GemmErrors.Row::k).min().orElse(1)) - MARGIN);
        style.setXAxisMax(log2(rows.stream().mapToInt(GemmErrors.Row::k).max().orElse(1)) + MARGIN);
        Map<String, List<GemmErrors.Row>> lines = new LinkedHashMap<>();
        for (GemmErrors.Row row : rows) {
            if (row.relative() > 0 && Double.isFinite(row.relative())) {
                lines.computeIfAbsent(row.unit().name(), _ -> new ArrayList<>()).add(row);
            }
        }
        // units that give the same errors are one line: they would hide each other
        Map<List<Double>, String> names = new LinkedHashMap<>();
        lines.forEach((name, line) -> names.merge(
                line.stream().map(GemmErrors.Row::relative).toList(), shortened(name), (all, one) -> all + ",\n" + one));
        List<Double> all = lines.values().stream().flatMap(List::stream).map(GemmErrors.Row::relative).sorted().toList();
        if (!all.isEmpty()) {
            style.setYAxisMin(Math.pow(10, Math.floor(Math.log10(all.getFirst()))));
            style.setYAxisMax(Math.pow(10, Math.ceil(Math.log10(all.getLast()))));
        }
        int index = 0;
        for (List<GemmErrors.Row> line : lines.values()) {
            List<Double> errors = line.stream().map(GemmErrors.Row::relative).toList();
            String name = names.remove(errors);
            if (name == null) {
                continue; // drawn already
            }
            XYSeries series = chart.addSeries(name,
                    line.stream().mapToDouble(row -> log2(row.k())).toArray(),
                    errors.stream().mapToDouble(Double::doubleValue).toArray());
            Color color = new Color(COLORS[index % COLORS.length]);
            series.setMarker(MARKERS[index % MARKERS.length]);
            series.setMarkerColor(color);
            series.setLineColor(color);
            series.setLineWidth(3f);
            index++;
        }
        ReportFiles.writePng(file, BitmapEncoder.getBufferedImage(chart));
    }

    /** {@code h100 wmma fp16 x fp16 -> fp32} becomes {@code h100 wmma fp16 -> fp32}. */
    private static String shortened(String unit) {
        return unit.replaceAll("(\\S+) x \\1 ", "$1 ");
    }

    private static double log2(double v) {
        return Math.log(v) / Math.log(2);
    }
}
