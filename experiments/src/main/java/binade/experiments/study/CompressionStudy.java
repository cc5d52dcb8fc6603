package binade.experiments.study;

import binade.experiments.study.CompressionResult.Stage;
import binade.experiments.workload.Dataset;
import binade.experiments.workload.Evaluation;
import binade.experiments.workload.Workload;
import binade.simulator.compression.CompressedNetwork;
import binade.simulator.compression.Compression;
import binade.simulator.compression.CompressionRecipe;
import binade.simulator.matrix.Workers;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import binade.simulator.network.Pass;
import binade.simulator.network.Products;
import binade.simulator.training.CorruptCheckpointException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.ToLongFunction;

/** A trained network made small by a recipe, evaluated after every step. */
public final class CompressionStudy {
    private final Workload workload;
    private final Dataset test;

    /** @param workload its data, and the optimizer of the training between the steps */
    public CompressionStudy(Workload workload) {
        this.workload = workload;
        test = workload.test();
    }

    /**
     * Compresses.
     *
     * @param network trained; changed
     * @param seed of batches and random centroids
     * @param workers for the matrix products; their number changes no bit
     * @param progress told the finished training steps
     * @throws CorruptCheckpointException if the decoder refuses what the coder made
     */
    public CompressionResult run(
            Network network, CompressionRecipe recipe, long seed, Workers workers, IntConsumer progress) throws CorruptCheckpointException {
        Compression c = new Compression(network, recipe, workload.trainer(), workload.trainingBatches(seed),
                Products.ORDINARY.withWorkers(workers), seed);
        List<Evaluation> tests = new ArrayList<>();
        tests.add(test(network));
        c.prune(progress);
        tests.add(test(network));
        c.share();
        tests.add(test(network));
        int pruned = recipe.pruning().epochs() * workload.trainingBatches(seed).batchesPerEpoch();
        c.tune(step -> progress.accept(pruned + step));
        tests.add(test(network));
        CompressedNetwork file = c.encode();
        Network decoded = workload.network(null);
        CompressedNetwork.decode(Path.of(recipe.id()), file.encode()).restore(decoded);
        tests.add(test(decoded));
        return new CompressionResult(file, stages(file, tests), same(network, decoded));
    }

    /**
     * Reads a compressed network.
     *
     * @throws IllegalArgumentException if it is none of the workload
     */
    public CompressionResult read(CompressedNetwork file) {
        Network decoded = workload.network(null);
        file.restore(decoded);
        return new CompressionResult(file, List.of(new Stage("coded", test(decoded), file.bytes())), true);
    }

    /** Steps of training that a recipe takes. */
    public int steps(CompressionRecipe recipe) {
        return (recipe.pruning().epochs() + recipe.sharing().epochs()) * workload.trainingBatches(0).batchesPerEpoch();
    }

    private Evaluation test(Network network) {
        return Evaluation.clean(network, test, Pass.EVALUATION);
    }

    private static List<Stage> stages(CompressedNetwork file, List<Evaluation> tests) {
        long shared = sum(file, CompressedNetwork.Tensor::sharedBytes);
        return List.of(
                new Stage("trained", tests.get(0), sum(file, t -> (long) Float.BYTES * t.values().length)),
                new Stage("pruned", tests.get(1), sum(file, CompressedNetwork.Tensor::prunedBytes)),
                new Stage("shared", tests.get(2), shared),
                new Stage("tuned", tests.get(3), shared),
                new Stage("coded", tests.get(4), file.bytes()));
    }

    private static long sum(CompressedNetwork file, ToLongFunction<CompressedNetwork.Tensor> bytes) {
        return file.tensors().stream().mapToLong(bytes).sum();
    }

    private static boolean same(Network a, Network b) {
        List<Parameter> left = tensors(a);
        List<Parameter> right = tensors(b);
        for (int i = 0; i < left.size(); i++) {
            if (!Arrays.equals(left.get(i).values(), right.get(i).values())) { // compares bits but for NaNs
                return false;
            }
        }
        return true;
    }

    private static List<Parameter> tensors(Network network) {
        List<Parameter> all = new ArrayList<>(network.parameters());
        all.addAll(network.state());
        return all;
    }
}
