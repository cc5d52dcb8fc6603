package binade.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.experiments.study.Ranking;
import binade.experiments.study.Variant;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RankingReportTest {
    private static final RankingReport PAPER = new RankingReport(SyntheticRanking.paper(), SyntheticRanking.run());

    @TempDir
    Path temp;

    private static List<String> names(Path dir) throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private static RankingReport report(EnumSet<Variant> variants, List<Integer> rooms, String... formats) {
        Ranking ranking =
                SyntheticRanking.of("digits-mlp", rooms, variants, SyntheticRanking.formats(formats), 8);
        return new RankingReport(ranking, SyntheticRanking.run());
    }

    @Test
    void allFilesAreWrittenAndNoTemporaryOnesStay() throws IOException {
        Path dir = temp.resolve("a/b");
        List<Path> written = PAPER.write(dir);
        assertThat(written).extracting(p -> p.getFileName().toString()).isEqualTo(RankingReport.FILES);
        assertThat(names(dir)).containsExactlyInAnyOrderElementsOf(RankingReport.FILES);
        assertThat(dir.resolve("ranking.csv")).hasContent(PAPER.csv());
        assertThat(dir.resolve("ranking.json")).hasContent(PAPER.json());
        assertThat(dir.resolve("run.json")).hasContent(PAPER.runJson());
        assertThat(dir.resolve("report.html")).hasContent(PAPER.html());
    }

    @Test
    void secondReportReplacesTheFirstByteByByte() throws IOException {
        PAPER.write(temp);
        byte[] csv = Files.readAllBytes(temp.resolve("ranking.csv"));
        byte[] picture = Files.readAllBytes(temp.resolve("angle-cost.png"));
        new RankingReport(SyntheticRanking.paper(), SyntheticRanking.run()).write(temp);
        assertThat(temp.resolve("ranking.csv")).hasBinaryContent(csv);
        assertThat(temp.resolve("angle-cost.png")).hasBinaryContent(picture);
        assertThat(new String(csv, StandardCharsets.UTF_8)).isEqualTo(PAPER.csv());
    }

    @Test
    void picturesHaveTheirSizeAndAreNotBlank() throws IOException {
        PAPER.write(temp);
        for (String name : List.of("angle-cost.png", "error-activation.png", "top20.png")) {
            BufferedImage image = ImageIO.read(temp.resolve(name).toFile());
            assertThat(image.getWidth()).isEqualTo(1600);
            assertThat(image.getHeight()).isEqualTo(1000);
            int[] pixels = image.getRGB(0, 0, 1600, 1000, null, 0, 1600);
            long ink = Arrays.stream(pixels).filter(p -> p != 0xffffffff).count();
            assertThat(ink).as(name).isBetween(10_000L, 1_200_000L);
            assertThat(Arrays.stream(pixels).filter(p -> p == 0xff000000 + 0x0072b2 || p == 0xff000000 + 0x7d9cc0).count())
                    .as("marks of 8-bit formats in " + name)
                    .isGreaterThan(500);
        }
    }

    @Test
    void pictureWithoutItsVariantsIsSkippedAndAnOldOneRemoved() throws IOException {
        PAPER.write(temp);
        List<Path> written = report(EnumSet.of(Variant.ERROR), List.of(1), "fp134", "sm8").write(temp);
        assertThat(written).doesNotContain(temp.resolve("error-activation.png"));
        assertThat(names(temp)).doesNotContain("error-activation.png").contains("angle-cost.png", "top20.png");
    }

    @Test
    void oneFormatMakesAReport() throws IOException {
        assertThat(report(EnumSet.allOf(Variant.class), List.of(1), "fp134").write(temp)).hasSize(8);
    }

    @Test
    void formatsWithoutListOrCostMakeAReport() throws IOException {
        RankingReport report = report(EnumSet.allOf(Variant.class), List.of(0, 1), "bf16", "e4m3fn", "int8");
        assertThat(report.write(temp)).doesNotContain(temp.resolve("angle-cost.png"));
        assertThat(report.text()).contains("room 0").contains("room 1").doesNotContain("NaN");
    }

    @Test
    void formatThatChangesNothingIsLeftOutOfLogarithmicPictures() throws IOException {
        Ranking ranking = SyntheticRanking.of(
                SyntheticRanking.row("fp32", 1, 0, 0, 10, true), SyntheticRanking.row("fp134", 2, 3, 0.1, 1, true));
        assertThatCode(() -> new RankingReport(ranking, SyntheticRanking.run()).write(temp)).doesNotThrowAnyException();
    }

    @Test
    void emptyRankingMakesAReportWithoutPictures() throws IOException {
        RankingReport report = new RankingReport(SyntheticRanking.of(), SyntheticRanking.run());
        assertThat(report.write(temp)).hasSize(5);
        assertThat(report.text()).contains("No format was ranked.");
    }

    @Test
    void directoryThatIsAFileIsRefusedWithReasonAndRemedy() throws IOException {
        Path file = Files.writeString(temp.resolve("taken"), "x");
        for (Path dir : List.of(file, file.resolve("below"))) {
            String message = "cannot write the report to " + dir + ": ";
            assertThatThrownBy(() -> RankingReport.checkWritable(dir))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(message)
                    .hasMessageContaining("is a file, not a directory")
                    .hasMessageEndingWith("name a directory that can be written with -o DIR");
            assertThatThrownBy(() -> PAPER.write(dir)).isInstanceOf(IOException.class).hasMessageStartingWith(message);
        }
        assertThat(file).hasContent("x");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void directoryWhereNothingCanBeCreatedIsRefusedBeforeTheRun() {
        assertThatThrownBy(() -> RankingReport.checkWritable(Path.of("/proc/report")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot write the report to /proc/report: ")
                .hasMessageEndingWith("; name a directory that can be written with -o DIR");
    }

    @Test
    void checkLeavesNothingBehind() throws IOException {
        RankingReport.checkWritable(temp);
        RankingReport.checkWritable(temp.resolve("new/deep"));
        assertThat(names(temp)).isEmpty();
    }
}
