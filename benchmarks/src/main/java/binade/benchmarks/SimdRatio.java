package binade.benchmarks;

import binade.hwmodel.simd.Cpu;
import binade.hwmodel.simd.Cpus;
import binade.hwmodel.simd.SimdCost;
import binade.hwmodel.simd.SimdCost.Level;
import binade.hwmodel.simd.SimdKernel;
import binade.hwmodel.simd.SimdPath;
import binade.hwmodel.simd.SimdPaths;
import binade.hwmodel.Tables;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link SimdBenchmark} and writes what the model of the processor predicted beside it: PREFIX.md and PREFIX.csv, with the
 * loops in C that were measured on a Zen 5 ({@code cpus/zen5_kernels.csv}). Exit status 3 if a speed-up over FP32 is further
 * than 25 % from the prediction.
 */
public final class SimdRatio {
    private static final String USAGE = """
            usage: java -cp benchmarks.jar binade.benchmarks.SimdRatio [-o PREFIX] [--bytes N] [--cpu ID] [--forks N]
                   [--unaligned]
              -o PREFIX     write PREFIX.md and PREFIX.csv (default: the table goes to standard output)
              --bytes N     only operands of N bytes: 16384 (first-level cache), 262144 (second) or 67108864 (memory)
              --cpu ID      the processor that this machine has (default zen5; `binade cost --simd` lists all)
              --forks N     virtual machines per benchmark (default 1)
              --unaligned   arrays as they come: every vector of 64 bytes crosses a cache line
            """;
    private static final double TOLERANCE = 0.25;

    /** MACs per second, predicted and measured; by: jvm or c. */
    private record Row(
            String by, String kernel, String path, String format, Level level, double predicted, String boundBy, double measured,
            double predictedSpeedUp, double measuredSpeedUp) {
        double speedUpRatio() {
            return predictedSpeedUp / measuredSpeedUp;
        }

        boolean holds() {
            return Math.abs(speedUpRatio() - 1) <= TOLERANCE;
        }
    }

    private SimdRatio() {}

    public static void main(String[] args) throws RunnerException, IOException {
        Path prefix = null;
        String cpu = "zen5";
        boolean aligned = true;
        ChainedOptionsBuilder options = new OptionsBuilder().include("SimdBenchmark");
        for (int i = 0; i < args.length; i++) {
            boolean last = i + 1 == args.length;
            switch (args[i]) {
                case "--unaligned" -> aligned = false;
                case "-o", "--bytes", "--cpu", "--forks" -> {
                    if (last) {
                        usage(args[i] + " needs a value");
                    }
                    switch (args[i++]) {
                        case "-o" -> prefix = Path.of(args[i]);
                        case "--bytes" -> options.param("bytes", args[i]);
                        case "--cpu" -> cpu = args[i];
                        default -> options.forks(Integer.parseInt(args[i]));
                    }
                }
                default -> usage("unknown option " + args[i]);
            }
        }
        options.param("aligned", Boolean.toString(aligned));
        Cpu machine = Cpus.find(cpu);
        List<Row> rows = new ArrayList<>();
        for (RunResult r : new Runner(options.build()).run()) {
            rows.add(java(machine, r, aligned));
        }
        List<Level> levels = rows.stream().map(Row::level).distinct().toList();
        if (cpu.equals("zen5") && aligned) {
            Tables.read("cpus/zen5_kernels.csv").stream()
                    .map(r -> intrinsics(machine, r))
                    .filter(r -> levels.contains(r.level()))
                    .forEach(rows::add);
        }
        List<Row> compared = rows.stream().map(r -> overFp32(r, rows)).toList();
        String table = markdown(machine, compared, String.join(" ", args));
        if (prefix == null) {
            System.out.println(table);
        } else {
            Files.writeString(prefix.resolveSibling(prefix.getFileName() + ".md"), table);
            Files.writeString(prefix.resolveSibling(prefix.getFileName() + ".csv"), csv(compared));
        }
        System.exit(compared.stream().allMatch(r -> r.holds() || !required(r)) ? 0 : 3);
    }

    private static void usage(String problem) {
        System.err.print(problem + "\n" + USAGE);
        System.exit(2);
    }

    private static Row java(Cpu cpu, RunResult r, boolean aligned) {
        BenchmarkParams p = r.getParams();
        String format = p.getParam("format");
        int bytes = Integer.parseInt(p.getParam("bytes"));
        SimdKernel kernel = switch (p.getParam("kernel")) {
            case "dot" -> SimdKernel.dot(format.equals("fp32") ? 8 : format.equals("int8") ? 2 : 4);
            default -> SimdKernel.matrixVector(4, format.equals("fp32") || format.equals("binary") ? 2 : 1);
        };
        Level level = bytes <= 1 << 15 ? Level.L1 : bytes <= 1 << 19 ? Level.L2 : Level.MEMORY;
        SimdCost cost = SimdCost.of(cpu, SimdPaths.find("jvm-" + format), kernel, level, aligned);
        double macs = bytes * 8.0 / SimdBenchmark.bits(format) * Math.max(1, SimdBenchmark.BYTES_PER_CALL / bytes);
        return new Row(
                "jvm", kernel.title(), cost.path().id(), format, level, cost.macPerSecond(), cost.boundBy(),
                r.getPrimaryResult().getStatistics().getMax() * macs, 1, 1);
    }

