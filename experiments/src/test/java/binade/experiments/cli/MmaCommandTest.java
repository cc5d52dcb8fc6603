package binade.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verb {@code mma} from the command line to the exit code. */
class MmaCommandTest {
    private static final String SIXTY_FOUR_ONES = "02 ".repeat(128);

    private static Cli mma(String input, String arguments) {
        return Cli.feed(input, ("mma " + arguments).split(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--device v100 --in fp16 --acc fp32|3c00 0c00 0 0 3c00 8c00 0 0 00000000|3f800000",
        "--device a100 --in fp16 --acc fp32 --k 4|3c00 0c00 0 0 3c00 8c00 0 0 00000000|3f7fffff",
        "--device a100 --path mma --in bf16 --acc fp32 --k 1|3f800000 40400000 00000000|40400000",
        "--device t4 --in s8 --acc s32 --k 1|ff 02 00000005|00000003",
        "--device a100 --in s8 --acc s32 --k 1 --satfinite|01 01 7fffffff|7fffffff",
        "--device a100 --in b1xor --acc s32 --k 32|f0f0f0f0 ff00ff00 00000005|00000015",
        "--device exact --in e4m3 --acc fp16|38 30 38 38 3c00|4100",
        "--device sequential-fma --in fp32 --acc fp32|3f800001 3f800001 bf800002|28800000",
        "--device avx512-vnni --in u8,s8 --acc s32|ff ff 0 0 7f 80 0 0 0000000a|ffffff0b",
        "--device avx2-maddubs --in u8,s8 --acc s32|ff ff 7f 7f 00000000|00007fff",
        "--device h100 --in fp16 --acc fp32 --k 4 --sparse c|3c00 7e00 7e00 4000 3c00 0 0 4200 0|40e00000",
        "--device h100 --in fp16 --acc fp32 --k 1 --set fractionBits=30|3c00 3c00 0|3f800000"
    })
    void oneCaseInOneWordOut(String arguments, String line, String word) {
        assertThat(mma(line + "\n", arguments)).isEqualTo(new Cli(0, word + "\n", ""));
        assertThat(mma(line + "\n", arguments + " --exact").out()).isEqualTo(word + "\n");
    }

    @Test
    void scalesFollowC() {
        String line = SIXTY_FOUR_ONES + "00000000 38 40 48 30 38 38 38 38\n";
        String unit = "--device b200 --path tcgen05 --in e2m1 --acc fp32 ";
        assertThat(mma(line, unit + "--kind nvfp4").out()).isEqualTo("42f00000\n");
        assertThat(mma(line, unit + "--kind mxf4nvf4 --scale-format ue4m3 --scale-block 16").out()).isEqualTo("42f00000\n");
        assertThat(mma(SIXTY_FOUR_ONES + "0 80 7f 7f 7f\n", unit + "--kind mxf4 --scale-format e8m0fnu --scale-block 32").out())
                .isEqualTo("42c00000\n"); // 32 x 2 + 32
    }

    @Test
    void commentsAndEmptyLinesAreCopied() {
        assertThat(mma("# E1\n\n3c00 3c00 0000\n", "--device v100 --in fp16 --acc fp16 --k 1").out()).isEqualTo("# E1\n\n3c00\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "3c00 3c00|takes 1 words of a, 1 of b, one of c: 3 columns; the line has 2", "3c00 3c00 0 0|the line has 4",
        "3c00 13c00 0|'13c00' has more than 16 bits", "3c00 3g00 0|'3g00' is not a hex number"
    })
    void aLineThatCannotBeUsedIsNamed(String line, String message) {
        Cli cli = mma("3c00 3c00 0\n" + line + "\n", "--device v100 --in fp16 --acc fp32 --k 1");
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.out()).isEqualTo("3f800000\n");
        assertThat(cli.err()).startsWith("binade mma: standard input, line 2: ").contains(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--device v100 --in bf16 --acc fp32|v100 has no plain bf16 x bf16 -> fp32; it has: wmma fp16 -> fp32",
        "--device v101 --in bf16 --acc fp32|unknown device 'v101'; allowed: v100", "--in bf16 --acc fp32|--device is needed",
        "--device h100 --path mma --in e4m3 --acc fp32|mma-fp8-as-hmma e4m3",
        "--device a100 --in fp16|a100 has several units for plain fp16 x fp16 -> any", "--device a100 --in fp8 --acc fp32|unknown operand format 'fp8'",
        "--device a100 --in fp16 --acc fp32 --satfinite|has no saturating form",
        "--device a100 --in fp16 --acc fp32 --sparse 5|allowed: 0x4 0x8", "--device v100 --in fp16 --acc fp32 --sparse 4|no sparse form",
        "--device a100 --in fp16 --acc fp32 --sparse 4 --k 6|not a multiple of 4",
        "--device a100 --in b1xor --acc s32 --k 40|not a multiple of 32", "--device a100 --in fp16 --acc fp32 --k 0|--k 0",
        "--device a100 --in fp16 --acc fp32 --scale-block 16|goes with --kind",
        "--device b200 --in e2m1 --acc fp32 --kind mxf4 --scale-block 16|kind mxf4 has [32]",
        "--device b200 --in e2m1 --acc fp32 --kind mxf4 --scale-format ue4m3|kind mxf4 has ue8m0",
        "--device b200 --in e2m1 --acc fp32 --kind mxf5|unknown kind 'mxf5'; allowed: plain mxf8f6f4",
        "--device a100 --in fp16 --acc fp32 --set floor=x|arithmetic: floor: \"x\" is not an integer",
        "--device a100 --in fp16 --acc fp32 --json|--json and --csv go with --check and --list", "--check|--check needs golden files"
    })
    void aCombinationThatIsNotThereIsWrongUsage(String arguments, String message) {
        Cli cli = mma("", arguments);
        assertThat(cli.code()).as(cli.toString()).isEqualTo(2);
        assertThat(cli.err()).contains(message);
    }

