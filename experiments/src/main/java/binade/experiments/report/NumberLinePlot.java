package binade.experiments.report;

import binade.formats.GridFormat;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The positive values of a format: relative spacing against magnitude, and the values themselves as a rug below. */
public final class NumberLinePlot {
    private static final int MAX_POINTS = 4096;

    private NumberLinePlot() {}

    /** Writes a PNG of at most 4096 values (the whole format up to 12 magnitude bits). */
    public static void save(GridFormat format, Path file) throws IOException {
        long count = Math.min(MAX_POINTS, format.grid().maxRank());
        long step = Math.max(1, format.grid().maxRank() / count);
        int n = (int) (format.grid().maxRank() / step);
        double[] log = new double[n];
        double[] spacing = new double[n];
        double[] rug = new double[n];
        for (int i = 0; i < n; i++) {
            double v = format.grid().magnitude((i + 1) * step);
            int q = format.grid().quantumExponent(Math.getExponent(v));
            log[i] = Math.log(v) / Math.log(2);
            spacing[i] = 100 * Math.scalb(1.0, q) / v;
            rug[i] = 0.05;
        }
        XYChart chart = new XYChartBuilder()
                .width(1400).height(700)
                .title(format.id() + ": spacing of its " + (format.grid().maxRank()) + " positive values")
                .xAxisTitle("log2 of the value" + (format.scalable() ? ", at scale 0" : ""))
                .yAxisTitle("distance to the next value, % of the value (log)")
                .build();
        ChartStyle.apply(chart.getStyler());
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter).setMarkerSize(5);
        chart.addSeries("relative spacing", log, spacing).setMarker(SeriesMarkers.CIRCLE)
                .setMarkerColor(new Color(0x1f5fa8));
        chart.addSeries("values", log, rug).setMarker(SeriesMarkers.SQUARE).setMarkerColor(new Color(0xb0403a));
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", png);
        ReportFiles.write(file, png.toByteArray());
    }
}
