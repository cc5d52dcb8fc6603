package binade.simulator.network;

import binade.formats.Quantizer;

/**
 * What a pass does to the tensors that arrive at quantization points, in one direction. Which rounding a point gets may
 * depend on the point: {@link QuantizationPoint#index} tells the points of a network apart.
 *
 * <p>A rounding that keeps something between calls (tracked scales) serves one thread.
 */
@FunctionalInterface
public interface PointRounding {
    /**
     * Rounds x[0, count * shape.size()) into y, another array, and returns y; returns x where nothing is to be rounded. A
     * point that lies in a loop over time asks several times in one pass.
     *
     * @param shape of one sample
     * @param count samples
     * @param twoTerm q(x) + q(x - q(x)) instead of q(x)
     * @param scratch as long as y, overwritten; null unless {@code twoTerm}
     */
    float[] round(
            QuantizationPoint point, boolean twoTerm, Shape shape, int count, float[] x, float[] y, float[] scratch);

    /** The same quantizer at every point, each tensor with its exact scale; null for null. May be shared by threads. */
    static PointRounding exact(Quantizer quantizer) {
        return quantizer == null ? null : (_, twoTerm, shape, count, x, y, scratch) -> {
            if (twoTerm) {
                quantizer.quantizeTwoTerm(x, y, scratch, 0, count * shape.size());
            } else {
                quantizer.quantize(x, y, 0, count * shape.size());
            }
            return y;
        };
    }
}
