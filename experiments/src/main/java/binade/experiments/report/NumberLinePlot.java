package binade.experiments.report;

import binade.formats.GridFormat;
import binade.formats.ScalarFormat;
import binade.formats.TableFormat;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
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
    public static void save(ScalarFormat format, Path file) throws IOException {
        double[] values = positive(format);
        int n = values.length;
        double[] log = new double[n];
        double[] spacing = new double[n];
        double[] rug = new double[n];
        for (int i = 0; i < n; i++) {
            double v = values[i];
            double next = format.nextUp(v) == v || Double.isInfinite(format.nextUp(v))
                    ? 2 * v - format.nextDown(v)
                    : format.nextUp(v);
            log[i] = Math.log(v) / Math.log(2);
            spacing[i] = 100 * (next - v) / v;
            rug[i] = 0.05;
        }
        XYChart chart = new XYChartBuilder()
                .width(1400).height(700)
                .title(format.id() + ": spacing of its positive values")
                .xAxisTitle("log2 of the value" + (format.scalable() ? ", at scale 0" : ""))
                .yAxisTitle("distance to the next value, % of the value (log)")
                .build();
        ChartStyle.apply(chart.getStyler());
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter).setMarkerSize(5);
        chart.addSeries("relative spacing", log, spacing).setMarker(SeriesMarkers.CIRCLE)
                .setMarkerColor(new Color(0x1f5fa8));
        chart.addSeries("values", log, rug).setMarker(SeriesMarkers.SQUARE).setMarkerColor(new Color(0xb0403a));
        ReportFiles.writePng(file, BitmapEncoder.getBufferedImage(chart));
    }

    /** At most {@link #MAX_POINTS} positive values, ascending. */
    private static double[] positive(ScalarFormat format) {
        return switch (format) {
            case GridFormat g -> {
                long count = Math.min(MAX_POINTS, g.grid().maxRank());
                long step = Math.max(1, g.grid().maxRank() / count);
                yield LongStream.rangeClosed(1, g.grid().maxRank() / step).limit(MAX_POINTS)
                        .mapToDouble(i -> g.grid().magnitude(i * step)).toArray();
            }
            case TableFormat t -> {
                int first = 0;
                while (first < t.size() && t.value(first) <= 0) {
                    first++;
                }
                int from = first;
                int step = Math.max(1, (t.size() - from) / MAX_POINTS);
                yield IntStream.range(0, (t.size() - from) / step).mapToDouble(i -> t.value(from + i * step)).toArray();
            }
        };
    }
}
