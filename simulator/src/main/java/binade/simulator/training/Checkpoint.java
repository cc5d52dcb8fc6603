package binade.simulator.training;

import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The parameters and running statistics of a network in a file; layout in docs/checkpoint-format.md.
 *
 * <pre>
 *   8 bytes  "BINADECK"
 *   int32    version, 1
 *   text     description: what was trained, how, with which seed
 *   int32    number of tensors, then each: text name, int32 rank, int32 dimensions, float32 values
 *   int32    CRC-32C of everything before
 * </pre>
 *
 * All little-endian; text is int32 length and UTF-8 bytes.
 */
public final class Checkpoint {
    private static final byte[] MAGIC = "BINADECK".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    /** Larger files are refused before they are read. */
    private static final long MAX_BYTES = 1L << 30;

    private Checkpoint() {}

    /** Writes to a temporary file beside the target and moves it there, so that a reader never sees half a file. */
    public static void save(Path file, Network network, String description) throws IOException {
        Path absolute = file.toAbsolutePath();
        Files.createDirectories(absolute.getParent());
        Path temporary = Files.createTempFile(absolute.getParent(), ".checkpoint", ".tmp");
        try {
            Files.write(temporary, encode(network, description));
            Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static byte[] encode(Network network, String description) {
        List<Parameter> tensors = tensors(network);
        byte[] text = description.getBytes(StandardCharsets.UTF_8);
        int size = MAGIC.length + 4 + 4 + text.length + 4 + 4;
        for (Parameter p : tensors) {
            size += 4 + p.name().getBytes(StandardCharsets.UTF_8).length + 4 + 4 * p.rank() + 4 * p.size();
        }
        ByteBuffer b = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        b.put(MAGIC).putInt(VERSION).putInt(text.length).put(text).putInt(tensors.size());
        for (Parameter p : tensors) {
            byte[] name = p.name().getBytes(StandardCharsets.UTF_8);
            b.putInt(name.length).put(name).putInt(p.rank());
            for (int d : p.shape()) {
                b.putInt(d);
            }
            for (float v : p.values()) {
                b.putFloat(v);
            }
        }
        return b.putInt(checksum(b.array(), b.position())).array();
    }

    /**
     * Reads the values into a network of the same structure. The network is changed only if the whole file is good.
     *
     * @param description what the file must say it holds
     * @throws CorruptCheckpointException if the file is damaged, of another version, or of another network
     * @throws NoSuchFileException if there is none
     */
    public static void load(Path file, Network network, String description) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new CorruptCheckpointException(file, "it is larger than 1 GiB");
        }
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length < MAGIC.length + 12 || !new String(bytes, 0, 8, StandardCharsets.US_ASCII).equals("BINADECK")) {
            throw new CorruptCheckpointException(file, "it does not begin with BINADECK");
        }
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(MAGIC.length);
        int version = b.getInt();
        if (version != VERSION) {
            throw new CorruptCheckpointException(file, "it has version " + version + "; this program reads " + VERSION);
        }
        int end = bytes.length - 4;
        if (b.getInt(end) != checksum(bytes, end)) {
            throw new CorruptCheckpointException(file, "its checksum does not match its content");
        }
        try {
            List<float[]> values = decode(file, b.limit(end), network, description);
            List<Parameter> tensors = tensors(network);
            for (int i = 0; i < values.size(); i++) {
                System.arraycopy(values.get(i), 0, tensors.get(i).values(), 0, values.get(i).length);
            }
        } catch (BufferUnderflowException e) {
            throw new CorruptCheckpointException(file, "it ends too early");
        }
        network.refresh();
    }

    private static List<float[]> decode(Path file, ByteBuffer b, Network network, String description)
            throws CorruptCheckpointException {
        String found = text(file, b);
        if (!found.equals(description)) {
            throw new CorruptCheckpointException(file, "it holds '" + found + "', wanted is '" + description + "'");
        }
        List<Parameter> tensors = tensors(network);
        int count = b.getInt();
        if (count != tensors.size()) {
            throw new CorruptCheckpointException(file, "it has " + count + " tensors, the network " + tensors.size());
        }
        List<float[]> values = new ArrayList<>();
        for (Parameter p : tensors) {
            String name = text(file, b);
            int[] shape = new int[Math.clamp(b.getInt(), 0, 8)];
            for (int i = 0; i < shape.length; i++) {
                shape[i] = b.getInt();
            }
            if (!name.equals(p.name()) || !java.util.Arrays.equals(shape, p.shape())) {
                throw new CorruptCheckpointException(file, "tensor " + name + java.util.Arrays.toString(shape)
                        + " where the network has " + p.name() + java.util.Arrays.toString(p.shape()));
            }
            float[] v = new float[p.size()];
            for (int i = 0; i < v.length; i++) {
                v[i] = b.getFloat();
            }
            values.add(v);
        }
        return values;
    }

    private static String text(Path file, ByteBuffer b) throws CorruptCheckpointException {
        int length = b.getInt();
        if (length < 0 || length > b.remaining()) {
            throw new CorruptCheckpointException(file, "it ends too early");
        }
        byte[] bytes = new byte[length];
        b.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static List<Parameter> tensors(Network network) {
        List<Parameter> all = new ArrayList<>(network.parameters());
        all.addAll(network.state());
        return all;
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
