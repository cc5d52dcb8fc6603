package binade.experiments.report;

import binade.experiments.report.LabelPlacer.Label;
import binade.experiments.study.AngleStatistic;
import binade.experiments.study.Ranking;
import binade.experiments.study.RankingRow;
import binade.experiments.study.Variant;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The three pictures of a ranking, of its first room. A picture is empty where its variants were not asked for. */
final class RankingCharts {
    static final int WIDTH = 1600;
    static final int HEIGHT = 1000;

    private static final String FRONT = "Pareto front";
    private static final Font NAME = new Font(Font.SANS_SERIF, Font.BOLD, 18);

    private final RankingView view;

    RankingCharts(Ranking ranking) {
        this.view = RankingView.first(ranking);
    }

    /** Angle against area: what a designer trades. */
    Optional<BufferedImage> angleAgainstCost() {
        XYChart chart = scatter(
                "Gradient angle against MAC area: " + view.setting(), "MAC area relative to INT8 (modelled)",
                angleTitle(view.orderedBy()));
        LogarithmicTicks.onY(chart.getStyler());
        Axes axes = new Axes(RankingRow::macAreaRel, view::angle);
        List<RankingRow> front = view.paretoFront().stream().filter(axes::shows).toList();
        if (front.size() > 1) {
            XYSeries line = chart.addSeries(FRONT, values(front, axes.x()), values(front, axes.y()));
            line.setXYSeriesRenderStyle(XYSeriesRenderStyle.Step);
            line.setMarker(SeriesMarkers.NONE).setLineColor(ChartStyle.INK).setLineWidth(1.6f);
        }
        return scatterImage(chart, axes);
    }

    /** Which of the two passes suffers. */
    Optional<BufferedImage> errorAgainstActivation() {
        XYChart chart = scatter(
                "Errors or activations: " + view.setting(), angleTitle(Variant.ACTIVATION), angleTitle(Variant.ERROR));
        LogarithmicTicks.onX(chart.getStyler());
        LogarithmicTicks.onY(chart.getStyler());
        return scatterImage(chart, new Axes(r -> mean(r, Variant.ACTIVATION), r -> mean(r, Variant.ERROR)));
    }

    /** The first twenty with their standard errors. */
    Optional<BufferedImage> top() {
        List<RankingRow> rows =
                view.top().stream().filter(r -> Double.isFinite(view.angle(r))).toList();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        CategoryChart chart = new CategoryChart(WIDTH, HEIGHT);
        chart.setTitle((rows.size() == 1 ? "" : "Least gradient angle: ") + view.setting());
        chart.setYAxisTitle(angleTitle(view.orderedBy())
                + (rows.stream().anyMatch(r -> errorOrZero(r) > 0) ? ", ± standard error" : ""));
        ChartStyle.apply(chart.getStyler());
        chart.getStyler().setOverlapped(true);
        chart.getStyler().setXAxisLabelRotation(rows.size() > 8 ? 45 : 0);
        chart.getStyler().setXAxisTickMarkSpacingHint(10); // else every second name is left out
        chart.getStyler().setPlotGridVerticalLinesVisible(false);
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setYAxisMax(1.08 * rows.stream()
                .mapToDouble(r -> view.angle(r) + errorOrZero(r))
                .max()
                .orElse(1));
        chart.getStyler().setErrorBarsColor(ChartStyle.INK);
        chart.getStyler().setAvailableSpaceFill(rows.size() > 5 ? 0.75 : 0.15 * rows.size());
        List<String> names = rows.stream().map(RankingRow::format).toList();
        bars(chart, "named formats", names, rows, true, new Color(0xd55e00));
        bars(chart, "members of the systematic set", names, rows, false, new Color(0x7d9cc0));
        BufferedImage image = canvas();
        Graphics2D g = image.createGraphics();
        chart.paint(g, WIDTH, HEIGHT);
        g.dispose();
        return Optional.of(image);
    }

    private double errorOrZero(RankingRow row) {
        double error = view.standardError(row);
        return Double.isFinite(error) ? error : 0;
    }

    private record Axes(ToDoubleFunction<RankingRow> x, ToDoubleFunction<RankingRow> y) {
        /** A logarithmic axis has no place for 0, the angle of a format that changes nothing. */
        boolean shows(RankingRow row) {
            return x.applyAsDouble(row) > 0
                    && y.applyAsDouble(row) > 0
                    && Double.isFinite(x.applyAsDouble(row))
                    && Double.isFinite(y.applyAsDouble(row));
        }
    }

    private Optional<BufferedImage> scatterImage(XYChart chart, Axes axes) {
        List<RankingRow> rows = view.rows().stream().filter(axes::shows).toList();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        for (int width : rows.stream().map(RankingRow::width).sorted().distinct().toList().reversed()) {
            List<RankingRow> same = rows.stream().filter(r -> r.width() == width).toList();
            XYSeries dots = chart.addSeries(
                    width + " bits", values(same, axes.x()), values(same, axes.y()));
            dots.setMarker(ChartStyle.marker(width)).setMarkerColor(ChartStyle.color(width)).setLineColor(ChartStyle.color(width));
        }
        fit(chart.getStyler(), rows, axes);
        BufferedImage image = canvas();
        Graphics2D g = image.createGraphics();
        chart.paint(g, WIDTH, HEIGHT);
        LogarithmicTicks.draw(g, chart);
        label(g, chart, rows, axes);
        g.dispose();
        return Optional.of(image);
    }

