package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.reference.ExactFormats;
import java.math.BigDecimal;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link StepFunctionAgreementTest} in formats of few values: a second instead of a minute. */
class SmallStepFunctionTest {
    @Test
    void steps_are_where_the_definition_puts_them() {
        ForEach.check(
                Stream.of("log4", "e2m1fn", "uint4", "q1.2", "list:3,2,1,0", "binary4p2se", "binary4p1uf", "lns4_0", "nf4", "posit5_0"),
                StepFunctionAgreementTest::checkDefinition);
    }

    @Test
    void only_binary32_and_what_is_wider_hold_all_binary32_numbers() {
        ForEach.check(Stream.of("fp32", "fp64"), id -> assertThat(holds(id)).isTrue());
        ForEach.check(
                Stream.of("tf32", "fp16", "bf16", "int16", "e4m3fn", "nf4", "posit8_2", "binary8p3se"),
                id -> assertThat(holds(id)).isFalse());
    }

    private static boolean holds(String id) {
        return ExactFormats.definition(Formats.scalar(id), 0).holdsBinary32();
    }

    /** E2M1: 0, 0.5, 1, 1.5, 2, 3, 4, 6 on both sides. */
    @Test
    void magnitudes_follow_each_other() {
        double[] e2m1 = {0, 0.5, 1, 1.5, 2, 3, 4, 6};
        for (boolean negative : new boolean[] {false, true}) {
            for (int i = 0; i < e2m1.length; i++) {
                BigDecimal above = ExactFormats.definition(Formats.scalar("e2m1fn"), 0).above(new BigDecimal(e2m1[i]), negative);
                assertThat(above == null ? null : above.doubleValue()).isEqualTo(i < 7 ? e2m1[i + 1] : null);
            }
        }
        assertThat(ExactFormats.definition(Formats.scalar("uint4"), 3).above(BigDecimal.ONE, true)).isNull();
    }
}
