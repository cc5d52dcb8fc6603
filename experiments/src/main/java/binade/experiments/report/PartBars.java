package binade.experiments.report;

import binade.hwmodel.Part;
import binade.hwmodel.UnitCost;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Area and energy of units, one above the other, each a stack of its parts. */
public final class PartBars {
    private static final int WIDTH = 1600;
    private static final int HEIGHT = 620;

    /** Neighbours differ in hue and lightness; in the order of {@link Part}. */
    private static final int[] COLOURS = {
        0x9aa5b1, 0x0072b2, 0x56b4e9, 0x004b75, 0xb8860b, 0xe69f00, 0xf0e442, 0x009e73, 0x8fd3bc, 0xcc79a7, 0xd55e00
    };

    private PartBars() {}

    /** @param units title to unit, from the left */
    public static void draw(Map<String, UnitCost> units, Path file) throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, 2 * HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        String technology = units.values().iterator().next().technology().text();
        chart("Area of a multiply-accumulate by part, " + technology, "um2", units, UnitCost::partsUm2)
                .paint(g, WIDTH, HEIGHT);
        g.translate(0, HEIGHT);
        chart("Energy by part (where toggling words are counted, the adder is with the register)", "pJ", units,
                UnitCost::partsPj).paint(g, WIDTH, HEIGHT);
        g.dispose();
        ReportFiles.writePng(file, image);
    }

    private static CategoryChart chart(
            String title, String unit, Map<String, UnitCost> units, Function<UnitCost, Map<Part, Double>> parts) {
        CategoryChart chart = new CategoryChart(WIDTH, HEIGHT);
        chart.setTitle(title);
        chart.setYAxisTitle(unit);
        ChartStyle.apply(chart.getStyler());
        chart.getStyler().setStacked(true);
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setLegendLayout(LegendLayout.Vertical);
        chart.getStyler().setChartTitleFont(ChartStyle.AXIS);
        chart.getStyler().setPlotGridVerticalLinesVisible(false);
        chart.getStyler().setAvailableSpaceFill(Math.min(0.7, 0.12 * units.size()));
        chart.getStyler().setXAxisTickMarkSpacingHint(10);
        chart.getStyler().setXAxisLabelRotation(units.size() > 12 ? 45 : 0);
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setYAxisMax(1.06 * units.values().stream()
                .mapToDouble(u -> parts.apply(u).values().stream().mapToDouble(Double::doubleValue).sum())
                .max().orElse(1));
        List<String> names = List.copyOf(units.keySet());
        for (Part part : Part.values()) {
            boolean used = units.values().stream().anyMatch(u -> u.partsUm2().containsKey(part));
            if (used) {
                List<Double> values = units.values().stream().map(u -> parts.apply(u).getOrDefault(part, 0.0)).toList();
                chart.addSeries(part.title(), names, values).setFillColor(new Color(COLOURS[part.ordinal()]));
            }
        }
        return chart;
    }
}
