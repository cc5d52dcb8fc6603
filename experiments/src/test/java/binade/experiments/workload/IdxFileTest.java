package binade.experiments.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdxFileTest {
    @TempDir
    Path folder;

    /** Three items of 2 x 2 bytes: 0, 1, ... 11. */
    private static byte[] images() {
        ByteBuffer b = ByteBuffer.allocate(28).putInt(0x803).putInt(3).putInt(2).putInt(2);
        for (int i = 0; i < 12; i++) {
            b.put((byte) i);
        }
        return b.array();
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("images"), bytes);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theFirstItemsAreReadPlainOrCompressed(boolean compressed) throws IOException {
        IdxFile idx = IdxFile.read(write(compressed ? gzip(images()) : images()), 3, 2);
        assertThat(idx.sizes()).containsExactly(2, 2, 2);
        assertThat(idx.values()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void aFileOfAnotherKindIsNamed() throws IOException {
        byte[] labels = images();
        labels[3] = 1;
        assertThatThrownBy(() -> IdxFile.read(write(labels), 3, 2)).isInstanceOf(IOException.class).hasMessage(
                folder.resolve("images") + " begins with 00000801; an IDX file of unsigned bytes in 3 dimensions begins"
                        + " with 00000803");
        assertThatThrownBy(() -> IdxFile.read(write("hello, world".getBytes()), 3, 2)).hasMessageContaining("begins with 68656c6c");
    }

    @ParameterizedTest
    @CsvSource({"0", "3", "4", "15", "16", "23"})
    void aFileThatIsCutShortIsNamed(int length) throws IOException {
        byte[] cut = Arrays.copyOf(images(), length);
        assertThatThrownBy(() -> IdxFile.read(write(cut), 3, 2)).isInstanceOf(IOException.class)
                .hasMessage(folder.resolve("images") + " ends too early: it is cut short");
    }

    @Test
    void aCompressedFileThatIsCutShortOrDamagedIsNamed() throws IOException {
        byte[] whole = gzip(images());
        assertThatThrownBy(() -> IdxFile.read(write(Arrays.copyOf(whole, whole.length - 12)), 3, 3))
                .hasMessageContaining("ends too early");
        byte[] damaged = whole.clone();
        damaged[2] = 0;
        assertThatThrownBy(() -> IdxFile.read(write(damaged), 3, 3)).hasMessageContaining("cannot be decompressed");
    }

    /** No memory is asked for before the sizes were checked, and no more than the file has bytes. */
    @ParameterizedTest
    @CsvSource({
        "2147483647, 2147483647, 2147483647, more than this program reads",
        "3, 65536, 65536, more than this program reads",
        "3, 8192, 8192, ends too early",
        "3, -1, 2, dimension 1 has size -1",
        "3, 2, 0, dimension 2 has size 0",
        "-5, 2, 2, dimension 0 has size -5",
        "1, 2, 2, holds 1 items; 3 are needed"
    })
    void hostileSizesAreRefused(int items, int height, int width, String message) throws IOException {
        byte[] bytes = images();
        ByteBuffer.wrap(bytes).putInt(4, items).putInt(8, height).putInt(12, width);
        assertThatThrownBy(() -> IdxFile.read(write(bytes), 3, 3)).isInstanceOf(IOException.class)
                .hasMessageContaining(folder.resolve("images").toString()).hasMessageContaining(message);
    }

    @Test
    void aMissingFileIsMissing() {
        assertThatThrownBy(() -> IdxFile.read(folder.resolve("none"), 3, 3)).isInstanceOf(NoSuchFileException.class);
    }
}
