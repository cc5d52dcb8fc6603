package binade.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files as the verbs use them: whole or not at all, and errors in words. */
final class Files {
    private Files() {}

    /** What an I/O error means: which file, and what is the matter. */
    static String describe(IOException e) {
        return switch (e) {
            case NoSuchFileException f -> "file not found: " + f.getFile();
            case AccessDeniedException f -> "no permission: " + f.getFile();
            case NotDirectoryException f -> "not a folder: " + f.getFile();
            case FileAlreadyExistsException f -> "is in the way: " + f.getFile();
            default -> e.getMessage() != null ? e.getMessage() : e.toString();
        };
    }

    /** Something that writes text. */
    @FunctionalInterface
    interface Writing {
        void to(Appendable out) throws IOException;
    }

    /**
     * Writes to the file, or to standard output if {@code file} is null. A file appears only when it is complete.
     */
    static void write(Path file, PrintWriter stdout, Writing writing) throws IOException {
        if (file == null) {
            try {
                writing.to(stdout);
            } finally {
                stdout.flush();
            }
            return;
        }
        Path target = file.toAbsolutePath();
        if (java.nio.file.Files.isDirectory(target)) {
            throw new UserException("-o " + file + " is a folder; give a file");
        }
        boolean exists = java.nio.file.Files.exists(target);
        if (exists && !java.nio.file.Files.isWritable(target)) {
            throw new UserException("cannot write " + file + ": no permission");
        }
        if (exists && !java.nio.file.Files.isRegularFile(target)) {
            try (var out = java.nio.file.Files.newBufferedWriter(target, StandardCharsets.UTF_8)) {
                writing.to(out); // a device or a pipe cannot be replaced
            }
            return;
        }
        Path real = exists ? target.toRealPath() : target;
        // Not createTempFile: that would make the result unreadable for anybody but its owner.
        Path temporary = real.resolveSibling(
                ".binade-" + real.getFileName() + "-" + ProcessHandle.current().pid() + ".tmp");
        try {
            java.nio.file.Files.write(temporary, new byte[0]);
        } catch (NoSuchFileException e) {
            throw new UserException("cannot write " + file + ": there is no folder " + real.getParent()
                    + "; choose a file in an existing, writable folder", e);
        } catch (IOException e) {
            throw new UserException("cannot write " + file + ": " + describe(e)
                    + "; choose a file in an existing, writable folder", e);
        }
        try {
            try (var out = java.nio.file.Files.newBufferedWriter(temporary, StandardCharsets.UTF_8)) {
                writing.to(out);
            }
            java.nio.file.Files.move(
                    temporary, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            java.nio.file.Files.deleteIfExists(temporary);
        }
    }
}
