package binade.experiments.onnx;

import binade.experiments.onnx.OnnxModel.Tensor;
import binade.simulator.graph.Shapes;
import binade.simulator.graph.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers of tensors: in the message, packed or raw, or in a file beside the model. How many there must be is known from the shape, and
 * memory for them is taken only when as many bytes are there.
 */
final class TensorReader {
    private static final int PIECE = 1 << 16;
    private static final String KIND = "pkg.torch.export.graph_signature.InputSpec.kind";

    private final Path folder;

    TensorReader(Path model) throws IOException {
        Path parent = model.toAbsolutePath().getParent();
        folder = parent.toRealPath();
    }

    /** One TensorProto. */
    Tensor read(WireMessage m) throws IOException {
        String name = "";
        long type = 0;
        String kind = "";
        Numbers dims = new Numbers();
        Numbers numbers = new Numbers();
        ByteBuffer raw = null;
        boolean outside = false;
        Map<String, String> external = new HashMap<>();
        for (int field = m.next(); field != 0; field = m.next()) {
            switch (field) {
                case 1 -> m.integers(dims);
                case 2 -> type = m.integer();
                case 4 -> m.numbers(numbers, false);
                case 5, 7, 11 -> m.integers(numbers);
                case 8 -> name = m.text();
                case 9 -> raw = m.bytes();
                case 10 -> m.numbers(numbers, true);
                case 13 -> {
                    String[] entry = m.message(OnnxReader::entry);
                    external.put(entry[0], entry[1]);
                }
                case 14 -> outside = m.integer() == 1;
                case 16 -> {
                    String[] entry = m.message(OnnxReader::entry);
                    kind = entry[0].equals(KIND) ? entry[1] : kind;
                }
                case 3 -> throw new OnnxException("tensor '" + name + "' comes in segments, which is not supported");
                default -> m.skip();
            }
        }
        String what = "tensor '" + name + "'";
        ElementType element = ElementType.of(type, what);
        int[] shape = shape(dims.longs(), what);
        int size = Shapes.size(shape);
        if (outside) {
            return external(name, shape, size, element, kind, external);
        }
        if (raw != null) {
            if (raw.remaining() != (long) size * element.bytes) {
                throw new OnnxException(what + " of shape " + Arrays.toString(shape) + " needs " + (long) size * element.bytes
                        + " bytes and has " + raw.remaining());
            }
            Sink sink = new Sink(element, size);
            sink.take(raw, size);
            return sink.tensor(name, shape, kind);
        }
        if (numbers.count() != size) {
            throw new OnnxException(what + " of shape " + Arrays.toString(shape) + " needs " + size + " numbers and has "
                    + numbers.count());
        }
        return inMessage(name, shape, element, kind, numbers);
    }

    /** 16-bit floats stand as bit patterns among the integers. */
    private static Tensor inMessage(String name, int[] shape, ElementType element, String kind, Numbers numbers) {
        if (element.kind != Value.Kind.FLOAT) {
            return new Tensor(name, shape, element.kind, null, numbers.doubles(), kind);
        }
        float[] f = numbers.floats();
        for (int i = 0; element.bytes == 2 && i < f.length; i++) {
            int bits = (int) f[i];
            f[i] = element == ElementType.FLOAT16 ? Float.float16ToFloat((short) bits) : Float.intBitsToFloat(bits << 16);
        }
        return new Tensor(name, shape, Value.Kind.FLOAT, f, null, kind);
    }

    private static int[] shape(long[] dims, String what) throws OnnxException {
        long size = 1;
        int[] shape = new int[dims.length];
        for (int d = 0; d < dims.length; d++) {
            if (dims[d] < 0 || dims[d] > Shapes.MAX_SIZE || (size *= dims[d]) > Shapes.MAX_SIZE) {
                throw new OnnxException(what + " has shape " + Arrays.toString(dims) + "; dimensions must not be negative, and "
                        + Shapes.MAX_SIZE + " values are the most");
            }
            shape[d] = (int) dims[d];
        }
        return shape;
    }

    private Tensor external(
            String name, int[] shape, int size, ElementType element, String kind, Map<String, String> entries)
            throws IOException {
        String what = "tensor '" + name + "'";
        Path file = inside(entries.getOrDefault("location", ""), what);
        long offset = number(entries.getOrDefault("offset", "0"), what);
        long bytes = (long) size * element.bytes;
        if (entries.containsKey("length") && number(entries.get("length"), what) != bytes) {
            throw new OnnxException(what + " of shape " + Arrays.toString(shape) + " needs " + bytes
                    + " bytes; its external data have " + entries.get("length"));
        }
        try (SeekableByteChannel in = Files.newByteChannel(file)) {
            if (offset > in.size() || bytes > in.size() - offset) {
                throw new OnnxException(what + " needs bytes " + offset + " to " + (offset + bytes) + " of "
                        + file.getFileName() + ", which has " + in.size());
            }
            in.position(offset);
            Sink sink = new Sink(element, size);
            ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, bytes)).order(ByteOrder.LITTLE_ENDIAN);
            while (sink.count < size) {
                piece.clear().limit((int) Math.min(piece.capacity(), (long) (size - sink.count) * element.bytes));
                while (piece.hasRemaining()) {
                    if (in.read(piece) < 0) {
                        throw new OnnxException(file.getFileName() + " became shorter while it was read");
                    }
                }
                piece.flip();
                sink.take(piece, piece.remaining() / element.bytes);
            }
            return sink.tensor(name, shape, kind);
        }
    }

    /** The file, if it lies in the folder of the model, links resolved. */
    private Path inside(String location, String what) throws IOException {
        try {
            Path relative = Path.of(location);
            if (location.isEmpty() || relative.isAbsolute() || !folder.resolve(relative).normalize().startsWith(folder)) {
                throw new OnnxException(what + " wants data from '" + location + "', outside the folder of the model");
            }
            Path file = folder.resolve(relative);
            if (!Files.isRegularFile(file)) {
                throw new OnnxException(what + " has its data in '" + location + "', which is not there: it belongs beside the model");
            }
            if (!file.toRealPath().startsWith(folder)) {
                throw new OnnxException(what + " wants data from '" + location + "', a link out of the folder of the model");
            }
            return file;
        } catch (InvalidPathException e) {
            throw new OnnxException(what + " has its data in a file with an impossible name", e);
        }
    }

    private static long number(String text, String what) throws OnnxException {
        try {
            long n = Long.parseLong(text);
            if (n >= 0) {
                return n;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new OnnxException(what + ": offset and length of external data must be numbers from 0 on, not '" + text + "'");
    }

    /** Takes numbers up. */
    private static final class Sink {
        private final ElementType element;
        private final float[] floats;
        private final double[] whole;
        private int count;

        Sink(ElementType element, int size) {
            this.element = element;
            boolean real = element.kind == Value.Kind.FLOAT;
            floats = real ? new float[size] : null;
            whole = real ? null : new double[size];
        }

        void take(ByteBuffer raw, int n) {
            if (element == ElementType.FLOAT) {
                raw.asFloatBuffer().get(floats, count, n);
                count += n;
                return;
            }
            for (int i = 0; i < n; i++, count++) {
                double d = element.next(raw);
                if (floats != null) {
                    floats[count] = (float) d;
                } else {
                    whole[count] = d;
                }
            }
        }

        Tensor tensor(String name, int[] shape, String kind) {
            return new Tensor(name, shape, element.kind, floats, whole, kind);
        }
    }
}
