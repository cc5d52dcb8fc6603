package binade.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.simulator.tensorcore.DotEngine;
import binade.simulator.tensorcore.ExactEngine;
import binade.simulator.tensorcore.Machines;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words read from real machines: a sample of each file, through both engines. */
class GoldenVectorsTest {
    private static List<Path> files() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(Path.of(GoldenVectorsTest.class.getResource("tensorcore").toURI()))) {
            return files.filter(f -> f.toString().endsWith(".csv.gz")).sorted().toList();
        }
    }

    @Test
    void everyWordOfEveryMachineIsReproduced() throws IOException, URISyntaxException {
        GoldenVectors fast = new GoldenVectors(DotEngine::of, u -> u);
        GoldenVectors exact = new GoldenVectors(ExactEngine::new, u -> u);
        long rows = 0;
        for (Path file : files()) {
            GoldenVectors.Outcome o = fast.check(file);
            rows += o.rows();
            assertThat(o.mismatches()).as(o.toString()).isZero();
            assertThat(exact.check(file)).isEqualTo(o);
        }
        assertThat(files()).hasSize(52);
        assertThat(rows).isEqualTo(44 * 60 + 37 + 7 * 400);
    }

    /** The words fix the parameters: one alignment bit more or less is noticed. */
    @ParameterizedTest
    @CsvSource({
        "V100_wmma_fp16_fp32.csv.gz, 22", "V100_wmma_fp16_fp32.csv.gz, 24", "A100_wmma_bf16_fp32.csv.gz, 23",
        "A100_wmma_bf16_fp32.csv.gz, 25", "H100_wgmma_e4m3_fp32.csv.gz, 12", "H100_wgmma_e4m3_fp32.csv.gz, 14",
        "B200_wmma_fp16_fp32.csv.gz, 24", "B200_wmma_fp16_fp32.csv.gz, 26"
    })
    void anotherAlignmentWidthIsNoticed(String name, String bits) throws IOException, URISyntaxException {
        Path file = files().stream().filter(f -> f.endsWith(name)).findFirst().orElseThrow();
        GoldenVectors other = new GoldenVectors(DotEngine::of, u -> Machines.with(u, Map.of("fractionBits", bits)));
        assertThat(other.check(file).mismatches()).isPositive();
    }

    private static GoldenVectors.Outcome check(String text) throws IOException {
        return new GoldenVectors(DotEngine::of, u -> u)
                .check("f.csv", new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void theFirstMismatchIsReported() throws IOException {
        String header = "#tcvec v1 gpu=V100 path=wmma in=fp16 acc=fp16 m=1 n=1 k=1 wa=4 wb=4 wc=4 wd=4\n";
        assertThat(check(header + "7,3c00,3c00,0000,3c00\n8,3c00,3c00,0000,3c01\n"))
                .isEqualTo(new GoldenVectors.Outcome("f.csv", 2, 1, "line 3, id 8: 3c00, machine 3c01"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "a,b|f.csv, line 1: not '#tcvec v1",
        "#tcvec v1 gpu=V100 path=wmma in=bf16 acc=fp32 k=4!0,0,0,0,0|f.csv, line 2: v100 has no wmma plain bf16",
        "#tcvec v1 gpu=V100 path=wmma in=fp16 acc=fp32 k=4!0,000,0000,0,0|f.csv, line 2: 3 digits are not 4 words of fp16",
        "#tcvec v1 gpu=V100 path=wmma in=fp16 acc=fp32 k=1!0,3c00,3x00,0,0|f.csv, line 2: '3x00' is not hexadecimal",
        "#tcvec v1 gpu=V100 path=wmma in=fp16 acc=fp32!0,3c00,3c00,0,0|f.csv, line 2: the header has no number k=",
        "#tcvec v1 gpu=V100 path=wmma in=fp16 acc=fp32 k=1!7,zz|f.csv, line 2: has 2 columns; id,a,b,c,d are needed",
        "#tcvec v1 gpu=V100 path=wmma in=fp16 acc=fp16 k=1 rows=2!7,3c00,3c00,0000,3c00|f.csv: 1 rows, where line 1 promises 2"
    })
    void aLineThatCannotBeUsedIsNamed(String text, String message) {
        assertThatThrownBy(() -> check(text.replace('!', '\n')))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @Test
    void aDamagedStreamIsNamed() throws IOException, URISyntaxException {
        byte[] whole = Files.readAllBytes(files().getFirst());
        byte[] broken = whole.clone();
        Arrays.fill(broken, whole.length / 2, whole.length / 2 + 40, (byte) 0xff);
        for (byte[] bytes : List.of(Arrays.copyOf(whole, whole.length / 2), broken)) {
            assertThatThrownBy(() -> new GoldenVectors(DotEngine::of, u -> u)
                            .check("g.csv.gz", new ByteArrayInputStream(bytes)))
                    .hasMessageContaining("g.csv.gz");
        }
    }
}
