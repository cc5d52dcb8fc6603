package binade.experiments.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One array in NumPy's format (numpy.org/doc/stable/reference/generated/numpy.lib.format.html, versions 1 to 3): magic, version, length of
 * the header, a Python dictionary of type, order and shape, then the numbers. Objects (pickles) are refused unread.
 */
final class NpyReader {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAX_HEADER = 1 << 16;
    private static final int PIECE = 1 << 16;
    /** Beyond it binary32 does not hold every integer. */
    private static final double EXACT = 1 << 24;
    private static final Pattern HEADER = Pattern.compile(
            "\\s*\\{\\s*'descr':\\s*'([^']{1,16})',\\s*'fortran_order':\\s*(True|False),\\s*'shape':\\s*\\(([0-9,\\s]{0,400})\\),?\\s*\\}\\s*");

    private NpyReader() {}

    /**
     * Reads an array.
     *
     * @param bytes how many there are in all, for checking sizes before memory is taken
     * @param what the file, for messages
     */
    static DataArray read(InputStream stream, long bytes, String what) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        try {
            if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
                throw new DataException(what + " is no NumPy array: it does not begin with \\x93NUMPY");
            }
            int version = in.readUnsignedByte();
            in.readUnsignedByte();
            if (version < 1 || version > 3) {
                throw new DataException(what + " has version " + version + " of NumPy's format; versions 1 to 3 are read");
            }
            long length = version == 1 ? Short.toUnsignedInt(Short.reverseBytes(in.readShort()))
                    : Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
            if (length > MAX_HEADER) {
                throw new DataException(what + " has a header of " + length + " bytes; at most " + MAX_HEADER + " are read");
            }
            byte[] header = in.readNBytes((int) length);
            if (header.length < length) {
                throw new EOFException();
            }
            long rest = bytes - MAGIC.length - 2 - (version == 1 ? 2 : 4) - length;
            return array(in, new String(header, StandardCharsets.ISO_8859_1), rest, what);
        } catch (EOFException e) {
            throw new DataException(what + " ends too early: it is cut short", e);
        }
    }

    private static DataArray array(InputStream in, String header, long bytes, String what) throws IOException {
        Matcher m = HEADER.matcher(header);
        if (!m.matches()) {
            throw new DataException(what + " has a header that is not understood: " + shortened(header.strip())
                    + " (structured arrays are not read)");
        }
        NpyType type = NpyType.parse(m.group(1), what);
        String[] dims = m.group(3).isBlank() ? new String[0] : m.group(3).strip().split("\\s*,\\s*");
        int[] shape = new int[dims.length];
        long size = 1;
        for (int d = 0; d < dims.length; d++) {
            long n = dims[d].isEmpty() || dims[d].length() > 10 ? DataFile.MAX_VALUES + 1L : Long.parseLong(dims[d].replaceAll("\\s", ""));
            size = n > DataFile.MAX_VALUES ? DataFile.MAX_VALUES + 1L : size * n;
            if (size > DataFile.MAX_VALUES) {
                throw new DataException(what + " has shape (" + m.group(3) + "); at most " + DataFile.MAX_VALUES + " values are read");
            }
            shape[d] = (int) n;
        }
        if (size * type.bytes() > bytes) {
            throw new DataException(what + " of shape (" + m.group(3) + ") needs " + size * type.bytes() + " bytes and has "
                    + Math.max(0, bytes) + ": it is cut short");
        }
        float[] values = numbers(in, type, (int) size, what);
        return new DataArray(shape, type.isFloat(), m.group(2).equals("True") ? rowMajor(values, shape) : values);
    }

    private static String shortened(String s) {
        return s.length() > 80 ? s.substring(0, 80) + "…" : s;
    }

    private static float[] numbers(InputStream in, NpyType type, int size, String what) throws IOException {
        float[] values = new float[size];
        byte[] piece = new byte[Math.max(1, Math.min(PIECE, size * type.bytes()))];
        ByteBuffer buffer = ByteBuffer.wrap(piece).order(type.isBig() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int done = 0;
        while (done < size) {
            int n = Math.min(piece.length / type.bytes(), size - done);
            if (in.readNBytes(piece, 0, n * type.bytes()) < n * type.bytes()) {
                throw new EOFException();
            }
            buffer.clear();
            for (int i = 0; i < n; i++) {
                double d = type.next(buffer);
                if (!type.isFloat() && Math.abs(d) > EXACT) {
                    throw new DataException(what + " holds the integer " + (long) d + "; up to 2^24 are read exactly");
                }
                values[done++] = (float) d;
            }
        }
        return values;
    }

    private static float[] rowMajor(float[] columns, int[] shape) {
        int[] reversed = new int[shape.length];
        int[] order = new int[shape.length];
        for (int d = 0; d < shape.length; d++) {
            reversed[d] = shape[shape.length - 1 - d];
            order[d] = shape.length - 1 - d;
        }
        float[] rows = new float[columns.length];
        binade.simulator.graph.Rearrange.transpose(reversed, order).bind()
                .forward(new float[][] {columns}, new float[][] {rows});
        return rows;
    }
}
