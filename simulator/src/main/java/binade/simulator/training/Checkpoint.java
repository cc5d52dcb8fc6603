package binade.simulator.training;

import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
    private static final String LETTERS = "BINADECK";
    private static final int VERSION = 1;

    private Checkpoint() {}

    /** Writes to a temporary file beside the target and moves it there, so that a reader never sees half a file. */
    public static void save(Path file, Network network, String description) throws IOException {
        SealedFile.write(file, encode(network, description));
    }

    private static byte[] encode(Network network, String description) {
        List<Parameter> tensors = tensors(network);
        byte[] text = description.getBytes(StandardCharsets.UTF_8);
        int size = 4 + text.length + 4;
        for (Parameter p : tensors) {
            size += 4 + p.name().getBytes(StandardCharsets.UTF_8).length + 4 + 4 * p.rank() + 4 * p.size();
        }
        ByteBuffer b = SealedFile.begin(LETTERS, VERSION, size);
        b.putInt(text.length).put(text).putInt(tensors.size());
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
        return SealedFile.seal(b);
    }

    /**
     * Reads the values into a network of the same structure. The network is changed only if the whole file is good.
     *
     * @param description what the file must say it holds
     * @throws CorruptCheckpointException if the file is damaged, of another version, or of another network
     * @throws NoSuchFileException if there is none
     */
    public static void load(Path file, Network network, String description) throws IOException {
        ByteBuffer b = SealedFile.read(file, LETTERS, VERSION, 12);
        try {
            List<float[]> values = decode(file, b, network, description);
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
        String found = SealedFile.text(b);
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
            String name = SealedFile.text(b);
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

    private static List<Parameter> tensors(Network network) {
        List<Parameter> all = new ArrayList<>(network.parameters());
        all.addAll(network.state());
        return all;
    }
}
