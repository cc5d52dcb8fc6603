package binade.experiments.cli;

import binade.experiments.report.RunInfo;
import binade.experiments.report.TrainingReport;
import binade.experiments.study.TrainingData;
import binade.experiments.study.TrainingPlan;
import binade.experiments.study.TrainingResult;
import binade.experiments.study.TrainingRun;
import binade.experiments.study.TrainingStudy;
import binade.experiments.workload.Workload;
import binade.experiments.workload.Workloads;
import binade.formats.kernel.Kernels;
import binade.simulator.matrix.Workers;
import binade.simulator.training.RecipeTrainer;
import binade.simulator.training.Schedule;
import binade.simulator.training.recipe.Recipe;
import binade.simulator.training.recipe.Recipes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code binade train}. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        header = "Trains a network in low precision, by one recipe or several side by side.",
        description = {
            "",
            "  binade train --recipe paper --compare fp32",
            "  binade train --workload digits-noisy-mlp --recipe log4-nearest --compare log4-hysteresis,fp32 \\",
            "    --epochs 100 --lr 0.01 --schedule constant --seed 0,1,2,3,4 -o hysteresis",
            "  binade train --recipe log4-nearest --print-recipe > mine.json     a recipe to start from",
            "  binade train --recipe mine.json",
            "  binade train --recipe fp16-unscaled --compare fp16-mixed --flushed     what loss scaling saves",
            "  binade train --recipe fp8-h100 --compare fp8-h100-promoted --angle-to fp8-exact     what an accumulator costs",
            "",
            "Writes runs.csv, a CSV per run with a line per step, loss.png, accuracy.png, flips.png and run.json. Every run",
            "keeps its state now and then; the same command with --resume goes on from there, to the same bits.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done", " 1:failed", " 2:wrong usage", " 3:it ran, but a run diverged", "130:interrupted"
        })
final class TrainCommand implements Callable<Integer> {
    private static final int EVALUATIONS = 20;

    @Spec
    CommandSpec spec;

    @Option(names = "--workload", paramLabel = "ID", defaultValue = "digits-mlp",
            description = "data and network (default: ${DEFAULT-VALUE})")
    String workloadId;

    @Option(names = "--data", paramLabel = "DIR", description = "folder of the workload's data, where it is not embedded")
    Path data;

    @Option(names = "--recipe", paramLabel = "ID|FILE", defaultValue = "paper",
            description = "a shipped recipe or a JSON file (default: ${DEFAULT-VALUE}; --list-recipes shows all)")
    String recipeId;

    @Option(names = "--compare", paramLabel = "ID|FILE", split = ",", description = "further recipes, with the same seeds")
    List<String> others = List.of();

    @Option(names = "--epochs", paramLabel = "N", description = "passes over the data (default: the workload's)")
    Integer epochs;

    @Option(names = "--lr", paramLabel = "X", description = "peak learning rate (default: the workload's)")
    Double learningRate;

    @Option(names = "--schedule", paramLabel = "S", description = "cosine or constant (default: the workload's)")
    String schedule;

    @Option(names = "--seed", paramLabel = "S", split = ",", defaultValue = "0",
            description = "of weights, order, noise and stochastic rounding; several: a run each (default: ${DEFAULT-VALUE})")
    List<Long> seeds;

    @Option(names = "--threads", paramLabel = "N",
            description = "in all: a run each, several to a run if there are more (default: all processors); the numbers do not depend"
                    + " on it")
    Integer threads;

    @Option(names = "--evaluate-every", paramLabel = "N",
            description = "epochs between two evaluations on the test samples (default: a twentieth of all)")
    Integer evaluateEvery;

    @Option(names = "--keep-every", paramLabel = "N", defaultValue = "0",
            description = "steps between two saved states (default: at the end of an epoch, once a second)")
    int keepEvery;

    @Option(names = "--flushed",
            description = "count the errors and weight gradients that are rounded to zero, and their binades: two columns per step,"
                    + " flushed.png and exponents.png")
    boolean flushed;

    @Option(names = "--angle-to", paramLabel = "ID|FILE",
            description = "measure in every step the angle between the weight gradient and the one with the matrix products of this"
                    + " recipe: a column per step and angle.png")
    String angleTo;

    @Option(names = "--resume", description = "go on from the states in the folder of -o; runs without a state begin anew")
    boolean resume;

    @Option(names = "-o", paramLabel = "DIR", defaultValue = "binade-train",
            description = "folder for tables, pictures and states (default: ${DEFAULT-VALUE})")
    Path output;

    @Option(names = "--list-recipes", description = "print the shipped recipes and stop")
    boolean list;

    @Option(names = "--print-recipe", description = "print the recipe as JSON, every value stated, and stop")
    boolean print;

    @Option(names = "--json", description = "print the runs as JSON instead of a table")
    boolean json;

    @Option(names = "--csv", description = "print the runs as CSV instead of a table")
    boolean csv;

