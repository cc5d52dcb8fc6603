package binade.simulator.network;

import java.util.Arrays;
import java.util.List;

/**
 * Batch normalisation per channel over the R = N H W rows of x[R,C]:
 * y = gamma (x - mean) / sqrt(var + eps) + beta.
 *
 * <p>Training: mean and (biased) variance of the batch, running averages updated with momentum 0.1 (unbiased
 * variance). Evaluation: running averages, so the layer is y = scale x + offset with constants per channel.
 * Sums in binary64 in the order of the rows (of large inputs: over {@link Parts} of the rows, then over these), element-wise arithmetic in binary32. Source: Ioffe and Szegedy 2015,
 * sections 3 and 3.1.
 */
public final class BatchNorm implements Layer {
    static final double EPSILON = 1e-5;
    static final double MOMENTUM = 0.1;

    private final int channels;
    private final Parameter gamma;
    private final Parameter beta;
    private final Parameter runningMean;
    private final Parameter runningVariance;
    private final float[] scale;
    private final float[] offset;

    public BatchNorm(String name, int channels) {
        this.channels = channels;
        gamma = new Parameter(name + ".gamma", channels);
        beta = new Parameter(name + ".beta", channels);
        runningMean = new Parameter(name + ".running_mean", channels);
        runningVariance = new Parameter(name + ".running_variance", channels);
        scale = new float[channels];
        offset = new float[channels];
        Arrays.fill(gamma.values(), 1f);
        Arrays.fill(runningVariance.values(), 1f);
        refresh();
    }

    @Override
    public Shape outputShape(Shape in) {
        if (in.channels() != channels) {
            throw new IllegalArgumentException("batch norm of " + channels + " channels on input " + in);
        }
        return in;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(gamma, beta);
    }

    @Override
    public List<Parameter> state() {
        return List.of(runningMean, runningVariance);
    }

    @Override
    public void refresh() {
        for (int c = 0; c < channels; c++) {
            double s = gamma.values()[c] / Math.sqrt(runningVariance.values()[c] + EPSILON);
            scale[c] = (float) s;
            offset[c] = (float) (beta.values()[c] - runningMean.values()[c] * s);
        }
    }

    @Override
    public Run bind(Shape in, int batch, Products products) {
        return new BatchNormRun(this, in, batch, products);
    }

    public int channels() {
        return channels;
    }

    public Parameter gamma() {
        return gamma;
    }

    public Parameter beta() {
        return beta;
    }

    Parameter runningMean() {
        return runningMean;
    }

    Parameter runningVariance() {
        return runningVariance;
    }

    /** What x is multiplied with in evaluation, per channel; not a copy. Current after {@link #refresh}. */
    public float[] scale() {
        return scale;
    }

    /** What is added to it; not a copy. */
    public float[] offset() {
        return offset;
    }
}
