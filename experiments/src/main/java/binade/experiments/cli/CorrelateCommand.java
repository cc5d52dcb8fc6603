package binade.experiments.cli;

import binade.experiments.report.CorrelationReport;
import binade.experiments.report.RunInfo;
import binade.experiments.study.TrainingData;
import binade.experiments.study.Variant;
import binade.experiments.study.correlation.Correlation;
import binade.experiments.study.correlation.CorrelationPlan;
import binade.experiments.study.correlation.CorrelationStudy;
import binade.experiments.study.correlation.FinishedTrainings;
import binade.experiments.workload.ModelStore;
import binade.experiments.workload.Workload;
import binade.experiments.workload.Workloads;
import binade.formats.Format;
import binade.formats.kernel.Kernels;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code binade correlate}. */
@Command(
        name = "correlate",
        mixinStandardHelpOptions = true,
        header = "Trains with many formats and asks whether the gradient angle predicted the outcome.",
        description = {
            "",
            "  binade correlate                                     78 formats on noisy digits, one training each",
            "  binade correlate --workload digits-noisy-cnn --seed 0,1 --batches 50 -o cnn",
            "  binade correlate --workload licence-lstm --formats named --epochs 3",
            "",
            "Keeps every finished training in DIR/trainings.csv; the same command goes on where an earlier one stopped, and",
            "more formats, variants or seeds are added to what is there.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:done", " 1:failed", " 2:wrong usage", "130:interrupted"})
