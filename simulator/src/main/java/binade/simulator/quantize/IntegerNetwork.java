package binade.simulator.quantize;

import binade.simulator.network.Classifier;
import binade.simulator.network.Network;
import java.util.List;

/**
 * A network that computes in integers from its quantized input to its logits (Jacob et al. 2018): codes of at most 8 bits,
 * 32-bit sums, fixed-point factors; ReLUs are fused into the layers before them. For any number of threads.
 */
public final class IntegerNetwork implements Classifier {
    private final IntegerLayer[] steps;
    private final ScaledRounding.Integers input;
    private final ScaledRounding.Integers output;
    private final int inputs;
    private final QuantizedNetwork simulated;

    IntegerNetwork(
            List<IntegerLayer> steps, ScaledRounding.Integers input, ScaledRounding.Integers output, int inputs,
            QuantizedNetwork simulated) {
        this.steps = steps.toArray(IntegerLayer[]::new);
        this.input = input;
        this.output = output;
        this.inputs = inputs;
        this.simulated = simulated;
    }

    /**
     * Converts a trained network, which stays as it is.
     *
     * @param trained in binary32
     * @param samples [count, input shape] that ranges are taken from
     * @param recipe of mode integer
     * @throws IllegalArgumentException for a layer that has no form in integers, or a recipe of another mode
     * @throws ArithmeticException if values are not finite
     */
    public static IntegerNetwork of(Network trained, float[] samples, int count, QuantizationRecipe recipe) {
        return new IntegerConversion(trained, samples, count, recipe).convert();
    }

    /** The codes of inputs: the one step that sees binary32 numbers. x [count, input]. */
    public int[] quantize(float[] x, int count) {
        int[] codes = new int[count * inputs];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = input.code(x[i]);
        }
        return codes;
    }

    /** Codes of inputs to codes of logits, in integers. */
    public int[] forward(int[] codes, int count) {
        return forward(steps, codes, count);
    }

    static int[] forward(IntegerLayer[] steps, int[] x, int count) {
        int[] y = x;
        for (IntegerLayer step : steps) {
            y = step.forward(y, count);
        }
        return y;
    }

    /** The values that codes of logits stand for, scale (code - zero point). */
    public float[] values(int[] codes) {
        float[] y = new float[codes.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = output.scale() * (codes[i] - output.zeroPoint());
        }
        return y;
    }

    @Override
    public float[] logits(float[] x, int count) {
        return values(forward(quantize(x, count), count));
    }

    /** The network in binary32 with the same roundings, which differs in the roundings of factors and sums alone; sizes too. */
    public QuantizedNetwork simulated() {
        return simulated;
    }
}
