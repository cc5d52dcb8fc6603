package binade.simulator.quantize;

import binade.formats.BlockFormat;
import binade.simulator.network.PointRounding;
import binade.simulator.network.QuantizationPoint;
import binade.simulator.network.Shape;

/**
 * What is done to activations on their way into a product: divided channel by channel (what smoothing has moved into the
 * weights), then rounded over a range that is known (static), or over that of the sample itself (dynamic: as if samples came
 * one by one, so that a sample's result does not depend on its mini-batch). May be shared by threads.
 */
final class ActivationRounding implements PointRounding {
    private final float[][] divisors;
    private final ScaledRounding[] fixed;
    private final TensorScheme[] dynamic;

    /** @param points of the network */
    ActivationRounding(int points) {
        divisors = new float[points][];
        fixed = new ScaledRounding[points];
        dynamic = new TensorScheme[points];
    }

    /** x[.., c] / s[c] at a point, before anything else. */
    void divide(int point, float[] s) {
        divisors[point] = s;
    }

    void round(int point, ScaledRounding rounding) {
        fixed[point] = rounding;
    }

    /** From the values themselves: dynamic ranges, and formats that need none. */
    void round(int point, TensorScheme scheme) {
        dynamic[point] = scheme;
    }

    float[] divisor(int point) {
        return divisors[point];
    }

    @Override
    public float[] round(
            QuantizationPoint point, boolean twoTerm, Shape shape, int count, float[] x, float[] y, float[] scratch) {
        int i = point.index();
        if (divisors[i] == null && fixed[i] == null && dynamic[i] == null) {
            return x;
        }
        int n = count * shape.size();
        float[] from = x;
        if (divisors[i] != null) {
            divide(divisors[i], x, y, n);
            from = y;
        }
        if (fixed[i] != null) {
            fixed[i].round(from, 0, y, 0, n);
        } else if (dynamic[i] != null) {
            dynamic(dynamic[i], shape, count, from, y);
        }
        return y;
    }

    static void divide(float[] s, float[] x, float[] y, int n) {
        for (int r = 0; r < n; r += s.length) {
            for (int c = 0; c < s.length; c++) {
                y[r + c] = x[r + c] / s[c];
            }
        }
    }

    private static void dynamic(TensorScheme scheme, Shape shape, int count, float[] x, float[] y) {
        int size = shape.size();
        if (scheme.format() instanceof BlockFormat block) {
            float[] whole = java.util.Arrays.copyOf(x, count * size); // block formats take whole matrices
            block.quantize(whole, whole, whole.length / shape.channels(), shape.channels());
            System.arraycopy(whole, 0, y, 0, whole.length);
            return;
        }
        for (int s = 0; s < count; s++) {
            ClipRange range = Observer.range(x, s * size, (s + 1) * size, scheme);
            ScaledRounding.of(scheme, range).round(x, s * size, y, s * size, size);
        }
    }
}
