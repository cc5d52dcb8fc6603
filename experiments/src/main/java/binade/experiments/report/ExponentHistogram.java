package binade.experiments.report;

import binade.experiments.study.TrainingLog;
import binade.experiments.study.TrainingResult;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** In which binades errors and weight gradients lie before they are rounded: means over the seeds of a recipe. */
final class ExponentHistogram {
    private static final int WIDTH = 1600;
    private static final int HEIGHT = 1000;
    private static final int BIAS = 127;
    /** Binades with less than this share of the numbers are left out at both ends of the picture. */
    private static final double RARE = 1e-4;

    private static final double AIR = 1.08;
    private static final int[] COLORS = {0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9};
    private static final Color GUIDE = new Color(0x6b7682);
    /** Exponents that bound the numbers of FP16: smallest subnormal, smallest normal, above the largest. */
    private static final Map<String, Integer> FP16 = Map.of("FP16: smallest, 2^-24", -24, "FP16: normal from 2^-14", -14, "FP16: below 2^16", 16);

    private final String subject;
    /** Shares of each line's numbers by biased exponent. */
    private final Map<String, double[]> lines = new LinkedHashMap<>();

    ExponentHistogram(List<TrainingResult> results) {
        subject = results.getFirst().plan().workload().id();
        for (TrainingTable.Group g : TrainingTable.groups(results)) {
            put(g, ": errors", TrainingLog::errorBinades);
            put(g, ": gradients", TrainingLog::gradientBinades);
        }
    }

    private void put(TrainingTable.Group g, String what, Function<TrainingLog, double[]> binades) {
        List<double[]> runs = g.runs().stream().map(r -> binades.apply(r.log())).filter(b -> b.length > 0).toList();
        if (!runs.isEmpty()) {
            lines.put(g.recipe() + what, IntStream.range(0, runs.getFirst().length)
                    .mapToDouble(i -> runs.stream().mapToDouble(b -> b[i]).sum() / runs.size()).toArray());
        }
    }

    /** A line per binade with a column per recipe and kind of number, percent; empty if nothing was counted. */
    Optional<String> csv() {
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        DataTable table = new DataTable();
        for (int i = first(0); i <= last(0); i++) {
            table.row().put("exponent", i - BIAS);
            int binade = i;
            lines.forEach((name, shares) -> table.put(name + " %", 100 * shares[binade]));
        }
        return Optional.of(table.csv());
    }

    /** First and last binade of which some line has more than a share. */
    private int first(double share) {
        return IntStream.range(0, 2 * BIAS + 2).filter(i -> has(i, share)).min().orElse(0);
    }

    private int last(double share) {
        return IntStream.range(0, 2 * BIAS + 2).filter(i -> has(i, share)).max().orElse(0);
    }

    private boolean has(int i, double share) {
        return lines.values().stream().anyMatch(s -> s[i] > share);
    }

    /** The shares against the exponent, with the bounds of FP16; empty if nothing was counted. */
    Optional<BufferedImage> picture() {
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT)
                .title("Binades of errors and weight gradients before rounding, " + subject)
                .xAxisTitle("exponent e: numbers from 2^e to 2^(e+1), loss scale included").yAxisTitle("% of the numbers other than 0").build();
        XYStyler style = chart.getStyler();
        ChartStyle.apply(style);
        style.setLegendPosition(Styler.LegendPosition.OutsideE);
        style.setLegendLayout(Styler.LegendLayout.Vertical);
        double most = 100 * AIR * lines.values().stream().flatMapToDouble(java.util.Arrays::stream).max().orElse(0);
        style.setXAxisMin(Math.min(first(RARE) - BIAS - 1.0, -26.0));
        style.setXAxisMax(Math.max(last(RARE) - BIAS + 1.0, 17.0));
        style.setYAxisMin(0.0);
        style.setYAxisMax(most);
        FP16.entrySet().stream().sorted(Map.Entry.comparingByValue()).forEach(e -> guide(chart, e.getKey(), e.getValue(), most));
        int index = 0;
        for (Map.Entry<String, double[]> line : lines.entrySet()) {
            int from = first(RARE);
            int to = last(RARE);
            XYSeries series = chart.addSeries(line.getKey(), IntStream.rangeClosed(from, to).mapToDouble(i -> i - BIAS).toArray(),
                    IntStream.rangeClosed(from, to).mapToDouble(i -> 100 * line.getValue()[i]).toArray());
            Color color = new Color(COLORS[index / 2 % COLORS.length]);
            series.setLineColor(color);
            series.setLineWidth(3f);
            series.setMarker(SeriesMarkers.NONE);
            series.setLineStyle(line.getKey().endsWith("gradients") ? SeriesLines.DASH_DASH : SeriesLines.SOLID);
            index++;
        }
        return Optional.of(BitmapEncoder.getBufferedImage(chart));
    }

    /** A vertical line. */
    private static void guide(XYChart chart, String name, double x, double height) {
        XYSeries series = chart.addSeries(name, new double[] {x, x}, new double[] {0, height});
        series.setLineColor(GUIDE);
        series.setLineWidth(2f);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineStyle(SeriesLines.DOT_DOT);
    }
}
