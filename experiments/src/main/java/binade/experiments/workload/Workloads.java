package binade.experiments.workload;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** The shipped workloads, read from {@code workloads.json}. */
public final class Workloads {
    private static final String RESOURCE = "/binade/experiments/workloads.json";

    private Workloads() {}

    public static List<Workload> all() {
        try (InputStream in = Workloads.class.getResourceAsStream(RESOURCE)) {
            return List.of(JsonMapper.shared().readValue(in, Workload[].class));
        } catch (IOException e) {
            throw new UncheckedIOException("embedded resource " + RESOURCE + " cannot be read", e);
        }
    }

    /** @throws IllegalArgumentException naming the workloads there are */
    public static Workload parse(String id) {
        List<Workload> all = all();
        return all.stream().filter(w -> w.id().equals(id)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "unknown workload '" + id + "'; allowed: "
                        + all.stream().map(Workload::id).collect(Collectors.joining(" "))));
    }
}
