package binade.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepCommandTest {
    private static final String HEAD = """
            {"weight_list":[1,1,1,1,1,1,1,0],"grad_list":[5,5,5,5,5,5,5,4,3,2,1,0],"hysteresis":true,"lr":"3dcccccd",\
            "momentum":"3f666666","weight_decay":"00000000","init":["3f000000"],"weight_init":["3f000000"],\
            "weight_scale_init":-1,"steps":[""";

    private static String step(String gradient) {
        return "{\"grad\":[\"%s\"],\"rand_grad\":[\"3f000000\"],\"rand_momentum\":[\"3f000000\"],\"rand_master\":[\"3f000000\"]}"
                .formatted(gradient);
    }

    /** The three steps of ReplayedStepTest, computed by hand, as words. */
    @Test
    void stepsArePrintedInWords() {
        String line = HEAD + step("3e99999a") + "," + step("3e99999a") + "," + step("40000000") + "]}";
        Cli cli = Cli.feed("# three steps\n" + line + "\n", "step");
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).isEqualTo("# three steps\n{\"steps\":["
                + "{\"grad_scale\":-2,\"grad_q\":[\"3e980000\"],\"d\":[\"3e980000\"],\"momentum\":[\"3e980000\"],"
                + "\"master\":[\"3ef0c000\"],\"weight_scale\":-1,\"weight\":[\"3f000000\"]},"
                + "{\"grad_scale\":-1,\"grad_q\":[\"3e980000\"],\"d\":[\"3e980000\"],\"momentum\":[\"3f108000\"],"
                + "\"master\":[\"3ed3c000\"],\"weight_scale\":-1,\"weight\":[\"3f000000\"]},"
                + "{\"grad_scale\":0,\"grad_q\":[\"3ff80000\"],\"d\":[\"3ff80000\"],\"momentum\":[\"401c8000\"],"
                + "\"master\":[\"3e2d0000\"],\"weight_scale\":-1,\"weight\":[\"3e800000\"]}]}\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"lr\":\"3dcccccd\"        | \"lr\":\"3dcc\"               | lr: '3dcc' is not a binary32 word of 8 hex digits",
        "\"lr\":\"3dcccccd\"        | \"lr\":\"7fc00000\"           | lr: '7fc00000' is NaN",
        "\"lr\":\"3dcccccd\",       | ''                            | lr: is missing",
        "\"init\":[\"3f000000\"]    | \"init\":[]                   | init: has 0 values; needed: at least 1",
        "\"weight_init\":[          | \"weight_init\":[\"00000000\", | weight_init: has 2 values; needed: 1, as init",
        "\"grad\":[                 | \"grad\":[\"00000000\",       | object: step 1: grad: has 2 values; needed: 1, as init",
        "\"rand_grad\":[\"3f000000\"] | \"rand_grad\":[\"3f800000\"] | step 1: rand_grad: 1.0 is not in [0, 1)",
        "1,1,0]                     | 1,1]                          | weight_list: list '1,1,1,1,1,1,1' does not end in 0",
        "\"weight_scale_init\":-1   | \"weight_scale_init\":999     | weight_scale_init: 999 is not an integer from -143 to 126",
        "{\"weight_list\"           | [\"weight_list\"              | not JSON",
    })
    void aWrongFieldIsNamedWithItsLine(String text, String replacement, String message) {
        String line = (HEAD + step("3e99999a") + "]}").replace(text, replacement);
        Cli cli = Cli.feed("\n" + line + "\n", "step");
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err()).contains("standard input, line 2: ").contains(message).hasLineCount(1);
    }
}
