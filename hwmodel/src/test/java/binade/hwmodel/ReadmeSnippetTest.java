package binade.hwmodel;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.Quantizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The Java snippet of the README, run; and the README, checked to show this very text. */
class ReadmeSnippetTest {
    @Test
    void theSnippetGivesWhatItsCommentsSay() {
        // README begins
        GridFormat fp134 = Formats.parse("fp134");
        Quantizer quantizer = Quantizer.nearest(fp134, 1);        // nearest-even, one binade of headroom
        float[] x = {0.7f, -0.013f, 3e-4f, 0f};
        float[] y = new float[x.length];
        int scale = quantizer.quantize(x, y, 0, x.length);        // 0, from the tensor's largest magnitude
        // y is {0.6875, -0.0126953125, 0, 0}
        long code = fp134.encoding().encode(y[1], fp134.grid());  // 0x8d
        double area = MacCost.of(fp134).areaRelative();           // 1.11 times an INT8 multiply-accumulate
        // README ends
        assertThat(scale).isZero();
        assertThat(y).containsExactly(0.6875f, -0.0126953125f, 0f, 0f);
        assertThat(code).isEqualTo(0x8d);
        assertThat(area).isBetween(1.105, 1.115);
    }

    @Test
    void theReadmeShowsThisSnippet() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        Path root = Files.exists(here.resolve("README.md")) && Files.exists(here.resolve("binade")) ? here : here.getParent();
        List<String> source = Files.readAllLines(
                root.resolve("hwmodel/src/test/java/binade/hwmodel/ReadmeSnippetTest.java"));
        String readme = Files.readString(root.resolve("README.md"));
        boolean inside = false;
        int lines = 0;
        for (String line : source) {
            if (line.strip().equals("// README ends")) {
                break;
            }
            if (inside) {
                assertThat(readme).contains(line.strip());
                lines++;
            }
            inside |= line.strip().equals("// README begins");
        }
        assertThat(lines).isGreaterThan(5);
    }
}
