package binade.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoundCommandTest {
    private static final String BF16_MAX = "3.3895313892515354759047080037148786688E+38";

    @TempDir
    Path folder;

    // ---- numbers -------------------------------------------------------------------------------------------------

    @Test
    void emptyLinesAndCommentsAreCopied() {
        Cli cli = Cli.feed("# a comment, 0.7 in it\n\n0.7\n   \n#\n0.703125\n",
                "round", "--format", "fp134", "--in", "dec", "--out", "dec");
        assertThat(cli.out()).isEqualTo("# a comment, 0.7 in it\n\n0.6875\n   \n#\n0.6875\n");
        assertThat(cli.code()).isZero();
    }

    @Test
    void aLastLineWithoutLineFeedAndWindowsLineEndsAreRead() {
        assertThat(Cli.dec("0.7\r\n0.7", "--format fp134")).isEqualTo("0.6875\n0.6875");
    }

    /** paper-method 2.4. */
    @ParameterizedTest
    @CsvSource({
        "fp134, 0.7, 0.6875", "fp134, -0.7, -0.6875", "fp134, 0.703125, 0.6875", "fp134, 0.734375, 0.75",
        "fp134, 1.97, 1.9375", "fp134, 5.0, 1.9375", "fp134, 0x1p-11, 0.0", "fp134, 0x1.0007p-11, 9.765625E-4",
        "fp134, 0x3p-11, 0.001953125", "log4, 0.75, 1.0", "log4, 0.7, 0.5", "log4, 1.6, 1.0", "log4, -0.1, -0.125",
        "log4, 0x1p-7, 0.0", "log4, 0x1.03p-7, 0.015625", "int8, 0.3, 0.0", "int8, 126.5, 126.0", "int8, -200, -128.0",
        "uint8, -3, 0.0", "uint8, 254.5, 254.0", "q3.4, 100, 7.9375", "e4m3fn, 464, 448.0", "e4m3fn, 1e9, 448.0",
        "bf16, 1e39, inf", "bf16, -inf, -inf", "e5m2, 1e9, 57344.0", "bf16, nan, nan", "e4m3fn, -0.0, -0.0", "fp134, -1e-9, 0.0"
    })
    void theExamplesOfTheDocumentHold(String format, String x, String expected) {
        assertThat(Cli.dec(x, "--format " + format)).isEqualTo(expected);
    }

    /** A decimal that is no binary32, or no binary64, number is rounded once, from its full value. */
    @ParameterizedTest
    @CsvSource({
        // 464 is the tie between 448 and 480, which E4M3FN has not got: 464 stays in range, the next number is NaN
        "e4m3fn, overflow, 464, 448.0",
        "e4m3fn, overflow, 464.00003, nan",
        "e4m3fn, overflow, 464.000000000000000000000000000001, nan",
        "e4m3fn, overflow, 463.9999999999999999999999999999999, 448.0",
        "fp134, sat-finite, 0.70312500000000000000000000000000000000000000001, 0.71875",
        "fp134, sat-finite, 0.703125, 0.6875",
        "fp134, sat-finite, 0.7343749999999999999999999999999999999999999, 0.71875",
        "bf16, overflow, 1.00390625, 1.0",
        "bf16, overflow, 1.0039062500000000000000000000000000000000000000001, 1.0078125",
        "bf16, overflow, 0x1.0100000000000000000000000000000001p0, 1.0078125",
        "bf16, overflow, 0x1.00ffffffffffffffffffffffffffffffffp0, 1.0",
        "fp134, sat-finite, 0.1, 0.1015625",
        "fp32, overflow, 0.1, 0.100000001490116119384765625"
    })
    void aDecimalIsRoundedOnlyOnce(String format, String overflow, String x, String expected) {
        assertThat(Cli.dec(x, "--format " + format + " --overflow " + overflow)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "ru, 1e-5000, 9.765625E-4", "rd, 1e-5000, 0.0", "rd, -0x1p-30000, -9.765625E-4", "rto, 1e-400, 9.765625E-4",
        "ru, 0.5000000000000000000000000000000000000000000000000001, 0.53125", "rtz, 0.53124999999999999999999999999, 0.5"
    })
    void directedRoundingSeesTheLastDigit(String rounding, String x, String expected) {
        assertThat(Cli.dec(x, "--format fp134 --rounding " + rounding)).isEqualTo(expected);
    }

    @Test
    void aHugeDecimalIsFiniteAndAnInfinityIsNot() {
        String args = "--format bf16 --rounding rtz";
        assertThat(Cli.dec("1e400\ninf\n-0x1p9999", args)).isEqualTo(BF16_MAX + "\ninf\n-" + BF16_MAX);
        assertThat(Cli.dec("1e400\ninf", "--format bf16 --overflow sat-propagate")).isEqualTo(BF16_MAX + "\ninf");
    }

    @Test
    void hysteresisFollowsTheDocument() {
        assertThat(Cli.dec("0.71 0.6875\n0.66 0.6875\n0.65 0.6875\n0.72\t0.6875\n", "--format fp134 --rounding hysteresis"))
                .isEqualTo("0.6875\n0.6875\n0.65625\n0.71875");
        assertThat(Cli.dec("0.99 0.5\n0.26 0.5\n0.001 0x1p-6\n-0.001 0x1p-6\n-0.3 -0.5\n",
                "--format log4 --rounding hysteresis")).isEqualTo("0.5\n0.5\n0.015625\n0.0\n-0.5");
    }

    @Test
    void theSignedStochasticRuleFollowsTheDocument() {
        assertThat(Cli.dec("0.7 27\n0.7 29\n-0.7 3b\n-0.7 3d\n", "--format fp134 --rounding sr --random-bits 6"))
                .as("r = 39/64, 41/64 against 0.4; 59/64, 61/64 against 0.6")
                .isEqualTo("0.6875\n0.6875\n-0.71875\n-0.71875");
        assertThat(Cli.dec("0.7 19\n0.7 1a\n-0.7 26\n-0.7 27\n", "--format fp134 --rounding sr --random-bits 6"))
                .as("25/64 < 0.4 < 26/64; 38/64 < 0.6 < 39/64")
                .isEqualTo("0.71875\n0.6875\n-0.6875\n-0.71875");
    }

    @Test
    void formatsWiderThanBinary32PrintSixteenDigitsOnlyWhereNeeded() {
        assertThat(Cli.feed("3ff0000000000001\n", "round", "--format", "fp32").out()).isEqualTo("3f800000\n");
    }

    // ---- NaN -----------------------------------------------------------------------------------------------------

    @Test
    void nanWithoutNanIsAnErrorThatNamesTheLine() {
        Cli cli = Cli.feed("3f800000\n# x\n7fc00000\n", "round", "--format", "fp134");
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.out()).isEqualTo("3f800000\n# x\n");
        assertThat(cli.err()).isEqualTo(
                "binade round: standard input, line 3: NaN, which fp134 cannot represent (--nan zero|max to choose a value)"
                        + System.lineSeparator());
    }

    @Test
    void nanCanBecomeZeroOrTheLargestValue() {
        assertThat(Cli.dec("nan", "--format fp134 --nan zero")).isEqualTo("0.0");
        assertThat(Cli.dec("nan", "--format fp134 --nan max --scale 2")).isEqualTo("7.75");
        assertThat(Cli.dec("nan 1.0", "--format fp134 --nan max --tensor")).isEqualTo("1.9375 1.0");
        assertThat(Cli.dec("nan", "--format e4m3fn --nan zero")).as("the policy is for formats without NaN").isEqualTo("nan");
    }

    // ---- wrong input ---------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "rne        | 0.5 7     | takes one column, two are given",
        "rne        | 0.5 7 9   | more than two columns",
        "sr         | 0.5       | needs the random integer R (hex) as second column",
        "hysteresis | 0.5       | needs the previous quantized value as second column",
        "sr-a       | 0.5 zz    | 'zz' is not a hex number",
        "sr-b       | 0.5 1000000 | is not below 2^24 (--random-bits)",
        "rne        | half      | 'half' is not a number"
    })
    void aBadLineIsNamed(String rounding, String line, String message) {
        Cli cli = Cli.feed("# 1\n\n" + line + "\n", "round", "--format", "fp134", "--in", "dec", "--rounding", rounding);
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err()).startsWith("binade round: standard input, line 3: ").contains(message);
        assertThat(cli.err().lines()).hasSize(1);
        assertThat(cli.out()).isEqualTo("# 1\n\n");
    }

    @Test
    void theLineNumberCountsFarIntoALongInput() throws IOException {
        Path in = Files.writeString(folder.resolve("long.txt"), "3f800000\n".repeat(20_000) + "oops\n");
        Cli cli = Cli.run("round", "--format", "bf16", in.toString());
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err()).contains(in + ", line 20001: 'oops'");
        assertThat(cli.out()).isEqualTo("3f800000\n".repeat(20_000));
    }

    @Test
    void aMissingInputFileIsNamed() {
        Cli cli = Cli.run("round", "--format", "bf16", folder.resolve("none.txt").toString());
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err()).isEqualTo("binade round: file not found: " + folder.resolve("none.txt") + System.lineSeparator());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--format fp13                          | unknown format 'fp13'; did you mean fp1",
        "--format e4m3fm                        | did you mean e4m3f",
        "--format list:5,5,4                    | 0",
        "--format list:                         | list",
        "--format float:6,9                     | float:E,M,BIAS",
        "--format w8-200                        | w8-000 to w8-165",
        "--format fp134 --rounding nearest      | unknown rounding 'nearest'; allowed: rne rna rtz ru rd rto",
        "--format fp134 --overflow wrap         | unknown overflow rule 'wrap'; allowed: sat-finite sat-propagate overflow",
        "--format e4m3fn --scale 3              | format e4m3fn has no shared scale",
        "--format bf16 --track                  | format bf16 has no shared scale",
        "--format bf16 --tensor --room 1        | format bf16 has no shared scale",
        "--format fp134 --scale 127             | outside -139 to 126",
        "--format fp134 --scale x               | 'x'",
        "--format fp134 --random-bits 0         | --random-bits 0; allowed: 1 to 48",
        "--format fp134 --random-bits 49        | --random-bits 49; allowed: 1 to 48",
        "--format fp134 --tensor --room 65      | --room 65; allowed: 0 to 64",
        "--format fp134 --room 1                | need --tensor or --track",
        "--format fp134 --two-term              | need --tensor or --track",
        "--format fp134 --tensor --scale 1      | --scale and --tensor exclude each other",
        "--format fp134 --track 2 --scale 1     | --scale and --track exclude each other",
        "--format fp134 --track=x               | 'x'",
        "--format fp134 --in octal              | unknown notation 'octal'; allowed: hex dec code",
        "--format fp134 --nan maybe             | maybe",
        "--format fp134 --no-such               | --no-such",
        "--rounding rne                         | --format",
        "--format fp134 a b                     | b"
    })
    void wrongUsageIsOneLineAndExitCode2(String args, String message) {
        Cli cli = Cli.feed("", ("round " + args).split(" "));
        assertThat(cli.code()).as(cli.toString()).isEqualTo(2);
        assertThat(cli.out()).isEmpty();
        assertThat(cli.err()).startsWith("binade round: ").contains(message);
        assertThat(cli.err().lines()).hasSize(1);
    }

    // ---- -o ------------------------------------------------------------------------------------------------------

    @Test
    void aResultGoesToTheFileAndNothingToStandardOutput() throws IOException {
        Path out = folder.resolve("out.txt");
        Cli cli = Cli.feed("0.7\n", "round", "--format", "fp134", "--in", "dec", "--out", "dec", "-o", out.toString());
        assertThat(cli).isEqualTo(new Cli(0, "", ""));
        assertThat(out).hasContent("0.6875");
        assertThat(Files.getPosixFilePermissions(out))
                .as("like any other new file")
                .isEqualTo(Files.getPosixFilePermissions(Files.createFile(folder.resolve("plain"))))
                .contains(PosixFilePermission.OWNER_READ);
    }

    @Test
    void afterAFailureTheFileIsAbsentOrUnchanged() throws IOException {
        String bad = "3f800000\n".repeat(10_000) + "oops\n";
        Path out = folder.resolve("out.txt");
        assertThat(Cli.feed(bad, "round", "--format", "bf16", "-o", out.toString()).code()).isEqualTo(1);
        assertThat(folder).isEmptyDirectory();
        Files.writeString(out, "before");
        assertThat(Cli.feed(bad, "round", "--format", "bf16", "-o", out.toString()).code()).isEqualTo(1);
        assertThat(out).hasContent("before");
        assertThat(folder.toFile().list()).containsExactly("out.txt");
    }

    @Test
    void inputAndOutputMayBeTheSameFile() throws IOException {
        Path file = Files.writeString(folder.resolve("x.txt"), "0.7\n".repeat(30_000));
        String name = file.toString();
        assertThat(Cli.run("round", "--format", "fp134", "--in", "dec", "--out", "dec", "-o", name, name).code()).isZero();
        assertThat(Files.readAllLines(file)).hasSize(30_000).containsOnly("0.6875");
    }

    @Test
    void aSymbolicLinkIsWrittenThroughAndNotReplaced() throws IOException {
        Path real = Files.writeString(folder.resolve("real.txt"), "before");
        Path link = Files.createSymbolicLink(folder.resolve("link.txt"), real);
        assertThat(Cli.feed("3f800000\n", "round", "--format", "bf16", "-o", link.toString()).code()).isZero();
        assertThat(link).isSymbolicLink();
        assertThat(real).hasContent("3f800000");
    }

    @Test
    void aDeviceIsWrittenToAndNotReplaced() {
        assertThat(Cli.feed("3f800000\n", "round", "--format", "bf16", "-o", "/dev/null").code()).isZero();
        assertThat(Path.of("/dev/null")).satisfies(p -> assertThat(Files.isRegularFile(p)).isFalse());
    }

    @Test
    void whereNoFileCanBeThatIsSaid() throws IOException {
        Path plain = Files.createFile(folder.resolve("plain"));
        for (Path out : List.of(folder.resolve("none/out.txt"), plain.resolve("out.txt"), folder)) {
            Cli cli = Cli.feed("3f800000\n", "round", "--format", "bf16", "-o", out.toString());
            assertThat(cli.code()).isEqualTo(1);
            assertThat(cli.err()).startsWith("binade round: ").contains(out.toString());
            assertThat(cli.err().lines()).hasSize(1);
        }
    }

    // ---- tensors -------------------------------------------------------------------------------------------------

    @Test
    void aTensorHasItsExactScalePlusRoom() {
        assertThat(Cli.feed("0.9 0.013 -0.31\n", "round", "--format", "fp134", "--in", "dec", "--tensor", "--room", "1",
                "--out", "code", "--print-scale").out()).startsWith("0>0 0 : ");
        assertThat(Cli.dec("0.9 0.013 -0.31", "--format fp134 --tensor --print-scale")).startsWith("-1>-1 ");
        assertThat(Cli.dec("1.9999999 3", "--format fp134 --tensor --print-scale --room 3")).startsWith("4>4 ");
        assertThat(Cli.dec("0 0 -0", "--format fp134 --tensor --print-scale --room 3")).isEqualTo("3>3 0.0 0.0 0.0");
        assertThat(Cli.dec("0x1p-149", "--format fp134 --tensor --print-scale")).startsWith("-139>-139 ");
        assertThat(Cli.dec("0.3 -2 100", "--format e4m3fn --tensor")).isEqualTo("0.3125 -2.0 96.0");
    }

    @Test
    void codesOfATensorDecodeAtThePrintedScale() {
        String line = Cli.feed("0.9 0.013 -0.31\n", "round", "--format", "fp134", "--in", "dec", "--tensor", "--out", "code")
                .out().strip();
        assertThat(line).isEqualTo("-1 : 7d 1b e4");
        assertThat(Cli.dec("0.9 0.013 -0.31", "--format fp134 --tensor")).isEqualTo("0.90625 0.01318359375 -0.3125");
    }

    @Test
    void twoTermsAreTheSumOfTwoRoundings() {
        // first 0.6875 at scale -1; the rest 0.0125 has scale -7: 0.0125 = 25.6 * 2^-11, rounds to 26 * 2^-11
        assertThat(Cli.dec("0.7", "--format fp134 --tensor --two-term")).isEqualTo(Double.toString(0.6875 + 26 * 0x1p-11));
        assertThat(Cli.dec("0.7", "--format fp134 --tensor")).isEqualTo("0.6875");
    }

    /** paper-method 3.2: FP134, room 1, from 0, tensors of one element. */
    @Test
    void trackingFollowsTheDocument() {
        String input = "0.3\n0.3\n0.52\n0.24\n";
        List<String> scales = Cli.dec(input, "--format fp134 --track --room 1 --print-scale")
                .lines().map(l -> l.substring(0, l.indexOf(' '))).toList();
        assertThat(scales).containsExactly("0>-1", "-1>-1", "-1>0", "0>-1");
        assertThat(Cli.dec("1.9\n", "--format fp134 --track 5 --room 0 --print-scale")).startsWith("5>4 ");
        assertThat(Cli.dec("0 0\n", "--format fp134 --track -139 --print-scale")).startsWith("-139>-139 ");
        assertThat(Cli.dec("1.96\n", "--format fp134 --track --print-scale")).startsWith("0>0 ");
        assertThat(Cli.dec("1.97\n", "--format fp134 --track --print-scale")).startsWith("0>1 ");
    }

    @Test
    void negativeInputsOfAnUnsignedFormatDoNotMoveItsScale() {
        assertThat(Cli.dec("-100 0.5\n", "--format uint8 --track 0 --print-scale")).startsWith("0>-1 ");
        assertThat(Cli.dec("-100 1.5\n", "--format uint8 --track 0 --print-scale")).startsWith("0>0 ");
    }

    @Test
    void trackTakesANumberOrNoneAndNeverTheFileName() throws IOException {
        Path in = Files.writeString(folder.resolve("tensors.txt"), "0.3\n");
        String[] common = {"round", "--format", "fp134", "--in", "dec", "--out", "dec", "--print-scale"};
        assertThat(run(common, "--track", in.toString()).out()).startsWith("0>-1 ");
        assertThat(run(common, "--track", "7", in.toString()).out()).startsWith("7>6 ");
        assertThat(run(common, "--track=-3", in.toString()).out()).startsWith("-3>-2 ");
        assertThat(run(common, "--track", "-3", in.toString()).out()).startsWith("-3>-2 ");
        assertThat(run(common, in.toString(), "--track").out()).startsWith("0>-1 ");
        assertThat(run(common, "--track", "--room", "1", in.toString()).out()).startsWith("0>-1 ");
        assertThat(run(common, "--track", "--", in.toString()).out()).startsWith("0>-1 ");
    }

    private static Cli run(String[] common, String... more) {
        Cli cli = Cli.run(java.util.stream.Stream.of(common, more).flatMap(java.util.Arrays::stream).toArray(String[]::new));
        assertThat(cli.err()).isEmpty();
        return cli;
    }

    @Test
    void aSecondTensorFollowsTheSemicolon() {
        assertThat(Cli.dec("0.71 1.0 ; 0.6875 1.0", "--format fp134 --tensor --rounding hysteresis --room 0"))
                .isEqualTo("0.6875 1.0");
        assertThat(Cli.dec("0.7 0.7 ; 0 ffffff", "--format fp134 --tensor --rounding sr-a")).isEqualTo("0.6875 0.71875");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.7 0.8", "0.7 0.8 ; 1", "0.7 ; 1 2", "0.7 0.8 ;"})
    void aSecondTensorOfAnotherLengthIsRefused(String line) {
        Cli cli = Cli.feed(line + "\n", "round", "--format", "fp134", "--in", "dec", "--tensor", "--rounding", "sr");
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err()).startsWith("binade round: standard input, line 1: ").contains("second tensor");
    }

    /** Posits and logarithmic numbers have one way of overflowing; another is refused rather than ignored. */
    @ParameterizedTest
    @ValueSource(strings = {"posit8_2", "posit16_1", "posit8_0"})
    void anOverflowRuleThatAFormatDoesNotHaveIsWrongUsage(String id) {
        Cli cli = Cli.run("round", "--format", id, "--overflow", "overflow");
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).contains("--overflow overflow is not defined for " + id + "; allowed: sat-finite");
    }
}
