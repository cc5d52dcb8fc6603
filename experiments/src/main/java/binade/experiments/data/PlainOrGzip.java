package binade.experiments.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A binary file, plain or compressed with gzip; its first two bytes say which. */
public final class PlainOrGzip {
    private static final int PIECE = 1 << 16;

    private PlainOrGzip() {}

    /** What is made of the bytes. */
    @FunctionalInterface
    public interface Reading<T> {
        /** @param packed whether the file is compressed, so that its size says little */
        T from(DataInputStream in, boolean packed) throws IOException;
    }

    /**
     * Reads a file.
     *
     * @throws DataException naming the file, if it ends too early or cannot be decompressed
     * @throws IOException if it cannot be read, or as the reading throws
     */
    public static <T> T read(Path file, Reading<T> reading) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), PIECE)) {
            boolean packed = isGzip(raw);
            try (DataInputStream in = new DataInputStream(packed ? new GZIPInputStream(raw, PIECE) : raw)) {
                return reading.from(in, packed);
            }
        } catch (EOFException e) {
            throw new DataException(file + " ends too early: it is cut short", e);
        } catch (ZipException e) {
            throw new DataException(file + " cannot be decompressed: " + e.getMessage(), e);
        }
    }

    private static boolean isGzip(InputStream in) throws IOException {
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip;
    }
}
