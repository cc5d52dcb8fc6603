package binade.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code binade round --tensor} with block formats. */
class BlockRoundTest {
    @ParameterizedTest
    @CsvSource(delimiter = '/', quoteCharacter = '"', value = {
        "957 1 -2.5 / --format mxfp8_e4m3 / 80 : 7e 30 ba",
        "957 1 -2.5 / --format mxfp8_e4m3 --scale-rule ceil / 81 : 77 28 b2",
        "6 1 -4 -0.0 / --format mxfp4_e2m1 / 7f : 7 2 e 8",
        "-1.999 1 / --format mxint8 / 7f : 80 40",
        "1 nan / --format mxfp6_e2m3 / ff : 00 00",
        "6 1 -4 / --format nvfp4 / 38 : 7 2 e",
        "0 0 / --format nvfp4 / 00 : 0 0",
        "0 0 / --format nvfp4 --nvfp4-lo 2^-6 / 08 : 0 0",
        "0 0 / --format nvfp4 --nvfp4-lo 0.015625 / 08 : 0 0",
        "2688 0 / --format nvfp4 --nvfp4-levels 2 / 3f800000 7e : 7 0",
        "-2 2 0 / --format nf4 / 40000000 : 0 f 7",
        "0.9 0.013 -0.31 / --format \"bm2_5|48\" / -1 : 7a 03 c8",
        "1 -1 0.5 3 / --format \"bfp8|2\" / 0 : 40 c0 | 1 : 10 60"
    })
    void codes_of_blocks_follow_their_scale(String input, String options, String expected) {
        String all = "round --tensor --in dec --out code " + options.replace("\"", "").replace('|', '/');
        Cli cli = Cli.feed(input.strip() + "\n", all.strip().split(" +"));
        assertThat(cli.err()).isEmpty();
        assertThat(cli.out()).isEqualTo(expected.strip() + "\n");
    }

    /** What --out code prints is read by --in code: the same text again, and the values it stands for. */
    @ParameterizedTest
    @ValueSource(strings = {
        "mxfp8_e4m3", "mxfp8_e5m2 --scale-rule rceil", "mxfp6_e3m2", "mxfp6_e2m3 --scale-rule even", "mxfp4_e2m1", "mxint8",
        "nvfp4", "nvfp4 --nvfp4-levels 2", "nvfp4 --nvfp4-levels 2 --nvfp4-lo 2^-6", "nf4", "bm2_5/48", "bm4_3/5", "bfp8/16",
        "bfp4sm/3"
    })
    void codes_are_read_as_they_are_printed(String format) {
        Random random = new Random(5);
        StringBuilder lines = new StringBuilder("# tensors\n\n0 -0.0 0\n3e38 1e-44 -1e-40\n");
        for (int n = 1; n < 150; n += 13) {
            for (int i = 0; i < n; i++) {
                lines.append(i == 0 ? "" : " ").append((float) Math.scalb(random.nextGaussian(), random.nextInt(30) - 15));
            }
            lines.append('\n');
        }
        String options = "--tensor --format " + format;
        String codes = cli(lines.toString(), options + " --in dec --out code");
        assertThat(cli(codes, options + " --in code --out code")).isEqualTo(codes);
        for (String out : new String[] {"hex", "dec"}) {
            assertThat(cli(codes, options + " --in code --out " + out))
                    .isEqualTo(cli(lines.toString(), options + " --in dec --out " + out));
        }
    }

    private static String cli(String input, String options) {
        Cli cli = Cli.feed(input, ("round " + options).split(" "));
        assertThat(cli.err()).isEmpty();
        return cli.out();
    }

    @Test
    void a_nan_block_is_read_too() {
        assertThat(cli("ff : 38 00\n", "--tensor --format mxfp8_e4m3 --in code --out dec")).isEqualTo("nan nan\n");
        assertThat(cli("7f : 3\n", "--tensor --format nvfp4 --in code --out dec")).isEqualTo("nan\n");
    }

