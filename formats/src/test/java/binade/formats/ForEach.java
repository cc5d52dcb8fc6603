package binade.formats;

import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Many cases as one test: a run that repeats tests thousands of times (mutation testing) would otherwise list all formats
 * anew for each of them.
 */
final class ForEach {
    private ForEach() {}

    /** Checks each case; a failure names the one it happened in. */
    static <T> void check(Stream<T> cases, Consumer<T> test) {
        cases.forEach(c -> {
            try {
                test.accept(c);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(c + ": " + e.getMessage(), e);
            }
        });
    }
}
