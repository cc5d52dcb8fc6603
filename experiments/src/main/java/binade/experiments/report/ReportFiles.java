package binade.experiments.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Files that are there whole or not at all. */
final class ReportFiles {
    private static final String TEMPORARY = ".binade-";

    private ReportFiles() {}

    /** @throws IOException naming the directory, the reason and the way out */
    static void createDirectory(Path dir) throws IOException {
        try {
            Files.createDirectories(dir);
        } catch (IOException e) {
            throw refused(dir, e);
        }
    }

    /**
     * Fails if files could not be written to {@code dir}; creates nothing that outlives the call.
     *
     * @throws IOException naming the directory, the reason and the way out
     */
    static void checkWritable(Path dir) throws IOException {
        Path existing = dir.toAbsolutePath().normalize();
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing)) {
            throw refused(dir, new FileAlreadyExistsException(existing.toString()));
        }
        try {
            Files.delete(Files.createTempFile(existing, TEMPORARY, ".tmp"));
        } catch (IOException e) {
            throw refused(dir, e);
        }
    }

    static void write(Path file, byte[] content) throws IOException {
        Path temporary = null;
        try {
            // Not createTempFile: that would make the report unreadable for anybody but its owner.
            temporary = file.resolveSibling(
                    TEMPORARY + file.getFileName() + "-" + ProcessHandle.current().pid() + ".tmp");
            Files.write(temporary, content);
            try {
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            if (temporary != null) {
                Files.deleteIfExists(temporary);
            }
            throw new IOException("cannot write " + file + ": " + reason(e), e);
        }
    }

    /** Writes a picture. */
    static void writePng(Path file, BufferedImage image) throws IOException {
        write(file, png(image));
    }

    static byte[] png(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 17);
        // ImageIO would cache on disk if given the stream itself.
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot encode a picture", e);
        }
        return bytes.toByteArray();
    }

    private static IOException refused(Path dir, IOException cause) {
        return new IOException(
                "cannot write the report to " + dir + ": " + reason(cause)
                        + "; name a directory that can be written with -o DIR",
                cause);
    }

    private static String reason(IOException e) {
        return switch (e) {
            case FileAlreadyExistsException f -> f.getFile() + " is a file, not a directory";
            case AccessDeniedException d -> "permission denied";
            case NoSuchFileException n -> "no file can be created there";
            case NotDirectoryException n -> n.getFile() + " is not a directory";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