    private static Row intrinsics(Cpu cpu, NamedCsvRecord r) {
        SimdPath path = SimdPaths.find(r.getField("path"));
        SimdKernel kernel = switch (r.getField("kernel")) {
            case "dot" -> SimdKernel.dot(8);
            case "matvec" -> SimdKernel.matrixVector(4, 2);
            default -> SimdKernel.tile(6, 4, false);
        };
        SimdCost cost = SimdCost.of(cpu, path, kernel, Level.valueOf(r.getField("level").toUpperCase(Locale.ROOT)));
        return new Row(
                "c", kernel.title(), path.id(), path.format(), cost.level(), cost.macPerSecond(), cost.boundBy(),
                Tables.number(r, "mac_per_s"), 1, 1);
    }

    private static Row overFp32(Row row, List<Row> rows) {
        Row base = rows.stream()
                .filter(r -> r.format().equals("fp32") && r.by().equals(row.by()) && r.kernel().equals(row.kernel())
                        && r.level() == row.level())
                .findFirst()
                .orElseThrow();
        return new Row(
                row.by(), row.kernel(), row.path(), row.format(), row.level(), row.predicted(), row.boundBy(), row.measured(),
                row.predicted() / base.predicted(), row.measured() / base.measured());
    }

    /** BF16, INT8 and binary have to hold; grids of 8 bits, FP16 and 256-bit counts are shown. */
    private static boolean required(Row row) {
        return List.of("bf16", "int8", "binary").contains(row.format()) && !row.path().equals("binary-avx2");
    }

    private static String markdown(Cpu cpu, List<Row> rows, String arguments) {
        StringBuilder s = new StringBuilder("# Vector units: the model against the wall clock\n\n");
        s.append("Command: `java -cp benchmarks/target/benchmarks.jar binade.benchmarks.SimdRatio ").append(arguments)
                .append("`\n\n");
        s.append("Machine: ").append(cpu.title()).append(", ").append(System.getProperty("java.vm.name")).append(' ')
                .append(System.getProperty("java.vm.version"))
                .append(", one thread. G MAC/s: the best iteration; predicted at ").append(cpu.clockGhz()).append(" GHz.\n\n");
        s.append("""
                `jvm`: Vector API, 512 bits. `c`: intrinsics by gcc 12.2 (`simd_kernels.c`). `l1`: 16 KiB of each operand or of the
                matrix, `l2`: 256 KiB, `memory`: 64 MiB. The last columns are the speed-up over FP32 of the same kernel, operands in the
                same place; ratio = predicted / measured.

                | by | kernel | path | operands in | predicted | bound by | measured | ratio | x FP32 predicted | measured | ratio | 25 % |
                |---|---|---|---|---:|---|---:|---:|---:|---:|---:|---|
                """);
        for (Row r : rows) {
            boolean base = r.format().equals("fp32");
            s.append(String.format(
                    Locale.ROOT, "| %s | %s | %s | %s | %.1f | %s | %.1f | %.2f | %s | %s | %s | %s |%n", r.by(), r.kernel(), r.path(),
                    r.level().name().toLowerCase(Locale.ROOT), r.predicted() / 1e9, r.boundBy(), r.measured() / 1e9,
                    r.predicted() / r.measured(), base ? "" : String.format(Locale.ROOT, "%.2f", r.predictedSpeedUp()),
                    base ? "" : String.format(Locale.ROOT, "%.2f", r.measuredSpeedUp()),
                    base ? "" : String.format(Locale.ROOT, "%.2f", r.speedUpRatio()),
                    base ? "" : r.holds() ? "holds" : required(r) ? "FAILS" : "off"));
        }
        return s.toString();
    }

    private static String csv(List<Row> rows) {
        StringBuilder s = new StringBuilder("by,kernel,path,operands_in,predicted_mac_per_s,bound_by,measured_mac_per_s,"
                + "speed_up_predicted,speed_up_measured,speed_up_ratio,within_25_percent\n");
        for (Row r : rows) {
            s.append(String.format(
                    Locale.ROOT, "%s,%s,%s,%s,%.5g,%s,%.5g,%.4g,%.4g,%.4g,%s%n", r.by(), r.kernel(), r.path(),
                    r.level().name().toLowerCase(Locale.ROOT), r.predicted(), r.boundBy(), r.measured(), r.predictedSpeedUp(),
                    r.measuredSpeedUp(), r.speedUpRatio(), r.holds()));
        }
        return s.toString();
    }
}
