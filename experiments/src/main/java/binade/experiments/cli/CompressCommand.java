package binade.experiments.cli;

import binade.experiments.study.CompressionResult;
import binade.experiments.study.CompressionRow;
import binade.experiments.study.CompressionStudy;
import binade.experiments.workload.ModelStore;
import binade.experiments.workload.Workload;
import binade.experiments.workload.Workloads;
import binade.simulator.compression.CompressedNetwork;
import binade.simulator.compression.CompressionRecipe;
import binade.simulator.compression.CompressionRecipes;
import binade.simulator.matrix.Workers;
import binade.simulator.network.Network;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code binade compress}. */
@Command(
        name = "compress",
        mixinStandardHelpOptions = true,
        header = "Makes a trained network small: pruning, 2:4 sparsity, shared weights, Huffman coding; the size to the byte.",
        description = {
            "",
            "  binade compress --workload digits-mlp",
            "  binade compress --sparsity 0.9 --bits 3 --save digits.small",
            "  binade compress --recipe two-of-four         2:4 sparsity, trained on",
            "  binade compress --load digits.small          what a file holds, and its accuracy",
            "  binade compress --print-recipe > mine.json   a recipe to start from; then --recipe mine.json",
            "",
            "The file is read back and compared: exit code 3 if it gives other weights.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:done", " 1:failed", " 2:wrong usage", " 3:the file does not give the weights back", "130:interrupted"})
