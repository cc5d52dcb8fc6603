package binade.simulator.quantize;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Moves factors between the inputs of a product and its weight: x w = (x / s) (s w), channel by channel, so that whichever of the
 * two is hard to round becomes easier. The division goes into the layer before, where that is possible ({@link ChannelPairs}), else it is done
 * at the quantization point.
 *
 * <pre>
 *   SmoothQuant   s[c] = max|x[c]|^alpha / max|w[c]|^(1 - alpha)
 *   AWQ           s[c] = mean|x[c]|^r over sqrt(max s min s), r = 0, 1/20 ... 19/20 with the least mean squared output error
 * </pre>
 *
 * <p>Sources: Xiao et al. 2023, SmoothQuant, equation 4; Lin et al. 2024, AWQ, equations 4 and 5. Simplified against them: scales of the context in front of attention's output layer stay at
 * the point instead of in the values, and the h of an LSTM, which is output too, gets none.
 */
final class ChannelScales {
    private static final int STEPS = 20;
    private static final double LEAST = 1e-4;

    private ChannelScales() {}

    static void apply(
            QuantizationRecipe recipe, PlacedNetwork placed, Map<Operator, InputStatistics> statistics,
            ActivationRounding rounding) {
        List<ChannelPairs.Pair> pairs = ChannelPairs.of(placed.network(), placed.operators());
        statistics.forEach((o, inputs) -> {
            if (o.point().endsWith(".hidden")) {
                return;
            }
            float[] s = recipe.aware() ? aware(o, inputs, recipe.weights()) : smooth(o, inputs, recipe.smoothing());
            ChannelPairs.multiplyConsumer(o, s);
            inputs.divide(s);
            pairs.stream().filter(p -> p.consumer() == o).findFirst().ifPresentOrElse(
                    p -> p.divideProducer(s), () -> rounding.divide(placed.activationPoints().get(o.point()), s));
        });
    }

    /** Channels without values or weights keep 1. */
    static float[] smooth(Operator o, InputStatistics inputs, double alpha) {
        float[] x = inputs.largest();
        float[] w = Equalization.inputMaxima(o, x.length);
        float[] s = new float[x.length];
        for (int c = 0; c < s.length; c++) {
            s[c] = x[c] == 0 || w[c] == 0
                    ? 1 : (float) Math.max(Math.pow(x[c], alpha) / Math.pow(w[c], 1 - alpha), LEAST);
        }
        return s;
    }

    /** r = 0 is among the candidates, so the output error over the samples is at most that without scales. */
    static float[] aware(Operator o, InputStatistics inputs, TensorScheme scheme) {
        double[] magnitude = inputs.meanMagnitude();
        float[] before = o.rows();
        float[] best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int step = 0; step < STEPS; step++) {
            float[] s = scales(magnitude, (double) step / STEPS);
            double error = OutputError.of(o, before, rounded(o, before, s, scheme), inputs);
            if (error < least) {
                least = error;
                best = s;
            }
        }
        return best;
    }

    private static float[] scales(double[] magnitude, double ratio) {
        double[] s = Arrays.stream(magnitude).map(m -> Math.pow(Math.max(m, LEAST), ratio)).toArray();
        double middle = Math.sqrt(Arrays.stream(s).max().getAsDouble() * Arrays.stream(s).min().getAsDouble());
        float[] scales = new float[s.length];
        for (int c = 0; c < s.length; c++) {
            scales[c] = (float) (s[c] / middle);
        }
        return scales;
    }

    /** Q(w s) / s. */
    private static float[] rounded(Operator o, float[] before, float[] s, TensorScheme scheme) {
        int k = o.inputs();
        float[] scaled = before.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= s[ChannelPairs.channel(o, i / k, i % k, s.length)];
        }
        float[] rounded = WeightTensor.nearest(scaled, o.outputs(), k, scheme).rows();
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] /= s[ChannelPairs.channel(o, i / k, i % k, s.length)];
        }
        return rounded;
    }
}
