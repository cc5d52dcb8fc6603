package binade.simulator.training;

import binade.formats.Format;
import binade.formats.GridFormat;
import binade.formats.Quantizer;
import binade.formats.Rounding;
import binade.formats.SignFormat;
import binade.simulator.network.PointRounding;
import binade.simulator.training.recipe.TensorRule;

/**
 * Any format at quantization points, without memory: to nearest, every tensor with the scale that is the format's own way.
 *
 * <ul>
 *   <li>lists and integers: the exact power of two with headroom; other grids, posits, logarithmic numbers and codebooks: none
 *   <li>blocks: along the channels, those of one position after the other; a block is short where there are fewer channels
 *   <li>binary and ternary: the format's scale rule over the whole tensor
 * </ul>
 */
public final class FormatRounding {
    private FormatRounding() {}

    /**
     * For one thread.
     *
     * @param room empty top binades, where the scale is an exact power of two
     * @throws IllegalArgumentException if networks cannot hold the format's values
     */
    public static PointRounding of(Format format, int room) {
        if (format instanceof GridFormat grid) {
            return PointRounding.exact(Quantizer.nearest(grid, room));
        }
        TensorRounder rounder = format instanceof SignFormat signs
                ? new Signs(signs) : TensorRounder.of(TensorRule.plain(format, room), null);
        return (_, twoTerm, shape, count, x, y, scratch) -> {
            int n = count * shape.size();
            if (twoTerm) {
                rounder.roundTwoTerm(x, y, scratch, n, shape.channels(), false);
            } else {
                rounder.round(x, y, n, shape.channels(), false);
            }
            return y;
        };
    }

    /** Two or three values per tensor (paper-method 7). */
    private static final class Signs extends TensorRounder {
        private final SignFormat format;

        Signs(SignFormat format) {
            this.format = format;
        }

        @Override
        void round(float[] x, float[] y, int n, int row, boolean learning) {
            double[] values = new double[n];
            for (int i = 0; i < n; i++) {
                values[i] = x[i];
            }
            SignFormat.Quantized q = format.quantize(values, Rounding.NEAREST_EVEN, 0, 1, 0);
            for (int i = 0; i < n; i++) {
                y[i] = (float) q.value(i);
            }
        }

        @Override
        float limit() {
            return Float.POSITIVE_INFINITY;
        }
    }
}
