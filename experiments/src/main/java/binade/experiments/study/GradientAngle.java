package binade.experiments.study;

import binade.simulator.matrix.DotProducts;
import java.util.Arrays;

/**
 * The angle between a reference weight gradient G and another one G': all given tensors as one vector,
 * cos = (G . G') / (|G| |G'|), sums in binary64. Small angles come from atan2 or, below about 0.06 degrees, from the
 * distance of the normalised vectors, because arccos loses half the digits near 0.
 *
 * <p>|G'| = 0 counts as 90 degrees. Not for several threads at once.
 */
public final class GradientAngle {
    private final DotProducts dots = DotProducts.get();
    private final double[] xy = new double[16];
    private final double[] yy = new double[16];
    private float[][] reference;
    private double referenceSquare;

    /** Takes G, tensor by tensor; the arrays are read again by {@link #measure}. */
    public void setReference(float[][] g) {
        reference = g;
        accumulate(g, g);
        referenceSquare = DotProducts.total(xy);
    }

    /** Whether G is not zero; without a direction there is no angle. */
    public boolean hasReference() {
        return referenceSquare > 0;
    }

    /**
     * One gradient G' against the reference.
     *
     * @param noise |G' - G| / |G|
     */
    public record Measurement(double cosine, double degrees, double noise) {}

    /** Measures G', tensors of the same sizes, against the reference. */
    public Measurement measure(float[][] g) {
        accumulate(reference, g);
        double dot = DotProducts.total(xy);
        double square = DotProducts.total(yy);
        if (square == 0) {
            return new Measurement(0, 90, 1);
        }
        double norms = Math.sqrt(referenceSquare * square);
        double cosine = Math.clamp(dot / norms, -1, 1);
        double sineSquare = (referenceSquare * square - dot * dot) / (referenceSquare * square);
        double radians = cosine > 0 && sineSquare < 1e-6
                ? 2 * StrictMath.asin(Math.min(1, normalisedDistance(g, square) / 2))
                : StrictMath.atan2(Math.sqrt(Math.max(0, sineSquare)), cosine);
        double distance = Math.sqrt(Math.max(0, referenceSquare + square - 2 * dot));
        return new Measurement(cosine, StrictMath.toDegrees(radians), distance / Math.sqrt(referenceSquare));
    }

    private void accumulate(float[][] x, float[][] y) {
        Arrays.fill(xy, 0);
        Arrays.fill(yy, 0);
        for (int t = 0; t < x.length; t++) {
            dots.accumulate(x[t], y[t], x[t].length, xy, yy);
        }
    }

    /** | G / |G| - G' / |G'| |. */
    private double normalisedDistance(float[][] g, double square) {
        double a = 1 / Math.sqrt(referenceSquare);
        double b = 1 / Math.sqrt(square);
        double sum = 0;
        for (int t = 0; t < g.length; t++) {
            float[] x = reference[t];
            float[] y = g[t];
            for (int i = 0; i < x.length; i++) {
                double d = x[i] * a - y[i] * b;
                sum += d * d;
            }
        }
        return Math.sqrt(sum);
    }
}
