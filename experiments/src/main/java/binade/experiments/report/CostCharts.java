package binade.experiments.report;

import binade.hwmodel.device.Roofline;
import binade.hwmodel.network.NetworkCost;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Pictures of costs: bars of units, and a network under the roofline of a device. */
public final class CostCharts {
    private static final int WIDTH = 1400;
    private static final int HEIGHT = 800;
    private static final int[] COLOURS = {0x0072b2, 0x009e73, 0xe69f00, 0xcc79a7, 0xd55e00};

    private CostCharts() {}

    /**
     * Groups of bars, one group per format and one colour per series.
     *
     * @param series title to one value per format
     */
    public static void bars(String title, String yTitle, List<String> formats, Map<String, List<Double>> series, Path file)
            throws IOException {
        CategoryChart chart = new CategoryChart(WIDTH, HEIGHT);
        chart.setTitle(title);
        chart.setYAxisTitle(yTitle);
        ChartStyle.apply(chart.getStyler());
        chart.getStyler().setPlotGridVerticalLinesVisible(false);
        chart.getStyler().setAvailableSpaceFill(0.8);
        chart.getStyler().setXAxisTickMarkSpacingHint(10);
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setYAxisMax(1.06 * series.values().stream()
                .flatMap(List::stream).mapToDouble(Double::doubleValue).max().orElse(1));
        int i = 0;
        for (Map.Entry<String, List<Double>> e : series.entrySet()) {
            chart.addSeries(e.getKey(), formats, e.getValue()).setFillColor(new Color(COLOURS[i++ % COLOURS.length]));
        }
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        chart.paint(g, WIDTH, HEIGHT);
        g.dispose();
        ReportFiles.writePng(file, image);
    }

    /** Rate of each product against its intensity, below the roof of memory and matrix units; logarithmic axes. */
    public static void roofline(List<NetworkCost> costs, Path file) throws IOException {
        NetworkCost first = costs.getFirst();
        XYChart chart = new XYChart(WIDTH, HEIGHT);
        chart.setTitle("%s on %s, %s as %s".formatted(
                first.network().id(), first.device().title(), first.precision().text(first.training()),
                first.placement().type().id()));
        chart.setXAxisTitle("MAC per byte of memory traffic");
        chart.setYAxisTitle("10^12 MAC per second");
        ChartStyle.apply(chart.getStyler());
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        chart.getStyler().setMarkerSize(9);
        LogarithmicTicks.onX(chart.getStyler());
        LogarithmicTicks.onY(chart.getStyler());
        double ridge = Roofline.ridge(first.placement());
        double peak = first.placement().peakMacPerSecond();
        double left = ridge;
        double right = ridge;
        double lowest = peak;
        for (NetworkCost cost : costs) {
            for (NetworkCost.Step s : cost.steps()) {
                left = Math.min(left, s.roofline().intensity());
                right = Math.max(right, s.roofline().intensity());
                lowest = Math.min(lowest, rate(s));
            }
        }
        left /= 2;
        right *= 2;
        double tera = 1e-12;
        XYSeries roof = chart.addSeries(
                "memory below %.0f MAC per byte, matrix units above".formatted(ridge), new double[] {left, ridge, right},
                new double[] {peak * left / ridge * tera, peak * tera, peak * tera});
        roof.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line).setMarker(SeriesMarkers.NONE).setLineColor(ChartStyle.INK);
        int i = 0;
        for (NetworkCost cost : costs) {
            List<Double> x = new ArrayList<>();
            List<Double> y = new ArrayList<>();
            for (NetworkCost.Step s : cost.steps()) {
                x.add(s.roofline().intensity());
                y.add(rate(s) * tera);
            }
            chart.addSeries("batch " + cost.images(), x, y).setMarker(SeriesMarkers.CIRCLE)
                    .setMarkerColor(new Color(COLOURS[i++ % COLOURS.length]));
        }
        chart.getStyler().setXAxisMin(left).setXAxisMax(right);
        chart.getStyler().setYAxisMin(Math.min(lowest, peak * left / ridge) * tera / 2).setYAxisMax(peak * tera * 2);
        LogarithmicTicks.makeRoom(chart.getStyler());
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        chart.paint(g, WIDTH, HEIGHT);
        LogarithmicTicks.draw(g, chart);
        g.dispose();
        ReportFiles.writePng(file, image);
    }

    private static double rate(NetworkCost.Step s) {
        return s.roofline().gemm().macs() / s.roofline().timeS();
    }
}
