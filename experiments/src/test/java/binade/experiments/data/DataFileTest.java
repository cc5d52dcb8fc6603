package binade.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFileTest {
    @TempDir
    Path folder;

    private Path csv(String text) throws IOException {
        return Files.writeString(folder.resolve("d.csv"), text);
    }

    @Test
    void theNamedColumnOfACsvFileIsTheTarget() throws IOException {
        Map<String, DataArray> a = DataFile.read(csv("# mine\na,label,b\n1.5,2,-3\n\n4,1,5e-1\n"));
        assertThat(a.get("x").shape()).containsExactly(2, 2);
        assertThat(a.get("x").values()).containsExactly(1.5f, -3, 4, 0.5f);
        assertThat(a.get("x").isFloat()).isTrue();
        assertThat(a.get("y").shape()).containsExactly(2);
        assertThat(a.get("y").values()).containsExactly(2, 1);
        assertThat(a.get("y").isFloat()).isFalse();
    }

    @Test
    void theLastColumnIsTheTargetWithoutNames() throws IOException {
        Map<String, DataArray> a = DataFile.read(csv("1,2,0.5\n3,4,7\n"));
        assertThat(a.get("x").isFloat()).isFalse();
        assertThat(a.get("y").isFloat()).isTrue();
        assertThat(a.get("y").values()).containsExactly(0.5f, 7);
    }

    @Test
    void quotedNamesMayHaveCommasAndLinesMayBeBlank() throws IOException {
        Map<String, DataArray> a = DataFile.read(csv("\"height, cm\",label,\"w\"\r\n# none\r\n\r\n  \r\n1,2,\"0.5\"\r\n3,4, 7\r\n"));
        assertThat(a.get("x").values()).containsExactly(1, 0.5f, 3, 7);
        assertThat(a.get("y").values()).containsExactly(2, 4);
    }

    @Test
    void badLinesOfACsvFileAreNamed() throws IOException {
        assertThatThrownBy(() -> DataFile.read(csv("1,2\n3,x\n"))).isInstanceOf(DataException.class)
                .hasMessageContaining("line 2, column 2: 'x' is no number");
        for (String no : new String[] {"1f", "0x1p3", "NaN", "Infinity", "1e39", "-1e999"}) {
            assertThatThrownBy(() -> DataFile.read(csv("1,2\n3," + no + "\n"))).isInstanceOf(DataException.class)
                    .hasMessageContaining("line 2, column 2: '" + no + "' is no number that is finite in binary32");
        }
        assertThatThrownBy(() -> DataFile.read(csv("-inf,2\n3,1\n"))).hasMessageContaining("line 1, column 1: '-inf' is no number");
        assertThat(DataFile.read(csv("-1.,.5e-3\n+3e4,1\n")).get("x").values()).containsExactly(-1, 30_000);
        assertThatThrownBy(() -> DataFile.read(csv("y,a,label\n1,2,3\n"))).isInstanceOf(DataException.class)
                .hasMessageContaining("line 1: 2 columns are named y or label");
        assertThatThrownBy(() -> DataFile.read(csv("1;2\n"))).isInstanceOf(DataException.class).hasMessageContaining("separated by commas");
        assertThatThrownBy(() -> DataFile.read(csv("1,2\n3\n"))).isInstanceOf(DataException.class)
                .hasMessageContaining("line 2: 1 columns; the first line has 2");
        assertThatThrownBy(() -> DataFile.read(csv("1,2\n3,4,5\n"))).isInstanceOf(DataException.class)
                .hasMessageContaining("line 2: 3 columns; the first line has 2");
        assertThatThrownBy(() -> DataFile.read(csv("1,2\n3,\"4"))).isInstanceOf(DataException.class)
                .hasMessageContaining("d.csv: ").hasMessageContaining("; allowed: 2 to 1048576 columns");
        assertThatThrownBy(() -> DataFile.read(csv("a,b\n"))).isInstanceOf(DataException.class).hasMessageContaining("no numbers");
    }

    @Test
    void imagesInIdxFindTheirLabels() throws IOException {
        byte[] images = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, (byte) 255, 51, 102};
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("t-images-idx3-ubyte.gz")))) {
            out.write(images);
        }
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("t-labels-idx1-ubyte.gz")))) {
            out.write(new byte[] {0, 0, 8, 1, 0, 0, 0, 2, 7, 9});
        }
        Map<String, DataArray> a = DataFile.read(folder.resolve("t-images-idx3-ubyte.gz"));
        assertThat(a.get("x").shape()).containsExactly(2, 1, 1, 2);
        assertThat(a.get("x").values()).containsExactly(0, 1, 0.2f, 0.4f);
        assertThat(a.get("y").values()).containsExactly(7, 9);
    }

    @Test
    void anIdxFileThatClaimsMoreThanItHoldsIsRefused() throws IOException {
        Path file = Files.write(folder.resolve("i"), new byte[] {0, 0, 13, 1, 0, 15, 0, 0, 1});
        assertThatThrownBy(() -> DataFile.read(file)).isInstanceOf(DataException.class).hasMessageContaining("cut short");
        Files.write(file, new byte[] {0, 0, 13, 2, 127, 0, 0, 0, 127, 0, 0, 0});
        assertThatThrownBy(() -> DataFile.read(file)).isInstanceOf(DataException.class).hasMessageContaining("at most");
        Files.write(file, new byte[] {0, 0, 7, 2});
        assertThatThrownBy(() -> DataFile.read(file)).isInstanceOf(DataException.class).hasMessageContaining("begins with 00000702");
    }
}
