package binade.hwmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import binade.hwmodel.validation.Synthesis;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * Energies against netlist replay. The rule is energy = area x density; its tolerances are those of the densities, so the
 * synthesised area is put in first. The last tests hold the whole chain, counts to energy.
 */
class EnergyValidationTest {

    private static List<Synthesis.Row> rows(Class<? extends MacUnit> kind) {
        List<Synthesis.Row> rows = Synthesis.at45Nm().stream().filter(r -> kind.isInstance(r.unit())).toList();
        assertThat(rows).isNotEmpty();
        return rows;
    }

    private static boolean atLeast8Bits(Synthesis.Row row) {
        return row.unit() instanceof IntegerMac unit && Math.min(unit.widthA(), unit.widthB()) >= 8;
    }

    private static void densitiesAreWithin(double percent, List<Synthesis.Row> rows) {
        SoftAssertions softly = new SoftAssertions();
        for (Synthesis.Row row : rows) {
            softly.assertThat(DensityRule.MEDIANS.densityFjPerUm2(row.unit()))
                    .as(row.toString())
                    .isCloseTo(row.densityFjPerUm2(), withinPercentage(percent));
        }
        softly.assertAll();
    }

    private static void energiesAreWithin(double percent, List<Synthesis.Row> rows) {
        SoftAssertions softly = new SoftAssertions();
        for (Synthesis.Row row : rows) {
            softly.assertThat(DensityRule.MEDIANS.energyPjPerMac(row.unit()))
                    .as(row.toString())
                    .isCloseTo(row.energyPj(), withinPercentage(percent));
        }
        softly.assertAll();
    }

    @Test
    void densitiesOfExactUnitsAreWithinFifteenPercent() {
        densitiesAreWithin(15, rows(ExactMac.class));
        densitiesAreWithin(15, rows(LogarithmicMac.class));
    }

    @Test
    void densitiesOfIntegerUnitsFrom8BitsAreWithinThirtyPercent() {
        densitiesAreWithin(30, rows(IntegerMac.class).stream().filter(EnergyValidationTest::atLeast8Bits).toList());
    }

    @Test
    void densitiesOfFusedUnitsAreWithinThirtyPercent() {
        densitiesAreWithin(30, rows(FusedMac.class));
    }

    @Test
    void densitiesOfFloatingUnitsAreWithinAFactorOf1point9() {
        for (Synthesis.Row row : rows(FloatingMac.class)) {
            assertThat(DensityRule.MEDIANS.densityFjPerUm2(row.unit()) / row.densityFjPerUm2())
                    .as(row.toString())
                    .isBetween(1 / 1.9, 1.9);
        }
    }

    @Test
    void energiesOfExactUnitsAreWithinFifteenPercent() {
        energiesAreWithin(15, rows(ExactMac.class));
    }

    @Test
    void energiesOfIntegerUnitsFrom8BitsAreWithinThirtyPercent() {
        energiesAreWithin(30, rows(IntegerMac.class).stream().filter(EnergyValidationTest::atLeast8Bits).toList());
    }

    /** 32 and not 30: eight lanes of E2M1 have 1.09 fJ/um2, the end of the scatter, and come out 2 % large in area. */
    @Test
    void energiesOfFusedUnitsAreWithin32Percent() {
        energiesAreWithin(32, rows(FusedMac.class));
    }

    @Test
    void energiesOfFloatingUnitsAreWithinAFactorOf1point9() {
        for (Synthesis.Row row : rows(FloatingMac.class)) {
            assertThat(DensityRule.MEDIANS.energyPjPerMac(row.unit()) / row.energyPj())
                    .as(row.toString())
                    .isBetween(1 / 1.9, 1.9);
        }
    }

    /** Each within 20 percent, together 10 percent rms; normal operands. The uniform ones are in the validation table. */
    @Test
    void energiesFromTogglingWordsAreWithinTwentyPercent() {
        List<Synthesis.Row> rows =
                Synthesis.at45Nm().stream().filter(r -> ToggleRule.covers(r.unit())).toList();
        SoftAssertions softly = new SoftAssertions();
        double squares = 0;
        for (Synthesis.Row row : rows) {
            double ratio = ToggleRule.normal(row.a(), row.b()).energyPjPerMac(row.unit()) / row.energyPj();
            softly.assertThat(ratio).as(row.toString()).isBetween(0.8, 1.2);
            squares += (ratio - 1) * (ratio - 1);
        }
        softly.assertThat(rows).hasSizeGreaterThan(15);
        softly.assertThat(Math.sqrt(squares / rows.size())).isLessThan(0.1);
        softly.assertAll();
    }
}
