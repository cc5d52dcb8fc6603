package binade.experiments.cli;

import binade.simulator.compression.CompressionRecipe;
import binade.simulator.compression.CompressionRecipe.PruningPlan;
import binade.simulator.compression.CompressionRecipe.SharingPlan;
import binade.simulator.compression.KMeans;
import picocli.CommandLine.Option;

/** What the command line changes of a compression recipe. */
final class CompressOptions {
    @Option(names = "--sparsity", paramLabel = "S", description = "share of the weights of a tensor that become zero, 0 to below 1")
    Double sparsity;

    @Option(names = "--bits", paramLabel = "N", description = "of a place in a tensor's table of 2^N values, 1 to 8")
    Integer bits;

    @Option(names = "--start", paramLabel = "RULE", description = "of k-means: linear, density, random")
    KMeans.Start start;

    @Option(names = "--gap-bits", paramLabel = "N|best",
            description = "of a distance between weights that stay, 1 to 8; 0: zeros are not left out")
    String gapBits;

    @Option(names = "--prune-epochs", paramLabel = "N", description = "of training while and after weights go")
    Integer pruneEpochs;

    @Option(names = "--prune-rate", paramLabel = "R", description = "peak learning rate of that training")
    Double pruneRate;

    @Option(names = "--tune-epochs", paramLabel = "N", description = "of training the tables")
    Integer tuneEpochs;

    @Option(names = "--tune-rate", paramLabel = "R", description = "peak learning rate of that training")
    Double tuneRate;

    /** @throws IllegalArgumentException if a value is not allowed */
    CompressionRecipe apply(CompressionRecipe r) {
        PruningPlan p = r.pruning();
        SharingPlan s = r.sharing();
        if (s == null && (bits != null || start != null || tuneEpochs != null || tuneRate != null)) {
            throw new IllegalArgumentException("recipe " + r.id() + " shares no values; --bits, --start, --tune-epochs and"
                    + " --tune-rate need one with sharing");
        }
        CompressionRecipe changed = r
                .withPruning(new PruningPlan(
                        p.rule(), or(sparsity, p.sparsity()), or(pruneEpochs, p.epochs()), p.ramp(), or(pruneRate, p.rate())))
                .withSharing(s == null ? null : new SharingPlan(
                        or(bits, s.bits()), or(start, s.start()), or(tuneEpochs, s.epochs()), or(tuneRate, s.rate())));
        return gapBits == null ? changed : changed.withGapBits(gaps());
    }

    private int gaps() {
        if (gapBits.equals("best")) {
            return CompressionRecipe.BEST;
        }
        if (!gapBits.matches("[0-8]")) {
            throw new IllegalArgumentException("--gap-bits " + gapBits + "; allowed: best, or 0 to " + CompressionRecipe.MAX_GAP_BITS);
        }
        return Integer.parseInt(gapBits);
    }

    private static <T> T or(T changed, T before) {
        return changed == null ? before : changed;
    }
}
