package binade.experiments.workload;

import binade.simulator.network.Network;
import binade.simulator.training.Checkpoint;
import binade.simulator.training.CorruptCheckpointException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.zip.CRC32C;

/**
 * Trained reference networks, trained on first use and kept in the cache folder: the system property
 * {@code binade.cache}, else {@code $BINADE_CACHE}, else {@code $XDG_CACHE_HOME/binade}, else {@code ~/.cache/binade}. The file name ends in a checksum of the recipe, so that
 * a changed recipe trains anew.
 *
 * @param folder the cache folder
 */
public record ModelStore(Path folder) {
    /** The store of this user. */
    public static ModelStore ofUser(Map<String, String> environment) {
        String own = System.getProperty("binade.cache", environment.get("BINADE_CACHE"));
        if (own != null && !own.isBlank()) {
            return new ModelStore(Path.of(own));
        }
        String xdg = environment.get("XDG_CACHE_HOME");
        Path base = xdg != null && !xdg.isBlank() ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache");
        return new ModelStore(base.resolve("binade"));
    }

    /** Where the network of this workload and seed is kept. */
    public Path file(Workload workload, long seed) {
        CRC32C crc = new CRC32C();
        crc.update(workload.checkpointDescription(seed).getBytes(StandardCharsets.UTF_8));
        return folder.resolve("%s-seed%d-%08x.ckpt".formatted(workload.id(), seed, crc.getValue()));
    }

    /**
     * The trained network, from the cache or trained now and put there.
     *
     * @param progress told the finished training steps
     * @param warn told if the network could not be kept (the run goes on)
     * @throws IOException if a cached file exists and cannot be used: it is never replaced silently
     */
    public Network trained(
            Workload workload, Placement placement, long seed, IntConsumer progress, Consumer<String> warn)
            throws IOException {
        Path file = file(workload, seed);
        Network network = workload.network(placement);
        if (Files.exists(file)) {
            try {
                Checkpoint.load(file, network, workload.checkpointDescription(seed));
            } catch (CorruptCheckpointException e) {
                throw new CorruptCheckpointException(e.getMessage() + "; delete the file and the network is trained again");
            }
            return network;
        }
        workload.train(network, seed, progress);
        try {
            Checkpoint.save(file, network, workload.checkpointDescription(seed));
        } catch (IOException e) {
            warn.accept("the trained network could not be kept in " + folder + " (" + reason(e)
                    + "); it will be trained again next time. Set BINADE_CACHE to a writable folder.");
        }
        return network;
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException f -> "the folder cannot be created";
            case AccessDeniedException f -> "no permission";
            case FileAlreadyExistsException f -> f.getFile() + " is no folder";
            default -> String.valueOf(e.getMessage());
        };
    }
}
