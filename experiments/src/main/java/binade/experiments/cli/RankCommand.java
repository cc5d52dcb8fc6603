package binade.experiments.cli;

import binade.experiments.onnx.OwnModel;
import binade.experiments.report.RankingReport;
import binade.experiments.report.RunInfo;
import binade.experiments.study.AngleJob;
import binade.experiments.study.AngleStudy;
import binade.experiments.study.AngleSubject;
import binade.experiments.study.NetworkSubject;
import binade.experiments.study.Ranking;
import binade.experiments.study.RankingRow;
import binade.experiments.study.RankingStudy;
import binade.experiments.study.RankingStudy.RelativeCost;
import binade.experiments.study.Variant;
import binade.experiments.workload.ModelStore;
import binade.experiments.workload.Placement;
import binade.experiments.workload.Workload;
import binade.experiments.workload.Workloads;
import binade.formats.Format;
import binade.formats.GridFormat;
import binade.formats.kernel.Kernels;
import binade.hwmodel.RelativeCosts;
import binade.simulator.network.Network;
import binade.simulator.training.BatchSource;
import binade.simulator.training.Checkpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code binade rank}: the main job. */
@Command(
        name = "rank",
        mixinStandardHelpOptions = true,
        header = "Ranks number formats by how far they turn a network's weight gradient.",
        description = {
            "",
            "  binade rank                                          498 formats on noisy handwritten digits",
            "  binade rank --workload digits-noisy-cnn --formats 8 --variant both -o cnn8",
            "  binade rank --formats 'fp134,fp143,sm8;list:6x2,5x2,4x2,3x3,2,1,0' --room 0,1",
            "  binade rank --model net.onnx --data test.npz --formats 8          a network of your own",
            "",
            "Trains the reference network on first use and keeps it ($BINADE_CACHE, default ~/.cache/binade).",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:done", " 1:failed", " 2:wrong usage", "130:interrupted"})
final class RankCommand implements Callable<Integer> {
    /** Angles kept in memory; each takes 16 bytes for each of up to three variants. */
    private static final long MAX_ANGLES = 10_000_000;

    private static final List<Integer> SENSITIVITY_ROOMS = List.of(0, 1, 3);

    @Spec
    CommandSpec spec;

    @Option(names = "--workload", paramLabel = "ID", defaultValue = "digits-noisy-mlp",
            description = "digits-mlp, digits-noisy-mlp, digits-noisy-cnn (embedded data); fashion-resnet8, fashion-cnn,"
                    + " fashion-resnet14, fashion-mobile, licence-lstm, licence-transformer (default: ${DEFAULT-VALUE})")
    String workloadId;

    @Mixin
    OwnModelOptions own;

    @Option(names = "--data", paramLabel = "PATH",
            description = "folder of the workload's data (default: where Debian's packages put it); of --model an"
                    + " archive with x and y (numpy.savez)")
    Path data;

    @Option(names = "--formats", paramLabel = "IDS", defaultValue = "paper",
            description = "paper (498 formats), spread (78 of 8 to 3 bits), 8, 7, 6 (one width), or ids separated by"
                    + " , or ; (default: paper)")
    List<String> formatIds;

    @Option(names = "--room", paramLabel = "R", split = ",", defaultValue = "1",
            description = "empty top binades of the scale, 0 to 64; several are ranked apart (default: 1)")
    List<Integer> rooms;

    @Option(names = "--batches", paramLabel = "N", defaultValue = "100",
            description = "mini-batches to average over (default: ${DEFAULT-VALUE})")
    int batches;

    @Option(names = "--batch-size", paramLabel = "B", defaultValue = "32",
            description = "samples in each (default: ${DEFAULT-VALUE})")
    int batchSize;

    @Option(names = "--variant", paramLabel = "V", split = ",", defaultValue = "error,activation,both",
            description = "what is quantized: error, activation, both (default: all three)")
    List<String> variantIds;

    @Option(names = "--placement", paramLabel = "P", defaultValue = "workload",
            description = "where: workload, paper, operands (default: ${DEFAULT-VALUE}; of --model: operands)")
    String placementId;

    @Option(names = "--stop-early", paramLabel = "K", arity = "0..1", fallbackValue = "20", defaultValue = "0",
            description = "after 8, 16, 32 ... mini-batches stop measuring formats that are surely not among the first K of their room"
                    + " (default of K: ${FALLBACK-VALUE})")
    int stopEarly;

    @Option(names = "--threads", paramLabel = "N",
            description = "worker threads (default: all processors); the numbers do not depend on it")
    Integer threads;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "0",
            description = "of weights, order and noise (default: ${DEFAULT-VALUE})")
    long seed;

    @Option(names = "--checkpoint", paramLabel = "FILE",
            description = "the trained network, instead of the kept one (binade's own checkpoint format)")
    Path checkpoint;

    @Option(names = "-o", paramLabel = "DIR", defaultValue = "binade-rank",
            description = "folder for tables, pictures and the page (default: ${DEFAULT-VALUE})")
    Path output;

    @Option(names = "--json", description = "print the ranking as JSON instead of tables")
    boolean json;

    @Option(names = "--csv", description = "print the ranking as CSV instead of tables")
    boolean csv;

    @Option(names = {"-q", "--quiet"}, description = "no progress and no notes on standard error")
    boolean quiet;

    private final Map<String, Double> wall = new LinkedHashMap<>();
    private double saved;
    private String title;
    private Placement placed;

    @Override
    public Integer call() throws IOException {
        long start = System.nanoTime();
        PrintWriter out = spec.commandLine().getOut();
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr(), quiet);
        List<Format> formats = usage(() -> FormatChoice.parse(formatIds));
        Set<Variant> variants = EnumSet.noneOf(Variant.class);
        variantIds.forEach(id -> variants.add(usage(() -> Variant.parse(id))));
        check();
        own.check(spec, data, placementId);
        List<Format> named = own.isGiven() ? List.of() : FormatChoice.sensitivity(formats);
        List<AngleJob> jobs = RankingStudy.jobs(formats, rooms, named, SENSITIVITY_ROOMS);
        AngleSubject subject = own.isGiven() ? ownModel(jobs.size(), progress) : workload(jobs.size(), progress);
        AngleStudy study = new AngleStudy(subject, batches, jobs, variants);
        progress.begin("measuring angles (format x mini-batch)", study.work());
        int workers = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        if (stopEarly > 0) {
            long measured = study.runStoppingEarly(
                    workers, stopEarly, jobs.stream().map(AngleJob::room).toList(), RankingStudy.orderedBy(variants), progress::update);
            saved = 1 - (double) measured / study.work();
            progress.note("stopped early: %d of %d pairs of format and mini-batch measured, %.0f %% of the work saved".formatted(
                    measured, study.work(), 100 * saved));
        } else {
            study.run(workers, progress::update);
        }
        wall.put("angles", progress.end());

        progress.begin("ranking and costs", 1);
        Ranking ranking = ranking(study, jobs, formats, named, variants);
        wall.put("ranking", progress.end());

        progress.begin("report", 1);
        RankingReport report = new RankingReport(ranking, runInfo());
        report.write(output);
        out.print(json ? report.json() : csv ? report.csv() : report.text());
        out.flush();
        wall.put("report", progress.end());
        wall.put("total", (System.nanoTime() - start) / 1e9);
        new RankingReport(ranking, runInfo()).writeRun(output); // now with all times
        progress.note("%s in %.1f s; report in %s".formatted(
                wall.entrySet().stream().filter(e -> !e.getKey().equals("total"))
                        .map(e -> "%s %.1f s".formatted(e.getKey(), e.getValue())).collect(Collectors.joining(", ")),
                wall.get("total"), output.resolve("report.html")));
        return 0;
    }

    private void check() {
        for (int room : rooms) {
            if (room < 0 || room > 64) {
                throw new ParameterException(spec.commandLine(), "--room " + room + "; allowed: 0 to 64");
            }
        }
        if (rooms.stream().distinct().count() != rooms.size()) {
            throw new ParameterException(spec.commandLine(), "--room names a room twice");
        }
        if (batches < 1) {
            throw new ParameterException(spec.commandLine(), "--batches " + batches + "; at least 1 is needed");
        }
        if (threads != null && (threads < 1 || threads > 1024)) {
            throw new ParameterException(spec.commandLine(), "--threads " + threads + "; allowed: 1 to 1024");
        }
        if (stopEarly < 0) {
            throw new ParameterException(spec.commandLine(), "--stop-early " + stopEarly + "; at least 1 is needed");
        }
        if (json && csv) {
            throw new ParameterException(spec.commandLine(), "--json and --csv exclude each other");
        }
    }

    private AngleSubject workload(int jobs, ProgressLine progress) throws IOException {
        Workload workload = usage(() -> Workloads.parse(workloadId).withFolder(data));
        title = workload.id();
        placed = placement(workload);
        BatchSource source = usage(() -> workload.measurementBatches(batchSize, seed));
        prepare(jobs);
        return new NetworkSubject(network(workload, placed, progress), source);
    }

    private AngleSubject ownModel(int jobs, ProgressLine progress) throws IOException {
        placementId = "operands";
        placed = Placement.OPERANDS;
        title = own.model.getFileName().toString();
        progress.begin("reading model and data", 1);
        OwnModel read = own.read(data);
        batches = own.batches(spec, read, data, batchSize, batches);
        prepare(jobs);
        AngleSubject subject = own.subject(read, batchSize);
        wall.put("model", progress.end());
        return subject;
    }

    private void prepare(int jobs) throws IOException {
        if ((long) batches * jobs > MAX_ANGLES) {
            throw new ParameterException(spec.commandLine(), "--batches " + batches + " times " + jobs
                    + " pairs of format and room is more than this command holds in memory; at most " + MAX_ANGLES / jobs
                    + " mini-batches for these formats");
        }
        RankingReport.checkWritable(output);
    }

    private Placement placement(Workload workload) {
        return switch (placementId) {
            case "workload" -> workload.placement();
            case "paper" -> Placement.PAPER;
            case "operands" -> Placement.OPERANDS;
            default -> throw new ParameterException(spec.commandLine(),
                    "unknown placement '" + placementId + "'; allowed: workload paper operands");
        };
    }

    private Network network(Workload workload, Placement placement, ProgressLine progress) throws IOException {
        progress.begin("training the reference network (steps)", workload.trainingSteps());
        Network network;
        if (checkpoint != null) {
            network = workload.network(placement);
            Checkpoint.load(checkpoint, network, workload.checkpointDescription(seed));
        } else {
            network = ModelStore.ofUser(System.getenv())
                    .trained(workload, placement, seed, progress::update, w -> progress.note("warning: " + w));
        }
        wall.put("network", progress.end());
        return network;
    }

    private Ranking ranking(
            AngleStudy study, List<AngleJob> jobs, List<Format> formats, List<Format> named, Set<Variant> variants) {
        Variant orderedBy = RankingStudy.orderedBy(variants);
        Map<Format, RelativeCost> costs = new LinkedHashMap<>();
        java.util.function.Function<Format, RelativeCost> cost = f -> costs.computeIfAbsent(f, g -> {
            if (!(g instanceof GridFormat grid)) {
                return new RelativeCost(Double.NaN, Double.NaN); // no model of such a unit
            }
            RelativeCosts.Relative c = RelativeCosts.assumed(grid);
            return new RelativeCost(c.area(), c.energy());
        });
        List<RankingRow> rows = RankingStudy.rows(
                study, jobs, RankingStudy.jobs(formats, rooms, List.of(), List.of()), orderedBy, cost);
        List<RankingRow> sensitivity = RankingStudy.rows(
                study, jobs, RankingStudy.jobs(List.of(), List.of(), named, SENSITIVITY_ROOMS), orderedBy, cost);
        return new Ranking(title, seed, study.loss(), batches, batchSize, rooms, placementId, orderedBy, rows,
                sensitivity);
    }

    private RunInfo runInfo() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("workload", own.isGiven() ? "" : workloadId);
        options.put("model", own.isGiven() ? own.model.toString() : "");
        options.put("loss", own.isGiven() ? own.lossId : "");
        options.put("data", data == null ? "" : data.toString());
        options.put("formats", String.join(";", formatIds));
        options.put("room", rooms.stream().map(String::valueOf).collect(Collectors.joining(",")));
        options.put("batches", Integer.toString(batches));
        options.put("batch-size", Integer.toString(batchSize));
        options.put("variant", String.join(",", variantIds));
        options.put("placement", placementId + " (" + placed.name().toLowerCase(Locale.ROOT) + ")");
        options.put("stop-early", stopEarly == 0 ? "" : stopEarly + ", %.3f of the work saved".formatted(saved));
        options.put("seed", Long.toString(seed));
        options.put("checkpoint", checkpoint == null ? "" : checkpoint.toString());
        int workers = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        return new RunInfo(Invocation.of(spec), Version.NUMBER, Version.commit(), seed, options, Version.jvm(), Machine.cpu(),
                Kernels.describe(), workers, wall);
    }

    private <T> T usage(java.util.function.Supplier<T> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }
}
