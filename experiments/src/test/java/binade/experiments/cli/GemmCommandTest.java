package binade.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verb {@code gemm}. */
class GemmCommandTest {
    private static Cli gemm(String arguments) {
        return Cli.run(("gemm " + arguments).split(" "));
    }

    private static double cell(Cli cli, int row, String column) {
        List<String> lines = cli.out().lines().toList();
        int at = List.of(lines.getFirst().split(",")).indexOf(column);
        return Double.parseDouble(lines.get(row + 1).split(",")[at]);
    }

    @Test
    void theExactUnitErrsByHalfAnUlpAndHoppersFp8ByMuchMore() {
        Cli cli = gemm("--csv --m 6 --n 20 --k 2048 --data uniform --device exact/any/e4m3,b200/tcgen05/e4m3,h100/wgmma/e4m3");
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(cell(cli, 0, "max_ulp")).isLessThanOrEqualTo(0.5);
        assertThat(cell(cli, 1, "relative")).isLessThan(1e-4);
        assertThat(cell(cli, 2, "relative")).isGreaterThan(100 * cell(cli, 1, "relative"));
        assertThat(cell(cli, 2, "bias")).isNegative(); // truncation loses
        assertThat(gemm("--csv --m 6 --n 20 --k 2048 --data uniform --threads 2"
                + " --device exact/any/e4m3,b200/tcgen05/e4m3,h100/wgmma/e4m3")).isEqualTo(cli);
    }

    @Test
    void promotionMendsHoppersFp8() {
        String common = "--csv --m 4 --n 16 --k 4096 --data uniform --device h100/wgmma/e4m3";
        assertThat(cell(gemm(common + " --promote-every 128"), 0, "relative")).isLessThan(cell(gemm(common), 0, "relative") / 4);
    }

    @Test
    void errorsAreDrawn(@TempDir Path folder) {
        Path png = folder.resolve("p.png");
        assertThat(gemm("--m 2 --n 2 --k 32,64 --device v100,h100 --plot " + png).code()).isZero();
        assertThat(png).exists().satisfies(p -> assertThat(Files.size(p)).isGreaterThan(5_000));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--device h100 --in s8 --acc s32|do not run on s8", "--device v100/wgmma|v100 has no wgmma", "--device h100 --k 0|positive numbers",
        "--device h100 --split-k 0|splitK 0", "--device h100 --promote-every 8|not a multiple of the K of h100"
    })
    void whatCannotRunIsWrongUsage(String arguments, String message) {
        Cli cli = gemm(arguments);
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).contains(message);
    }
}
