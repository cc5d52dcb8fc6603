package binade.experiments.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FashionMnistTest {
    @TempDir
    Path folder;

    static void assumeInstalled() {
        assumeTrue(Files.isDirectory(FashionMnist.FOLDER), "Debian's package dataset-fashion-mnist is not installed");
    }

    /** Black images with one pixel of brightness i in image i, labels i mod 10. */
    private void write(int items, int side, int classes) throws IOException {
        ByteBuffer images = ByteBuffer.allocate(16 + items * side * side).putInt(0x803).putInt(items).putInt(side).putInt(side);
        ByteBuffer labels = ByteBuffer.allocate(8 + items).putInt(0x801).putInt(items);
        for (int i = 0; i < items; i++) {
            images.put(16 + i * side * side, (byte) i);
            labels.put((byte) (i % classes));
        }
        Files.write(folder.resolve("t10k-images-idx3-ubyte"), images.array());
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), labels.array());
    }

    @Test
    void pixelsAreNormalisedAndTheFirstImagesTaken() throws IOException {
        write(2005, 28, 10);
        Dataset test = FashionMnist.load(folder, true);
        assertThat(test.count()).isEqualTo(2000);
        assertThat(test.labels()).startsWith(0, 1, 2).endsWith(8, 9);
        assertThat(test.x()[0]).isEqualTo((float) (-0.2860 / 0.3530));
        assertThat(test.x()[255 * 784]).isEqualTo((float) ((1 - 0.2860) / 0.3530));
        assertThat(test.x()[51 * 784]).isEqualTo((float) ((0.2 - 0.2860) / 0.3530));
    }

    @Test
    void whatIsNotThereIsSaidWithWhatToDo() {
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> FashionMnist.load(none, false)).hasMessage("Fashion-MNIST is not in " + none
                + " (no train-images-idx3-ubyte[.gz]): install Debian's package dataset-fashion-mnist, or name the folder of the"
                + " four IDX files with --data");
    }

    @Test
    void otherDataSetsAreRefused() throws IOException {
        write(1999, 28, 10);
        assertThatThrownBy(() -> FashionMnist.load(folder, true)).hasMessageContaining("holds 1999 items; 2000 are needed");
        write(2000, 32, 10);
        assertThatThrownBy(() -> FashionMnist.load(folder, true)).hasMessageContaining("have 32 x 32 pixels");
        write(2000, 28, 11);
        assertThatThrownBy(() -> FashionMnist.load(folder, true)).hasMessageContaining("label 10 in ").hasMessageContaining("is 10");
    }

    /** The published mean 0.2860 and deviation 0.3530 are those of all 60,000 images; 12,000 come close. */
    @Test
    void debiansFilesAreFashionMnist() {
        assumeInstalled();
        Dataset training = FashionMnist.load(FashionMnist.FOLDER, false);
        assertThat(training.count()).isEqualTo(12_000);
        assertThat(FashionMnist.load(FashionMnist.FOLDER, true).count()).isEqualTo(2_000);
        assertThat(training.labels()).startsWith(9, 0, 0, 3, 0);
        double sum = 0;
        double squares = 0;
        for (float v : training.x()) {
            sum += v;
            squares += v * v;
        }
        assertThat(sum / training.x().length).isCloseTo(0, within(0.02));
        assertThat(squares / training.x().length).isCloseTo(1, within(0.02));
    }
}
