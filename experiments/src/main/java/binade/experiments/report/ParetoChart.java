package binade.experiments.report;

import binade.experiments.report.LabelPlacer.Label;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Formats by two figures, such as what they cost and what they are worth, in groups of one colour each. */
public final class ParetoChart {
    private static final int WIDTH = 1600;
    private static final int HEIGHT = 1000;
    /** Left free beside the outermost dots, in widths of the axis. */
    private static final double MARGIN = 0.05;
    private static final Font NAME = new Font(Font.SANS_SERIF, Font.BOLD, 18);
    private static final int[] COLOURS = {0x7d9cc0, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x0072b2, 0x004b75, 0x5b6673};

    private ParetoChart() {}

    /**
     * A format.
     *
     * @param x say cost
     * @param y say angle
     * @param named whether its name is written
     * @param group title of those that share its colour
     */
    public record Dot(String name, double x, double y, boolean named, String group) {}

    /** @param logarithmic whether values, all more than 0, are drawn logarithmically */
    public record Axis(String title, boolean logarithmic) {}

    /** @param logarithmicY whether y is drawn logarithmically; all y must then be more than 0 */
    public static void draw(String title, String x, String y, boolean logarithmicY, List<Dot> dots, Path file)
            throws IOException {
        draw(title, new Axis(x, false), new Axis(y, logarithmicY), dots, file);
    }

    /** Writes the picture. */
    public static void draw(String title, Axis x, Axis y, List<Dot> dots, Path file) throws IOException {
        XYChart chart = new XYChart(WIDTH, HEIGHT);
        chart.setTitle(title);
        chart.setXAxisTitle(x.title);
        chart.setYAxisTitle(y.title);
        ChartStyle.apply(chart.getStyler());
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        chart.getStyler().setMarkerSize(9);
        if (x.logarithmic) {
            LogarithmicTicks.onX(chart.getStyler());
        }
        if (y.logarithmic) {
            LogarithmicTicks.onY(chart.getStyler());
        }
        List<String> groups = dots.stream().map(Dot::group).distinct().sorted().toList();
        for (String group : groups) {
            List<Dot> own = dots.stream().filter(d -> d.group.equals(group)).toList();
            chart.addSeries(group, own.stream().mapToDouble(Dot::x).toArray(), own.stream().mapToDouble(Dot::y).toArray())
                    .setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color(groups, group));
        }
        double[] horizontal = limits(dots.stream().mapToDouble(Dot::x).toArray(), x.logarithmic);
        double[] vertical = limits(dots.stream().mapToDouble(Dot::y).toArray(), y.logarithmic);
        chart.getStyler().setXAxisMin(horizontal[0]).setXAxisMax(horizontal[1]);
        chart.getStyler().setYAxisMin(vertical[0]).setYAxisMax(vertical[1]);
        LogarithmicTicks.makeRoom(chart.getStyler());
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        chart.paint(g, WIDTH, HEIGHT);
        LogarithmicTicks.draw(g, chart);
        List<Point2D> points = new ArrayList<>();
        List<Label> labels = new ArrayList<>();
        for (Dot d : dots) {
            Point2D p = new Point2D.Double(chart.getScreenXFromChart(d.x), chart.getScreenYFromChart(d.y));
            points.add(p);
            if (d.named) {
                labels.add(new Label(d.name, p, color(groups, d.group).darker()));
            }
        }
        new LabelPlacer(LogarithmicTicks.plotArea(chart), points).draw(g, NAME, labels);
        g.dispose();
        ReportFiles.writePng(file, image);
    }

    private static double[] limits(double[] values, boolean logarithmic) {
        double least = DoubleStream.of(values).min().orElse(1);
        double most = DoubleStream.of(values).max().orElse(1);
        if (logarithmic) {
            double margin = Math.max(1.01, Math.pow(most / least, MARGIN));
            return new double[] {least / margin, most * margin};
        }
        double margin = MARGIN * Math.max(most - least, 0.1 * most);
        return new double[] {Math.max(0, least - margin), most + margin};
    }

    private static Color color(List<String> groups, String group) {
        return new Color(COLOURS[groups.indexOf(group) % COLOURS.length]);
    }
}
