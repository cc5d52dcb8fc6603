package binade.experiments.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is needed to trust and to repeat a run; written as {@code run.json}.
 *
 * @param command the command line that repeats the run
 * @param version of Binade
 * @param commit of the source tree, or "unknown"
 * @param seed of the run
 * @param options every option with the value in force
 * @param jvm name and version
 * @param cpu model name
 * @param kernel scalar or vector, and its width
 * @param threads worker threads
 * @param wallSeconds by phase, in order, "total" last
 */
public record RunInfo(
        String command, String version, String commit, long seed, Map<String, String> options, String jvm, String cpu,
        String kernel, int threads, Map<String, Double> wallSeconds) {
    public RunInfo {
        // Map.copyOf would lose the order in which options and phases are reported.
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        wallSeconds = Collections.unmodifiableMap(new LinkedHashMap<>(wallSeconds));
    }
}
