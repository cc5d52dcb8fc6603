package binade.simulator.methods;

import java.util.List;

/**
 * One method of the catalogue.
 *
 * @param id name on the command line
 * @param title a few words
 * @param kind what it does, and when
 * @param source the paper or specification; "" for the field's common knowledge
 * @param type name of the class in which it lies
 * @param recipes ids of the shipped training recipes that carry it out, the usual one first; empty where it is no training recipe
 * @param command a command line that shows it, without the program's name
 * @param code under ten lines of Java that use it from the library
 */
public record MethodEntry(
        String id, String title, MethodKind kind, String source, String type, List<String> recipes, String command,
        List<String> code) {
    /** Code of a method is shorter than this. */
    public static final int CODE_LINES = 10;

    /** @throws IllegalArgumentException if there are too many lines of code, or none */
    public MethodEntry {
        recipes = List.copyOf(recipes);
        code = List.copyOf(code);
        if (code.isEmpty() || code.size() >= CODE_LINES) {
            throw new IllegalArgumentException(
                    "method " + id + ": code of " + code.size() + " lines; allowed: 1 to " + (CODE_LINES - 1));
        }
    }
}
