package binade.experiments.report;

import binade.experiments.study.TrainingLog;
import binade.experiments.study.TrainingResult;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Curves of training runs, one line per recipe: means over the seeds. */
final class TrainingCharts {
    private static final int WIDTH = 1600;
    private static final int HEIGHT = 1000;
    /** Points of a line at most: steps are averaged over pieces. */
    private static final int POINTS = 120;
    /** Largest over smallest value from which on the axis is logarithmic. */
    private static final double WIDE = 3;

    private static final double MARGIN = 1.15;
    /** Left free beside the last marker, in widths of the axis. */
    private static final double BESIDE = 0.015;

    /** Lines with more points than this have no markers. */
    private static final int MARKED = 30;
    private static final int[] COLORS = {
        0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9, 0x1c2733, 0x6b7682
    };
    private static final Marker[] MARKERS = {
        SeriesMarkers.CIRCLE, SeriesMarkers.DIAMOND, SeriesMarkers.SQUARE, SeriesMarkers.TRIANGLE_UP, SeriesMarkers.TRIANGLE_DOWN
    };

    private final List<TrainingTable.Group> groups;
    private final String subject;
    private final int epochs;

    TrainingCharts(List<TrainingResult> results) {
        groups = TrainingTable.groups(results);
        TrainingResult first = results.getFirst();
        epochs = first.plan().epochs();
        long seeds = results.stream().map(r -> r.plan().seed()).distinct().count();
        subject = first.plan().workload().id() + ", " + Numbers.count((int) seeds, "seed", "seeds");
    }

    /** Loss of the mini-batches in training. */
    Optional<BufferedImage> loss() {
        return steps("Training loss, " + subject, "mean cross-entropy, nats", lines(groups, "", TrainingLog::loss));
    }

    /** Accuracy on the test samples. */
    Optional<BufferedImage> accuracy() {
        XYChart chart = chart("Test accuracy, " + subject, "% of the test samples");
        int index = 0;
        double least = 100;
        double most = 0;
        for (TrainingTable.Group g : groups) {
            int n = g.runs().stream().mapToInt(r -> r.log().evaluations()).min().orElse(0);
            if (n > 0) {
                double[] x = IntStream.range(0, n).mapToDouble(i -> g.runs().getFirst().log().evaluatedAt(i)).toArray();
                double[] y = IntStream.range(0, n).mapToDouble(i -> 100 * g.mean(r -> r.log().evaluation(i).accuracy())).toArray();
                line(chart, g.recipe(), x, y, index);
                least = Math.min(least, Arrays.stream(y).min().orElseThrow());
                most = Math.max(most, Arrays.stream(y).max().orElseThrow());
            }
            index++;
        }
        if (most == 0) {
            return Optional.empty();
        }
        double air = Math.max(0.5, (most - least) / 20);
        chart.getStyler().setYAxisMin(Math.max(0, Math.floor(least - air)));
        chart.getStyler().setYAxisMax(Math.ceil(most + air));
        chart.getStyler().setXAxisMax(epochs * (1 + BESIDE));
        return Optional.of(BitmapEncoder.getBufferedImage(chart));
    }

    /** Share of quantized weights that change in a step; empty without quantized weights, pieces without changes left out. */
    Optional<BufferedImage> flips() {
        List<TrainingTable.Group> quantized =
                groups.stream().filter(g -> !g.runs().getFirst().log().tensors().isEmpty()).toList();
        return steps("Weights that change in a step, " + subject, "% of the quantized weights", 
                lines(quantized, "", (log, i) -> 100 * log.changed(i)));
    }

    /** Share of errors (and of weight gradients, dashed) that rounding makes zero; empty if not counted. */
    Optional<BufferedImage> flushed() {
        List<TrainingTable.Group> counted =
                groups.stream().filter(g -> g.runs().stream().allMatch(r -> r.log().countsFlushed())).toList();
        List<Line> lines = new ArrayList<>(lines(counted, ": errors", (log, i) -> 100 * log.flushedErrors(i)));
        lines(counted, ": gradients", (log, i) -> 100 * log.flushedGradients(i)).forEach(l -> lines.add(l.dashed()));
        return steps("Rounded to zero, " + subject, "% of the numbers other than 0", lines);
    }

