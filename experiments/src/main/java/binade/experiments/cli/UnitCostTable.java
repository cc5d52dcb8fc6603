package binade.experiments.cli;

import binade.experiments.report.PartBars;
import binade.formats.Format;
import binade.hwmodel.Accumulation;
import binade.hwmodel.Adder;
import binade.hwmodel.Figure;
import binade.hwmodel.MacUnits;
import binade.hwmodel.Operand;
import binade.hwmodel.Part;
import binade.hwmodel.Technology;
import binade.hwmodel.UnitCost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Multiply-accumulate units as tables: one unit in detail, or several beside each other.
 *
 * @param accumulation null for the customary one: exact up to 96 bits, else FP32
 */
record UnitCostTable(Accumulation accumulation, int lanes, Adder adder, Technology technology) {
    private static final List<String> COLUMNS = columns(
        "area_um2", "nand2", "energy_pj", "period_ns", "a", "b", "accumulation", "accumulator", "accumulator_bits",
        "lanes", "adder", "node_nm", "volt", "flip_flops", "unit_area_um2", "shared_area_um2", "area_rel", "energy_rel",
        "area_kind", "area_uncertainty_percent", "energy_uncertainty_percent", "period_uncertainty_percent",
        "energy_rule");

    /** The figures, then the area of each part. */
    private static List<String> columns(String... figures) {
        return Stream.concat(
                Arrays.stream(figures), Arrays.stream(Part.values()).map(p -> p.name().toLowerCase(Locale.ROOT) + "_um2"))
                .toList();
    }

    UnitCost cost(Format a, Format b) {
        Operand x = Operand.of(a);
        Operand y = Operand.of(b);
        Accumulation chosen = accumulation != null ? accumulation : MacUnits.customary(x.datapath(), y.datapath());
        return UnitCost.of(x, y, chosen, lanes, adder, technology);
    }

    /** One row per pair of operands; figures per multiply-accumulate, unit_area_um2 of all lanes. */
    PlainTable table(List<? extends Format> first, List<? extends Format> second) {
        PlainTable table = new PlainTable(COLUMNS.toArray(String[]::new));
        UnitCost int8 = new UnitCostTable(Accumulation.EXACT, 1, adder, technology)
                .cost(binade.formats.Formats.parse("int8"), binade.formats.Formats.parse("int8"));
        for (int i = 0; i < first.size(); i++) {
            UnitCost c = cost(first.get(i), second.get(i));
            Operand x = Operand.of(first.get(i));
            Operand y = Operand.of(second.get(i));
            Accumulation chosen = accumulation != null ? accumulation : MacUnits.customary(x.datapath(), y.datapath());
            List<Object> row = new ArrayList<>(Arrays.asList(
                    c.areaUm2(), c.nand2(), c.energyPj(), finite(c.periodNs()), first.get(i).id(), second.get(i).id(),
                    chosen.id(), c.unit().accumulator().text(), c.unit().accumulator().bits(), lanes, adder.id(),
                    technology.nodeNm(), technology.volt(), c.flipFlops(), c.unitAreaUm2(), c.sharedAreaUm2(),
                    c.areaUm2() / int8.areaUm2(), c.energyPj() / int8.energyPj(), c.area().kind().title(),
                    c.areaUncertaintyPercent(), c.energyUncertaintyPercent(), c.periodUncertaintyPercent(),
                    c.energyRule().text()));
            for (Part part : Part.values()) {
                row.add(c.partsUm2().getOrDefault(part, 0.0));
            }
            table.add(row.toArray());
        }
        return table;
    }

    /** Bars of area and energy by part. */
    void plot(List<? extends Format> first, List<? extends Format> second, Path file) throws IOException {
        Map<String, UnitCost> units = new LinkedHashMap<>();
        for (int i = 0; i < first.size(); i++) {
            Format a = first.get(i);
            Format b = second.get(i);
            units.put(a.id().equals(b.id()) ? a.id() : a.id() + " x " + b.id(), cost(a, b));
        }
        PartBars.draw(units, file);
    }

    /** The main columns, for reading. */
    PlainTable summary(List<? extends Format> formats) {
        PlainTable table = new PlainTable(
                "format", "accumulator", "area um2", "NAND2", "energy pJ", "period ns", "area/INT8", "energy/INT8");
        UnitCost int8 = new UnitCostTable(Accumulation.EXACT, 1, adder, technology)
                .cost(binade.formats.Formats.parse("int8"), binade.formats.Formats.parse("int8"));
        for (Format f : formats) {
            UnitCost c = cost(f, f);
            table.add(f.id(), c.unit().accumulator().text(), number(c.area()), round(c.nand2(), 3),
                    number(c.energy()), number(c.period()), round(c.areaUm2() / int8.areaUm2(), 3),
                    round(c.energyPj() / int8.energyPj(), 2));
        }
        return table;
    }

    private static Double finite(double x) {
        return Double.isFinite(x) ? x : null;
    }

    private static String number(Figure f) {
        return Double.isFinite(f.value()) ? f.text().substring(0, f.text().indexOf(' ')) : "-";
    }

    private static String round(double x, int digits) {
        return new java.math.BigDecimal(x).round(new java.math.MathContext(digits)).toPlainString();
    }

    /** One unit in words: figures, their uncertainty, and where the area goes. */
    void text(Format a, Format b, Appendable out) throws IOException {
        UnitCost c = cost(a, b);
        out.append("%s x %s, %s accumulator, %d lane%s, %s adders, %s; per multiply-accumulate (2 operations)%n".formatted(
                a.id(), b.id(), c.unit().accumulator().text(), lanes, lanes == 1 ? "" : "s", adder.id(),
                technology.text()));
        out.append("area    %s, +-%d %%%n".formatted(c.area().text(), c.areaUncertaintyPercent()));
        out.append("        %s NAND2 equivalents%n".formatted(round(c.nand2(), 3)));
        out.append("energy  %s, +-%d %%: %s%n".formatted(
                c.energy().text(), c.energyUncertaintyPercent(), c.energyRule().text()));
        out.append(Double.isFinite(c.periodNs())
                ? "period  %s, +-%d %%; unpipelined, %d flip-flops a unit%n".formatted(
                        c.period().text(), c.periodUncertaintyPercent(), c.flipFlops())
                : "period  not known away from 45, 130 and 180 nm; %d flip-flops a unit%n".formatted(c.flipFlops()));
        out.append('\n');
        for (Map.Entry<Part, Double> part : c.partsUm2().entrySet()) {
            out.append(String.format(Locale.ROOT, "%-22s %8.1f um2  %4.1f %%%n", part.getKey().title(), part.getValue(),
                    100 * part.getValue() / (c.areaUm2() - c.sharedAreaUm2())));
        }
        if (c.sharedAreaUm2() > 0) {
            out.append(String.format(Locale.ROOT, "%-22s %8.1f um2  per block, divided by its size%n",
                    "scales, outer sum", c.sharedAreaUm2()));
        }
    }
}
