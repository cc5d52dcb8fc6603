package binade.formats.block;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import binade.formats.BlockFormat;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * A block tensor in a file, packed without gaps; layout in docs/block-file-format.md. The file is mapped: only what is
 * asked for is unpacked, into arrays.
 *
 * <pre>
 *   BlockFile.write(path, tensor);
 *   BlockTensor whole = BlockFile.read(path);
 *   try (BlockFile file = BlockFile.open(path)) {
 *       file.values(8, 16, y);                      rows 8 to 15
 *   }
 * </pre>
 *
 * <p>All numbers are little-endian. Opening checks magic, version, lengths, format, scales and the CRC-32C of everything
 * behind it. For one thread.
 */
public final class BlockFile implements AutoCloseable {
    private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT = JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final byte[] MAGIC = "BINADEBT".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;

    private static final int AT_VERSION = 8;
    private static final int AT_CHECKSUM = 12;
    private static final int AT_LENGTH = 16;
    private static final int AT_SHAPE = 24;
    private static final int AT_TENSOR_SCALE = 40;
    private static final int AT_TEXT_LENGTH = 44;
    private static final int AT_TEXT = 48;
    private static final int MAX_TEXT = 1 << 12;

    private final Arena arena;
    private final MemorySegment segment;
    private final BlockFormat format;
    private final Tiles tiles;
    private final float tensorScale;
    private final int[] scales;
    private final long codesAt;

    private BlockFile(
            Arena arena, MemorySegment segment, BlockFormat format, Tiles tiles, int[] scales, long codesAt) {
        this.arena = arena;
        this.segment = segment;
        this.format = format;
        this.tiles = tiles;
        this.tensorScale = segment.get(FLOAT, AT_TENSOR_SCALE);
        this.scales = scales;
        this.codesAt = codesAt;
    }

    // ---- writing -------------------------------------------------------------------------------------------------

