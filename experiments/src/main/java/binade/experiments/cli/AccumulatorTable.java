package binade.experiments.cli;

import binade.experiments.report.CostCharts;
import binade.formats.Format;
import binade.formats.Formats;
import binade.hwmodel.Accumulation;
import binade.hwmodel.Adder;
import binade.hwmodel.Operand;
import binade.hwmodel.Technology;
import binade.hwmodel.UnitCost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The same formats with each kind of accumulator: which one is cheap depends on it. */
final class AccumulatorTable {
    private static final List<String> FORMATS = List.of("fp134", "fp143", "fp152", "int8", "log4", "binary");
    private static final List<String> KINDS = List.of("exact", "fp16", "fp169", "fp32", "fused:25");
    private static final int FUSED_LANES = 8;

    private static UnitCost cost(String id, String kind) {
        Format f = Formats.any(id);
        return UnitCost.of(
                Operand.of(f), Operand.of(f), Accumulation.parse(kind), kind.startsWith("fused") ? FUSED_LANES : 1,
                Adder.RIPPLE, Technology.BASE);
    }

    PlainTable table() {
        PlainTable t = new PlainTable("format", "accumulation", "lanes", "area_um2", "area_rel", "energy_pj", "energy_rel");
        UnitCost int8 = cost("int8", "exact");
        for (String kind : KINDS) {
            for (String id : FORMATS) {
                UnitCost c = cost(id, kind);
                t.add(id, kind, c.unit().lanes(), number(c.areaUm2(), 4), number(c.areaUm2() / int8.areaUm2(), 3),
                        number(c.energyPj(), 2), number(c.energyPj() / int8.energyPj(), 2));
            }
        }
        return t;
    }

    private static Double number(double x, int digits) {
        return new java.math.BigDecimal(x).round(new java.math.MathContext(digits)).doubleValue();
    }

    /** Areas as bars. */
    void plot(Path file) throws IOException {
        UnitCost int8 = cost("int8", "exact");
        Map<String, List<Double>> series = new LinkedHashMap<>();
        for (String kind : KINDS) {
            series.put(kind, FORMATS.stream().map(id -> cost(id, kind).areaUm2() / int8.areaUm2()).toList());
        }
        CostCharts.bars(
                "Area of a multiply-accumulate by accumulator", "area relative to INT8 with a 32-bit accumulator", FORMATS,
                series, file);
    }

    void text(Appendable out) throws IOException {
        table().text(out);
        out.append('\n');
        for (String kind : KINDS) {
            double fp134 = cost("fp134", kind).areaUm2();
            double fp143 = cost("fp143", kind).areaUm2();
            double fp152 = cost("fp152", kind).areaUm2();
            out.append(String.format(Locale.ROOT, "%-9s FP134 %s FP143 %s FP152; FP134 is %.0f %% %s than FP143%n", kind,
                    fp134 < fp143 ? "<" : ">", fp143 < fp152 ? "<" : ">", 100 * Math.abs(fp134 / fp143 - 1),
                    fp134 < fp143 ? "smaller" : "larger"));
        }
        out.append("""

                "FP134 is the cheap one" holds for exact accumulation, where shifter and accumulator grow with the
                exponent range. It does not hold for a floating accumulator, nor for fused dot products: there the larger
                multiplier is all that is left of the difference, and FP134 is the larger unit. Say which one you assume.
                """);
    }
}