final class CompressCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Option(names = "--workload", paramLabel = "ID", defaultValue = "digits-mlp",
            description = "data and network (default: ${DEFAULT-VALUE})")
    String workloadId;

    @Option(names = "--data", paramLabel = "DIR", description = "folder of the workload's data, where it is not embedded")
    Path data;

    @Option(names = "--recipe", paramLabel = "ID|FILE", defaultValue = "deep-compression",
            description = "a shipped recipe or a JSON file (default: ${DEFAULT-VALUE}; --list-recipes shows all)")
    String recipeId;

    @Mixin
    CompressOptions changes = new CompressOptions();

    @Option(names = "--save", paramLabel = "FILE", description = "write the compressed network")
    Path save;

    @Option(names = "--load", paramLabel = "FILE", description = "show a compressed network; nothing is trained")
    Path load;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "0",
            description = "of the trained weights, of batches and random centroids (default: ${DEFAULT-VALUE})")
    long seed;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "2",
            description = "changes no bit (default: ${DEFAULT-VALUE})")
    int threads;

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
            CompressionRecipes.all().forEach(r -> recipes.add(r.id(), r.title(), r.source()));
            table.print(recipes, out);
            return 0;
        }
        if (load != null) {
            StudyOptions.refuse(
                    spec, "--load, which makes nothing", "--recipe", "--sparsity", "--bits", "--start", "--gap-bits", "--prune-epochs",
                    "--prune-rate", "--tune-epochs", "--tune-rate", "--seed", "--print-recipe");
        }
        CompressionRecipe recipe = usage(() -> changes.apply(CompressionRecipes.parse(recipeId)));
        if (print) {
            Files.write(table.output, out, o -> o.append(CompressionRecipes.write(recipe)));
            return 0;
        }
        if (threads < 1 || load != null && save != null) {
            throw new ParameterException(spec.commandLine(), threads < 1
                    ? "--threads " + threads + "; at least 1 is needed" : "--load shows a file and --save writes one; give one of them");
        }
        Workload workload = usage(() -> data == null ? Workloads.parse(workloadId) : Workloads.parse(workloadId).withFolder(data));
        CompressionStudy study = new CompressionStudy(workload);
        CompressionResult result = load == null ? compress(workload, study, recipe) : read(study);
        if (save != null) {
            result.file().save(save);
        }
        PlainTable full = full(result);
        if (table.style.json || table.style.csv) {
            table.print(full, out);
        } else {
            Files.write(table.output, out, o -> text(result, o));
        }
        if (!result.exact()) {
            spec.commandLine().getErr().println("binade compress: the file gives other weights back than were coded");
            return 3;
        }
        return 0;
    }

    private CompressionResult read(CompressionStudy study) throws IOException {
        CompressedNetwork file = CompressedNetwork.load(load);
        try {
            return study.read(file);
        } catch (IllegalArgumentException e) {
            throw new UserException(load + " is no network of " + workloadId + ": " + e.getMessage()
                    + "; give the --workload it was made of", e);
        }
    }

    private CompressionResult compress(Workload workload, CompressionStudy study, CompressionRecipe recipe) throws IOException {
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr(), quiet);
        progress.begin("training the network (steps)", workload.trainingSteps());
        Network network = ModelStore.ofUser(System.getenv())
                .trained(workload, null, seed, progress::update, w -> progress.note("warning: " + w));
        progress.end();
        progress.begin("compressing (steps)", study.steps(recipe));
        try (Workers workers = new Workers(threads)) {
            return study.run(network, recipe, seed, workers, progress::update);
        } finally {
            progress.end();
        }
    }

    private static PlainTable full(CompressionResult result) {
        PlainTable t = new PlainTable(
                "layer", "weights", "kept", "bits", "gap_bits", "coded_bits", "coded_gap_bits", "bytes_fp32", "bytes_pruned",
                "bytes_shared", "bytes_coded", "ratio", "accuracy_trained", "accuracy_pruned", "accuracy_shared", "accuracy_tuned",
                "accuracy_coded");
        for (CompressionRow r : result.rows()) {
            boolean total = r.layer().equals("total");
            t.add(r.layer(), r.weights(), r.kept(), r.bits(), r.gapBits(), r.codedBits(), r.codedGapBits(), r.bytes(),
                    r.prunedBytes(), r.sharedBytes(), r.codedBytes(), r.ratio(), accuracy(result, "trained", total),
                    accuracy(result, "pruned", total), accuracy(result, "shared", total), accuracy(result, "tuned", total),
                    accuracy(result, "coded", total));
        }
        return t;
    }

    private static Double accuracy(CompressionResult result, String stage, boolean total) {
        return result.stages().stream().filter(s -> total && s.name().equals(stage)).map(s -> s.test().accuracy())
                .findFirst().orElse(null);
    }

    private static void text(CompressionResult result, Appendable out) throws IOException {
        PlainTable layers = new PlainTable(
                "layer", "weights", "kept %", "bits", "coded", "gap bits", "coded", "fp32 bytes", "pruned", "shared", "coded", "ratio");
        for (CompressionRow r : result.rows()) {
            boolean tensor = r.bits() > 0;
            layers.add(r.layer(), r.weights(), r.weights() == 0 ? null : number("%.1f", 100.0 * r.kept() / r.weights()),
                    tensor ? r.bits() : null, tensor ? number("%.2f", r.codedBits()) : null, tensor ? r.gapBits() : null,
                    tensor ? number("%.2f", r.codedGapBits()) : null, r.bytes(), r.prunedBytes(), r.sharedBytes(),
                    r.codedBytes(), number("%.1f", r.ratio()));
        }
        layers.text(out);
        out.append('\n');
        PlainTable stages = new PlainTable("stage", "bytes", "ratio", "loss", "accuracy %", "drop");
        CompressionResult.Stage first = result.stages().getFirst();
        boolean read = result.stages().size() == 1; // a file tells nothing of the network it was made from
        long values = result.rows().getLast().bytes();
        for (CompressionResult.Stage s : result.stages()) {
            stages.add(s.name(), s.bytes(), number("%.2f", (double) values / s.bytes()), number("%.4f", s.test().loss()),
                    number("%.2f", 100 * s.test().accuracy()),
                    read ? "-" : number("%.2f", 100 * (first.test().accuracy() - s.test().accuracy())));
        }
        stages.text(out);
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