    /** Writes to a temporary file beside the target and moves it there, so that a reader never sees half a file. */
    public static void write(Path file, BlockTensor tensor) throws IOException {
        Path target = file.toAbsolutePath();
        Path temporary = target.resolveSibling(
                ".binade-" + target.getFileName() + "-" + ProcessHandle.current().pid() + ".tmp");
        try {
            try (Arena arena = Arena.ofConfined();
                    FileChannel channel = FileChannel.open(
                            temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                byte[] text = (tensor.format().id() + " " + tensor.format().options()).strip()
                        .getBytes(StandardCharsets.UTF_8);
                long length = length(text.length, tensor.format(), tensor.tiles());
                MemorySegment segment = channel.map(FileChannel.MapMode.READ_WRITE, 0, length, arena);
                fill(segment, text, tensor);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static long length(int text, BlockFormat format, Tiles tiles) {
        return AT_TEXT + text + (long) tiles.count() * format.scaleType().bytes()
                + CodePacking.bytes((long) tiles.rows() * tiles.columns(), format.width());
    }

    private static void fill(MemorySegment segment, byte[] text, BlockTensor t) {
        MemorySegment.copy(MAGIC, 0, segment, JAVA_BYTE, 0, MAGIC.length);
        segment.set(INT, AT_VERSION, VERSION);
        segment.set(LONG, AT_LENGTH, segment.byteSize());
        segment.set(INT, AT_SHAPE, t.rows());
        segment.set(INT, AT_SHAPE + 4, t.columns());
        segment.set(INT, AT_SHAPE + 8, t.tiles().tileRows());
        segment.set(INT, AT_SHAPE + 12, t.tiles().tileColumns());
        segment.set(FLOAT, AT_TENSOR_SCALE, t.tensorScale());
        segment.set(INT, AT_TEXT_LENGTH, text.length);
        MemorySegment.copy(text, 0, segment, JAVA_BYTE, AT_TEXT, text.length);
        long at = AT_TEXT + text.length;
        int bytes = t.format().scaleType().bytes();
        for (int scale : t.scales()) {
            for (int b = 0; b < bytes; b++) {
                segment.set(JAVA_BYTE, at++, (byte) (scale >> 8 * b));
            }
        }
        byte[] codes = t.dense();
        MemorySegment.copy(codes, 0, segment, JAVA_BYTE, at, codes.length);
        segment.set(INT, AT_CHECKSUM, checksum(segment));
    }

    private static int checksum(MemorySegment segment) {
        CRC32C crc = new CRC32C();
        long step = 1 << 30; // a buffer holds less than 2 GiB
        for (long from = AT_LENGTH; from < segment.byteSize(); from += step) {
            crc.update(segment.asSlice(from, Math.min(step, segment.byteSize() - from)).asByteBuffer());
        }
        return (int) crc.getValue();
    }

    // ---- reading -------------------------------------------------------------------------------------------------

    /**
     * The whole tensor.
     *
     * @throws BlockFileException if the file is cut short, too long, damaged, of another kind or another version
     * @throws NoSuchFileException if there is none
     */
    public static BlockTensor read(Path file) throws IOException {
        try (BlockFile f = open(file)) {
            byte[] codes = new byte[f.tiles.rows() * f.tiles.columns()];
            f.unpack(0, codes);
            return BlockTensor.of(f.format, f.tiles, f.tensorScale, f.scales, codes);
        } catch (IllegalArgumentException e) {
            throw new BlockFileException(file, e.getMessage());
        }
    }

    /** Maps and checks a file; errors as {@link #read} has them. */
    @SuppressWarnings("resource") // the arena lives as long as what is returned
    public static BlockFile open(Path file) throws IOException {
        Arena arena = Arena.ofConfined();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment segment = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return checked(file, arena, segment);
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static BlockFile checked(Path file, Arena arena, MemorySegment segment) throws BlockFileException {
        if (segment.byteSize() < MAGIC.length
                || segment.asSlice(0, MAGIC.length).mismatch(MemorySegment.ofArray(MAGIC)) != -1) {
            throw new BlockFileException(file, "it does not begin with BINADEBT");
        }
        if (segment.byteSize() < AT_TEXT) {
            throw new BlockFileException(file, "it ends in its header, after " + segment.byteSize() + " bytes");
        }
        int version = segment.get(INT, AT_VERSION);
        if (version != VERSION) {
            throw new BlockFileException(file, "it has version " + version + "; this program reads " + VERSION);
        }
        checkLength(file, segment, segment.get(LONG, AT_LENGTH));
        int textLength = segment.get(INT, AT_TEXT_LENGTH);
        if (segment.get(INT, AT_CHECKSUM) != checksum(segment) || textLength < 1
                || textLength > Math.min(MAX_TEXT, segment.byteSize() - AT_TEXT)) {
            throw new BlockFileException(file, "its checksum does not match its content");
        }
        byte[] text = segment.asSlice(AT_TEXT, textLength).toArray(JAVA_BYTE);
        try {
            String[] words = new String(text, StandardCharsets.UTF_8).split(" ", 2);
            BlockFormat format = BlockFormats.parse(words[0], words.length == 1 ? "" : words[1]);
            Tiles tiles = new Tiles(
                    segment.get(INT, AT_SHAPE), segment.get(INT, AT_SHAPE + 4), segment.get(INT, AT_SHAPE + 8),
                    segment.get(INT, AT_SHAPE + 12));
            checkLength(file, segment, length(textLength, format, tiles));
            long scalesAt = AT_TEXT + textLength;
            int[] scales = scales(segment, scalesAt, tiles.count(), format.scaleType());
            long codesAt = scalesAt + (long) scales.length * format.scaleType().bytes();
            return new BlockFile(arena, segment, format, tiles, scales, codesAt);
        } catch (IllegalArgumentException e) {
            throw new BlockFileException(file, e.getMessage());
        }
    }

    private static void checkLength(Path file, MemorySegment segment, long expected) throws BlockFileException {
        if (segment.byteSize() != expected) {
            throw new BlockFileException(file, "it has " + segment.byteSize() + " bytes; its header asks for " + expected
                    + (segment.byteSize() < expected ? ", so it was cut short" : ""));
        }
    }

    private static int[] scales(MemorySegment segment, long at, int count, ScaleType type) {
        int[] scales = new int[count];
        int bytes = type.bytes();
        int unused = Integer.SIZE - 8 * bytes;
        for (int k = 0; k < count; k++) {
            int bits = 0;
            for (int b = 0; b < bytes; b++) {
                bits |= (segment.get(JAVA_BYTE, at + (long) k * bytes + b) & 0xff) << 8 * b;
            }
            scales[k] = type.isExponent() ? bits << unused >> unused : bits;
            if (!type.contains(scales[k])) {
                throw new IllegalArgumentException(type.print(scales[k]) + " is no scale; allowed: " + type);
            }
        }
        return scales;
    }

    /** The format, with its options. */
    public BlockFormat format() {
        return format;
    }

    /** Shape and blocks. */
    public Tiles tiles() {
        return tiles;
    }

    /**
     * Unpacks the values of some rows.
     *
     * @param y [toRow - fromRow, columns]
     * @throws IndexOutOfBoundsException if there are no such rows
     * @throws IllegalStateException after {@link #close}
     */
    public void values(int fromRow, int toRow, float[] y) {
        Objects.checkFromToIndex(fromRow, toRow, tiles.rows());
        BlockTensor.check(y, toRow - fromRow, tiles.columns());
        byte[] codes = new byte[y.length];
        unpack((long) fromRow * tiles.columns(), codes);
        for (int i = 0; i < y.length; i++) {
            int tile = tiles.at(fromRow + i / tiles.columns(), i % tiles.columns());
            y[i] = format.decode(codes[i] & 0xff, scales[tile], tensorScale);
        }
    }

    private void unpack(long firstCode, byte[] codes) {
        long firstBit = firstCode * format.width();
        long from = firstBit / 8;
        long to = Math.ceilDiv(firstBit + (long) codes.length * format.width(), 8L);
        byte[] packed = segment.asSlice(codesAt + from, to - from).toArray(JAVA_BYTE);
        CodePacking.unpack(packed, firstBit % 8, format.width(), format.bitOrder(), codes);
    }

    /** Gives the mapping back. */
    @Override
    public void close() {
        arena.close();
    }
}
