package binade.experiments.reproduce;

/** Carries out verbs of the command line within this process. */
@FunctionalInterface
public interface Verbs {
    /**
     * What came of a verb.
     *
     * @param code exit code
     * @param out standard output
     * @param err standard error
     */
    record Outcome(int code, String out, String err) {}

    /** @param input what the verb reads from standard input; empty: nothing */
    Outcome run(String input, String... arguments);
}