    /** Limits of our own: XChart's leave no room around a single point. */
    private static void fit(AxesChartStyler styler, List<RankingRow> rows, Axes axes) {
        double[] x = limits(values(rows, axes.x()), styler.isXAxisLogarithmic());
        double[] y = limits(values(rows, axes.y()), styler.isYAxisLogarithmic());
        styler.setXAxisMin(x[0]);
        styler.setXAxisMax(x[1]);
        styler.setYAxisMin(y[0]);
        styler.setYAxisMax(y[1]);
        LogarithmicTicks.makeRoom(styler);
    }

    private static double[] limits(double[] values, boolean logarithmic) {
        double min = Double.POSITIVE_INFINITY;
        double max = 0;
        for (double v : values) {
            min = Math.min(min, v);
            max = Math.max(max, v);
        }
        if (logarithmic) {
            double margin = Math.max(1.12, Math.pow(max / min, 0.04));
            return new double[] {min / margin, max * margin};
        }
        double margin = Math.max(0.05 * max, 0.05 * (max - min));
        return new double[] {Math.max(0, min - margin), max + margin};
    }

    private void label(Graphics2D g, XYChart chart, List<RankingRow> rows, Axes axes) {
        List<Point2D> points = new ArrayList<>();
        List<Label> labels = new ArrayList<>();
        for (RankingRow row : rows) {
            Point2D p = new Point2D.Double(
                    chart.getScreenXFromChart(axes.x().applyAsDouble(row)),
                    chart.getScreenYFromChart(axes.y().applyAsDouble(row)));
            points.add(p);
            if (RankingView.isNamed(row) || row.rank() == 1) {
                labels.add(new Label(row.format(), p, ChartStyle.color(row.width()).darker()));
            }
        }
        Rectangle2D area = LogarithmicTicks.plotArea(chart);
        points.addAll(frontPoints(chart));
        new LabelPlacer(area, points).draw(g, NAME, labels);
        g.setColor(ChartStyle.INK);
        g.setStroke(new BasicStroke(2f));
        for (Label label : labels) {
            g.draw(new Ellipse2D.Double(label.anchor().getX() - 7, label.anchor().getY() - 7, 14, 14));
        }
    }

    /** Points along the line of the front, for names to keep off. */
    private static List<Point2D> frontPoints(XYChart chart) {
        List<Point2D> points = new ArrayList<>();
        XYSeries front = chart.getSeries(FRONT);
        for (int i = 1; front != null && i < front.getXData().length; i++) {
            double x0 = chart.getScreenXFromChart(front.getXData()[i - 1]);
            double x1 = chart.getScreenXFromChart(front.getXData()[i]);
            double y0 = chart.getScreenYFromChart(front.getYData()[i - 1]);
            double y1 = chart.getScreenYFromChart(front.getYData()[i]);
            for (double t = 0; t <= 1; t += 1.0 / 16) {
                points.add(new Point2D.Double(x0 + t * (x1 - x0), y0));
                points.add(new Point2D.Double(x1, y0 + t * (y1 - y0)));
            }
        }
        return points;
    }

    private void bars(
            CategoryChart chart, String title, List<String> names, List<RankingRow> rows, boolean named, Color color) {
        if (rows.stream().noneMatch(r -> RankingView.isNamed(r) == named)) {
            return;
        }
        List<Double> angles = new ArrayList<>();
        List<Double> errors = new ArrayList<>();
        for (RankingRow row : rows) {
            boolean mine = RankingView.isNamed(row) == named;
            angles.add(mine ? view.angle(row) : null);
            double error = view.standardError(row);
            errors.add(mine && Double.isFinite(error) ? error : null);
        }
        CategorySeries series = errors.stream().allMatch(Objects::isNull)
                ? chart.addSeries(title, names, angles)
                : chart.addSeries(title, names, angles, errors);
        series.setFillColor(color);
    }

    private XYChart scatter(String title, String x, String y) {
        XYChart chart = new XYChart(WIDTH, HEIGHT);
        chart.setTitle(title);
        chart.setXAxisTitle(x);
        chart.setYAxisTitle(y);
        ChartStyle.apply(chart.getStyler());
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        chart.getStyler().setMarkerSize(8);
        return chart;
    }

    private static BufferedImage canvas() {
        return new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    }

    private static String angleTitle(Variant v) {
        return "Angle with " + RankingView.rounded(v) + " rounded (degrees)";
    }

    private static double mean(RankingRow row, Variant v) {
        return row.angle(v).map(AngleStatistic::meanDeg).orElse(Double.NaN);
    }

    private static double[] values(List<RankingRow> rows, ToDoubleFunction<RankingRow> f) {
        return rows.stream().mapToDouble(f).toArray();
    }
}
