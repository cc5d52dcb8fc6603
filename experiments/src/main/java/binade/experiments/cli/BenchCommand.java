package binade.experiments.cli;

import static binade.experiments.cli.StudyOptions.require;

import binade.formats.Formats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code binade bench}: starts the benchmarks, which are a program of their own. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        header = "Throughput of the kernels as a ratio to copying the same arrays, measured in the same run.",
        description = {
            "",
            "  binade bench                                     rounding to nearest, all formats; minutes",
            "  binade bench stochastic --size 65536 --format fp134",
            "  binade bench blocks codes --thorough -o speed    writes speed.md and speed.csv",
            "",
            "Figures are medians; leave the machine alone meanwhile.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:done", " 1:failed", " 2:wrong usage", " 3:a kernel allocates: its loop was not compiled to vectors"})
final class BenchCommand implements Callable<Integer> {
    private static final String JAR = "binade.benchmarks";
    private static final Map<String, String> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put("nearest", "FakeQuantizeBenchmark.round$");
        NAMES.put("rules", "RoundingRuleBenchmark");
        NAMES.put("stochastic", "StochasticBenchmark.round$");
        NAMES.put("blocks", "BlockBenchmark.quantize");
        NAMES.put("block-codes", "BlockCodeBenchmark");
        NAMES.put("posits", "PositCodebookBenchmark.round$");
        NAMES.put("codes", "\\.CodeBenchmark");
        NAMES.put("scalar", "ScalarBenchmark");
    }

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "NAME", arity = "0..*",
            description = "nearest rules stochastic blocks block-codes posits codes scalar (default: nearest)")
    List<String> names = List.of("nearest");

    @Option(names = "--size", paramLabel = "N", description = "elements: 65536 stay in the second-level cache, 16777216 in none (default: both)")
    Integer size;

    @Option(names = "--data", paramLabel = "D", description = "normal, or log-uniform: exponents from -60 to 60 (default: both)")
    String data;

    @Option(names = "--format", paramLabel = "F;F...", description = "only these of the benchmark's formats")
    String formats;

    @Option(names = "--thorough", description = "three virtual machines and longer iterations")
    boolean thorough;

    @Option(names = "-o", paramLabel = "PREFIX", description = "write PREFIX.md and PREFIX.csv instead of printing")
    Path prefix;

    @Override
    public Integer call() throws IOException {
        List<String> arguments = arguments();
        String jar = System.getProperty(JAR, "");
        if (jar.isEmpty() || !Files.isRegularFile(Path.of(jar))) {
            throw new UserException("the benchmarks are not built: start it as ./binade bench, or run mvn -pl benchmarks -am package and"
                    + " java -cp benchmarks/target/benchmarks.jar binade.benchmarks.CopyRatio");
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", jar, "binade.benchmarks.CopyRatio"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).inheritIO().start();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            throw new CancellationException("interrupted");
        }
    }

    /** Of the benchmark program. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        if (!thorough) {
            arguments.add("--quick");
        }
        require(spec, size == null || size >= 1, "--size " + size + "; at least 1 is needed");
        require(spec, data == null || List.of("normal", "log-uniform").contains(data), "--data " + data + "; allowed: normal log-uniform");
        for (String format : formats == null ? new String[0] : formats.split(";", -1)) {
            try {
                Formats.any(format);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--format " + formats + ": " + e.getMessage(), e);
            }
        }
        Path folder = prefix == null ? null : prefix.toAbsolutePath().getParent();
        require(spec, folder == null || Files.isDirectory(folder), "-o " + prefix + ": there is no folder " + folder);
        add(arguments, "--size", size);
        add(arguments, "--data", data);
        add(arguments, "--format", formats);
        add(arguments, "-o", prefix);
        for (String name : names) {
            require(spec, NAMES.containsKey(name), "unknown benchmark '" + name + "'; allowed: " + String.join(" ", NAMES.keySet()));
            arguments.add(NAMES.get(name));
        }
        return arguments;
    }

    private static void add(List<String> arguments, String option, Object value) {
        if (value != null) {
            arguments.add(option);
            arguments.add(value.toString());
        }
    }
}
