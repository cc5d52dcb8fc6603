package binade.experiments.report;

import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.AxesChartStyler;

/** Labels of logarithmic axes. XChart labels whole decades only, of which a range of angles may have none. */
final class LogarithmicTicks {
    private static final int TICK_ROOM = 36;
    private static final String ROOM_FOR_TICK = "0.00";
    private static final Color INVISIBLE = new Color(0, 0, 0, 0);

    private LogarithmicTicks() {}

    /** Leaves room for the labels of {@link #draw} by invisible ones of the same size. */
    static void onX(AxesChartStyler s) {
        s.setXAxisLogarithmic(true);
        s.setXAxisTickLabelsFormattingFunction(v -> ROOM_FOR_TICK);
        s.setXAxisTickLabelsColor(INVISIBLE);
    }

    static void onY(AxesChartStyler s) {
        s.setYAxisLogarithmic(true);
        s.setYAxisTickLabelsFormattingFunction(v -> ROOM_FOR_TICK);
        s.setYAxisTickLabelsColor(INVISIBLE);
    }

    /** Writes the labels onto the painted chart. */
    static void draw(Graphics2D g, XYChart chart) {
        AxesChartStyler s = chart.getStyler();
        Rectangle2D area = plotArea(chart);
        g.setFont(ChartStyle.TICK);
        g.setColor(ChartStyle.MUTED);
        FontMetrics metrics = g.getFontMetrics();
        if (s.isXAxisLogarithmic()) {
            for (double v : ticks(s.getXAxisMin(), s.getXAxisMax())) {
                String text = tick(v);
                g.drawString(
                        text, (float) chart.getScreenXFromChart(v) - metrics.stringWidth(text) / 2f,
                        (float) area.getMaxY() + s.getAxisTickMarkLength() + s.getAxisTickPadding()
                                + metrics.getAscent());
            }
        }
        if (s.isYAxisLogarithmic()) {
            for (double v : ticks(s.getYAxisMin(), s.getYAxisMax())) {
                String text = tick(v);
                g.drawString(
                        text,
                        (float) area.getMinX() - s.getAxisTickMarkLength() - s.getAxisTickPadding()
                                - metrics.stringWidth(text),
                        (float) chart.getScreenYFromChart(v) + metrics.getAscent() / 2f - 2);
            }
        }
    }

    /** 1, 2, 3, 5 and 7 of each decade, or only 1 if that were too many. */
    private static List<Double> ticks(double min, double max) {
        List<Double> ticks = new ArrayList<>();
        int[] steps = max / min < 200 ? new int[] {1, 2, 3, 5, 7} : new int[] {1};
        for (int decade = (int) Math.floor(Math.log10(min)); Math.pow(10, decade) <= max; decade++) {
            for (int step : steps) {
                double v = step * Math.pow(10, decade);
                if (v >= min && v <= max) {
                    ticks.add(v);
                }
            }
        }
        return ticks;
    }

    private static String tick(double value) {
        return BigDecimal.valueOf(value).round(new MathContext(1)).stripTrailingZeros().toPlainString();
    }

    /** The plot within a painted chart, pixels. */
    static Rectangle2D plotArea(XYChart chart) {
        AxesChartStyler s = chart.getStyler();
        Rectangle2D area = new Rectangle2D.Double();
        area.setFrameFromDiagonal(
                chart.getScreenXFromChart(s.getXAxisMin()), chart.getScreenYFromChart(s.getYAxisMin()),
                chart.getScreenXFromChart(s.getXAxisMax()), chart.getScreenYFromChart(s.getYAxisMax()));
        return area;
    }

    /** To be called when the limits are set: without a decade XChart leaves no room between axis and title. */
    static void makeRoom(AxesChartStyler s) {
        if (s.isXAxisLogarithmic() && !hasDecade(s.getXAxisMin(), s.getXAxisMax())
                || s.isYAxisLogarithmic() && !hasDecade(s.getYAxisMin(), s.getYAxisMax())) {
            s.setAxisTitlePadding(s.getAxisTitlePadding() + TICK_ROOM);
        }
    }

    private static boolean hasDecade(double min, double max) {
        return Math.ceil(Math.log10(min)) <= Math.floor(Math.log10(max));
    }
}
