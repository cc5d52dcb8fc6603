package binade.formats.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.BlockFormat;
import binade.formats.Formats;
import binade.formats.block.NvFp4Format.LowerBound;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlockFileTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("weights.bt");
    }

    static Stream<BlockFormat> formats() {
        return Stream.concat(
                BlockFormats.ids().stream().map(Formats::block),
                Stream.of(
                        MxFormat.parse("mxint8").withSymmetric(true).withRule(ScaleRule.RCEIL),
                        MxFormat.parse("mxfp6_e3m2").withRule(ScaleRule.EVEN),
                        new NvFp4Format(true, LowerBound.SMALLEST_NORMAL), new NvFp4Format(true, LowerBound.SMALLEST_POSITIVE),
                        Formats.block("bm1_2/5"), Formats.block("bfp4sm/7"), Formats.block("bfp3/2")));
    }

    /** Values of all kinds, NaN among them where the format has it. */
    private static float[] matrix(BlockFormat format, int rows, int columns) {
        Random random = new Random(11);
        List<float[]> blocks = BlockDomain.blocks(Math.max(columns, 3), 200, format.hasNan());
        float[] x = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            float[] block = blocks.get(random.nextInt(blocks.size()));
            System.arraycopy(block, 0, x, row * columns, Math.min(block.length, columns));
        }
        return x;
    }

    @ParameterizedTest
    @MethodSource("formats")
    void a_tensor_comes_back_as_it_was(BlockFormat format) throws IOException {
        int[][] shapes = {{1, 1}, {3, 5}, {7, 33}, {50, 67}, {2, 128}, {0, 4}, {4, 0}};
        for (int[] shape : shapes) {
            int rows = shape[0];
            int columns = shape[1];
            float[] x = matrix(format, rows, columns);
            for (Tiles tiles : List.of(Tiles.rows(rows, columns, format.blockSize()), Tiles.matrix(rows, columns, 4))) {
                BlockTensor t = BlockTensor.encode(format, x, tiles, ElementRounding.NEAREST);
                BlockFile.write(file, t);
                assertThat(BlockFile.read(file)).isEqualTo(t);
                float[] all = t.values();
                try (BlockFile mapped = BlockFile.open(file)) {
                    assertThat(mapped.format()).isEqualTo(format);
                    for (int from = 0; from <= rows; from += 3) {
                        int to = Math.min(rows, from + 2);
                        float[] y = new float[(to - from) * columns];
                        mapped.values(from, to, y);
                        assertThat(y).containsExactly(Arrays.copyOfRange(all, from * columns, to * columns));
                    }
                }
            }
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    /** 1,024 elements of 4 bits in 32 blocks: 48 + 10 bytes of header, 32 of scales, 512 of codes. */
    @Test
    void the_file_is_as_large_as_documented() throws IOException {
        write("mxfp4_e2m1", 4, 256);
        assertThat(Files.size(file)).isEqualTo(48 + 10 + 32 + 512);
        ByteBuffer b = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(b.getInt(24)).isEqualTo(4);
        assertThat(b.getInt(28)).isEqualTo(256);
        assertThat(b.getInt(36)).isEqualTo(32);
        assertThat(b.getFloat(40)).isEqualTo(1);
        write("mxfp6_e2m3", 1, 4);
        assertThat(Files.size(file)).isEqualTo(48 + 10 + 1 + 3);
    }

    private void write(String id, int rows, int columns) throws IOException {
        BlockFormat format = Formats.block(id);
        BlockFile.write(file, format.encode(matrix(format, rows, columns), rows, columns));
    }

    private void unusable(String reason) {
        assertThatThrownBy(() -> BlockFile.read(file))
                .isInstanceOf(BlockFileException.class)
                .hasMessageContaining(file + " is no usable block tensor: ")
                .hasMessageContaining(reason);
    }

    @Test
    void a_truncated_file_is_refused_wherever_it_ends() throws IOException {
        write("nvfp4", 3, 21);
        byte[] whole = Files.readAllBytes(file);
        for (int n = 0; n < whole.length; n++) {
            Files.write(file, Arrays.copyOf(whole, n));
            unusable(n < 8 ? "BINADEBT" : n < 48 ? "after " + n + " bytes" : "it was cut short");
        }
    }

    @Test
    void a_foreign_file_is_refused() throws IOException {
        Files.writeString(file, "# weights\n" + "0.25 ".repeat(100));
        unusable("it does not begin with BINADEBT");
        assertThatThrownBy(() -> BlockFile.open(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void a_file_of_the_wrong_length_is_refused() throws IOException {
        write("mxint8", 2, 40);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        unusable("it has " + (whole.length + 1) + " bytes; its header asks for " + whole.length);
        ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putInt(24, 3); // a row more than there is, all else right
        Files.write(file, withChecksum(whole));
        unusable("its header asks for ");
    }

    @Test
    void every_flipped_byte_is_noticed() throws IOException {
        write("bm2_5/48", 2, 10);
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 4;
            Files.write(file, damaged);
            unusable("");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mxfp4_e2m9", "fp134     ", "mxint8 up ", "mxint8 \u00e4 "})
    void a_format_that_does_not_exist_is_refused(String text) throws IOException {
        write("mxfp4_e2m1", 1, 4);
        byte[] whole = Files.readAllBytes(file);
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, whole, 48, 10);
        Files.write(file, withChecksum(whole));
        unusable(text.startsWith("mxint8") ? "option" : "unknown block format");
    }

    @Test
    void a_scale_that_the_format_does_not_have_is_refused() throws IOException {
        BlockFile.write(file, NvFp4Format.DEFAULT.encode(new float[] {1}, 1, 1));
        byte[] whole = Files.readAllBytes(file);
        whole[48 + 5] = (byte) 0x80;
        Files.write(file, withChecksum(whole));
        unusable("80 is no scale; allowed: hex 00 to 7e, and 7f for NaN (e4m3fn)");
    }

    private static byte[] withChecksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 16, bytes.length - 16);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(12, (int) crc.getValue());
        return bytes;
    }

    @Test
    void a_newer_version_is_refused() throws IOException {
        write("nf4", 1, 3);
        byte[] whole = Files.readAllBytes(file);
        whole[8] = 2;
        Files.write(file, whole);
        unusable("it has version 2; this program reads 1");
    }

    @Test
    void what_is_written_replaces_the_file_and_a_mapped_reader_keeps_the_old_one() throws IOException {
        write("mxfp8_e4m3", 2, 8);
        BlockFile closed;
        try (BlockFile old = BlockFile.open(file)) {
            write("nf4", 5, 3);
            assertThat(old.tiles().rows()).isEqualTo(2);
            old.values(0, 2, new float[16]);
            assertThatThrownBy(() -> old.values(1, 3, new float[16])).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> old.values(0, 2, new float[15])).hasMessageContaining("15 values");
            closed = old;
        }
        assertThatThrownBy(() -> closed.values(0, 2, new float[16])).isInstanceOf(IllegalStateException.class);
        assertThat(BlockFile.read(file).rows()).isEqualTo(5);
    }
}
