package binade.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.MultisetStatistics;
import org.openjdk.jmh.util.Statistics;

/**
 * Runs the rounding benchmarks and the copy of the same arrays in one go, and writes the table of ratios: PREFIX.md and
 * PREFIX.csv. A kernel that allocates is reported and makes the exit status 3: its loop was not compiled to vectors.
 */
public final class CopyRatio {
    private static final String USAGE = """
            usage: java -cp benchmarks.jar binade.benchmarks.CopyRatio [-o PREFIX] [--quick] [--forks N] [--size N] [--data D]
                   [--format F;F...] [REGEX...]
              -o PREFIX   write PREFIX.md and PREFIX.csv (default: the table goes to standard output)
              --quick     1 fork, 5 iterations of 1 s to warm up, 3 of 0.3 s to measure (a later --forks N changes the first)
              --forks N   virtual machines per benchmark (default 3); the figures are medians over all iterations of all
              --size N    only arrays of N elements (65536 stay in the second-level cache, 16777216 in no cache)
              --data D    only standard normal numbers (normal) or exponents from -60 to 60 (log-uniform)
              --format F  only these formats, as the benchmarks name them, separated by ;
              REGEX       benchmarks to run besides the copy (default: all)
            """;
    /** A warm kernel allocates nothing; the measurement itself shows a few bytes per operation, more for long ones. */
    private static final double ALLOWED_BYTES_PER_ELEMENT = 1.0 / 64;

    private record Row(
            String benchmark, String format, String rounding, int size, String data, double perSecond, double least, double most, double ratio,
            double bytesPerOperation) {}

    private CopyRatio() {}

