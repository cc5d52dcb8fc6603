package binade.hwmodel;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.BlockFormat;
import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.Quantizer;
import binade.formats.block.BlockFile;
import binade.formats.block.BlockTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java snippets of the README, run; and the README, checked to show these very lines. */
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
    void theSnippetAboutBlocksGivesWhatItsCommentsSay(@TempDir Path folder) throws IOException {
        float[] weights = new float[64 * 96];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) Math.sin(i);
        }
        Path file = folder.resolve("weights.bt");
        // README begins
        BlockFormat mx = Formats.block("mxfp4_e2m1");
        float[] rounded = mx.quantize(new float[] {957, 1.05f, -250});    // {768, 0, -256}
        BlockTensor w = mx.encode(weights, 64, 96);                       // [64, 96] in blocks of 32 along the rows
        BlockFile.write(file, w);                                         // packed: 3,072 bytes of codes, 192 of scales
        float[] row = new float[96];
        try (BlockFile mapped = BlockFile.open(file)) {
            mapped.values(17, 18, row);                                   // one row, from the mapped file
        }
        // README ends
        assertThat(rounded).containsExactly(768, 0, -256);
        assertThat(w.dense()).hasSize(3072);
        assertThat(w.scales()).hasSize(192);
        assertThat(row).containsExactly(Arrays.copyOfRange(w.values(), 17 * 96, 18 * 96));
    }

    @Test
    void theReadmeShowsTheseSnippets() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        Path root = Files.exists(here.resolve("README.md")) && Files.exists(here.resolve("binade")) ? here : here.getParent();
        List<String> source = Files.readAllLines(
                root.resolve("hwmodel/src/test/java/binade/hwmodel/ReadmeSnippetTest.java"));
        String readme = Files.readString(root.resolve("README.md"));
        boolean inside = false;
        int lines = 0;
        for (String line : source) {
            inside &= !line.strip().equals("// README ends");
            if (inside) {
                assertThat(readme).contains(line.strip());
                lines++;
            }
            inside |= line.strip().equals("// README begins");
        }
        assertThat(lines).isGreaterThan(15);
    }
}
