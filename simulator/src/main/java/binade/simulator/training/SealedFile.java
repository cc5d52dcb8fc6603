package binade.simulator.training;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32C;

/** What files of trained networks have in common: 8 letters, int32 version, content, CRC-32C of everything before; little-endian. */
public final class SealedFile {
    /** Larger files are refused before they are read. */
    private static final long MAX_BYTES = 1L << 30;

    private static final int SEAL = Integer.BYTES;

    private SealedFile() {}

    /**
     * A buffer with room for the content, letters and version already put.
     *
     * @param content its length in bytes
     */
    public static ByteBuffer begin(String letters, int version, int content) {
        return ByteBuffer.allocate(letters.length() + Integer.BYTES + content + SEAL)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(letters.getBytes(StandardCharsets.US_ASCII))
                .putInt(version);
    }

    /** The bytes of the file, checksum put behind the content. */
    public static byte[] seal(ByteBuffer b) {
        return b.putInt(checksum(b.array(), b.position())).array();
    }

    /**
     * The content of a file.
     *
     * @param least bytes that content and frame have at least, letters left out
     * @throws CorruptCheckpointException if the file is too large, of another kind or version, or damaged
     */
    public static ByteBuffer read(Path file, String letters, int version, int least) throws IOException {
        if (Files.isDirectory(file)) {
            throw new CorruptCheckpointException(file, "it is a folder");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new CorruptCheckpointException(file, "it is larger than 1 GiB");
        }
        return content(file, Files.readAllBytes(file), letters, version, least);
    }

    /** The content of the bytes of a file; as {@link #read}. */
    public static ByteBuffer content(Path file, byte[] bytes, String letters, int version, int least)
            throws CorruptCheckpointException {
        int length = letters.length();
        if (bytes.length < length + least || !new String(bytes, 0, length, StandardCharsets.US_ASCII).equals(letters)) {
            throw new CorruptCheckpointException(file, "it does not begin with " + letters);
        }
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(length);
        int found = b.getInt();
        if (found != version) {
            throw new CorruptCheckpointException(file, "it has version " + found + "; this program reads " + version);
        }
        int end = bytes.length - SEAL;
        if (b.getInt(end) != checksum(bytes, end)) {
            throw new CorruptCheckpointException(file, "its checksum does not match its content");
        }
        return b.limit(end);
    }

    /** Writes to a temporary file beside the target and moves it there, so that a reader never sees half a file. */
    public static void write(Path file, byte[] bytes) throws IOException {
        Path absolute = file.toAbsolutePath();
        Files.createDirectories(absolute.getParent());
        Path temporary = Files.createTempFile(absolute.getParent(), ".checkpoint", ".tmp");
        try {
            Files.write(temporary, bytes);
            Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Puts a text as {@link #text} reads it. */
    public static void put(ByteBuffer b, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        b.putInt(bytes.length).put(bytes);
    }

    /** A length and as many bytes of UTF-8. */
    public static String text(ByteBuffer b) {
        byte[] bytes = new byte[length(b, 1)];
        b.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * A number of elements for which there is content enough.
     *
     * @param bytes of an element
     * @throws BufferUnderflowException if there is not
     */
    public static int length(ByteBuffer b, int bytes) {
        int length = b.getInt();
        if (length < 0 || (long) length * bytes > b.remaining()) {
            throw new BufferUnderflowException();
        }
        return length;
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
