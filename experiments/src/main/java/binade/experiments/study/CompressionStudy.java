package binade.experiments.study;

import binade.experiments.study.CompressionResult.Stage;
import binade.experiments.workload.Dataset;
import binade.experiments.workload.Evaluation;
import binade.experiments.workload.Workload;
import binade.simulator.compression.CodedTensor;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        Map<String, Evaluation> tests = new LinkedHashMap<>();
        tests.put("trained", test(network));
        c.prune(progress);
        tests.put("pruned", test(network));
        if (recipe.sharing() != null) {
            c.share();
            tests.put("shared", test(network));
            int pruned = recipe.pruning().epochs() * workload.trainingBatches(seed).batchesPerEpoch();
            c.tune(step -> progress.accept(pruned + step));
            tests.put("tuned", test(network));
        }
        CompressedNetwork file = c.encode();
        Network decoded = workload.network(null);
        CompressedNetwork.decode(Path.of(recipe.id()), file.encode()).restore(decoded);
        tests.put("coded", test(decoded));
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
        return new CompressionResult(file, stages(file, Map.of("coded", test(decoded))), true);
    }

    /** Steps of training that a recipe takes. */
    public int steps(CompressionRecipe recipe) {
        return recipe.epochs() * workload.trainingBatches(0).batchesPerEpoch();
    }

    private Evaluation test(Network network) {
        return Evaluation.clean(network, test, Pass.EVALUATION);
    }

    private static List<Stage> stages(CompressedNetwork file, Map<String, Evaluation> tests) {
        Map<String, Long> bytes = Map.of(
                "trained", sum(file, t -> (long) Float.BYTES * t.decode().length), "pruned", sum(file, CodedTensor::prunedBytes),
                "shared", sum(file, CodedTensor::sharedBytes), "tuned", sum(file, CodedTensor::sharedBytes),
                "coded", (long) file.bytes());
        return tests.entrySet().stream().map(t -> new Stage(t.getKey(), t.getValue(), bytes.get(t.getKey()))).toList();
    }

    private static long sum(CompressedNetwork file, ToLongFunction<CodedTensor> bytes) {
        return file.tensors().stream().map(CompressedNetwork.Tensor::coded).mapToLong(bytes).sum();
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
