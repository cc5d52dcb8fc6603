package binade.experiments.cli;

import binade.experiments.study.QuantizationRow;
import binade.experiments.study.QuantizationStudy;
import binade.experiments.workload.ModelStore;
import binade.experiments.workload.Workload;
import binade.experiments.workload.Workloads;
import binade.simulator.network.Network;
import binade.simulator.quantize.QuantizationRecipe;
import binade.simulator.quantize.QuantizationRecipes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code binade quantize}. */
@Command(
        name = "quantize",
        mixinStandardHelpOptions = true,
        header = "Quantizes a trained network without training it again; accuracy and size before and after.",
        description = {
            "",
            "  binade quantize --workload digits-noisy-cnn --compare dynamic,weight-only",
            "  binade quantize --workload licence-transformer --method awq --compare w4-group,gptq",
            "  binade quantize --weights fp134 --activations e4m3fn --observer mse",
            "  binade quantize --method smoothquant --compare static --plant-outliers 6     what outliers do, and what helps",
            "  binade quantize --method w4-group --progressive 0.2     tried again in binary32 where unsure",
            "  binade quantize --method awq --print-recipe > mine.json     a recipe to start from; then --method mine.json",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:done", " 1:failed", " 2:wrong usage", "130:interrupted"})
final class QuantizeCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Option(names = "--workload", paramLabel = "ID", defaultValue = "digits-noisy-mlp",
            description = "data and network (default: ${DEFAULT-VALUE})")
    String workloadId;

    @Option(names = "--data", paramLabel = "DIR", description = "folder of the workload's data, where it is not embedded")
    Path data;

    @Option(names = {"--method", "--recipe"}, paramLabel = "ID|FILE", defaultValue = "static",
            description = "a shipped recipe or a JSON file (default: ${DEFAULT-VALUE}; --list-recipes shows all)")
    String method;

    @Option(names = "--compare", paramLabel = "ID|FILE", split = ",", description = "further recipes, with the same options")
    List<String> others = List.of();

    @Mixin
    QuantizeOptions changes = new QuantizeOptions();

    @Option(names = "--calibration", paramLabel = "N", defaultValue = "256",
            description = "training samples that ranges and statistics come from (default: ${DEFAULT-VALUE})")
    int calibration;

    @Option(names = "--plant-outliers", paramLabel = "K", defaultValue = "0",
            description = "make one channel in 16 larger by 2^K and the weights behind smaller: the same function, to the bit")
    int outliers;

    @Option(names = "--plant-faults", paramLabel = "K", defaultValue = "0",
            description = "make one value in --fault-every of the calibration samples 2^K times the largest")
    int faults;

    @Option(names = "--fault-every", paramLabel = "N", defaultValue = "4096", description = "for --plant-faults (default: ${DEFAULT-VALUE})")
    int faultEvery;

    @Option(names = "--progressive", paramLabel = "T",
            description = "a second row: samples whose two largest softmax outputs are closer than T (0 to 1) are tried again")
    Double threshold;

    @Option(names = "--retry", paramLabel = "ID|FILE", defaultValue = "fp32",
            description = "what they are tried again with: a recipe, or fp32 (default: ${DEFAULT-VALUE})")
    String retry;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "0",
            description = "of the trained weights, the samples and planted outliers (default: ${DEFAULT-VALUE})")
    long seed;

    @Option(names = "--list-recipes", description = "print the shipped recipes and stop")
    boolean list;

    @Option(names = "--print-recipe", description = "print the recipe as JSON, every value stated, and stop")
    boolean print;

    @Mixin
    TableOptions table = new TableOptions();

    @Option(names = {"-q", "--quiet"}, description = "no progress and no notes on standard error")
    boolean quiet;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            PlainTable recipes = new PlainTable("id", "title", "source");
            QuantizationRecipes.all().forEach(r -> recipes.add(r.id(), r.title(), r.source()));
            table.print(recipes, out);
            return 0;
        }
        List<QuantizationRecipe> recipes = usage(this::recipes);
        if (print) {
            Files.write(table.output, out, o -> o.append(QuantizationRecipes.write(recipes.getFirst())));
            return 0;
        }
        QuantizationStudy.Retry again = usage(this::retry);
        Workload workload = usage(() -> data == null ? Workloads.parse(workloadId) : Workloads.parse(workloadId).withFolder(data));
        check(workload);
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr(), quiet);
        progress.begin("training the network (steps)", workload.trainingSteps());
        Network network = ModelStore.ofUser(System.getenv())
                .trained(workload, null, seed, progress::update, w -> progress.note("warning: " + w));
        progress.end();
        QuantizationStudy study = new QuantizationStudy(
                network, workload, new QuantizationStudy.Settings(calibration, seed, outliers, faults, faultEvery));
        progress.begin("quantizing (recipes)", recipes.size());
        List<QuantizationRow> rows = study.run(recipes, again, progress::update);
        progress.end();
        boolean text = !table.style.json && !table.style.csv;
        table.print(text ? text(rows) : full(rows), out);
        return 0;
    }

    private List<QuantizationRecipe> recipes() {
        List<QuantizationRecipe> recipes = new ArrayList<>(List.of(changes.apply(QuantizationRecipes.parse(method))));
        others.forEach(id -> recipes.add(changes.apply(QuantizationRecipes.parse(id))));
        if (recipes.stream().map(QuantizationRecipe::id).distinct().count() != recipes.size()) {
            throw new IllegalArgumentException("two recipes have one id: "
                    + recipes.stream().map(QuantizationRecipe::id).collect(Collectors.joining(" ")));
        }
        return recipes;
    }

    private QuantizationStudy.Retry retry() {
        if (threshold == null) {
            if (!retry.equals("fp32")) {
                throw new IllegalArgumentException("--retry " + retry + " goes with --progressive");
            }
            return null;
        }
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("--progressive " + threshold + "; allowed: 0 to 1");
        }
        return new QuantizationStudy.Retry(threshold, retry.equals("fp32") ? null : QuantizationRecipes.parse(retry));
    }

    private void check(Workload workload) {
        int most = workload.training().count();
        require(calibration >= 1 && calibration <= most,
                "--calibration " + calibration + "; allowed: 1 to " + most + ", the number of training samples");
        require(outliers >= 0 && outliers <= 20, "--plant-outliers " + outliers + "; allowed: 0 to 20");
        require(faults >= 0 && faults <= 20, "--plant-faults " + faults + "; allowed: 0 to 20");
        require(faults > 0 || !spec.commandLine().getParseResult().hasMatchedOption("--fault-every"),
                "--fault-every goes with --plant-faults");
        require(faultEvery >= 1, "--fault-every " + faultEvery + "; at least 1 is needed");
        require(faults == 0 || workload.sequence() == 0, "--plant-faults is for images; token numbers cannot be faulty");
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private static PlainTable full(List<QuantizationRow> rows) {
        PlainTable t = new PlainTable(
                "method", "weights", "activations", "loss", "accuracy", "accuracy_drop_points", "retried", "bytes", "ratio", "seconds");
        rows.forEach(r -> t.add(r.method(), r.weights(), r.activations(), r.loss(), r.accuracy(), r.accuracyDrop(), r.retried(), r.bytes(),
                r.ratio(), r.seconds()));
        return t;
    }

    private static PlainTable text(List<QuantizationRow> rows) {
        PlainTable t = new PlainTable(
                "method", "weights", "activations", "loss", "accuracy %", "drop", "retried %", "bytes", "ratio", "seconds");
        rows.forEach(r -> t.add(r.method(), r.weights(), r.activations(), number("%.4f", r.loss()),
                number("%.2f", 100 * r.accuracy()), number("%.2f", r.accuracyDrop()), r.retried() == 0 ? null : number("%.1f", 100 * r.retried()), r.bytes(), number("%.2f", r.ratio()),
                number("%.2f", r.seconds())));
        return t;
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private <T> T usage(Supplier<T> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }
}
