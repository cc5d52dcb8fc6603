package binade.simulator.training;

import binade.simulator.network.Gradients;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import binade.simulator.network.Pass;
import binade.simulator.network.Products;
import java.util.List;

/**
 * The gradient of a step once more with other matrix products: the same weights, mini-batch, scales and random numbers. It
 * leaves no trace in the network.
 */
final class SecondGradient {
    private final Network network;
    private final Network.Run run;
    private final Gradients gradients;
    private final RecipeTrainer.Comparison comparison;

    SecondGradient(Network network, int batch, Products products, RecipeTrainer.Comparison comparison) {
        this.network = network;
        this.comparison = comparison;
        run = network.bind(batch, products);
        gradients = new Gradients(network);
    }

    /** Before the first pass of a step, so that both meet the same state. */
    void compute(float[] x, int[] labels, int count, Pass pass, float lossScale) {
        List<Parameter> state = network.state();
        float[][] before = state.stream().map(p -> p.values().clone()).toArray(float[][]::new);
        run.loss(x, labels, count, pass);
        if (lossScale != 1) {
            run.scaleError(lossScale);
        }
        run.backward(count, pass, gradients);
        for (int i = 0; i < before.length; i++) {
            System.arraycopy(before[i], 0, state.get(i).values(), 0, before[i].length);
        }
        network.refresh();
    }

    /** After the backward pass of the step itself. */
    void compare(Gradients own) {
        comparison.seen(own, gradients);
    }
}
