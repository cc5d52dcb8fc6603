package binade.simulator.compression;

import binade.formats.random.RandomStream;
import binade.formats.random.RandomStream.Purpose;
import binade.simulator.compression.CompressionRecipe.PruningRule;
import binade.simulator.network.Layers;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import binade.simulator.network.Products;
import binade.simulator.training.BatchSource;
import binade.simulator.training.Optimizer;
import binade.simulator.training.Schedule;
import binade.simulator.training.Trainer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * The steps of Deep Compression on a trained network, which is changed: {@link #prune}, {@link #share}, {@link #tune}, {@link #encode}.
 * A recipe of 2:4 sparsity need not share.
 * The same recipe and batches give the same bits, whatever threads the products bring.
 */
public final class Compression {
    /** Momentum of the centroids. */
    private static final double MOMENTUM = 0.9;

    private final Network network;
    private final CompressionRecipe recipe;
    private final Trainer trainer;
    private final BatchSource batches;
    private final Products products;
    private final long seed;
    private SharedWeights shared;

    /**
     * @param network trained in full precision
     * @param trainer optimizer and clipping of the training between the steps; epochs and rates are the recipe's
     * @param batches training samples
     * @param seed of random centroids
     * @throws IllegalArgumentException if the recipe has a rule for a tensor that the network does not have
     */
    public Compression(
            Network network, CompressionRecipe recipe, Trainer trainer, BatchSource batches, Products products, long seed) {
        this.network = network;
        this.recipe = recipe;
        this.trainer = trainer;
        this.batches = batches;
        this.products = products;
        this.seed = seed;
        List<String> names = weights(network).stream().map(Parameter::name).toList();
        for (CompressionRecipe.LayerRule layer : recipe.layers()) {
            if (!names.contains(layer.name())) {
                throw new IllegalArgumentException("recipe " + recipe.id() + ": the network has no weight tensor '" + layer.name()
                        + "'; it has " + String.join(" ", names));
            }
        }
    }

    /** The same with the ordinary product, on one thread. */
    public Compression(Network network, CompressionRecipe recipe, Trainer trainer, BatchSource batches) {
        this(network, recipe, trainer, batches, Products.ORDINARY, 0);
    }

    /** The tensors that are compressed. */
    public static List<Parameter> weights(Network network) {
        return network.parameters().stream().filter(Parameter::isWeight).toList();
    }

    private boolean prunes(Parameter p) {
        return recipe.sparsity(p) > 0 && !(recipe.pruning().rule() == PruningRule.TWO_OF_FOUR && Layers.isTable(network, p));
    }

    /** Outputs of the product that a weight takes part in. */
    private static int columns(Parameter p) {
        return p.shape()[p.rank() - 1];
    }

    /** Training steps of {@link #prune} and {@link #tune}. */
    public int steps() {
        return recipe.epochs() * batches.batchesPerEpoch();
    }

    /** All of them. */
    public CompressedNetwork run(IntConsumer progress) {
        prune(progress);
        if (recipe.sharing() != null) {
            share();
            tune(step -> progress.accept(recipe.pruning().epochs() * batches.batchesPerEpoch() + step));
        }
        return encode();
    }

    /** Removes weights while training goes on; in the end each tensor has at least its sparsity. */
    public void prune(IntConsumer progress) {
        CompressionRecipe.PruningPlan plan = recipe.pruning();
        Map<Parameter, Pruning.Target> targets = new HashMap<>();
        for (Parameter p : weights(network)) {
            if (prunes(p)) {
                targets.put(p, switch (plan.rule()) {
                    case MAGNITUDE -> Pruning.Target.magnitude(recipe.sparsity(p));
                    case TWO_OF_FOUR -> Pruning.Target.twoOfFour(columns(p));
                });
            }
        }
        if (targets.isEmpty()) {
            return;
        }
        int ramp = (int) (plan.ramp() * plan.epochs() * batches.batchesPerEpoch());
        train(plan.epochs(), plan.rate(), on -> new Pruning(on, trainer.optimizer().on(on), targets, ramp, 1), progress);
    }

    /**
     * Gives each weight tensor a table of values.
     *
     * @throws IllegalArgumentException if no weight of a tensor is left
     */
    public void share() {
        shared = new SharedWeights(network, trainer.optimizer().on(network), MOMENTUM, 1);
        for (Parameter p : weights(network)) {
            boolean zeros = prunes(p);
            int k = (1 << recipe.bits(p)) - (zeros ? 1 : 0);
            try {
                shared.share(p, k, recipe.sharing().start(), zeros, new RandomStream(seed, Purpose.CENTROIDS, p.index()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("tensor " + p.name() + ": " + e.getMessage(), e);
            }
        }
    }

    /** Trains the tables; who shares what stays. */
    public void tune(IntConsumer progress) {
        CompressionRecipe.SharingPlan plan = recipe.sharing();
        train(plan.epochs(), plan.rate(), on -> shared, progress);
    }

    private void train(int epochs, double rate, Optimizer.Rule rule, IntConsumer progress) {
        new Trainer(epochs, rate, Schedule.COSINE, rule, trainer.clip()).train(network, batches, products, progress);
    }

    /**
     * The coded network.
     *
     * @throws IllegalArgumentException before {@link #share}: too many different values; before {@link #prune}: too many weights
     */
    public CompressedNetwork encode() {
        return CompressedNetwork.of(network, recipe.id(), this::coded);
    }

    private CodedTensor coded(Parameter p) {
        if (recipe.sharing() != null) {
            return SharedTensor.of(p.values(), gapBits(p));
        }
        return prunes(p) ? TwoOfFourTensor.of(p.values(), columns(p)) : new PlainTensor(p.values().clone());
    }

    private int gapBits(Parameter p) {
        if (recipe.gapBits() != CompressionRecipe.BEST) {
            return recipe.gapBits();
        }
        return IntStream.rangeClosed(0, CompressionRecipe.MAX_GAP_BITS).boxed()
                .min(Comparator.comparingInt(bits -> SharedTensor.of(p.values(), bits).codedBytes())).orElseThrow();
    }
}
