package binade.experiments.cli;

import binade.experiments.report.RunInfo;
import binade.experiments.study.Variant;
import binade.experiments.workload.ModelStore;
import binade.experiments.workload.Workload;
import binade.experiments.workload.Workloads;
import binade.formats.kernel.Kernels;
import binade.simulator.network.Network;
import binade.simulator.training.BatchSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What verbs have in common that measure angles on the trained network of a workload. */
final class StudyOptions {
    @Option(names = "--workload", paramLabel = "ID", defaultValue = "digits-noisy-cnn",
            description = "data and network (default: ${DEFAULT-VALUE})")
    String workloadId;

    @Option(names = "--data", paramLabel = "DIR", description = "folder of the workload's data, where it is not embedded")
    Path data;

    @Option(names = "--variant", paramLabel = "V", defaultValue = "both",
            description = "what is rounded: error, activation, both (default: ${DEFAULT-VALUE})")
    String variantId;

    @Option(names = "--room", paramLabel = "R", defaultValue = "0",
            description = "empty top binades of the exact scales, 0 to 64 (default: ${DEFAULT-VALUE})")
    int room;

    @Option(names = "--batch-size", paramLabel = "B", defaultValue = "32",
            description = "samples of a mini-batch (default: ${DEFAULT-VALUE})")
    int batchSize;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "0",
            description = "of weights, order and noise (default: ${DEFAULT-VALUE})")
    long seed;

    @Option(names = "--threads", paramLabel = "N",
            description = "worker threads (default: all processors); the numbers do not depend on it")
    Integer threads;

    @Option(names = "--json", description = "print JSON instead of tables")
    boolean json;

    @Option(names = "--csv", description = "print CSV instead of tables")
    boolean csv;

    @Option(names = {"-q", "--quiet"}, description = "no progress and no notes on standard error")
    boolean quiet;

    final Map<String, Double> wall = new LinkedHashMap<>();

    /** @throws ParameterException for a value that is not allowed */
    void check(CommandSpec spec) {
        require(spec, room >= 0 && room <= 64, "--room " + room + "; allowed: 0 to 64");
        require(spec, batchSize >= 1, "--batch-size " + batchSize + "; at least 1 is needed");
        require(spec, threads == null || threads >= 1 && threads <= 1024, "--threads " + threads + "; allowed: 1 to 1024");
        require(spec, !json || !csv, "--json and --csv exclude each other");
    }

    static void require(CommandSpec spec, boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    /**
     * Refuses options that would be ignored.
     *
     * @param with the option that makes them so, and why
     */
    static void refuse(CommandSpec spec, String with, String... options) {
        for (String option : options) {
            require(spec, !spec.commandLine().getParseResult().hasMatchedOption(option), option + " does not go with " + with);
        }
    }

    /** Without fresh noise mini-batches of a second epoch have the samples of the first. */
    static void requireHeldOut(CommandSpec spec, Workload workload, BatchSource source, int batches, int heldOut) {
        require(spec, workload.noise() > 0 || batches + heldOut <= source.batchesPerEpoch(),
                "--batches and --held-out together are more than the " + source.batchesPerEpoch()
                        + " mini-batches of an epoch, so that the comparison would see samples of the choice");
    }

    static <T> T usage(CommandSpec spec, Supplier<T> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    Workload workload() {
        return Workloads.parse(workloadId).withFolder(data);
    }

    Variant variant() {
        return Variant.parse(variantId);
    }

    int workers() {
        return threads != null ? threads : Runtime.getRuntime().availableProcessors();
    }

    /** The trained network, from the cache or trained now. */
    Network network(Workload workload, ProgressLine progress) throws IOException {
        progress.begin("training the reference network (steps)", workload.trainingSteps());
        Network network = ModelStore.ofUser(System.getenv())
                .trained(workload, workload.placement(), seed, progress::update, w -> progress.note("warning: " + w));
        wall.put("network", progress.end());
        return network;
    }

    /** @param own the options that are the verb's own */
    RunInfo runInfo(CommandSpec spec, Map<String, String> own) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("workload", workloadId);
        options.put("variant", variantId);
        options.put("room", Integer.toString(room));
        options.put("batch-size", Integer.toString(batchSize));
        options.put("seed", Long.toString(seed));
        options.putAll(own);
        return new RunInfo(Invocation.of(spec), Version.NUMBER, Version.commit(), seed, options, Version.jvm(), Machine.cpu(),
                Kernels.describe(), workers(), wall);
    }
}