    /** Codes are in the format already: neither their scale nor, when R says up, their values change. */
    @Test
    void codes_keep_their_scale_whatever_the_rounding() {
        assertThat(cli("7f : 1 0\n", "--tensor --format mxfp4_e2m1 --in code --out code")).isEqualTo("7f : 1 0\n");
        assertThat(cli("80 : 1 0 ; 0 1\n",
                "--tensor --format mxfp4_e2m1 --rounding sr-a --random-bits 1 --in code --out dec")).isEqualTo("1.0 0.0\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '/', value = {
        "7 2 e / mxfp4_e2m1 / block 1: '7 2 e' is not written as SCALE : CODE CODE ...",
        "7f : 7 2 | 7f : 1 / mxfp4_e2m1 / block 1: 2 codes; a block of mxfp4_e2m1 has 32",
        "7f : / mxfp4_e2m1 / 'block 1: 0 codes; a block of mxfp4_e2m1 has 32 or, at the end, fewer'",
        "100 : 7 / mxfp4_e2m1 / block 1: '100' is no scale; allowed: hex 00 to fe, and ff for NaN (e8m0fnu)",
        "80 : 7 / nvfp4 / is no scale; allowed: hex 00 to 7e",
        "7f : 17 / mxfp4_e2m1 / block 1: '17' has more than 4 bits",
        "-150 : 00 / bfp8!16 / allowed: decimal -149 to 127 (exponent of 9 bits)",
        "7f : 7 ; 0 / mxfp4_e2m1 / takes one tensor",
        "3f800000 : 7 / nvfp4 --nvfp4-levels 2 / block 1: '' is no scale",
        "38 : 7 / nvfp4 --nvfp4-levels 2 / '38' is no tensor scale of nvfp4",
        "bf800000 38 : 7 / nvfp4 --nvfp4-levels 2 / tensor scale -1.0; it must be positive"
    })
    void codes_that_cannot_be_read_are_named(String line, String format, String message) {
        Cli cli = Cli.feed(line.strip() + "\n",
                ("round --tensor --in code --format " + format.strip().replace('!', '/')).split(" "));
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err()).contains("line 1: ").contains(message.strip());
        assertThat(cli.out()).isEmpty();
    }

    @Test
    void lists_and_integers_read_their_scale_too() {
        String codes = cli("0.3 0.013 0\n", "--format int8 --tensor --room 1 --in dec --out code");
        assertThat(codes).isEqualTo("-1 : 26 02 00\n");
        assertThat(cli(codes, "--format int8 --tensor --room 1 --in code --out code")).isEqualTo(codes);
        assertThat(cli(codes, "--format int8 --tensor --in code --out dec")).isEqualTo("0.296875 0.015625 0.0\n");
        Cli cli = Cli.feed("999 : 01\n", "round", "--format", "fp134", "--tensor", "--in", "code");
        assertThat(cli.err()).contains("'999' is no scale of fp134; allowed: -139 to 126");
    }

    @Test
    void values_are_printed_in_both_notations() {
        assertThat(Cli.dec("957 1.05 -0.0", "--tensor --format mxfp8_e4m3")).isEqualTo("896.0 1.0 -0.0");
        assertThat(Cli.feed("446f4000\n", "round", "--tensor", "--format", "mxfp8_e4m3").out()).isEqualTo("44600000\n");
    }

    @Test
    void stochastic_rounding_takes_a_second_tensor() {
        assertThat(Cli.dec("4 0.25 0.25 ; 0 0 1", "--tensor --format mxfp4_e2m1 --rounding sr-a --random-bits 1"))
                .isEqualTo("4.0 0.0 0.5");
    }

    @Test
    void nan_where_there_is_none_is_a_policy() {
        String[] args = {"round", "--tensor", "--format", "bfp8/16", "--in", "dec", "--out", "dec"};
        Cli cli = Cli.feed("1 nan\n", args);
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err()).contains("line 1", "--nan zero|max");
        assertThat(Cli.dec("1 nan", "--tensor --format bfp8/16 --nan zero")).isEqualTo("1.0 0.0");
        assertThat(Cli.dec("1 nan", "--tensor --format bfp8/16 --nan max")).isEqualTo("1.0 1.984375");
    }

    @ParameterizedTest
    @CsvSource({
        "--format mxint8, --tensor", "--format nvfp4 --tensor --scale-rule ceil, --scale-rule",
        "--format mxint8 --tensor --nvfp4-lo 2^-6, --nvfp4-lo", "--format nvfp4 --tensor --nvfp4-lo 1, 2^-9",
        "--format nvfp4 --tensor --nvfp4-levels 3, 1 and 2", "--format nf4 --tensor --rounding rtz, rne",
        "--format mxint8 --tensor --scale-rule up, rceil", "--format mxint8 --tensor --room 1, --room",
        "--format mxint8 --tensor --rounding hysteresis, sr-a"
    })
    void what_does_not_apply_is_wrong_usage(String options, String message) {
        Cli cli = Cli.run(("round " + options).split(" "));
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).contains(message);
    }

    @Test
    void nf4_without_tensor_stays_a_codebook() {
        assertThat(Cli.dec("0.5", "--format nf4")).isEqualTo("0.4407098293304443359375");
    }
}
