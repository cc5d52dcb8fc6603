package binade.simulator.training;

import binade.simulator.network.Gradients;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;

/**
 * Adam (Kingma and Ba, ICLR 2015, algorithm 1), in the t-th step, t = 1, 2, ...:
 *
 * <pre>
 *   g = gradient + decay w                 decay on weight tensors only
 *   m = beta1 m + (1 - beta1) g            v = beta2 v + (1 - beta2) g^2
 *   w = w - rate / (1 - beta1^t) m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)
 * </pre>
 *
 * Factors of the step in binary64, element-wise in binary32, each operation rounded.
 */
public final class Adam implements Optimizer {
    private final Network network;
    private final double beta1;
    private final double beta2;
    private final float epsilon;
    private final float weightDecay;
    private final float[][] first;
    private final float[][] second;
    private int steps;

    /**
     * @param beta1 how much of the mean gradient is kept, 0 to below 1
     * @param beta2 how much of the mean square is kept, 0 to below 1
     * @param epsilon above 0; 1e-8 in the paper
     * @param weightDecay added to the gradient of weight tensors
     */
    public Adam(Network network, double beta1, double beta2, double epsilon, double weightDecay) {
        if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1 && epsilon > 0)) {
            throw new IllegalArgumentException("Adam with betas " + beta1 + ", " + beta2 + " and epsilon " + epsilon
                    + "; betas lie in 0 to below 1, epsilon is above 0");
        }
        this.network = network;
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.epsilon = (float) epsilon;
        this.weightDecay = (float) weightDecay;
        first = new float[network.parameters().size()][];
        second = new float[first.length][];
        for (Parameter p : network.parameters()) {
            first[p.index()] = new float[p.size()];
            second[p.index()] = new float[p.size()];
        }
    }

    /** Updates made so far: part of the state, with {@link #first} and {@link #second}. */
    public int steps() {
        return steps;
    }

    /** Goes on as after so many updates. */
    public void setSteps(int newSteps) {
        steps = newSteps;
    }

    /** The running mean of a parameter's gradient, not a copy. */
    public float[] first(Parameter p) {
        return first[p.index()];
    }

    /** The running mean of its square, not a copy. */
    public float[] second(Parameter p) {
        return second[p.index()];
    }

    @Override
    public void step(Gradients gradients, double learningRate) {
        steps++;
        float rate = (float) (learningRate / (1 - StrictMath.pow(beta1, steps)));
        float deviation = (float) Math.sqrt(1 - StrictMath.pow(beta2, steps));
        for (Parameter p : network.parameters()) {
            update(p.values(), gradients.of(p), first(p), second(p), rate, deviation, p.isWeight() ? weightDecay : 0f);
        }
        network.refresh();
    }

    private void update(float[] w, float[] gradient, float[] m, float[] v, float rate, float deviation, float decay) {
        UpdateLoops.adam(
                gradient, w, decay, (float) beta1, (float) (1 - beta1), (float) beta2, (float) (1 - beta2), rate, deviation,
                epsilon, m, v, w);
    }
}
