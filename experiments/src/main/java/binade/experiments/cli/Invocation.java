package binade.experiments.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The command line that repeats a run. */
final class Invocation {
    private Invocation() {}

    /** {@code ./binade VERB ...} with the words the program was started with, quoted for a shell. */
    static String of(CommandSpec spec) {
        List<String> words = new ArrayList<>(List.of("./binade"));
        CommandLine root = spec.commandLine();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        List<String> arguments = root.getParseResult().originalArgs();
        words.addAll(arguments.isEmpty() ? List.of(spec.name()) : arguments);
        return words.stream().map(Invocation::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:,=+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
