package binade.hwmodel;

import static org.assertj.core.api.Assertions.assertThat;

import binade.hwmodel.validation.Synthesis;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Computes the figures of the README's validation table, and prints them with {@code -Dreport=true}; the tolerances are
 * held by {@link AreaValidationTest} and {@link EnergyValidationTest}.
 */
class ValidationReportTest {

    @Test
    void theReportCoversUnitsListsAndLibraries() {
        StringBuilder report = new StringBuilder();
        Map<String, List<Synthesis.Row>> kinds = Synthesis.at45Nm().stream()
                .collect(Collectors.groupingBy(Synthesis.Row::kind, TreeMap::new, Collectors.toList()));
        kinds.forEach((kind, rows) -> {
            line(report, "area, " + kind, rows, Synthesis.Row::areaRatio);
            line(report, "energy density, " + kind, rows,
                    r -> DensityRule.MEDIANS.densityFjPerUm2(r.unit()) / r.densityFjPerUm2());
            line(report, "energy, " + kind, rows,
                    r -> DensityRule.MEDIANS.energyPjPerMac(r.unit()) / r.energyPj());
        });
        for (int width = 8; width >= 6; width--) {
            int w = width;
            List<Synthesis.ListRow> rows = Synthesis.lists().stream().filter(r -> r.width() == w).toList();
            line(report, "area, lists of " + w + " bits", rows, r -> r.modelAreaUm2() / r.areaUm2());
            line(report, "energy, lists of " + w + " bits", rows, r -> MacCost.of(r.format()).energyPj() / r.energyPj());
            report.append(String.format(Locale.ROOT, "Spearman %.3f%n", Synthesis.spearman(
                    rows.stream().mapToDouble(Synthesis.ListRow::modelAreaUm2).toArray(),
                    rows.stream().mapToDouble(Synthesis.ListRow::areaUm2).toArray())));
        }
        double reference = MacCost.of(new IntegerMac(8, 8, 32, 1)).areaUm2();
        Map<String, Double> referenceByLibrary = Synthesis.units().stream()
                .filter(r -> r.format().equals("INT8") && r.lanes() == 1)
                .collect(Collectors.toMap(Synthesis.Row::library, Synthesis.Row::areaUm2));
        referenceByLibrary.forEach((library, int8) -> line(
                report, "area relative to INT8, " + library,
                Synthesis.units().stream().filter(r -> r.library().equals(library)).toList(),
                r -> r.modelAreaUm2() / reference / (r.areaUm2() / int8)));
        if (Boolean.getBoolean("report")) {
            System.out.println(report);
        }
        assertThat(report.toString()).contains("ExactMac", "FusedMac", "lists of 8 bits", "Spearman", "sky130hd");
    }

    private static <T> void line(StringBuilder report, String what, List<T> rows, ToDoubleFunction<T> ratio) {
        double[] ratios = rows.stream().mapToDouble(ratio).sorted().toArray();
        T lowest = rows.stream().min(Comparator.comparingDouble(ratio)).orElseThrow();
        T highest = rows.stream().max(Comparator.comparingDouble(ratio)).orElseThrow();
        report.append(String.format(
                Locale.ROOT, "%-42s n %3d  min %.3f  median %.3f  max %.3f   lowest %s, highest %s%n", what, ratios.length,
                ratios[0], Synthesis.median(ratios), ratios[ratios.length - 1], lowest, highest));
    }
}
