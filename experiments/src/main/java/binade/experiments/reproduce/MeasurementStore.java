package binade.experiments.reproduce;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Finished measurements, so that an interrupted reproduction goes on where it was: a folder for each, whole or not at all,
 * under the commit that measured it. A source tree with changes, or of an unknown commit, keeps nothing.
 */
public final class MeasurementStore {
    private static final String OUTPUT = "output.txt";
    private static final String SECONDS = "seconds.txt";

    /**
     * What is kept.
     *
     * @param output standard output of the command
     * @param seconds it took
     * @param pictures PNG by file name
     */
    record Kept(String output, double seconds, Map<String, byte[]> pictures) {}

    private final Path folder;
    private final boolean keeps;

    /**
     * @param cache folder of the user's cache
     * @param commit of the program
     * @param fresh ignore what is there
     */
    public MeasurementStore(Path cache, String commit, boolean fresh) {
        keeps = !fresh && !commit.isBlank() && !commit.equals("unknown") && !commit.endsWith("-dirty");
        folder = cache.resolve("reproduce").resolve(keeps ? commit : "none");
    }

    /** @throws UncheckedIOException if it is there and cannot be read */
    Optional<Kept> find(List<String> arguments, String input) {
        Path dir = folder.resolve(name(arguments, input));
        if (!keeps || !Files.isDirectory(dir)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Kept(
                    Files.readString(dir.resolve(OUTPUT)), Double.parseDouble(Files.readString(dir.resolve(SECONDS)).strip()),
                    pictures(dir)));
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("the kept measurement " + dir + " cannot be read; delete the folder and it is"
                    + " measured again", e));
        }
    }

    /** Keeps it, if it can; a measurement is good even where it cannot be kept. */
    void keep(List<String> arguments, String input, Kept kept) {
        if (!keeps) {
            return;
        }
        Path dir = folder.resolve(name(arguments, input));
        Path temporary = dir.resolveSibling(dir.getFileName() + "-" + ProcessHandle.current().pid() + ".tmp");
        try {
            Files.createDirectories(temporary);
            Files.writeString(temporary.resolve(OUTPUT), kept.output());
            Files.writeString(temporary.resolve(SECONDS), Double.toString(kept.seconds()));
            for (Map.Entry<String, byte[]> p : kept.pictures().entrySet()) {
                Files.write(temporary.resolve(p.getKey()), p.getValue());
            }
            Files.move(temporary, dir, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            delete(temporary); // no room, or another process was faster
        }
    }

    /** The PNG files of a folder and those below it, by their names. */
    static Map<String, byte[]> pictures(Path dir) throws IOException {
        Map<String, byte[]> pictures = new TreeMap<>();
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path f : files.filter(p -> p.toString().endsWith(".png")).toList()) {
                pictures.put(f.getFileName().toString(), Files.readAllBytes(f));
            }
        }
        return pictures;
    }

    /** Removes a folder with what is in it; what cannot be removed stays. */
    static void delete(Path dir) {
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path f : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(f);
            }
        } catch (IOException e) {
            // a temporary folder that stays does no harm
        }
    }

    private static String name(List<String> arguments, String input) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((String.join(" ", arguments) + "\n" + input).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
