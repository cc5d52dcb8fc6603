package binade.experiments.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Arrays in IDX format (yann.lecun.com/exdb/mnist), plain or in gzip: two zeros, a type, the number of dimensions, their sizes as
 * big-endian integers, the numbers. Images [N,H,W] of unsigned bytes become {@code x} [N,1,H,W] with values 0 to 1; labels come
 * from the file beside it whose name has {@code labels} for {@code images} and {@code idx1} for {@code idx3}.
 */
final class IdxReader {
    private static final int PIECE = 1 << 16;

    private IdxReader() {}

    /** {@code x}, and {@code y} where there is a file of labels. */
    static Map<String, DataArray> read(Path file) throws IOException {
        Map<String, DataArray> arrays = new LinkedHashMap<>();
        DataArray x = array(file);
        arrays.put("x", x.shape().length == 3 && !x.isFloat() ? image(x) : x);
        String name = file.getFileName().toString();
        Path labels = file.resolveSibling(name.replace("images", "labels").replace("idx3", "idx1"));
        if (!labels.equals(file) && Files.isRegularFile(labels)) {
            arrays.put("y", array(labels));
        }
        return arrays;
    }

    private static DataArray image(DataArray a) {
        float[] v = a.values();
        for (int i = 0; i < v.length; i++) {
            v[i] /= 255;
        }
        return new DataArray(new int[] {a.shape()[0], 1, a.shape()[1], a.shape()[2]}, true, v);
    }

    private static DataArray array(Path file) throws IOException {
        return PlainOrGzip.read(file, (in, packed) -> array(in, Files.size(file) * (packed ? DataFile.MAX_RATIO : 1), file));
    }

    private static DataArray array(DataInputStream in, long bytes, Path file) throws IOException {
        int magic = in.readInt();
        NpyType type = switch (magic >> 8) {
            case 0x08 -> new NpyType('u', 1, true);
            case 0x09 -> new NpyType('i', 1, true);
            case 0x0b -> new NpyType('i', 2, true);
            case 0x0c -> new NpyType('i', 4, true);
            case 0x0d -> new NpyType('f', 4, true);
            case 0x0e -> new NpyType('f', 8, true);
            default -> throw new DataException("%s begins with %08x; read are NumPy (.npz, .npy), IDX and CSV (.csv) files"
                    .formatted(file, magic));
        };
        int[] shape = new int[magic & 0xff];
        long size = 1;
        for (int d = 0; d < shape.length; d++) {
            shape[d] = in.readInt();
            size = shape[d] < 0 ? DataFile.MAX_VALUES + 1L : size * shape[d];
            if (size > DataFile.MAX_VALUES) {
                throw new DataException(file + " says that it holds " + Arrays.toString(Arrays.copyOf(shape, d + 1))
                        + " values; at most " + DataFile.MAX_VALUES + " are read");
            }
        }
        if (shape.length == 0 || size * type.bytes() > bytes) {
            throw new DataException(file + " of shape " + Arrays.toString(shape) + " cannot hold its " + size + " values: it is cut short");
        }
        return new DataArray(shape, type.isFloat(), values(in, type, (int) size));
    }

    /** Grows with what is there: a compressed file cannot be trusted for its size. */
    private static float[] values(DataInputStream in, NpyType type, int size) throws IOException {
        float[] values = new float[Math.min(size, PIECE)];
        byte[] piece = new byte[PIECE];
        for (int done = 0; done < size;) {
            int n = Math.min(PIECE / type.bytes(), size - done);
            if (in.readNBytes(piece, 0, n * type.bytes()) < n * type.bytes()) {
                throw new EOFException();
            }
            if (done + n > values.length) {
                values = Arrays.copyOf(values, (int) Math.min(size, Math.max(done + n, 2L * values.length)));
            }
            ByteBuffer buffer = ByteBuffer.wrap(piece);
            for (int i = 0; i < n; i++) {
                values[done++] = (float) type.next(buffer);
            }
        }
        return values;
    }
}
