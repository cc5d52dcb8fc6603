package binade.experiments.cli;

import binade.experiments.stream.StepStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code binade step}. */
@Command(
        name = "step",
        mixinStandardHelpOptions = true,
        header = "Replays low-precision weight updates bit for bit, one JSON object per line.",
        description = {
            "",
            "  echo '{\"weight_list\":[1,1,1,1,1,1,1,0],\"grad_list\":[5,5,5,5,5,5,5,4,3,2,1,0],\"hysteresis\":true,",
            "    \"lr\":\"3dcccccd\",\"momentum\":\"3f666666\",\"weight_decay\":\"00000000\",\"init\":[\"3f000000\"],",
            "    \"weight_init\":[\"3f000000\"],\"weight_scale_init\":-1,\"steps\":[{\"grad\":[\"3e99999a\"],",
            "    \"rand_grad\":[\"3f000000\"],\"rand_momentum\":[\"3f000000\"],\"rand_master\":[\"3f000000\"]}]}' | binade step",
            "",
            "Tensors are lists of binary32 words in hex; rand_* hold the random numbers in [0, 1) of the three 1-6-9 roundings.",
            "Update: gradient scale tracked with room 2 from the exponent of the first gradient's largest value, weight scale",
            "tracked with room 0. Prints {\"steps\":[{grad_scale, grad_q, d, momentum, master, weight_scale, weight}, ...]};",
            "the scales are those used in the step.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:done", " 1:a line cannot be used", " 2:wrong usage"})
final class StepCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Option(names = "-o", paramLabel = "FILE", description = "write to FILE instead of standard output")
    Path output;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "input (default: standard input)")
    Path file;

    @Override
    public Integer call() throws IOException {
        try (BufferedReader in = file == null
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8), 1 << 16)
                : java.nio.file.Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            Files.write(output, spec.commandLine().getOut(),
                    out -> StepStream.run(in, file == null ? "standard input" : file.toString(), out));
        }
        return 0;
    }
}
