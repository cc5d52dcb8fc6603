package binade.experiments.cli;

import binade.experiments.stream.LineException;
import binade.simulator.training.CorruptCheckpointException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code binade}: the verbs, and what is common to them. */
@Command(
        name = "binade",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "VERB",
        headerHeading = "",
        header = "Which number format should this network use, and what does it cost?",
        description = {
            "",
            "  binade rank                            rank 498 formats on handwritten digits",
            "  echo 0.7 | binade round --format fp134 --in dec --out dec",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done", " 1:failed", " 2:wrong usage", " 3:it ran, but a check did not hold", "130:interrupted"
        },
        subcommands = {
            RankCommand.class, RoundCommand.class, CalcCommand.class, ConvertCommand.class, FormatsCommand.class,
            ShowCommand.class, VerifyCommand.class, ConformCommand.class, MmaCommand.class, GemmCommand.class,
            CostCommand.class, StepCommand.class, TrainCommand.class, QuantizeCommand.class, CompressCommand.class,
            CorrelateCommand.class, SensitivityCommand.class, SearchCommand.class, AssignCommand.class,
            ReproduceCommand.class, BenchCommand.class, MethodsCommand.class, HelpCommand.class
        })
public final class Main implements Runnable {
    @Spec
    CommandSpec spec;

    /** The process: standard streams in, exit code out. */
    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        StandardOutput stdout = new StandardOutput();
        PrintWriter out = new PrintWriter(new BufferedOutputStream(stdout, 1 << 16), false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = run(out, err, args);
        out.flush();
        if (!stdout.complete()) {
            err.println("binade: standard output cannot be written (" + stdout.problem() + "); the result is incomplete");
            code = Math.max(code, CommandLine.ExitCode.SOFTWARE);
        }
        System.exit(code);
    }

    /** The program without the process, for tests. */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        CommandLine commandLine = new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(110)
                .setUsageHelpLongOptionsMaxWidth(28)
                .setExpandAtFiles(false)
                .setAbbreviatedOptionsAllowed(false);
        commandLine.setParameterExceptionHandler((e, arguments) -> {
            CommandLine failed = e.getCommandLine();
            String name = failed.getCommandSpec().qualifiedName();
            failed.getErr().println(name + ": " + oneLine(e.getMessage()) + " (" + name + " --help shows the options)");
            return CommandLine.ExitCode.USAGE;
        });
        commandLine.setExecutionExceptionHandler((e, failed, parsed) -> {
            String name = failed.getCommandSpec().qualifiedName();
            switch (e) {
                case UserException known -> err.println(name + ": " + known.getMessage());
                case LineException known -> err.println(name + ": " + known.getMessage());
                case CorruptCheckpointException known -> err.println(name + ": " + known.getMessage());
                case IllegalArgumentException known -> err.println(name + ": " + known.getMessage());
                case ArithmeticException known -> err.println(name + ": " + known.getMessage());
                case CancellationException interrupted -> {
                    err.println(name + ": interrupted");
                    return 130;
                }
                case UncheckedIOException io -> err.println(name + ": " + Files.describe(io.getCause()));
                case IOException io -> err.println(name + ": " + Files.describe(io));
                default -> {
                    err.println(name + ": internal error, please report it:");
                    e.printStackTrace(err);
                }
            }
            return CommandLine.ExitCode.SOFTWARE;
        });
        return commandLine.execute(args);
    }

    private static String oneLine(String message) {
        return message.replaceAll("\\s*\\R\\s*", " ");
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
