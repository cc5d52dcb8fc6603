package binade.experiments.workload;

import binade.simulator.network.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The reference networks of seed 0, trained once for all tests of a process. */
public final class TrainedNetworks {
    private static final Path FOLDER = create();

    private TrainedNetworks() {}

    private static Path create() {
        try {
            Path folder = Files.createTempDirectory("binade-test-cache");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(p -> p.toFile().delete());
        } catch (IOException e) {
            System.err.println("left behind: " + folder);
        }
    }

    /** The cache folder that holds them, for {@code -Dbinade.cache}. */
    public static Path folder() {
        return FOLDER;
    }

    /** Trained now or earlier, as the placement of the workload has it. */
    public static synchronized Network get(Workload workload) throws IOException {
        return new ModelStore(FOLDER).trained(workload, workload.placement(), 0, step -> { }, warning -> {
            throw new AssertionError(warning);
        });
    }
}
