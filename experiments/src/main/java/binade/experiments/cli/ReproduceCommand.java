package binade.experiments.cli;

import static binade.experiments.cli.StudyOptions.require;
import static binade.experiments.cli.StudyOptions.usage;

import binade.experiments.report.PapersReport;
import binade.experiments.report.RunInfo;
import binade.experiments.reproduce.MeasurementStore;
import binade.experiments.reproduce.PaperResult;
import binade.experiments.reproduce.Papers;
import binade.experiments.reproduce.Reproduction;
import binade.experiments.reproduce.Verbs;
import binade.experiments.reproduce.Verdict;
import binade.experiments.workload.ModelStore;
import binade.formats.kernel.Kernels;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code binade reproduce}. */
@Command(
        name = "reproduce",
        mixinStandardHelpOptions = true,
        header = "Runs the claims of papers again: claim, published, ours, verdict.",
        description = {
            "",
            "  binade reproduce hysteresis-2022 --quick",
            "  binade reproduce --all --quick -o results         also papers.html, papers.md, papers.csv and the pictures",
            "  binade reproduce --list",
            "  binade reproduce --papers my-papers --all         a folder of your own: papers.txt, KEY/recipe.json, KEY/claims.csv",
            "",
            "A finished measurement is kept under the commit of the source tree; an interrupted run goes on where it was.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:every claim holds", " 1:a claim could not be measured, or failed otherwise", " 2:wrong usage",
            " 3:a claim does not hold", "130:interrupted"
        })
final class ReproduceCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "KEY", arity = "0..*", description = "papers (--list shows all)")
    List<String> keys = List.of();

    @Option(names = "--all", description = "all papers")
    boolean all;

    @Option(names = "--list", description = "print the papers and stop")
    boolean list;

    @Option(names = "--quick", description = "the small version of each measurement: minutes in all, on embedded data and Debian's licence texts")
    boolean quick;

    @Option(names = "--papers", paramLabel = "DIR", description = "papers of a folder instead of those that come with the program")
    Path folder;

    @Option(names = "--fresh", description = "measure everything anew")
    boolean fresh;

    @Option(names = "-o", paramLabel = "DIR", description = "write papers.csv, .json, .md, .html and pictures into a folder")
    Path output;

    @Option(names = "--json", description = "print JSON instead of a table")
    boolean json;

    @Option(names = "--csv", description = "print CSV instead of a table")
    boolean csv;

    @Option(names = {"-q", "--quiet"}, description = "no progress on standard error")
    boolean quiet;

    private final long start = System.nanoTime();

    @Override
    public Integer call() throws IOException {
        require(spec, !json || !csv, "--json and --csv exclude each other");
        Papers papers = folder == null ? Papers.shipped() : Papers.in(folder);
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            PlainTable table = new PlainTable("key", "claims", "measurements", "title", "venue");
            papers.keys().forEach(k -> {
                Papers.Summary s = papers.summary(k);
                table.add(k, s.claims(), s.measurements(), s.title(), s.venue());
            });
            table.text(out);
            out.flush();
            return 0;
        }
        List<String> known = usage(spec, papers::keys);
        require(spec, !all || keys.isEmpty(), "name papers or give --all, not both");
        require(spec, all || !keys.isEmpty(), "name papers or give --all; there are: " + String.join(" ", known));
        List<String> chosen = all ? known : keys;
        require(spec, chosen.stream().distinct().count() == chosen.size(), "a paper is named twice");
        Reproduction reproduction = new Reproduction(
                papers, quick, ReproduceCommand::verb,
                new MeasurementStore(ModelStore.ofUser(System.getenv()).folder(), Version.commit(), fresh));
        int total = usage(spec, () -> reproduction.measurements(chosen));
        if (output != null) {
            PapersReport.prepare(output);
        }
        PapersReport report = report(run(reproduction, chosen, total));
        out.print(json ? report.json() : csv ? report.csv() : report.text());
        out.flush();
        if (output != null) {
            report.write(output);
        }
        Map<Verdict, Long> verdicts = Reproduction.verdicts(report.papers());
        return verdicts.get(Verdict.UNMEASURED) > 0 ? 1 : verdicts.get(Verdict.FAILS) > 0 ? 3 : 0;
    }

    private List<PaperResult> run(Reproduction reproduction, List<String> chosen, int total) {
        PrintWriter err = spec.commandLine().getErr();
        List<PaperResult> results = new ArrayList<>();
        int[] done = {0};
        for (String key : chosen) {
            results.add(reproduction.run(key, (paper, measurement, kept) -> {
                done[0]++;
                if (!quiet) {
                    err.printf("%3.0f s  %d of %d  %s: %s%s%n", (System.nanoTime() - start) / 1e9, done[0], total, paper, measurement,
                            kept ? " (kept)" : "");
                }
            }));
        }
        return results;
    }

    private PapersReport report(List<PaperResult> results) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("quick", Boolean.toString(quick));
        Map<String, Double> wall = new LinkedHashMap<>();
        results.forEach(r -> wall.put(r.key(), r.seconds()));
        wall.put("total", (System.nanoTime() - start) / 1e9);
        return new PapersReport(results, new RunInfo(
                Invocation.of(spec), Version.NUMBER, Version.commit(), 0, options, Version.jvm(), Machine.cpu(), Kernels.describe(),
                Runtime.getRuntime().availableProcessors(), wall));
    }

    /** A verb in this process, with nothing but the input given on standard input. */
    private static Verbs.Outcome verb(String input, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
            return new Verbs.Outcome(code, out.toString(), err.toString());
        } finally {
            System.setIn(before);
        }
    }
}
