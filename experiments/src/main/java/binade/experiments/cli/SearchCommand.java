package binade.experiments.cli;

import binade.experiments.report.SearchReport;
import binade.experiments.study.FormatSearch;
import binade.experiments.study.Variant;
import binade.experiments.workload.Workload;
import binade.simulator.training.BatchSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code binade search}. */
@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        header = "Searches the list of a width that turns a network's gradient least, beyond the systematic set.",
        description = {
            "",
            "  binade search                                           8 bits, noisy digits, convolutions",
            "  binade search --workload digits-noisy-mlp --width 6 --any-order",
            "",
            "Starts from all members of the set, changes the best ones by splitting and merging binades, and compares the list",
            "found with every member on mini-batches that the search has not seen.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:done", " 1:failed", " 2:wrong usage", "130:interrupted"})
final class SearchCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    StudyOptions study;

    @Option(names = "--width", paramLabel = "N", defaultValue = "8", description = "bits, 3 to 8 (default: ${DEFAULT-VALUE})")
    int width;

    @Option(names = "--any-order", description = "significant bits may rise towards smaller magnitudes")
    boolean anyOrder;

    @Option(names = "--batches", paramLabel = "N", defaultValue = "20",
            description = "mini-batches of the search (default: ${DEFAULT-VALUE})")
    int batches;

    @Option(names = "--held-out", paramLabel = "N", defaultValue = "24",
            description = "mini-batches of the comparison (default: ${DEFAULT-VALUE})")
    int heldOut;

    @Option(names = "--beam", paramLabel = "N", defaultValue = "4",
            description = "lists whose neighbours are tried in a round (default: ${DEFAULT-VALUE})")
    int beam;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "20", description = "at most (default: ${DEFAULT-VALUE})")
    int rounds;

    @Option(names = "-o", paramLabel = "FILE", description = "write to FILE instead of standard output")
    Path output;

    @Override
    public Integer call() throws IOException {
        study.check(spec);
        StudyOptions.require(spec, width >= 3 && width <= 8, "--width " + width + "; allowed: 3 to 8");
        StudyOptions.require(spec, batches >= 2, "--batches " + batches + "; at least 2 are needed");
        StudyOptions.require(spec, heldOut >= 2, "--held-out " + heldOut + "; at least 2 are needed");
        StudyOptions.require(spec, beam >= 1, "--beam " + beam + "; at least 1 is needed");
        StudyOptions.require(spec, rounds >= 1, "--rounds " + rounds + "; at least 1 is needed");
        Workload workload = StudyOptions.usage(spec, study::workload);
        Variant variant = StudyOptions.usage(spec, study::variant);
        BatchSource source = StudyOptions.usage(spec, () -> workload.measurementBatches(study.batchSize, study.seed));
        StudyOptions.requireHeldOut(spec, workload, source, batches, heldOut);
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr(), study.quiet);
        FormatSearch search = new FormatSearch(
                study.network(workload, progress), source,
                new FormatSearch.Settings(width, study.room, variant, anyOrder, batches, heldOut, beam, rounds), study.workers());
        progress.begin("searching (list x mini-batch)", 0);
        FormatSearch.Found found = search.run(progress::update);
        progress.end();
        SearchReport report = new SearchReport(
                "%s, %d bits, room %d, %s rounded; search on %d mini-batches of %d, seed %d".formatted(
                        workload.id(), width, study.room, variant.id(), batches, study.batchSize, study.seed), found);
        Files.write(output, spec.commandLine().getOut(),
                out -> out.append(study.json ? report.json() : study.csv ? report.csv() : report.text()));
        return 0;
    }
}
