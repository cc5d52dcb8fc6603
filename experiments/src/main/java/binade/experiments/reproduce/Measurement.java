package binade.experiments.reproduce;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A command line whose output has the numbers of claims.
 *
 * @param id by which quantities refer to it
 * @param full arguments of {@code binade}, separated by blanks
 * @param quick arguments that take seconds; the same where nothing is said
 * @param pictures names of PNG files that the command leaves in {@link #FOLDER} and that are shown with the paper
 * @param lines standard input of a verb that answers line by line, by name; empty: the verb prints JSON
 */
record Measurement(String id, String full, String quick, List<String> pictures, Map<String, String> lines) {
    /** Stands for a folder in which pictures are looked for afterwards. */
    static final String FOLDER = "{dir}";

    Measurement {
        pictures = List.copyOf(pictures);
        lines = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(lines));
    }

    String command(boolean isQuick) {
        return isQuick ? quick : full;
    }

    /** Arguments in order; the verb's JSON output is asked for where it prints tables. */
    List<String> arguments(boolean isQuick, String folder) {
        List<String> words = Arrays.stream(command(isQuick).replace(FOLDER, folder).strip().split("\\s+")).toList();
        return lines.isEmpty() ? java.util.stream.Stream.concat(words.stream(), java.util.stream.Stream.of("--json")).toList() : words;
    }

    /** Standard input; empty for a verb that prints JSON. */
    String input() {
        return lines.isEmpty() ? "" : String.join("\n", lines.values()) + "\n";
    }

    /** What a reader types. */
    String typed(boolean isQuick) {
        String command = "./binade " + command(isQuick).replace(FOLDER, "DIR");
        return lines.isEmpty() ? command + " --json" : "printf '" + String.join("\\n", lines.values()) + "\\n' | " + command;
    }
}
