package binade.experiments.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.Locale;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What all pictures have in common. */
final class ChartStyle {
    static final Color INK = new Color(0x1c2733);
    static final Color MUTED = new Color(0x5b6673);
    static final Color GRID = new Color(0xe3e7ec);
    static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 26);
    static final Font AXIS = new Font(Font.SANS_SERIF, Font.PLAIN, 21);
    static final Font TICK = new Font(Font.SANS_SERIF, Font.PLAIN, 18);

    private ChartStyle() {}

    static void apply(AxesChartStyler s) {
        s.setChartBackgroundColor(Color.WHITE);
        s.setPlotBackgroundColor(Color.WHITE);
        s.setPlotBorderVisible(false);
        s.setChartFontColor(INK);
        s.setChartPadding(24);
        s.setChartTitleFont(TITLE);
        s.setChartTitleBoxVisible(false);
        s.setChartTitlePadding(14);
        s.setAxisTitleFont(AXIS);
        s.setAxisTitlePadding(14);
        s.setAxisTickLabelsFont(TICK);
        s.setAxisTickLabelsColor(MUTED);
        s.setAxisTickMarksColor(MUTED);
        s.setPlotGridLinesColor(GRID);
        s.setPlotGridLinesStroke(new BasicStroke(1f));
        s.setLegendPosition(LegendPosition.OutsideS);
        s.setLegendLayout(LegendLayout.Horizontal);
        s.setLegendFont(TICK);
        s.setLegendBorderColor(Color.WHITE);
        s.setLegendPadding(10);
        s.setPlotContentSize(1);
        s.setPlotMargin(0);
        s.setXAxisTickMarkSpacingHint(110);
        s.setYAxisTickMarkSpacingHint(90);
        s.setXAxisDecimalPattern("0.##");
        s.setYAxisLabelAlignment(TextAlignment.Right);
        s.setYAxisDecimalPattern("0.##");
        s.setLocale(Locale.ROOT);
    }

    /** Okabe and Ito's colours, told apart by colour-blind readers too; report.css has the same. */
    static Color color(int width) {
        return new Color(
                switch (width) {
                    case 8 -> 0x0072b2;
                    case 7 -> 0x009e73;
                    case 6 -> 0xe69f00;
                    case 5 -> 0xcc79a7;
                    case 4 -> 0xd55e00;
                    case 3 -> 0x56b4e9;
                    default -> 0x6b7682;
                });
    }

    static Marker marker(int width) {
        return switch (width) {
            case 7 -> SeriesMarkers.DIAMOND;
            case 6 -> SeriesMarkers.SQUARE;
            case 5 -> SeriesMarkers.TRIANGLE_UP;
            case 4 -> SeriesMarkers.TRIANGLE_DOWN;
            default -> SeriesMarkers.CIRCLE;
        };
    }
}
