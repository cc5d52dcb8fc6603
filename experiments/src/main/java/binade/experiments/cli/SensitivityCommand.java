package binade.experiments.cli;

import binade.experiments.report.SensitivityReport;
import binade.experiments.study.NetworkSubject;
import binade.experiments.study.SensitivityStudy;
import binade.experiments.study.Variant;
import binade.experiments.workload.Workload;
import binade.formats.Format;
import binade.simulator.training.BatchSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code binade sensitivity}. */
@Command(
        name = "sensitivity",
        mixinStandardHelpOptions = true,
        header = "Shows in which layers a format hurts.",
        description = {
            "",
            "  binade sensitivity                                    named 8-bit formats on noisy digits, convolutions",
            "  binade sensitivity --workload fashion-resnet8 --formats fp134,fp143,sm8 --variant error -o where",
            "",
            "Rounds at the quantization points of one layer only, and measures how far the whole gradient turns; beside it",
            "the angle of each weight tensor's own gradient with all points rounded. Heat maps in DIR.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:done", " 1:failed", " 2:wrong usage", "130:interrupted"})
final class SensitivityCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    StudyOptions study;

    @Option(names = "--formats", paramLabel = "IDS", defaultValue = "fp125,fp134,fp143,fp152,sm8",
            description = "as for rank (default: ${DEFAULT-VALUE})")
    List<String> formatIds;

    @Option(names = "--batches", paramLabel = "N", defaultValue = "8",
            description = "mini-batches to average over (default: ${DEFAULT-VALUE})")
    int batches;

    @Option(names = "-o", paramLabel = "DIR", defaultValue = "binade-sensitivity",
            description = "folder for tables and heat maps (default: ${DEFAULT-VALUE})")
    Path output;

    @Override
    public Integer call() throws IOException {
        study.check(spec);
        StudyOptions.require(spec, batches >= 1, "--batches " + batches + "; at least 1 is needed");
        Workload workload = StudyOptions.usage(spec, study::workload);
        List<Format> formats = StudyOptions.usage(spec, () -> FormatChoice.parse(formatIds));
        Variant variant = StudyOptions.usage(spec, study::variant);
        BatchSource source = StudyOptions.usage(spec, () -> workload.measurementBatches(study.batchSize, study.seed));
        SensitivityReport.checkWritable(output);
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr(), study.quiet);
        SensitivityStudy run = new SensitivityStudy(
                new NetworkSubject(study.network(workload, progress), source), batches, formats, study.room, variant);
        progress.begin("measuring angles (format x layer x mini-batch)", run.work());
        SensitivityStudy.Sensitivity result = run.run(study.workers(), progress::update);
        study.wall.put("angles", progress.end());
        Map<String, String> own = new LinkedHashMap<>();
        own.put("formats", String.join(";", formatIds));
        own.put("batches", Integer.toString(batches));
        SensitivityReport report = new SensitivityReport(
                "%s, room %d, %d mini-batches of %d, seed %d".formatted(
                        workload.id(), study.room, batches, study.batchSize, study.seed),
                result, study.runInfo(spec, own));
        PrintWriter out = spec.commandLine().getOut();
        out.print(study.json ? report.json() : study.csv ? report.csv() : report.text());
        out.flush();
        report.write(output);
        progress.note("heat maps in %s".formatted(output));
        return 0;
    }
}
