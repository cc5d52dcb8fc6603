package binade.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
