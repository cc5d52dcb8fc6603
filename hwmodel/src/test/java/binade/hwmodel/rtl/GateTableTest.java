package binade.hwmodel.rtl;

import static org.assertj.core.api.Assertions.assertThat;

import binade.hwmodel.Tables;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stored rows of gates, for those who have no synthesis tools. */
class GateTableTest {
    private static final List<NamedCsvRecord> ROWS = Tables.read("rtl/osu018.csv");

    @Test
    void noRowHasAMismatchAndTheModelIsNear() {
        assertThat(ROWS).hasSizeGreaterThan(35).allSatisfy(r -> {
            assertThat(r.getField("mismatches")).as(r.toString()).isEqualTo("0");
            assertThat(Tables.number(r, "ratio")).as(r.toString()).isBetween(0.95, 1.16);
            assertThat(Tables.number(r, "cycles")).as(r.toString()).isGreaterThan(10_000);
        });
    }

    /** FP134 is the small one with exact accumulation only. */
    @ParameterizedTest
    @CsvSource({"exact, 1, true", "exact, 4, true", "fp32, 1, false", "fp16, 1, false", "fp169, 1, false", "fused:25, 4, false",
        "fused:25, 8, false"})
    void theOrderOfTheGatesIsThatOfTheModel(String accumulation, String lanes, boolean growsWithRange) {
        double fp134 = gates("fp134", accumulation, lanes);
        double fp143 = gates("fp143", accumulation, lanes);
        double fp152 = gates("fp152", accumulation, lanes);
        assertThat(fp134 < fp143).isEqualTo(growsWithRange);
        assertThat(fp143 < fp152).isEqualTo(growsWithRange);
    }

    private static double gates(String format, String accumulation, String lanes) {
        return ROWS.stream()
                .filter(r -> r.getField("format").equals(format) && r.getField("b").equals(format)
                        && r.getField("accumulation").equals(accumulation) && r.getField("lanes").equals(lanes))
                .mapToDouble(r -> Tables.number(r, "gate_area_um2"))
                .findFirst().orElseThrow();
    }
}
