package binade.simulator.training;

import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Quantizer;
import binade.formats.Rounding;
import binade.formats.TrackedQuantizer;

/**
 * The paper's weight update (paper-method 11.3) of one tensor, its random numbers given: what {@code binade step} replays.
 *
 * <pre>
 *   g      = Q_g(gradient)                 list format, nearest, scale tracked with room 2
 *   d      = Q_m(g + decay w)              1-6-9, stochastic; w is the quantized weight
 *   buf    = d, afterwards Q_m(d + momentum buf)
 *   master = Q_m(master - rate buf)
 *   w      = hysteresis(w, master) or nearest(master), scale tracked with room 0
 * </pre>
 *
 * <p>Tests hold it to a big-decimal reading of the same lines.
 */
public final class ReplayedStep {
    /** The format of update, momentum and master weight. */
    public static final GridFormat STATE_FORMAT = Formats.parse("fp169");

    /** Empty top binades of weight gradients and weights. */
    static final int GRADIENT_ROOM = 2;

    static final int WEIGHT_ROOM = 0;

    /**
     * Constants of a run.
     *
     * @param weight list format of the weights
     * @param gradient list format of the gradients
     * @param hysteresis whether weights are rounded with hysteresis, else to nearest
     */
    public record Settings(
            GridFormat weight, GridFormat gradient, boolean hysteresis, float rate, float momentum, float decay) {}

    /**
     * What a step left, each a copy.
     *
     * @param gradientScale used in this step
     * @param weightScale used in this step
     */
    public record State(
            int gradientScale, float[] gradient, float[] d, float[] momentum, float[] master, int weightScale,
            float[] weight) {}

    private final Settings settings;
    private final Quantizer gradientQuantizer;
    private final TrackedQuantizer weightQuantizer;
    private final UniformRounding stochastic = new UniformRounding(STATE_FORMAT);
    private final float[] master;
    private final float[] weight;
    private final float[] g;
    private final float[] d;
    private final float[] buffer;
    private TrackedQuantizer gradients;

    /**
     * @param master the master weights before the first step
     * @param weight the quantized weights before the first step, or null: master to nearest with its exact scale
     * @param weightScale the scale of the first step, or null: the exponent of the largest quantized weight
     * @throws ArithmeticException if master contains NaN
     */
    public ReplayedStep(Settings settings, float[] master, float[] weight, Integer weightScale) {
        this.settings = settings;
        int n = master.length;
        this.master = master.clone();
        this.weight = new float[n];
        if (weight != null) {
            System.arraycopy(weight, 0, this.weight, 0, n);
        } else {
            Quantizer.nearest(settings.weight, WEIGHT_ROOM).quantize(master, this.weight, 0, n);
        }
        Rounding rounding = settings.hysteresis ? Rounding.HYSTERESIS : Rounding.NEAREST_EVEN;
        Quantizer quantizer = Quantizer.of(settings.weight, rounding, Overflow.SAT_FINITE, WEIGHT_ROOM);
        weightQuantizer = new TrackedQuantizer(
                quantizer, weightScale != null ? weightScale : exponent(quantizer, this.weight), false);
        gradientQuantizer = Quantizer.nearest(settings.gradient, GRADIENT_ROOM);
        g = new float[n];
        d = new float[n];
        buffer = new float[n];
    }

    /** floor(log2 max|x|) without room; 0 for zeros. */
    private static int exponent(Quantizer quantizer, float[] x) {
        return Quantizer.nearest(quantizer.format(), 0).exactScale(x, 0, x.length);
    }

    /** Number of weights. */
    public int size() {
        return master.length;
    }

    /**
     * One step.
     *
     * @param gradient [size]
     * @param r random numbers in [0, 1) for d, momentum and master, each [size]; that of the momentum is not read in the
     *     first step
     * @throws ArithmeticException if a NaN turns up
     */
    public State step(float[] gradient, float[][] r) {
        int n = size();
        boolean first = gradients == null;
        if (first) {
            gradients = new TrackedQuantizer(gradientQuantizer, exponent(gradientQuantizer, gradient), false);
        }
        int gradientScale = gradients.scale();
        gradients.quantize(gradient, g, 0, n, null);
        gradients.endStep();
        UpdateLoops.sum(g, settings.decay, weight, d, 0, d.length);
        stochastic.round(d, r[0]);
        if (first) {
            System.arraycopy(d, 0, buffer, 0, n);
        } else {
            UpdateLoops.sum(d, settings.momentum, buffer, buffer, 0, d.length);
            stochastic.round(buffer, r[1]);
        }
        UpdateLoops.sum(master, -settings.rate, buffer, master, 0, d.length);
        stochastic.round(master, r[2]);
        int weightScale = weightQuantizer.scale();
        weightQuantizer.quantize(master, weight, 0, n, weight);
        weightQuantizer.endStep();
        return new State(
                gradientScale, g.clone(), d.clone(), buffer.clone(), master.clone(), weightScale, weight.clone());
    }
}
