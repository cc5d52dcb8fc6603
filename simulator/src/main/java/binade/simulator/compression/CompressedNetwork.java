package binade.simulator.compression;

import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import binade.simulator.training.CorruptCheckpointException;
import binade.simulator.training.SealedFile;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A network in a file that is as small as its weights allow; layout in docs/compressed-format.md.
 *
 * @param description what was compressed, and how
 * @param tensors parameters, then running statistics, in the order of the network
 */
public record CompressedNetwork(String description, List<Tensor> tensors) {
    private static final String LETTERS = "BINADECN";
    private static final int VERSION = 1;
    private static final byte PLAIN = 0;
    private static final byte SHARED = 1;
    private static final byte TWO_OF_FOUR = 2;
    private static final int MAX_RANK = 8;

    /** A tensor by name. */
    public record Tensor(String name, List<Integer> shape, CodedTensor coded) {
        public Tensor {
            shape = List.copyOf(shape);
        }

        private int headBytes() {
            return Integer.BYTES + name.getBytes(StandardCharsets.UTF_8).length + Integer.BYTES * (1 + shape.size()) + 1
                    + (coded instanceof SharedTensor ? 1 + Short.BYTES + 2 * Integer.BYTES : 0);
        }
    }

    public CompressedNetwork {
        tensors = List.copyOf(tensors);
    }

    /**
     * Codes a network, exactly.
     *
     * @param coding of each weight tensor. Tensors of rank 1 and running statistics always are binary32 numbers
     */
    public static CompressedNetwork of(Network network, String description, Function<Parameter, CodedTensor> coding) {
        List<Tensor> tensors = new ArrayList<>();
        List<Parameter> all = new ArrayList<>(network.parameters());
        all.addAll(network.state());
        for (Parameter p : all) {
            CodedTensor coded = p.isWeight() && p.index() >= 0 ? coding.apply(p) : new PlainTensor(p.values().clone());
            tensors.add(new Tensor(p.name(), Arrays.stream(p.shape()).boxed().toList(), coded));
        }
        return new CompressedNetwork(description, tensors);
    }

    /** Bytes of the file; {@link #frameBytes} and the {@link CodedTensor#codedBytes} of all tensors. */
    public int bytes() {
        return frameBytes() + tensors.stream().mapToInt(t -> t.coded.codedBytes()).sum();
    }

    /** Bytes of what is no value: letters, version, description, names, shapes, lengths, checksum. */
    public int frameBytes() {
        return LETTERS.length() + Integer.BYTES + Integer.BYTES + description.getBytes(StandardCharsets.UTF_8).length + Integer.BYTES
                + tensors.stream().mapToInt(Tensor::headBytes).sum() + Integer.BYTES;
    }

    /** The bytes of the file. */
    public byte[] encode() {
        ByteBuffer b = SealedFile.begin(LETTERS, VERSION, bytes() - LETTERS.length() - 2 * Integer.BYTES);
        SealedFile.put(b, description);
        b.putInt(tensors.size());
        for (Tensor t : tensors) {
            SealedFile.put(b, t.name);
            b.putInt(t.shape.size());
            t.shape.forEach(b::putInt);
            switch (t.coded) {
                case PlainTensor p -> put(p.values(), b.put(PLAIN));
                case SharedTensor s -> put(s, b);
                case TwoOfFourTensor s -> put(s.values(), b.put(TWO_OF_FOUR)).put(s.packedPlaces());
            }
        }
        return SealedFile.seal(b);
    }

    private static void put(SharedTensor t, ByteBuffer b) {
        byte[] coded = t.coded();
        b.put(SHARED).put((byte) t.gapBits()).putShort((short) t.tableSize()).putInt(t.entries()).putInt(coded.length);
        put(t.table(), b).put(coded);
    }

    private static ByteBuffer put(float[] values, ByteBuffer b) {
        for (float v : values) {
            b.putFloat(v);
        }
        return b;
    }

    /** Writes the file, whole or not at all. */
    public void save(Path file) throws IOException {
        SealedFile.write(file, encode());
    }

    /**
     * Reads a file.
     *
     * @throws CorruptCheckpointException if it is of another kind or version, damaged, or cannot be
     */
    public static CompressedNetwork load(Path file) throws IOException {
        return decode(file, SealedFile.read(file, LETTERS, VERSION, 3 * Integer.BYTES));
    }

    /**
     * Reads the bytes of a file.
     *
     * @param name for messages
     * @throws CorruptCheckpointException if they are of another kind or version, damaged, or cannot be
     */
    public static CompressedNetwork decode(Path name, byte[] bytes) throws CorruptCheckpointException {
        return decode(name, SealedFile.content(name, bytes, LETTERS, VERSION, 3 * Integer.BYTES));
    }

