package binade.hwmodel;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.Formats;
import binade.formats.GridFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 128 bits in two longs count what big integers count. */
class TogglesTest {

    @ParameterizedTest
    @CsvSource({
        "fp134, fp134", "fp143, fp152", "fp152, fp152", "int8, int8", "int4, int16", "uint8, uint8", "sm8, fp125", "log5, log5",
        "w8-165, w8-165", "e5m2, e4m3fn", "fp16, fp16"
    })
    void bothWaysCountTheSameChanges(String first, String second) {
        GridFormat a = Formats.parse(first);
        GridFormat b = Formats.parse(second);
        MacUnit unit = MacUnits.of(Datapath.of(a), Datapath.of(b), Accumulation.EXACT, 1);
        for (boolean uniform : new boolean[] {false, true}) {
            ToggleRule rule = new ToggleRule(a, b, uniform);
            assertThat(Toggles.inLongs(rule, unit)).isEqualTo(Toggles.inBigIntegers(rule, unit));
            assertThat(Toggles.of(rule, unit).accumulator()).isBetween(0.04, 0.8);
        }
    }
}