    @Test
    void ownUnitsAreFiles(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("mine.json");
        Files.writeString(file, """
                {"in": "fp16", "accumulator": "fp32", "k": 4,
                 "arithmetic": {"type": "fused-block", "blockLength": 4, "fractionBits": 12, "rounding": "rz"}}""");
        assertThat(mma("3c00 0c00 0 0 3c00 0c00 0 0 0\n", "--device unit:" + file)).isEqualTo(new Cli(0, "3f800000\n", ""));
        Files.writeString(file, "{\"in\": \"fp16\"}");
        Cli cli = mma("", "--device unit:" + file);
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err()).contains("mine.json: accumulator: is missing; allowed: fp16 fp32 fp64 s32");
        assertThat(mma("", "--device unit:" + folder.resolve("none.json")).err()).contains("file not found");
    }

    @Test
    void goldenFilesAreChecked(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("f.csv");
        String header = "#tcvec v1 gpu=V100 path=wmma in=fp16 acc=fp16 k=1 wa=4 wb=4 wc=4 wd=4\n";
        Files.writeString(file, header + "0,3c00,3c00,0000,3c00\n");
        assertThat(mma("", "--check --csv " + file)).isEqualTo(new Cli(0, "file,rows,mismatches,first_mismatch\nf.csv,1,0,\n", ""));
        Files.writeString(file, header + "0,3c00,3c00,0000,3c01\n");
        Cli cli = mma("", "--check " + file);
        assertThat(cli.code()).isEqualTo(3);
        assertThat(cli.out()).contains("line 2, id 0: 3c00, machine 3c01");
        Files.writeString(file, header + "0,3c00\n");
        assertThat(mma("", "--check " + file).code()).isEqualTo(1);
        assertThat(mma("", "--check " + folder.resolve("none")).err()).contains("file not found");
    }

    @Test
    void theListNamesParametersAndEvidence() {
        Cli cli = mma("", "--list --csv");
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).contains("h100,wgmma,plain,e4m3,e4m3,fp32,32,fused-block,32,13,\"rz, e8m13\",-133,2:4,\"HW(10,000");
        assertThat(mma("", "--list --device v100 --csv").out().lines()).hasSize(5);
    }
}
