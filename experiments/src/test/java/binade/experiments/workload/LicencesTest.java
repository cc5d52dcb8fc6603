package binade.experiments.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LicencesTest {
    private static final List<String> NAMES = List.of("GPL-3", "GPL-2", "GFDL-1.3", "LGPL-2.1", "MPL-2.0", "Apache-2.0");

    @TempDir
    Path folder;

    static void assumeInstalled() {
        assumeTrue(Files.isReadable(Licences.FOLDER.resolve("GPL-3")), "Debian's licence texts are not installed");
    }

    /** Characters 0x20 .. 0x72, 83 of them, and one byte beyond ASCII, which counts as the question mark there already is. */
    private void write(String sixth) throws IOException {
        StringBuilder all = new StringBuilder();
        for (char c = 0x20; c < 0x20 + 83; c++) {
            all.append(c);
        }
        for (String name : NAMES.subList(0, 5)) {
            Files.writeString(folder.resolve(name), all);
        }
        Files.write(folder.resolve("Apache-2.0"), sixth.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void sequencesFollowTheTextAndEveryTenthIsForTest() throws IOException {
        write("\u00e9z");
        Dataset training = Licences.load(folder, 4, false);
        Dataset test = Licences.load(folder, 4, true);
        assertThat(training.count() + test.count()).isEqualTo((5 * 83 + 2 - 1) / 4);
        assertThat(test.count()).isEqualTo(11);
        assertThat(test.labelsPerSample()).isEqualTo(4);
        assertThat(test.x()).startsWith(0, 1, 2, 3, 40, 41, 42, 43);
        assertThat(test.labels()).startsWith(1, 2, 3, 4, 41, 42, 43, 44);
        assertThat(training.x()).startsWith(4, 5, 6, 7);
        assertThat(training.labels()).startsWith(5, 6, 7, 8);
        assertThat(training.labels()).as("the byte beyond ASCII").endsWith('?' - ' ', 83);
    }

    @Test
    void aMissingTextIsSaidWithWhatToDo() throws IOException {
        write("z");
        Files.delete(folder.resolve("MPL-2.0"));
        assertThatThrownBy(() -> Licences.load(folder, 4, false)).hasMessage("the licence text " + folder.resolve("MPL-2.0")
                + " is not there: Debian's package base-files has it; or name a folder with GPL-3, GPL-2, GFDL-1.3, LGPL-2.1,"
                + " MPL-2.0, Apache-2.0 with --data");
    }

    @Test
    void otherTextsAreRefused() throws IOException {
        write("xyz");
        assertThatThrownBy(() -> Licences.load(folder, 4, false)).hasMessageContaining("use 86 characters, not 84");
        Files.write(folder.resolve("GPL-2"), new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> Licences.load(folder, 4, false)).hasMessageContaining("has 1048577 bytes");
    }

    @Test
    void debiansTextsHaveTheCharactersOfTheDocument() {
        assumeInstalled();
        Dataset training = Licences.load(Licences.FOLDER, 32, false);
        Dataset test = Licences.load(Licences.FOLDER, 32, true);
        assertThat(training.count() + test.count()).as("130,810 characters").isEqualTo(130_809 / 32);
        assertThat(test.count()).isEqualTo(409);
    }
}
