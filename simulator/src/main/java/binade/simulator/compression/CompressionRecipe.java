package binade.simulator.compression;

import binade.simulator.network.Parameter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How a trained network is made small; as JSON in docs/compression-recipe-format.md.
 *
 * @param id name on the command line
 * @param title a few words
 * @param source where it comes from; "" for nowhere
 * @param pruning what becomes zero, and the training that makes up for it
 * @param sharing the tables of values, and their training; null for none: values of 2:4 tensors stay binary32
 * @param gapBits bits of a distance between weights that stay, 0 for no zeros left out; {@link #BEST} for whatever is smallest
 * @param layers exceptions, by the name of the weight tensor
 */
public record CompressionRecipe(
        String id, String title, String source, PruningPlan pruning, SharingPlan sharing, int gapBits, List<LayerRule> layers) {
    /** Of the JSON form. */
    public static final int VERSION = 1;

    /** {@link #gapBits} by trying all. */
    public static final int BEST = -1;

    /** Bits of a place in a table: more would make tables longer than layers. */
    public static final int MAX_BITS = 8;

    /** Passes over the data in one phase. */
    public static final int MAX_EPOCHS = 10_000;

    /** The sparsity of two of four. */
    public static final double HALF = 0.5;

    /** Of the bits of a distance; the tables of its code have 2^gapBits lengths. */
    public static final int MAX_GAP_BITS = 8;

    /** Which weights become zero. */
    public enum PruningRule {
        /** Those of the least magnitude, ever more of them while training goes on. */
        MAGNITUDE,
        /** Of each four along the inputs of a product the two of the lesser magnitudes, before training goes on; no embeddings. */
        TWO_OF_FOUR;

        /** Name in recipes. */
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Pruning with masks held afterwards.
     *
     * @param rule which weights go
     * @param sparsity share of a weight tensor that becomes zero; 0 for no pruning
     * @param epochs of training
     * @param ramp share of the epochs in which the sparsity grows; 0 with two-of-four
     * @param rate peak learning rate, then half a cosine
     */
    public record PruningPlan(PruningRule rule, double sparsity, int epochs, double ramp, double rate) {
        public PruningPlan {
            boolean half = rule == PruningRule.TWO_OF_FOUR;
            require(sparsity >= 0 && sparsity < 1, "sparsity", sparsity, "0 to below 1");
            require(!half || sparsity == HALF, "sparsity", sparsity, HALF + " with rule two-of-four");
            require(!half || ramp == 0, "ramp", ramp, "0 with rule two-of-four");
            require(epochs >= 0 && epochs <= MAX_EPOCHS, "epochs of pruning", epochs, "0 to " + MAX_EPOCHS);
            require(ramp >= 0 && ramp <= 1, "ramp", ramp, "0 to 1");
            require(rate > 0 && rate < Double.POSITIVE_INFINITY, "rate of pruning", rate, "above 0");
        }
    }

    /**
     * Shared values.
     *
     * @param bits of a place in the table, which has 2^bits values, the zero of pruned weights among them
     * @param start of k-means
     * @param epochs of training
     * @param rate peak learning rate of the centroids and of all that has no table, then half a cosine
     */
    public record SharingPlan(int bits, KMeans.Start start, int epochs, double rate) {
        public SharingPlan {
            require(bits >= 1 && bits <= MAX_BITS, "bits", bits, "1 to " + MAX_BITS);
            require(epochs >= 0 && epochs <= MAX_EPOCHS, "epochs of sharing", epochs, "0 to " + MAX_EPOCHS);
            require(rate > 0 && rate < Double.POSITIVE_INFINITY, "rate of sharing", rate, "above 0");
        }
    }

    /**
     * What a tensor has of its own.
     *
     * @param name of the weight tensor
     * @param sparsity null for that of all
     * @param bits null for those of all
     */
    public record LayerRule(String name, Double sparsity, Integer bits) {
        public LayerRule {
            require(sparsity == null || sparsity >= 0 && sparsity < 1, name + ": sparsity", sparsity, "0 to below 1");
            require(bits == null || bits >= 1 && bits <= MAX_BITS, name + ": bits", bits, "1 to " + MAX_BITS);
        }
    }

    public CompressionRecipe {
        layers = List.copyOf(layers);
        require(gapBits >= BEST && gapBits <= MAX_GAP_BITS, "gap bits", gapBits, "0 to " + MAX_GAP_BITS);
        boolean half = pruning.rule == PruningRule.TWO_OF_FOUR;
        require(sharing != null || half, "sharing", "none", "a plan, unless the pruning rule is two-of-four");
        Set<String> names = new HashSet<>();
        for (LayerRule layer : layers) {
            require(!half || layer.sparsity == null || layer.sparsity == 0 || layer.sparsity == HALF,
                    layer.name + ": sparsity", layer.sparsity, "0 or " + HALF + " with rule two-of-four");
            require(sharing != null || layer.bits == null, layer.name + ": bits", layer.bits, "none without sharing");
            require(names.add(layer.name), "layer", layer.name, "each name once");
        }
    }

    private static void require(boolean condition, String what, Object given, String allowed) {
        if (!condition) {
            throw new IllegalArgumentException(what + " " + given + "; allowed: " + allowed);
        }
    }

    /** The final sparsity of a weight tensor. */
    public double sparsity(Parameter p) {
        return layers.stream().filter(l -> l.name.equals(p.name()) && l.sparsity != null).map(LayerRule::sparsity)
                .findFirst().orElse(pruning.sparsity);
    }

    /** Epochs of the training that makes up for pruning and sharing. */
    public int epochs() {
        return pruning.epochs + (sharing == null ? 0 : sharing.epochs);
    }

    /** Bits of the places of a weight tensor. */
    public int bits(Parameter p) {
        return layers.stream().filter(l -> l.name.equals(p.name()) && l.bits != null).map(LayerRule::bits)
                .findFirst().orElse(sharing.bits);
    }

    public CompressionRecipe withPruning(PruningPlan other) {
        return new CompressionRecipe(id, title, source, other, sharing, gapBits, layers);
    }

    public CompressionRecipe withSharing(SharingPlan other) {
        return new CompressionRecipe(id, title, source, pruning, other, gapBits, layers);
    }

    public CompressionRecipe withGapBits(int other) {
        return new CompressionRecipe(id, title, source, pruning, sharing, other, layers);
    }

    public CompressionRecipe withLayers(List<LayerRule> other) {
        return new CompressionRecipe(id, title, source, pruning, sharing, gapBits, other);
    }
}
