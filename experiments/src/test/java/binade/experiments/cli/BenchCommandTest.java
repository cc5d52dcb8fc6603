package binade.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchCommandTest {
    private static List<String> arguments(String... words) {
        BenchCommand command = new BenchCommand();
        new CommandLine(command).parseArgs(words);
        return command.arguments();
    }

    @Test
    void namesBecomeBenchmarks() {
        assertThat(arguments()).containsExactly("--quick", "FakeQuantizeBenchmark.round$");
        assertThat(arguments("stochastic", "codes", "--size", "65536", "--data", "normal", "--format", "fp134;bf16", "--thorough", "-o", "x"))
                .containsExactly("--size", "65536", "--data", "normal", "--format", "fp134;bf16", "-o", "x",
                        "StochasticBenchmark.round$", "\\.CodeBenchmark");
    }

    @Test
    void whatCannotBeMeasuredIsNamed() {
        assertThat(Cli.run("bench", "fastest").code()).isEqualTo(2);
        assertThat(Cli.run("bench", "fastest").err()).contains("unknown benchmark 'fastest'; allowed: nearest rules stochastic");
        assertThat(Cli.run("bench", "--data", "uniform").err()).contains("allowed: normal log-uniform");
        assertThat(Cli.run("bench", "--size", "0").code()).isEqualTo(2);
        assertThat(Cli.run("bench", "--format", "fp134;fp1x4").code()).isEqualTo(2);
        assertThat(Cli.run("bench", "--format", "fp134;fp1x4").err()).contains("unknown format 'fp1x4'");
        assertThat(Cli.run("bench", "-o", "/nonexistent/x").err()).contains("there is no folder /nonexistent");
        Cli unbuilt = Cli.run("bench");
        assertThat(unbuilt.code()).isEqualTo(1);
        assertThat(unbuilt.err()).contains("the benchmarks are not built");
    }
}