    private static CompressedNetwork decode(Path file, ByteBuffer b) throws CorruptCheckpointException {
        try {
            String description = SealedFile.text(b);
            List<Tensor> tensors = new ArrayList<>();
            for (int left = SealedFile.length(b, 1); left > 0; left--) {
                tensors.add(tensor(b));
            }
            if (b.hasRemaining()) {
                throw new CorruptCheckpointException(file, b.remaining() + " bytes are left behind the last tensor");
            }
            return new CompressedNetwork(description, tensors);
        } catch (BufferUnderflowException e) {
            throw new CorruptCheckpointException(file, "it ends too early");
        } catch (IllegalArgumentException e) {
            throw new CorruptCheckpointException(file, e.getMessage());
        }
    }

    private static Tensor tensor(ByteBuffer b) {
        String name = SealedFile.text(b);
        int rank = b.getInt();
        require(rank >= 0 && rank <= MAX_RANK, name, "rank " + rank);
        List<Integer> shape = new ArrayList<>();
        long size = 1;
        for (int i = 0; i < rank; i++) {
            int d = b.getInt();
            require(d >= 1 && (size *= d) <= Integer.MAX_VALUE, name, "dimension " + d);
            shape.add(d);
        }
        byte kind = b.get();
        return new Tensor(name, shape, switch (kind) {
            case PLAIN -> {
                require(size * Float.BYTES <= b.remaining(), name, "fewer values than its shape has");
                yield new PlainTensor(floats(b, (int) size));
            }
            case SHARED -> shared(name, (int) size, b);
            case TWO_OF_FOUR -> {
                require(rank > 0, name, "2:4 sparsity of rank 0");
                yield twoOfFour(name, (int) size, shape.getLast(), b);
            }
            default -> throw new IllegalArgumentException("tensor " + name + ": kind " + kind);
        });
    }

    private static TwoOfFourTensor twoOfFour(String name, int size, int columns, ByteBuffer b) {
        int slots = TwoOfFourTensor.slots(size, columns);
        require((long) Float.BYTES * slots <= b.remaining(), name, "fewer values than its shape asks for");
        float[] values = floats(b, slots);
        byte[] places = new byte[TwoOfFourTensor.placeBytes(slots)];
        b.get(places);
        return named(name, () -> TwoOfFourTensor.read(size, columns, values, places));
    }

    private static <T> T named(String tensor, Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("tensor " + tensor + ": " + e.getMessage(), e);
        }
    }

    private static SharedTensor shared(String name, int size, ByteBuffer b) {
        int gapBits = b.get();
        int table = Short.toUnsignedInt(b.getShort());
        int entries = b.getInt();
        int coded = b.getInt();
        require(gapBits >= 0 && gapBits <= SharedTensor.MAX_GAP_BITS, name, "distances of " + gapBits + " bits");
        require(table <= 1 << SharedTensor.MAX_VALUE_BITS, name, "a table of " + table + " values");
        require(entries >= 0 && entries <= size && (gapBits > 0 || entries == size), name, entries + " entries of " + size + " weights");
        require(entries <= (long) Byte.SIZE * Math.max(0, coded), name, entries + " entries in " + coded + " bytes");
        require(coded >= 0 && (long) Float.BYTES * table + coded <= b.remaining(), name, "fewer bytes than it states");
        float[] values = floats(b, table);
        byte[] bytes = new byte[coded];
        b.get(bytes);
        return named(name, () -> SharedTensor.read(size, gapBits, values, entries, bytes));
    }

    private static void require(boolean condition, String name, String found) {
        if (!condition) {
            throw new IllegalArgumentException("tensor " + name + ": " + found);
        }
    }

    private static float[] floats(ByteBuffer b, int n) {
        float[] x = new float[n];
        b.asFloatBuffer().get(x);
        b.position(b.position() + Float.BYTES * n);
        return x;
    }

    /**
     * Puts the values into a network of the same structure.
     *
     * @throws IllegalArgumentException if it is of another structure; the network is then as before
     */
    public void restore(Network network) {
        List<Parameter> all = new ArrayList<>(network.parameters());
        all.addAll(network.state());
        if (all.size() != tensors.size()) {
            throw new IllegalArgumentException("the file has " + tensors.size() + " tensors, the network " + all.size());
        }
        for (int i = 0; i < all.size(); i++) {
            List<Integer> shape = Arrays.stream(all.get(i).shape()).boxed().toList();
            if (!all.get(i).name().equals(tensors.get(i).name) || !shape.equals(tensors.get(i).shape)) {
                throw new IllegalArgumentException("tensor " + tensors.get(i).name + tensors.get(i).shape
                        + " where the network has " + all.get(i).name() + shape);
            }
        }
        for (int i = 0; i < all.size(); i++) {
            System.arraycopy(tensors.get(i).coded.decode(), 0, all.get(i).values(), 0, all.get(i).size());
        }
        network.refresh();
    }
}
