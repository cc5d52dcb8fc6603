package binade.simulator.compression;

import binade.simulator.network.Gradients;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import binade.simulator.training.Optimizer;
import java.util.HashMap;
import java.util.Map;

/**
 * Training with weights that go: after each update of another optimizer the masked weights are zero. Masks are made anew while
 * the sparsity grows, then held (Zhu, Gupta: To prune, or not to prune, 2017):
 *
 * <pre>
 *   sparsity(t) = final (1 - (1 - t / ramp)^3) up to t = ramp, then final
 * </pre>
 */
public final class Pruning implements Optimizer {
    /** How a mask follows from weights and the sparsity of the moment. */
    @FunctionalInterface
    public interface Rule {
        PruningMask mask(float[] w, double sparsity);
    }

    /**
     * What becomes of a tensor.
     *
     * @param sparsity in the end
     * @param rule how masks are made
     */
    public record Target(double sparsity, Rule rule) {
        /** The weights of the least magnitude go. */
        public static Target magnitude(double sparsity) {
            return new Target(sparsity, PruningMask::largest);
        }

        /**
         * Two of four stay ({@link PruningMask#twoOfFour}).
         *
         * @param n outputs of the tensor, its last dimension
         */
        public static Target twoOfFour(int n) {
            return new Target(0.5, (w, sparsity) -> PruningMask.twoOfFour(w, n));
        }
    }

    private final Network network;
    private final Optimizer optimizer;
    private final Map<Parameter, Target> targets;
    private final Map<Parameter, PruningMask> masks = new HashMap<>();
    private final int ramp;
    private final int every;
    private int steps;

    /**
     * @param optimizer of the weights that stay
     * @param targets tensors to be pruned
     * @param ramp steps until the final sparsity is reached; 0: in the first step
     * @param every steps between two masks, at least 1
     */
    public Pruning(Network network, Optimizer optimizer, Map<Parameter, Target> targets, int ramp, int every) {
        this.network = network;
        this.optimizer = optimizer;
        this.targets = Map.copyOf(targets);
        this.ramp = ramp;
        this.every = every;
        if (ramp < 0 || every < 1) {
            throw new IllegalArgumentException("ramp of " + ramp + " steps, a mask every " + every + "; at least 0 and 1");
        }
        if (ramp == 0) {
            renew(1);
        }
    }

    /** Share of the final sparsity after so many of the steps of the ramp. */
    static double grown(int step, int ramp) {
        double left = step >= ramp ? 0 : 1 - (double) step / ramp;
        return 1 - left * left * left;
    }

    @Override
    public void step(Gradients gradients, double learningRate) {
        optimizer.step(gradients, learningRate);
        steps++;
        if (steps <= ramp && (steps % every == 0 || steps == ramp)) {
            renew(grown(steps, ramp));
        } else {
            masks.forEach((p, mask) -> mask.apply(p.values()));
            network.refresh();
        }
    }

    private void renew(double share) {
        targets.forEach((p, target) -> {
            PruningMask mask = target.rule().mask(p.values(), target.sparsity() * share);
            mask.apply(p.values());
            masks.put(p, mask);
        });
        network.refresh();
    }
}
