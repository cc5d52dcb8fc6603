package binade.experiments.workload;

import binade.experiments.data.PlainOrGzip;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Unsigned bytes from a file in IDX format, the one of MNIST (yann.lecun.com/exdb/mnist), plain or compressed with gzip:
 *
 * <pre>
 *   byte 0-1   0
 *   byte 2     type of the values: 8, unsigned byte
 *   byte 3     number of dimensions d
 *   d int32    sizes, big-endian; the first counts the items
 *   bytes      values, the last dimension varying fastest
 * </pre>
 *
 * @param sizes of the items read: their number, then what the file says of each
 * @param values as many as the sizes multiply to
 */
record IdxFile(int[] sizes, byte[] values) {
    private static final int UNSIGNED_BYTE = 8;
    /** More values than this are refused before memory is asked for. */
    private static final long MAX_VALUES = 1L << 28;

    /**
     * Reads the first items.
     *
     * @param dimensions the file must have, the count of items among them
     * @param items wanted
     * @throws IOException if the file cannot be read, is of another kind, is cut short, or holds fewer items; the message names it
     */
    static IdxFile read(Path file, int dimensions, int items) throws IOException {
        return PlainOrGzip.read(file, (in, _) -> read(in, file, dimensions, items));
    }

    private static IdxFile read(DataInputStream in, Path file, int dimensions, int items) throws IOException {
        int magic = in.readInt();
        int expected = UNSIGNED_BYTE << 8 | dimensions;
        if (magic != expected) {
            throw new IOException("%s begins with %08x; an IDX file of unsigned bytes in %d dimensions begins with %08x"
                    .formatted(file, magic, dimensions, expected));
        }
        int[] sizes = new int[dimensions];
        long count = 1;
        for (int d = 0; d < dimensions; d++) {
            sizes[d] = in.readInt();
            if (sizes[d] < 1) {
                throw new IOException(file + " says that dimension " + d + " has size " + sizes[d]);
            }
            if (d == 0) {
                if (sizes[0] < items) {
                    throw new IOException(file + " holds " + sizes[0] + " items; " + items + " are needed");
                }
                sizes[0] = items;
            }
            count *= sizes[d]; // below 2^28 before, so below 2^59
            if (count > MAX_VALUES) {
                throw new IOException(file + " says that it holds " + Arrays.toString(sizes)
                        + " values, more than this program reads; it is damaged or no data set");
            }
        }
        byte[] values = in.readNBytes((int) count); // grows with what is there, whatever the header says
        if (values.length < count) {
            throw new EOFException();
        }
        return new IdxFile(sizes, values);
    }
}