final class CorrelateCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Option(names = "--workload", paramLabel = "ID", defaultValue = "digits-noisy-mlp",
            description = "data and network (default: ${DEFAULT-VALUE})")
    String workloadId;

    @Option(names = "--data", paramLabel = "DIR", description = "folder of the workload's data, where it is not embedded")
    Path data;

    @Option(names = "--formats", paramLabel = "IDS", defaultValue = "spread",
            description = "spread (78 of 8 to 3 bits), spread-52, named (24), paper (498), 8 ... 3 (one width), or ids separated by"
                    + " , or ; (default: ${DEFAULT-VALUE})")
    List<String> formatIds;

    @Option(names = "--variant", paramLabel = "V", split = ",", defaultValue = "error,activation,both",
            description = "angles with what rounded: error, activation, both (default: all three)")
    List<String> variantIds;

    @Option(names = "--trained", paramLabel = "V", defaultValue = "both",
            description = "what is rounded in training: error, activation, both, or same: what is rounded for the angle, in trainings"
                    + " of their own (default: ${DEFAULT-VALUE})")
    String trainedId;

    @Option(names = "--seed", paramLabel = "S", split = ",", defaultValue = "0",
            description = "of weights, order and noise; several: a training each (default: ${DEFAULT-VALUE})")
    List<Long> seeds;

    @Option(names = "--epochs", paramLabel = "N", description = "of each training (default: the workload's)")
    Integer epochs;

    @Option(names = "--room", paramLabel = "R", defaultValue = "0",
            description = "empty top binades of the exact scales (default: ${DEFAULT-VALUE})")
    int room;

    @Option(names = "--batches", paramLabel = "N", defaultValue = "100",
            description = "mini-batches of an angle (default: ${DEFAULT-VALUE})")
    int batches;

    @Option(names = "--batch-size", paramLabel = "B", defaultValue = "32",
            description = "samples of such a mini-batch (default: ${DEFAULT-VALUE})")
    int batchSize;

    @Option(names = "--repetitions", paramLabel = "N", defaultValue = "1999",
            description = "random orders and drawings behind p and intervals (default: ${DEFAULT-VALUE})")
    int repetitions;

    @Option(names = "--threads", paramLabel = "N",
            description = "trainings at a time (default: all processors); the numbers do not depend on it")
    Integer threads;

    @Option(names = "-o", paramLabel = "DIR", defaultValue = "binade-correlate",
            description = "folder for tables, pictures and finished trainings (default: ${DEFAULT-VALUE})")
    Path output;

    @Option(names = "--json", description = "print everything as JSON instead of tables")
    boolean json;

    @Option(names = "--csv", description = "print the correlations as CSV instead of tables")
    boolean csv;

    @Option(names = {"-q", "--quiet"}, description = "no progress and no notes on standard error")
    boolean quiet;

    private final Map<String, Double> wall = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        check();
        CorrelationPlan plan = usage(this::plan);
        CorrelationReport.prepare(output);
        TrainingData samples = TrainingData.of(plan.workload());
        require(batchSize <= samples.training().count(), "--batch-size " + batchSize + "; allowed: 1 to "
                + samples.training().count() + ", the number of training samples");
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr(), quiet);
        long start = System.nanoTime();
        CorrelationStudy study = new CorrelationStudy(
                plan, samples, FinishedTrainings.in(output.resolve("trainings.csv"), plan));

        progress.begin("angles (format x mini-batch)", study.angleWork());
        ModelStore store = ModelStore.ofUser(System.getenv());
        double[] networks = {0};
        CorrelationStudy.Angles angles = study.angles(seed -> {
            long before = System.nanoTime();
            try {
                return store.trained(plan.workload(), plan.workload().placement(), seed, _ -> { },
                        w -> progress.note("warning: " + w));
            } finally {
                networks[0] += (System.nanoTime() - before) / 1e9;
            }
        }, workers(), progress::update);
        wall.put("angles", progress.end() - networks[0]);
        wall.put("networks", networks[0]);

        progress.begin("training " + plan.formats().size() + " formats (steps)", study.trainingWork());
        study.train(workers(), progress::update);
        wall.put("trainings", progress.end());

        progress.begin("correlations", 1);
        Correlation correlation = study.result(angles, repetitions);
        wall.put("correlations", progress.end());
        CorrelationReport report = new CorrelationReport(correlation, runInfo());
        out.print(json ? report.json() : csv ? report.csv() : report.text());
        out.flush();
        report.write(output);
        wall.put("total", (System.nanoTime() - start) / 1e9);
        new CorrelationReport(correlation, runInfo()).write(output); // now with all times
        progress.note("angles %.1f s, networks %.1f s, trainings %.1f s (%.0f s of one thread in all runs so far); report in %s".formatted(
                wall.get("angles"), wall.get("networks"), wall.get("trainings"), correlation.trainingSeconds(), output));
        return 0;
    }

    private CorrelationPlan plan() {
        Workload workload = Workloads.parse(workloadId).withFolder(data);
        List<Format> formats = List.copyOf(FormatChoice.parse(formatIds));
        Set<Variant> variants = EnumSet.noneOf(Variant.class);
        variantIds.forEach(id -> variants.add(Variant.parse(id)));
        return new CorrelationPlan(
                workload, formats, variants, trainedId.equals("same") ? null : Variant.parse(trainedId), seeds,
                epochs != null ? epochs : workload.epochs(), room, batches, batchSize);
    }

    private void check() {
        require(epochs == null || epochs >= 1 && epochs <= 1_000_000, "--epochs " + epochs + "; allowed: 1 to 1000000");
        require(room >= 0 && room <= 64, "--room " + room + "; allowed: 0 to 64");
        require(batches >= 1, "--batches " + batches + "; at least 1 is needed");
        require(batchSize >= 1, "--batch-size " + batchSize + "; at least 1 is needed");
        require(repetitions >= 1 && repetitions <= 1_000_000, "--repetitions " + repetitions + "; allowed: 1 to 1000000");
        require(threads == null || threads >= 1 && threads <= 1024, "--threads " + threads + "; allowed: 1 to 1024");
        require(seeds.stream().distinct().count() == seeds.size(), "--seed names a seed twice");
        require(!json || !csv, "--json and --csv exclude each other");
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private int workers() {
        return threads != null ? threads : Runtime.getRuntime().availableProcessors();
    }

    private RunInfo runInfo() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("workload", workloadId);
        options.put("formats", String.join(";", formatIds));
        options.put("variant", String.join(",", variantIds));
        options.put("trained", trainedId);
        options.put("seed", seeds.stream().map(String::valueOf).collect(Collectors.joining(",")));
        options.put("epochs", epochs == null ? "" : epochs.toString());
        options.put("room", Integer.toString(room));
        options.put("batches", Integer.toString(batches));
        options.put("batch-size", Integer.toString(batchSize));
        options.put("repetitions", Integer.toString(repetitions));
        return new RunInfo(Invocation.of(spec), Version.NUMBER, Version.commit(), seeds.getFirst(), options, Version.jvm(),
                Machine.cpu(), Kernels.describe(), workers(), wall);
    }

    private <T> T usage(Supplier<T> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }
}
