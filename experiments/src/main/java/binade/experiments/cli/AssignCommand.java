package binade.experiments.cli;

import binade.experiments.report.AssignmentReport;
import binade.experiments.study.Variant;
import binade.experiments.study.assignment.AssignmentStudy;
import binade.experiments.study.assignment.CostKind;
import binade.experiments.workload.Workload;
import binade.formats.Format;
import binade.formats.Formats;
import binade.simulator.training.BatchSource;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code binade assign}. */
@Command(
        name = "assign",
        mixinStandardHelpOptions = true,
        header = "Assigns a format to each layer within a budget of bits, area or energy.",
        description = {
            "",
            "  binade assign --budget 6                              at most 6 bits per value, noisy digits, convolutions",
            "  binade assign --cost energy --budget sm8              at most the energy of INT8 in every layer",
            "  binade assign --workload digits-noisy-mlp --formats fp134,fp133,fp132,log4 --budget 5.5 --exhaustive",
            "",
            "Measures how far each layer's rounding alone turns the gradient, chooses greedily by adding squares, then measures the",
            "choice and its neighbours with all layers rounded, and compares the outcome with every format used everywhere on",
            "mini-batches that the choice has not seen.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:done", " 1:failed", " 2:wrong usage", "130:interrupted"})
final class AssignCommand implements Callable<Integer> {
    private static final MathContext FOUR_DIGITS = new MathContext(4);

    @Spec
    CommandSpec spec;

    @Mixin
    StudyOptions study;

    @Option(names = "--formats", paramLabel = "IDS", defaultValue = "named",
            description = "what a layer may have, as for rank (default: ${DEFAULT-VALUE}, 24 lists of 8 to 3 bits)")
    List<String> formatIds;

    @Option(names = "--cost", paramLabel = "KIND", defaultValue = "bits",
            description = "what the budget is of: bits (of values, as many as are rounded in a layer), area or energy (of"
                    + " multiply-accumulates, INT8 is 1) (default: ${DEFAULT-VALUE})")
    String costId;

    @Option(names = "--budget", paramLabel = "X", defaultValue = "6",
            description = "mean over the layers, or a format: what it costs everywhere (default: ${DEFAULT-VALUE})")
    String budgetText;

    @Option(names = "--batches", paramLabel = "N", defaultValue = "8",
            description = "mini-batches of the choice (default: ${DEFAULT-VALUE})")
    int batches;

    @Option(names = "--held-out", paramLabel = "N", defaultValue = "24",
            description = "mini-batches of the comparison (default: ${DEFAULT-VALUE})")
    int heldOut;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "20",
            description = "of exchanges, at most; 0: the greedy choice or a format used everywhere (default: ${DEFAULT-VALUE})")
    int rounds;

    @Option(names = "--exhaustive", description = "measure all assignments too, and say which place the outcome has")
    boolean exhaustive;

    @Option(names = "-o", paramLabel = "FILE", description = "write to FILE instead of standard output")
    Path output;

    @Override
    public Integer call() throws IOException {
        study.check(spec);
        StudyOptions.require(spec, batches >= 1, "--batches " + batches + "; at least 1 is needed");
        StudyOptions.require(spec, heldOut >= 2, "--held-out " + heldOut + "; at least 2 are needed");
        StudyOptions.require(spec, rounds >= 0, "--rounds " + rounds + "; at least 0 is needed");
        Workload workload = StudyOptions.usage(spec, study::workload);
        List<Format> formats = StudyOptions.usage(spec, () -> FormatChoice.parse(formatIds));
        StudyOptions.require(spec, formats.size() >= 2, "--formats names one format; at least 2 are needed to choose from");
        Variant variant = StudyOptions.usage(spec, study::variant);
        CostKind cost = StudyOptions.usage(spec, () -> CostKind.parse(costId));
        double budget = StudyOptions.usage(spec, () -> budget(cost));
        BatchSource source = StudyOptions.usage(spec, () -> workload.measurementBatches(study.batchSize, study.seed));
        StudyOptions.requireHeldOut(spec, workload, source, batches, heldOut);
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr(), study.quiet);
        AssignmentStudy run = new AssignmentStudy(
                study.network(workload, progress), source,
                new AssignmentStudy.Settings(formats, study.room, variant, cost, budget, batches, heldOut, rounds, exhaustive),
                study.workers());
        progress.begin("measuring (case x mini-batch)", 0);
        AssignmentStudy.Found found = StudyOptions.usage(spec, () -> run.run(progress::update));
        progress.end();
        AssignmentReport report = new AssignmentReport(
                "%s, at most %s %s, room %d, %s rounded; choice on %d mini-batches of %d, seed %d".formatted(
                        workload.id(), new BigDecimal(budget).round(FOUR_DIGITS).stripTrailingZeros().toPlainString(), cost.unit(),
                        study.room, variant.id(), batches, study.batchSize, study.seed), found);
        Files.write(output, spec.commandLine().getOut(),
                out -> out.append(study.json ? report.json() : study.csv ? report.csv() : report.text()));
        return 0;
    }

    private double budget(CostKind cost) {
        double number;
        try {
            number = Double.parseDouble(budgetText);
        } catch (NumberFormatException notANumber) {
            return cost.of(Formats.any(budgetText));
        }
        if (!(number > 0) || Double.isInfinite(number)) {
            throw new IllegalArgumentException("--budget " + budgetText + "; allowed: positive numbers and format ids");
        }
        return number;
    }
}