    /** Angle to the weight gradient with other matrix products; empty if not measured, pieces with the same gradients left out. */
    Optional<BufferedImage> angle() {
        List<TrainingTable.Group> measured = groups.stream().filter(g -> g.runs().getFirst().log().measuresAngle()).toList();
        return steps("Angle between gradients, " + subject, "degrees", lines(measured, "", TrainingLog::angle));
    }

    @FunctionalInterface
    private interface Figure {
        double of(TrainingLog log, int step);
    }

    /** What a line shows, and how. */
    private record Line(TrainingTable.Group group, String name, Figure figure, boolean isDashed) {
        Line dashed() {
            return new Line(group, name, figure, true);
        }
    }

    private static List<Line> lines(List<TrainingTable.Group> groups, String what, Figure figure) {
        return groups.stream().map(g -> new Line(g, g.recipe() + what, figure, false)).toList();
    }

    /** Means over pieces of the run; those that are 0 have no place on a logarithmic axis and are left out. */
    private Optional<BufferedImage> steps(String title, String unit, List<Line> drawn) {
        XYChart chart = chart(title, unit);
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (Line line : drawn) {
            TrainingTable.Group g = line.group;
            int steps = g.runs().stream().mapToInt(r -> r.log().steps()).min().orElse(0);
            int pieces = Math.min(POINTS, steps);
            if (pieces == 0) {
                continue;
            }
            List<Double> x = new ArrayList<>();
            List<Double> y = new ArrayList<>();
            for (int p = 0; p < pieces; p++) {
                int from = (int) ((long) steps * p / pieces);
                int to = (int) ((long) steps * (p + 1) / pieces);
                double value = g.mean(r -> mean(from, to, i -> line.figure.of(r.log(), i)));
                if (Double.isFinite(value) && value > 0) {
                    x.add((from + to) / 2.0 / g.runs().getFirst().log().stepsPerEpoch());
                    y.add(value);
                    least = Math.min(least, value);
                    most = Math.max(most, value);
                }
            }
            line(chart, line.name, array(x), array(y), groups.indexOf(g)).filter(_ -> line.isDashed)
                    .ifPresent(s -> s.setLineStyle(SeriesLines.DASH_DASH));
        }
        if (most == 0) {
            return Optional.empty();
        }
        XYStyler style = chart.getStyler();
        if (most / least > WIDE) {
            LogarithmicTicks.onY(style);
            style.setYAxisMin(least / MARGIN);
            style.setYAxisMax(most * MARGIN);
            LogarithmicTicks.makeRoom(style);
            return Optional.of(withTicks(chart));
        }
        double air = Math.max((most - least) / 20, most / 200);
        style.setYAxisMin(Math.max(0, least - air));
        style.setYAxisMax(most + air);
        return Optional.of(BitmapEncoder.getBufferedImage(chart));
    }

    private static BufferedImage withTicks(XYChart chart) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        chart.paint(g, WIDTH, HEIGHT);
        LogarithmicTicks.draw(g, chart);
        g.dispose();
        return image;
    }

    private static double mean(int from, int to, IntToDoubleFunction value) {
        return IntStream.range(from, to).mapToDouble(value).sum() / (to - from);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private XYChart chart(String title, String unit) {
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle("epoch").yAxisTitle(unit).build();
        XYStyler style = chart.getStyler();
        ChartStyle.apply(style);
        style.setLegendPosition(Styler.LegendPosition.OutsideE);
        style.setLegendLayout(Styler.LegendLayout.Vertical);
        style.setXAxisMin(0.0);
        style.setXAxisMax((double) epochs);
        return chart;
    }

    private static Optional<XYSeries> line(XYChart chart, String name, double[] x, double[] y, int index) {
        if (x.length == 0) {
            return Optional.empty();
        }
        XYSeries series = chart.addSeries(name, x, y);
        Color color = new Color(COLORS[index % COLORS.length]);
        series.setMarker(x.length > MARKED ? SeriesMarkers.NONE : MARKERS[index % MARKERS.length]);
        series.setMarkerColor(color);
        series.setLineColor(color);
        series.setLineWidth(3f);
        if (index >= COLORS.length) { // the colours begin again
            series.setLineStyle(SeriesLines.DASH_DASH);
        }
        return Optional.of(series);
    }
}
