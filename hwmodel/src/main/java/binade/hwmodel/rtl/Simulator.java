package binade.hwmodel.rtl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Icarus Verilog, where it is installed. */
public final class Simulator {
    private static final Pattern RESULT = Pattern.compile("MISMATCHES (\\d+) of (\\d+)");

    private Simulator() {}

    /** What a test bench found. */
    public record Outcome(int mismatches, int cycles) {}

    /** First line of {@code iverilog -V}; empty if the program is not there. */
    public static Optional<String> version() {
        return firstLine(List.of("iverilog", "-V"));
    }

    static Optional<String> firstLine(List<String> command) {
        try {
            return Optional.of(output(Path.of("."), command).lines().findFirst().orElse(""));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Compiles mac.v and bench.v of a folder and runs them. */
    public static Outcome run(Path folder) throws IOException, InterruptedException {
        output(folder, List.of("iverilog", "-g2005", "-o", "bench.vvp", "bench.v", "mac.v"));
        String text = output(folder, List.of("vvp", "-n", "bench.vvp"));
        Matcher m = RESULT.matcher(text);
        if (!m.find()) {
            throw new IOException("the test bench in " + folder + " printed no result: " + text.strip());
        }
        return new Outcome(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)));
    }

    /** Standard output and error of a program that must succeed. */
    static String output(Path folder, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + code + ": " + text.strip());
        }
        return text;
    }
}