    @Option(names = {"-q", "--quiet"}, description = "no progress and no notes on standard error")
    boolean quiet;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            PlainTable table = new PlainTable("id", "title", "source");
            Recipes.all().forEach(r -> table.add(r.id(), r.title(), r.source()));
            table.text(out);
            out.flush();
            return 0;
        }
        if (print) {
            out.print(Recipes.write(usage(() -> Recipes.parse(recipeId))));
            out.flush();
            return 0;
        }
        return train(out);
    }

    private int train(PrintWriter out) throws IOException {
        check();
        List<TrainingPlan> plans = usage(this::plans);
        Recipe reference = angleTo == null ? null : usage(() -> Recipes.parse(angleTo));
        TrainingReport.checkWritable(output);
        int evaluations = evaluateEvery != null ? evaluateEvery : Math.max(1, plans.getFirst().epochs() / EVALUATIONS);
        // as many threads to a run as there are more threads than runs: they are daemons and end with the process
        int share = Math.max(1, workers() / plans.size());
        TrainingData samples = TrainingData.of(plans.getFirst().workload());
        // each is set up when its turn comes: what it computes in is far larger than its result
        List<Supplier<TrainingRun>> runs = plans.stream()
                .<Supplier<TrainingRun>>map(p -> () -> prepare(p, samples, evaluations, share, reference))
                .toList();
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr(), quiet);
        long start = System.nanoTime();
        long total = plans.stream().mapToLong(p -> p.steps(samples)).sum();
        progress.begin(plans.size() == 1 ? "training (steps)" : "training " + plans.size() + " runs (steps)", total);
        AtomicLong done = new AtomicLong();
        List<TrainingResult> results = TrainingStudy.run(runs, workers(), (loss, accuracy) -> progress.update(
                done.incrementAndGet(), ", loss %.4f, accuracy %.1f %%".formatted(loss, 100 * accuracy)));
        Map<String, Double> wall = new LinkedHashMap<>();
        results.forEach(r -> wall.put(r.plan().name(), r.seconds()));
        wall.put("training", progress.end());
        TrainingReport report = new TrainingReport(results, runInfo(plans.getFirst(), wall));
        out.print(json ? report.json() : csv ? report.csv() : report.text());
        out.flush();
        wall.put("total", (System.nanoTime() - start) / 1e9);
        new TrainingReport(results, runInfo(plans.getFirst(), wall)).write(output);
        progress.note("%d runs in %.1f s; curves and logs in %s".formatted(results.size(), wall.get("total"), output));
        results.stream().filter(r -> r.divergedAt() >= 0).forEach(r -> progress.note(
                "warning: %s diverged at step %d: numbers ceased to be finite; try a lower --lr or loss scaling"
                        .formatted(r.plan().name(), r.divergedAt())));
        return results.stream().anyMatch(r -> r.divergedAt() >= 0) ? 3 : 0;
    }

    private TrainingRun prepare(TrainingPlan plan, TrainingData samples, int evaluations, int share, Recipe reference) {
        TrainingRun run = new TrainingRun(
                plan, samples, evaluations,
                new TrainingRun.Keeping(output.resolve(plan.name() + ".state"), resume, keepEvery),
                share == 1 ? Workers.ONE : new Workers(share));
        if (flushed) {
            run.countFlushed();
        }
        if (reference != null) {
            run.compareGradients(RecipeTrainer.products(reference.products()));
        }
        return run;
    }

    private List<TrainingPlan> plans() {
        Workload workload = Workloads.parse(workloadId);
        workload = data == null ? workload : workload.withFolder(data);
        List<Recipe> recipes = new ArrayList<>(List.of(Recipes.parse(recipeId)));
        others.forEach(id -> recipes.add(Recipes.parse(id)));
        if (recipes.stream().map(Recipe::id).distinct().count() != recipes.size()) {
            throw new IllegalArgumentException("two recipes have one id: "
                    + recipes.stream().map(Recipe::id).collect(Collectors.joining(" ")));
        }
        Schedule s = Schedule.parse(schedule != null ? schedule : workload.schedule());
        List<TrainingPlan> plans = new ArrayList<>();
        for (Recipe recipe : recipes) {
            for (long seed : seeds) {
                plans.add(new TrainingPlan(
                        workload, recipe, seed, epochs != null ? epochs : workload.epochs(),
                        learningRate != null ? learningRate : workload.learningRate(), s));
            }
        }
        return plans;
    }

    private void check() {
        require(epochs == null || epochs >= 1 && epochs <= 1_000_000, "--epochs " + epochs + "; allowed: 1 to 1000000");
        require(learningRate == null || learningRate >= 0 && learningRate <= 1e6, "--lr " + learningRate + "; allowed: 0 to 1e6");
        require(threads == null || threads >= 1 && threads <= 1024, "--threads " + threads + "; allowed: 1 to 1024");
        require(evaluateEvery == null || evaluateEvery >= 1, "--evaluate-every " + evaluateEvery + "; at least 1 is needed");
        require(keepEvery >= 0, "--keep-every " + keepEvery + "; at least 1 is needed");
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

    private RunInfo runInfo(TrainingPlan first, Map<String, Double> wall) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("workload", workloadId);
        options.put("recipe", recipeId);
        options.put("compare", String.join(",", others));
        options.put("epochs", Integer.toString(first.epochs()));
        options.put("lr", Double.toString(first.learningRate()));
        options.put("schedule", first.schedule().name().toLowerCase(Locale.ROOT));
        options.put("seed", seeds.stream().map(String::valueOf).collect(Collectors.joining(",")));
        options.put("flushed", Boolean.toString(flushed));
        if (angleTo != null) {
            options.put("angle-to", angleTo);
        }
        options.put("resume", Boolean.toString(resume));
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
