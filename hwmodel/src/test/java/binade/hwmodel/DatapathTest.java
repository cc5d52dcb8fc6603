package binade.hwmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import binade.formats.Formats;
import binade.hwmodel.validation.Synthesis;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;

class DatapathTest {

    @ParameterizedTest
    @CsvSource({
        "fp134, 5, 6, 11, 3", "fp143, 4, 14, 18, 4", "fp152, 3, 30, 33, 5", "int8, 8, 0, 7, 0", "e2m1fn, 2, 2, 4, 2",
        "log4, 1, 6, 7, 3", "sm8, 7, 0, 7, 0", "uint8, 8, 0, 8, 0", "q3.4, 8, 0, 7, 0", "uq3.4, 7, 0, 7, 0",
        "e4m3fn, 4, 14, 18, 4", "bf16, 8, 253, 261, 8", "fp32, 24, 253, 277, 8", "float:6,9,31, 10, 62, 72, 6"
    })
    void fourIntegersDescribeAFormat(ArgumentsAccessor row) {
        int n = row.size();
        StringBuilder id = new StringBuilder(row.getString(0));
        for (int i = 1; i < n - 4; i++) {
            id.append(',').append(row.getString(i));
        }
        Datapath path = Datapath.of(Formats.parse(id.toString()));
        assertThat(new int[] {path.precision(), path.shiftRange(), path.magnitudeBits(), path.shiftBits()})
                .containsExactly(
                        row.getInteger(n - 4), row.getInteger(n - 3), row.getInteger(n - 2), row.getInteger(n - 1));
    }

    @Test
    void listsHaveTheIntegersTheyWereSynthesisedWith() {
        SoftAssertions softly = new SoftAssertions();
        for (Synthesis.ListRow row : Synthesis.lists()) {
            Datapath path = Datapath.of(row.format());
            softly.assertThat(new int[] {path.magnitudeBits(), path.precision(), path.shiftRange()})
                    .as(row.list())
                    .containsExactly(row.magnitudeBits(), row.precision(), row.shift());
        }
        softly.assertAll();
    }

    /** 7,4,...: quanta 2^-4 to 2^-12, but a significand of 7 bits reaches the second binade with two bits to spare. */
    @Test
    void theShiftRangeIsThatOfFullSignificands() {
        Datapath path = Datapath.of(Formats.parse("list:7,4,4,4,4,4,3,3,3,3,3,2,1,0"));
        assertThat(path.shiftRange()).isEqualTo(6);
        assertThat(path.magnitudeBits()).isEqualTo(13);
    }

    @Test
    void irregularListsNeedATable() {
        assertThat(decoder("fp134")).isEqualTo(new Decoder.Field(3));
        assertThat(decoder("fp152")).isEqualTo(new Decoder.Field(5));
        assertThat(decoder("sm8")).isEqualTo(new Decoder.None());
        assertThat(decoder("int16")).isEqualTo(new Decoder.None());
        assertThat(decoder("list:7,4,4,4,4,4,3,3,3,3,3,2,1,0")).isEqualTo(new Decoder.Table(6, 13, 7));
        assertThat(new Decoder.Table(6, 13, 7).areaUm2At45Nm()).isCloseTo(38.1, within(1e-9));
        assertThat(new Decoder.Table(2, 1, 1).areaUm2At45Nm()).isEqualTo(5);
    }

    private static Decoder decoder(String id) {
        return Datapath.of(Formats.parse(id)).decoder();
    }
}
