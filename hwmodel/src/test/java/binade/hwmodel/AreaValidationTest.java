package binade.hwmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import binade.formats.Formats;
import binade.hwmodel.validation.Synthesis;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Areas from cell counts against synthesised and published ones. Nothing in the model is fitted to these rows. */
class AreaValidationTest {

    @Test
    void everyUnitIsWithinTenPercentOfItsSynthesis() {
        SoftAssertions softly = new SoftAssertions();
        for (Synthesis.Row row : Synthesis.at45Nm()) {
            softly.assertThat(row.modelAreaUm2()).as(row.toString()).isCloseTo(row.areaUm2(), withinPercentage(10));
        }
        softly.assertAll();
    }

    /** Logarithmic units count as exact ones (they are, but for the multiplier), binary ones as integer. */
    @Test
    void theMedianOfEachClassIsWithinFivePercent() {
        SoftAssertions softly = new SoftAssertions();
        Map<String, Predicate<MacUnit>> classes = Map.of(
                "integer", u -> u instanceof IntegerMac || u instanceof BinaryMac,
                "exact", u -> u instanceof ExactMac || u instanceof LogarithmicMac,
                "floating", FloatingMac.class::isInstance,
                "fused", FusedMac.class::isInstance);
        classes.forEach((name, member) -> {
            double[] ratios = Synthesis.at45Nm().stream()
                    .filter(r -> member.test(r.unit()))
                    .mapToDouble(Synthesis.Row::areaRatio)
                    .toArray();
            softly.assertThat(ratios).as(name).isNotEmpty();
            softly.assertThat(Synthesis.median(ratios)).as(name).isCloseTo(1, within(0.05));
        });
        softly.assertAll();
    }

    /** The ratios belong to the formats: those of the 45 nm model hold at 130 and 180 nm too. */
    @Test
    void areasRelativeToInt8AreWithinTenPercentInThreeLibraries() {
        Map<String, Double> int8 = Synthesis.units().stream()
                .filter(r -> r.format().equals("INT8") && r.lanes() == 1)
                .collect(Collectors.toMap(Synthesis.Row::library, Synthesis.Row::areaUm2));
        assertThat(int8).hasSize(3);
        double model = MacCost.of(Formats.parse("int8")).areaUm2();
        SoftAssertions softly = new SoftAssertions();
        for (Synthesis.Row row : Synthesis.units()) {
            softly.assertThat(row.modelAreaUm2() / model)
                    .as(row.toString())
                    .isCloseTo(row.areaUm2() / int8.get(row.library()), withinPercentage(10));
        }
        softly.assertAll();
    }

    @Test
    void everyListIsWithinTwelvePercentOfItsSynthesis() {
        SoftAssertions softly = new SoftAssertions();
        for (Synthesis.ListRow row : Synthesis.lists()) {
            softly.assertThat(row.modelAreaUm2()).as(row.list()).isCloseTo(row.areaUm2(), withinPercentage(12));
        }
        softly.assertAll();
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 7, 6})
    void listsAreOrderedAsTheirSynthesis(int width) {
        List<Synthesis.ListRow> rows = Synthesis.lists().stream().filter(r -> r.width() == width).toList();
        assertThat(Synthesis.spearman(
                        rows.stream().mapToDouble(Synthesis.ListRow::modelAreaUm2).toArray(),
                        rows.stream().mapToDouble(Synthesis.ListRow::areaUm2).toArray()))
                .isGreaterThanOrEqualTo(0.98);
    }

    /** The sign of each difference is that of the synthesised units, with and without sharing. */
    @ParameterizedTest
    @CsvSource({"exact, 1, true", "exact, 4, true", "fp32, 1, false", "fp16, 1, false", "fp169, 1, false",
        "fused:25, 8, false"})
    void widerRangesCostMoreOnlyWithExactAccumulation(String accumulation, int lanes, boolean rangeCosts) {
        double fp134 = area("fp134", accumulation, lanes);
        double fp143 = area("fp143", accumulation, lanes);
        double fp152 = area("fp152", accumulation, lanes);
        assertThat(fp134 < fp143).isEqualTo(rangeCosts);
        assertThat(fp143 < fp152).isEqualTo(rangeCosts);
    }

    private static double area(String id, String accumulation, int lanes) {
        return MacCost.of(Formats.parse(id), Formats.parse(id), Accumulation.parse(accumulation), lanes).areaUm2();
    }

    @ParameterizedTest
    @CsvSource({"int8, int8, 1.00", "int4, int4, 0.62", "fp134, fp134, 1.08", "fp143, fp143, 1.31", "fp152, fp152, 1.92",
        "e2m1fn, e2m1fn, 0.52", "fp134, log4, 0.75", "int8, log4, 0.71"})
    void exactUnitsHaveTheirPublishedMultipleOfInt8(String a, String b, double multiple) {
        MacCost cost = MacCost.of(Formats.parse(a), Formats.parse(b), Accumulation.EXACT, 1);
        assertThat(cost.areaRelative()).isCloseTo(multiple, withinPercentage(10));
    }

    @Test
    void addersAndAnInt8MultiplierAreWithinTwelvePercentOfPublishedAreas() {
        assertThat(areaUm2(CellCounts.NONE.fa(8))).isCloseTo(published("ISSCC 2014", "add", 8), withinPercentage(12));
        assertThat(areaUm2(CellCounts.NONE.fa(32))).isCloseTo(published("ISSCC 2014", "add", 32), withinPercentage(12));
        assertThat(areaUm2(Multiplier.array(8, 8)))
                .isCloseTo(published("ISSCC 2014", "multiply", 8), withinPercentage(12));
    }

    /** Published ones are driven by timing. */
    @Test
    void aWideMultiplierIsWithinAFactorOfTwoOfPublishedAreas() {
        double area = areaUm2(Multiplier.smallest(32, 32, CellLibrary.NANGATE45));
        assertThat(area / published("ISSCC 2014", "multiply", 32)).isBetween(0.5, 2.0);
        assertThat(area / published("Aladdin", "multiply", 32)).isBetween(0.5, 2.0);
    }

    private static double areaUm2(CellCounts cells) {
        return CellLibrary.NANGATE45.areaUm2(cells);
    }

    /** The last row: of several clock periods the longest. */
    private static double published(String source, String operation, int bits) {
        return Synthesis.read("published_area.csv").stream()
                .filter(r -> r.getField("source").equals(source) && r.getField("operation").equals(operation)
                        && r.getField("kind").equals("int") && r.getField("bits").equals(Integer.toString(bits)))
                .map((NamedCsvRecord r) -> Double.parseDouble(r.getField("area_um2")))
                .reduce((first, second) -> second)
                .orElseThrow();
    }
}