    public static void main(String[] args) throws RunnerException, IOException {
        Path prefix = null;
        ChainedOptionsBuilder options = new OptionsBuilder().addProfiler(GCProfiler.class).shouldDoGC(true);
        List<String> include = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            boolean last = i + 1 == args.length;
            switch (args[i]) {
                case "--quick" -> options.forks(1)
                        .warmupIterations(5).warmupTime(TimeValue.seconds(1))
                        .measurementIterations(3).measurementTime(TimeValue.milliseconds(300));
                case "-o" -> prefix = last ? usage("-o needs a file name prefix") : Path.of(args[++i]);
                case "--forks" -> {
                    if (last) {
                        usage("--forks needs a number");
                    }
                    options.forks(Integer.parseInt(args[++i]));
                }
                case "--size" -> {
                    if (last) {
                        usage("--size needs a number of elements");
                    }
                    options.param("size", args[++i]);
                }
                case "--data" -> {
                    if (last) {
                        usage("--data needs normal or log-uniform");
                    }
                    options.param("data", args[++i]);
                }
                case "--format" -> {
                    if (last) {
                        usage("--format needs formats");
                    }
                    options.param("format", args[++i].split(";"));
                }
                default -> {
                    if (args[i].startsWith("-")) {
                        usage("unknown option " + args[i]);
                    }
                    include.add(args[i]);
                }
            }
        }
        if (include.isEmpty()) {
            include.addAll(List.of(
                    "FakeQuantizeBenchmark", "RoundingRuleBenchmark", "StochasticBenchmark", "ScalarBenchmark", "BlockBenchmark",
                    "BlockCodeBenchmark", "PositCodebookBenchmark", "CodeBenchmark"));
        }
        options.include("CopyBenchmark");
        include.forEach(options::include);
        // progress belongs on standard error: standard output has the table
        List<Row> rows = rows(new Runner(
                options.build(), OutputFormatFactory.createFormatInstance(System.err, VerboseMode.NORMAL)).run());
        String table = markdown(rows, String.join(" ", args));
        if (prefix == null) {
            System.out.println(table);
        } else {
            Files.writeString(prefix.resolveSibling(prefix.getFileName() + ".md"), table);
            Files.writeString(prefix.resolveSibling(prefix.getFileName() + ".csv"), csv(rows));
        }
        boolean allocating = false;
        for (Row row : rows) {
            if (row.bytesPerOperation() > 64 + row.size() * ALLOWED_BYTES_PER_ELEMENT) {
                System.err.printf(Locale.ROOT, "%s %s %s allocates %.0f bytes per operation%n",
                        row.benchmark(), row.format(), row.rounding(), row.bytesPerOperation());
                allocating = true;
            }
        }
        System.exit(allocating ? 3 : 0);
    }

    private static Path usage(String problem) {
        System.err.print(problem + "\n" + USAGE);
        System.exit(2);
        return null;
    }

    private static List<Row> rows(Collection<RunResult> results) {
        Map<Integer, Statistics> copies = new HashMap<>();
        for (RunResult r : results) {
            if (r.getParams().getBenchmark().endsWith("CopyBenchmark.vectorLoop")) {
                copies.merge(size(r), iterations(r), CopyRatio::joined); // copied data do not matter
            }
        }
        List<Row> rows = new ArrayList<>();
        for (RunResult r : results) {
            BenchmarkParams p = r.getParams();
            String[] name = p.getBenchmark().split("\\.");
            Result<?> allocation = r.getSecondaryResults().get("gc.alloc.rate.norm");
            rows.add(new Row(
                    name[name.length - 2].replace("Benchmark", "") + "." + name[name.length - 1],
                    parameter(p, "format"), (parameter(p, "rounding") + " " + parameter(p, "bits")).strip(), size(r), p.getParam("data"),
                    elementsPerSecond(r), iterations(r).getMin() * size(r), iterations(r).getMax() * size(r),
                    iterations(r).getPercentile(50) / copies.get(size(r)).getPercentile(50),
                    allocation == null ? 0 : allocation.getScore()));
        }
        return rows;
    }

    private static int size(RunResult r) {
        return Integer.parseInt(r.getParams().getParam("size"));
    }

    private static Statistics iterations(RunResult r) {
        return r.getPrimaryResult().getStatistics();
    }

    private static Statistics joined(Statistics a, Statistics b) {
        MultisetStatistics all = new MultisetStatistics();
        for (Statistics s : List.of(a, b)) {
            s.getRawData().forEachRemaining(value -> all.addValue(value.getKey(), value.getValue()));
        }
        return all;
    }

    private static double elementsPerSecond(RunResult r) {
        return iterations(r).getPercentile(50) * size(r);
    }

    private static String parameter(BenchmarkParams p, String name) {
        return p.getParamsKeys().contains(name) ? p.getParam(name) : "";
    }

    private static String markdown(List<Row> rows, String arguments) throws IOException {
        StringBuilder s = new StringBuilder("# Speed of rounding, as a ratio to copying the same arrays\n\n");
        s.append("Command: `java -cp benchmarks/target/benchmarks.jar binade.benchmarks.CopyRatio ")
                .append(arguments).append("`\n\n");
        s.append("Machine: ").append(processor()).append(", ").append(Runtime.getRuntime().availableProcessors())
                .append(" processors, ").append(System.getProperty("java.vm.name")).append(' ')
                .append(System.getProperty("java.vm.version")).append("; one thread.\n\n");
        s.append("""
                `of copy` is elements per second divided by those of `Copy.vectorLoop`, a plain vector load and store loop, on
                arrays of the same size in the same run; both are medians over all iterations of all virtual machines. 65536
                elements stay in a core's second-level cache, 16777216 in none.

                | benchmark | format | rounding | elements | data | G elements/s | least | most | of copy | bytes allocated per call |
                |---|---|---|---:|---|---:|---:|---:|---:|---:|
                """);
        for (Row r : rows) {
            s.append(String.format(Locale.ROOT, "| %s | %s | %s | %d | %s | %.2f | %.2f | %.2f | %.2f | %.0f |%n",
                    r.benchmark(), r.format(), r.rounding(), r.size(), r.data(), r.perSecond() / 1e9, r.least() / 1e9,
                    r.most() / 1e9, r.ratio(), r.bytesPerOperation()));
        }
        return s.toString();
    }

    private static String csv(List<Row> rows) {
        StringBuilder s = new StringBuilder(
                "benchmark,format,rounding,elements,data,elements_per_second,least,most,ratio_to_copy,bytes_per_call\n");
        for (Row r : rows) {
            s.append(String.format(Locale.ROOT, "%s,\"%s\",%s,%d,%s,%.6g,%.6g,%.6g,%.4f,%.1f%n",
                    r.benchmark(), r.format(), r.rounding(), r.size(), r.data(), r.perSecond(), r.least(), r.most(), r.ratio(),
                    r.bytesPerOperation()));
        }
        return s.toString();
    }

    private static String processor() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (Files.isReadable(info)) {
            for (String line : Files.readAllLines(info)) {
                if (line.startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        }
        return System.getProperty("os.arch");
    }
}
