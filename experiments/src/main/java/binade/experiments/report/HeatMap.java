package binade.experiments.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A table of positive figures as colours on a logarithmic scale, with the figures in them. */
final class HeatMap {
    private static final int CELL_WIDTH = 84;
    private static final int CELL_HEIGHT = 44;
    private static final int MARGIN = 30;
    private static final Font NUMBER = new Font(Font.SANS_SERIF, Font.PLAIN, 18);
    private static final Color LIGHT = new Color(0xf3f7fb);
    private static final Color MIDDLE = new Color(0x56a0d3);
    private static final Color DARK = new Color(0x0b2545);

    private HeatMap() {}

    /**
     * Draws and writes the picture.
     *
     * @param values by row and column; what is not finite stays white
     */
    static void write(String title, List<String> rows, List<String> columns, double[][] values, Path file) throws IOException {
        System.setProperty("java.awt.headless", "true"); // before the first class of AWT is loaded
        Graphics2D probe = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        FontMetrics names = probe.getFontMetrics(ChartStyle.TICK);
        int left = MARGIN + rows.stream().mapToInt(names::stringWidth).max().orElse(0) + 14;
        int top = MARGIN + 60 + columns.stream().mapToInt(names::stringWidth).max().orElse(0);
        int titleWidth = probe.getFontMetrics(ChartStyle.TITLE).stringWidth(title);
        probe.dispose();
        int width = Math.max(left + columns.size() * CELL_WIDTH, MARGIN + titleWidth) + MARGIN;
        BufferedImage image = new BufferedImage(width, top + rows.size() * CELL_HEIGHT + MARGIN, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, image.getWidth(), image.getHeight());
        g.setColor(ChartStyle.INK);
        g.setFont(ChartStyle.TITLE);
        g.drawString(title, MARGIN, MARGIN + 22);
        g.setFont(ChartStyle.TICK);
        for (int r = 0; r < rows.size(); r++) {
            g.drawString(rows.get(r), left - 10 - names.stringWidth(rows.get(r)), top + r * CELL_HEIGHT + CELL_HEIGHT / 2 + 6);
        }
        for (int c = 0; c < columns.size(); c++) {
            AffineTransform before = g.getTransform();
            g.translate(left + c * CELL_WIDTH + CELL_WIDTH / 2 + 6, top - 10);
            g.rotate(-Math.PI / 2);
            g.drawString(columns.get(c), 0, 0);
            g.setTransform(before);
        }
        cells(g, values, left, top);
        g.dispose();
        ReportFiles.writePng(file, image);
    }

    private static void cells(Graphics2D g, double[][] values, int left, int top) {
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (double[] row : values) {
            for (double v : row) {
                least = v > 0 ? Math.min(least, v) : least;
                most = Double.isFinite(v) ? Math.max(most, v) : most;
            }
        }
        g.setFont(NUMBER);
        FontMetrics metrics = g.getFontMetrics();
        for (int r = 0; r < values.length; r++) {
            for (int c = 0; c < values[r].length; c++) {
                double v = values[r][c];
                if (!Double.isFinite(v)) {
                    continue;
                }
                double t = v <= 0 || most <= least ? 0 : Math.log(v / least) / Math.log(most / least);
                g.setColor(t < 0.5 ? mix(LIGHT, MIDDLE, 2 * t) : mix(MIDDLE, DARK, 2 * t - 1));
                g.fillRect(left + c * CELL_WIDTH, top + r * CELL_HEIGHT, CELL_WIDTH - 2, CELL_HEIGHT - 2);
                g.setColor(t < 0.45 ? ChartStyle.INK : Color.WHITE);
                String text = Numbers.twoDigits(v);
                g.drawString(text, left + c * CELL_WIDTH + (CELL_WIDTH - 2 - metrics.stringWidth(text)) / 2,
                        top + r * CELL_HEIGHT + CELL_HEIGHT / 2 + 6);
            }
        }
    }

    private static Color mix(Color a, Color b, double t) {
        return new Color(
                (int) Math.round(a.getRed() + t * (b.getRed() - a.getRed())),
                (int) Math.round(a.getGreen() + t * (b.getGreen() - a.getGreen())),
                (int) Math.round(a.getBlue() + t * (b.getBlue() - a.getBlue())));
    }
}
