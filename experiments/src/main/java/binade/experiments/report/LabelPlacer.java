package binade.experiments.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes names beside points so that no name covers another one and as few points as possible are covered. Greedy: each
 * name takes the cheapest of the places around its point, near ones first.
 */
final class LabelPlacer {
    private static final int[] DISTANCES = {12, 26, 44, 66, 92, 124};
    private static final int DIRECTIONS = 16;
    private static final double OVERLAP_COST = 1e6;
    private static final double POINT_COST = 26;
    private static final double DOT = 5;
    private static final double LEADER_FROM = 20;

    private final Rectangle2D area;
    private final List<Point2D> points;
    private final List<Rectangle2D> taken = new ArrayList<>();

    /**
     * @param area that names must not leave, pixels
     * @param points that names should not cover
     */
    LabelPlacer(Rectangle2D area, List<Point2D> points) {
        this.area = area;
        this.points = List.copyOf(points);
    }

    /** A name and its point, pixels. */
    record Label(String text, Point2D anchor, Color color) {}

    void draw(Graphics2D g, Font font, List<Label> labels) {
        g.setFont(font);
        FontMetrics metrics = g.getFontMetrics();
        for (Label label : labels) {
            Rectangle2D box = place(label.anchor(), metrics.stringWidth(label.text()) + 6, metrics.getHeight());
            taken.add(box);
            leader(g, label, box);
            g.setColor(new Color(255, 255, 255, 215));
            g.fill(box);
            g.setColor(label.color());
            g.drawString(label.text(), (float) box.getX() + 3, (float) box.getY() + metrics.getAscent());
        }
    }

    private void leader(Graphics2D g, Label label, Rectangle2D box) {
        double x = Math.clamp(label.anchor().getX(), box.getMinX(), box.getMaxX());
        double y = Math.clamp(label.anchor().getY(), box.getMinY(), box.getMaxY());
        if (label.anchor().distance(x, y) > LEADER_FROM) {
            g.setColor(label.color());
            g.setStroke(new BasicStroke(1f));
            g.draw(new Line2D.Double(label.anchor(), new Point2D.Double(x, y)));
        }
    }

    private Rectangle2D place(Point2D anchor, double width, double height) {
        Rectangle2D best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int distance : DISTANCES) {
            for (int i = 0; i < DIRECTIONS; i++) {
                double angle = 2 * Math.PI * i / DIRECTIONS;
                double dx = Math.cos(angle);
                double dy = Math.sin(angle);
                // The box touches the circle from outside, whatever the direction.
                double x = anchor.getX() + dx * distance + (dx - 1) * width / 2;
                double y = anchor.getY() + dy * distance + (dy - 1) * height / 2;
                Rectangle2D box = new Rectangle2D.Double(x, y, width, height);
                double cost = distance + cost(box);
                if (cost < least) {
                    least = cost;
                    best = box;
                }
            }
        }
        return best;
    }

    private double cost(Rectangle2D box) {
        double cost = area.contains(box) ? 0 : OVERLAP_COST;
        for (Rectangle2D other : taken) {
            cost += other.intersects(box) ? OVERLAP_COST : 0;
        }
        for (Point2D p : points) {
            cost += box.intersects(p.getX() - DOT, p.getY() - DOT, 2 * DOT, 2 * DOT) ? POINT_COST : 0;
        }
        return cost;
    }
}
