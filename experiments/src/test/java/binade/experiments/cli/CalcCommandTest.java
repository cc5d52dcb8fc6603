package binade.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verbs {@code calc} and {@code convert} from the command line to the exit code. */
class CalcCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String arguments, String input) throws IOException {
        Path file = folder.resolve("in.txt");
        Files.writeString(file, input);
        return Main.run(new PrintWriter(out), new PrintWriter(err), (arguments + " " + file).split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "calc --format fp16 --op add, 3c00 0001, 3c00", "calc --format fp16 --op add --flags, 3c00 0001, 3c00 01",
        "calc --format fp32 --op fma --flags, 3f800001 3f800001 bf800002, 28800000 00",
        "calc --format fp32 --op roundtoint --flags, 3fc00000, 40000000 01",
        "calc --format fp32 --op roundToInt --flags --not-exact, 3fc00000, 40000000 00",
        "calc --format e4m3fn --op div --flags, 38 00, 7e 0d", "calc --format e4m3fn --op div --overflow overflow, 38 00, 7f",
        "calc --format e2m1fn --op sqrt, a, -", "calc --format e2m1fn --op sqrt --flags, 0xA, - 10",
        "calc --format int8 --op mul, 02 03, 06", "calc --format int8 --op mul --scale 0, 40 40, 40",
        "calc --format tf32 --op add, 1fc00 1fc00, 20000",
        "calc --format fp16 --op add --rounding sr-a --random-bits 3 --flags, 3c00 0800 7, 3c01 01",
        "calc --format fp16 --op add --rounding sr-a --random-bits 3 --flags, 3c00 0800 6, 3c00 01",
        "calc --format fp16 --op add --rounding sr-c --random-bits 48, 3c00 0001 fffc00000000, 3c01",
        "convert --from fp32 --to bf16 --flags, 3dcccccd, 3dcd 01", "convert --from int8 --to e4m3fn, 7f, 70",
        "convert --from fp32 --to int8 --flags, 7fc00000, - 10", "convert --from fp32 --to int8 --scale 0, 3f800000, 40",
        "convert --from int8 --to fp32 --from-scale 0, 40, 3f800000",
        "convert --from fp32 --to fp16 --rounding sr-b --random-bits 1, 3f801000 1, 3c01"
    })
    void one_line_in_one_line_out(String arguments, String line, String expected) throws IOException {
        assertThat(run(arguments, line + "\n")).as(err.toString()).isZero();
        assertThat(out.toString()).isEqualTo(expected + "\n");
    }

    /** Every other kind of format: its specials, its ends, and what it makes of x / 0. */
    @ParameterizedTest
    @CsvSource({
        "calc --format binary8p3se --op div --flags, 40 00, 80 10", "calc --format binary8p3se --op add --flags, 7f ff, 80 10",
        "calc --format binary8p3se --op add --flags, 7e 7e, 7e 05", "calc --format binary8p3se --op add --overflow overflow, 7e 7e, 7f",
        "calc --format binary8p3ue --op sub --flags, 40 48, 00 05", "calc --format binary8p3ue --op sub --overflow overflow --flags, 40 48, ff 10",
        "calc --format binary16p1se --op mul --flags, 7000 1000, 4000 00", "calc --format binary16p1se --op mul --flags, 7ffe 7ffe, 7fff 05",
        "calc --format posit8_2 --op div --flags, 40 00, 80 10", "calc --format posit8_2 --op mul --flags, 7f 7f, 7f 01",
        "calc --format posit8_2 --op mul --flags, 01 01, 01 01", "calc --format posit16_1 --op sqrt, 5000, 46a1",
        "calc --format lns8_3 --op mul --flags, 01 02, 03 00", "calc --format lns8_3 --op sqrt --flags, 01, 00 01",
        "calc --format lns8_3 --op add --flags, 00 80, 40 00", "calc --format lns8_3 --op add --flags, 02 02, 0a 00",
        "calc --format e8m0fnu --op mul --flags, 80 80, 81 00", "calc --format e8m0fnu --op sub --flags, 7f 80, ff 10",
        "calc --format e8m0fnu --op sub --flags, 7f 7f, 00 03", "calc --format e8m0fnu --op add --flags, 80 7f, 80 01",
        "calc --format e8m0fnu --op roundToInt --flags --overflow overflow, 7d, ff 10",
        "calc --format nf4 --op add --flags, f f, f 05", "calc --format nf4 --op div --flags, 7 7, - 10",
        "calc --format uint8 --op sub --flags, 01 02, 00 05", "calc --format q3.4 --op mul, 18 18, 24",
        "calc --format fp64 --op fma --flags, 3ff0000000000001 3ff0000000000001 bff0000000000002, 3970000000000000 00",
        "calc --format fp64 --op add --rounding ru --flags, 3ff0000000000000 0000000000000001, 3ff0000000000001 01",
        "convert --from binary16p1se --to fp64 --flags, 4001, 4000000000000000 00",
        "convert --from binary16p1se --to fp64 --flags, 7ffe, 7ff0000000000000 05",
        "convert --from posit8_2 --to binary8p3se --flags, 48, 44 00", "convert --from lns8_3 --to fp64, 01, 3ff172b83c7d517b",
        "convert --from fp32 --to nf4 --flags, 7fc00000, - 10", "convert --from fp32 --to posit8_2 --flags, 7f800000, 80 10"
    })
    void every_kind_of_format(String arguments, String line, String expected) throws IOException {
        assertThat(run(arguments, line + "\n")).as(err.toString()).isZero();
        assertThat(out.toString()).isEqualTo(expected + "\n");
    }

    @Test
    void a_codebook_file_is_a_format() throws IOException {
        Path book = folder.resolve("book.txt");
        Files.writeString(book, "-1\n0.5\n3\n");
        assertThat(run("calc --format codebook:" + book + " --op add --flags", "1 1\n2 2\n0 2\n")).isZero();
        assertThat(out.toString()).isEqualTo("1 01\n2 05\n2 01\n"); // 1 -> 0.5, 6 -> 3, 2 -> 3
    }

    @Test
    void empty_lines_and_comments_are_copied() throws IOException {
        assertThat(run("calc --format fp16 --op sqrt", "# roots\n\n4400\r\n  \n\t4400 \n")).isZero();
        assertThat(out.toString()).isEqualTo("# roots\n\n4000\n  \n4000\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "calc --format fp16 --op add|3c00|line 2: add takes 2 operands; the line has 1 column",
        "calc --format fp16 --op sqrt|3c00 3c00|sqrt takes 1 operand; the line has 2 columns",
        "calc --format fp16 --op add|3c00 1ffff|'1ffff' has more than 16 bits",
        "calc --format fp16 --op add|3c00 xyz|'xyz' is not a hex number",
        "calc --format fp16 --op add --rounding sr-a|3c00 3c00|add takes 2 operands and the random integer R (hex)",
        "calc --format fp16 --op add --rounding sr-a|3c00 3c00 1000000|not below 2^24 (--random-bits)",
        "calc --format list:2,2,0 --op sqrt|7|names no value",
        "convert --from fp16 --to fp32|3c00 0|convert takes 1 operand; the line has 2 columns"
    })
    void a_line_that_cannot_be_used_is_named(String arguments, String line, String message) throws IOException {
        assertThat(run(arguments, "# first\n" + line + "\n")).isEqualTo(1);
        assertThat(err.toString()).contains("in.txt, line 2").contains(message);
        assertThat(out.toString()).isEqualTo("# first\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "calc --format fp16 --op pow|unknown operation 'pow'; allowed: add sub mul div sqrt rem fma roundToInt",
        "calc --format fp16|--op", "calc --format fp17 --op add|unknown format 'fp17'",
        "calc --format fp16 --op add --rounding sr|allowed: rne rna rtz ru rd rto sr-a sr-b sr-c",
        "calc --format fp16 --op add --rounding hysteresis|not for results of operations",
        "calc --format fp16 --op add --scale 1|no shared scale", "calc --format int8 --op add --scale 500|outside",
        "calc --format fp16 --op add --rounding sr-a --random-bits 49|1 to 48", "convert --from int8 --to fp16 --scale 1|--from-scale",
        "convert --from fp16 --to int8 --from-scale 1|--from-scale: format fp16 has no shared scale",
        "calc --format posit8_2 --op add --rounding ru|rounding ru is not defined for posit8_2; allowed: rne",
        "calc --format posit8_2 --op add --overflow overflow|overflow rule overflow is not defined for posit8_2",
        "calc --format lns8_3 --op add --rounding sr-a|allowed: rne rtz ru rd", "calc --format ternary --op add|come from a tensor",
        "convert --from mxfp4_e2m1 --to fp32|--from: format mxfp4_e2m1"
    })
    void wrong_usage_is_2(String arguments, String message) throws IOException {
        assertThat(run(arguments, "0000\n")).isEqualTo(2);
        assertThat(err.toString()).contains(message);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void a_file_appears_only_when_it_is_complete() throws IOException {
        Path target = folder.resolve("out.txt");
        assertThat(run("calc --format fp16 --op sqrt -o " + target, "4400\nzz\n")).isEqualTo(1);
        assertThat(target).doesNotExist();
        assertThat(run("calc --format fp16 --op sqrt -o " + target, "4400\n")).isZero();
        assertThat(target).hasContent("4000");
    }

    /** The help's examples are true. */
    @Test
    void the_examples_of_the_help_are_what_comes_out() throws IOException {
        Main.run(new PrintWriter(out), new PrintWriter(err), "calc", "--help");
        assertThat(out.toString()).contains("'3c00 0001' | binade calc --format fp16 --op add --flags     3c00 01")
                .contains("'38 00' | binade calc --format e4m3fn --op div --flags       7e 0d");
        assertThat(out.toString().lines().mapToInt(String::length).max().orElseThrow()).isLessThanOrEqualTo(110);
    }
}
