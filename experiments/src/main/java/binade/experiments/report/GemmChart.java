package binade.experiments.report;

import binade.experiments.study.GemmErrors;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Relative error of matrix products against K, one line per unit. */
public final class GemmChart {
    private static final int WIDTH = 1600;
    private static final int HEIGHT = 1000;
    private static final int[] COLORS = {0x0072b2, 0x009e73, 0xe69f00, 0xcc79a7, 0xd55e00, 0x56b4e9, 0x1c2733, 0x6b7682};
    private static final Marker[] MARKERS = {
        SeriesMarkers.CIRCLE, SeriesMarkers.DIAMOND, SeriesMarkers.SQUARE, SeriesMarkers.TRIANGLE_UP, SeriesMarkers.TRIANGLE_DOWN
    };

    private GemmChart() {}

    /** Writes a PNG; exact results, which a logarithmic axis cannot show, are left out. */
    public static void write(List<GemmErrors.Row> rows, String title, Path file) throws IOException {
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title)
                .xAxisTitle("K").yAxisTitle("relative error").build();
        ChartStyle.apply(chart.getStyler());
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setYAxisDecimalPattern("0E0");
        chart.getStyler().setXAxisDecimalPattern("0");
        Map<String, List<GemmErrors.Row>> lines = new LinkedHashMap<>();
        for (GemmErrors.Row row : rows) {
            if (row.relative() > 0 && Double.isFinite(row.relative())) {
                lines.computeIfAbsent(row.unit().name(), _ -> new java.util.ArrayList<>()).add(row);
            }
        }
        int index = 0;
        for (Map.Entry<String, List<GemmErrors.Row>> line : lines.entrySet()) {
            XYSeries series = chart.addSeries(line.getKey(),
                    line.getValue().stream().mapToDouble(GemmErrors.Row::k).toArray(),
                    line.getValue().stream().mapToDouble(GemmErrors.Row::relative).toArray());
            Color color = new Color(COLORS[index % COLORS.length]);
            series.setMarker(MARKERS[index % MARKERS.length]);
            series.setMarkerColor(color);
            series.setLineColor(color);
            series.setLineWidth(3f);
            index++;
        }
        ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", file.toFile());
    }
}
