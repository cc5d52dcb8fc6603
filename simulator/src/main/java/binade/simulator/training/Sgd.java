package binade.simulator.training;

import binade.simulator.network.Gradients;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;

/**
 * Stochastic gradient descent with momentum: v = g + decay w + momentum v, w = w - rate v. Weight decay acts on weight
 * tensors only. Element-wise in binary32, each product and each sum rounded.
 */
public final class Sgd implements Optimizer {
    private final Network network;
    private final float momentum;
    private final float weightDecay;
    private final float[][] velocity;

    public Sgd(Network network, double momentum, double weightDecay) {
        this.network = network;
        this.momentum = (float) momentum;
        this.weightDecay = (float) weightDecay;
        velocity = new float[network.parameters().size()][];
        for (Parameter p : network.parameters()) {
            velocity[p.index()] = new float[p.size()];
        }
    }

    @Override
    public void step(Gradients gradients, double learningRate) {
        float rate = (float) learningRate;
        for (Parameter p : network.parameters()) {
            update(p.values(), gradients.of(p), velocity[p.index()], rate, p.isWeight() ? weightDecay : 0f);
        }
        network.refresh();
    }

    private void update(float[] w, float[] g, float[] v, float rate, float decay) {
        for (int i = 0; i < w.length; i++) {
            v[i] = g[i] + decay * w[i] + momentum * v[i];
            w[i] = w[i] - rate * v[i];
        }
    }
}
