package binade.simulator.training;

import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything a training run needs to go on to the same bits: named arrays, in memory or in a file; layout in
 * docs/checkpoint-format.md.
 *
 * <pre>
 *   8 bytes  "BINADETS"
 *   int32    version, 1
 *   text     description: the run, with everything its numbers depend on
 *   int32    number of arrays, then each: text name, byte kind (0 float32, 1 int32, 2 float64), int32 length, values
 *   int32    CRC-32C of everything before
 * </pre>
 *
 * All little-endian; text is int32 length and UTF-8 bytes.
 */
public final class TrainingState {
    private static final String LETTERS = "BINADETS";
    private static final int VERSION = 1;

    private final String description;
    private final Map<String, Object> arrays = new LinkedHashMap<>();

    /** @param description the run, with everything its numbers depend on */
    public TrainingState(String description) {
        this.description = description;
    }

    /** Gives arrays to a state, or fills them from it: the owner names them once for both directions. */
    public interface Exchange {
        void floats(String name, float[] values);

        void integers(String name, int[] values);

        void numbers(String name, double[] values);
    }

    /** What the state holds afterwards: copies of the arrays that are named. */
    public Exchange saving() {
        return new Exchange() {
            @Override
            public void floats(String name, float[] values) {
                put(name, values.clone());
            }

            @Override
            public void integers(String name, int[] values) {
                put(name, values.clone());
            }

            @Override
            public void numbers(String name, double[] values) {
                put(name, values.clone());
            }

            private void put(String name, Object copy) {
                if (arrays.put(name, copy) != null) {
                    throw new IllegalStateException("two arrays are named '" + name + "'");
                }
            }
        };
    }

    /** Fills the arrays that are named; each throws {@link IllegalArgumentException} if the state has no such array. */
    public Exchange loading() {
        return new Exchange() {
            @Override
            public void floats(String name, float[] values) {
                System.arraycopy(find(name, float[].class, values.length), 0, values, 0, values.length);
            }

            @Override
            public void integers(String name, int[] values) {
                System.arraycopy(find(name, int[].class, values.length), 0, values, 0, values.length);
            }

            @Override
            public void numbers(String name, double[] values) {
                System.arraycopy(find(name, double[].class, values.length), 0, values, 0, values.length);
            }
        };
    }

    /** Length of an array, -1 if there is none of this name. */
    public int length(String name) {
        Object array = arrays.get(name);
        return array == null ? -1 : Array.getLength(array);
    }

    private <T> T find(String name, Class<T> kind, int length) {
        Object array = arrays.get(name);
        if (!kind.isInstance(array) || length(name) != length) {
            throw new IllegalArgumentException("it has no array '" + name + "' of " + length + " values");
        }
        return kind.cast(array);
    }

    /** Writes to a temporary file beside the target and moves it there, so that a reader never sees half a file. */
    public void save(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Files.createDirectories(absolute.getParent());
        Path temporary = absolute.resolveSibling("." + absolute.getFileName() + ".tmp");
        try {
            Files.write(temporary, encode());
            Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private byte[] encode() {
        byte[] text = description.getBytes(StandardCharsets.UTF_8);
        int size = 4 + text.length + 4;
        for (Map.Entry<String, Object> e : arrays.entrySet()) {
            size += 9 + e.getKey().getBytes(StandardCharsets.UTF_8).length + length(e.getKey()) * bytes(e.getValue());
        }
        ByteBuffer b = SealedFile.begin(LETTERS, VERSION, size);
        b.putInt(text.length).put(text).putInt(arrays.size());
        arrays.forEach((name, array) -> {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            b.putInt(bytes.length).put(bytes);
            put(b, array);
        });
        return SealedFile.seal(b);
    }

    private static int bytes(Object array) {
        return array instanceof double[] ? Double.BYTES : Float.BYTES;
    }

    private static void put(ByteBuffer b, Object array) {
        switch (array) {
            case float[] values -> {
                b.put((byte) 0).putInt(values.length).asFloatBuffer().put(values);
                b.position(b.position() + Float.BYTES * values.length);
            }
            case int[] values -> {
                b.put((byte) 1).putInt(values.length).asIntBuffer().put(values);
                b.position(b.position() + Integer.BYTES * values.length);
            }
            case double[] values -> {
                b.put((byte) 2).putInt(values.length).asDoubleBuffer().put(values);
                b.position(b.position() + Double.BYTES * values.length);
            }
            default -> throw new IllegalStateException("unknown array");
        }
    }

    /**
     * Reads a file.
     *
     * @param description what the file must say it holds
     * @throws CorruptCheckpointException if the file is damaged, of another version, or of another run
     */
    public static TrainingState load(Path file, String description) throws IOException {
        ByteBuffer b = SealedFile.read(file, LETTERS, VERSION, 16);
        try {
            String found = SealedFile.text(b);
            if (!found.equals(description)) {
                throw new CorruptCheckpointException(file, "it holds the run '" + found + "', wanted is '" + description + "'");
            }
            TrainingState state = new TrainingState(found);
            for (int count = b.getInt(); count > 0; count--) {
                state.arrays.put(SealedFile.text(b), array(b));
            }
            return state;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new CorruptCheckpointException(file, "it ends too early");
        }
    }

    private static Object array(ByteBuffer b) {
        byte kind = b.get();
        int length = SealedFile.length(b, kind == 2 ? Double.BYTES : Float.BYTES);
        Object array = switch (kind) {
            case 0 -> {
                float[] values = new float[length];
                b.asFloatBuffer().get(values);
                yield values;
            }
            case 1 -> {
                int[] values = new int[length];
                b.asIntBuffer().get(values);
                yield values;
            }
            case 2 -> {
                double[] values = new double[length];
                b.asDoubleBuffer().get(values);
                yield values;
            }
            default -> throw new IllegalArgumentException("kind " + kind);
        };
        b.position(b.position() + length * bytes(array));
        return array;
    }
}
