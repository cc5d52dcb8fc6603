package binade.hwmodel.validation;

import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.hwmodel.Accumulation;
import binade.hwmodel.Breakdown;
import binade.hwmodel.CellCounts;
import binade.hwmodel.CellLibrary;
import binade.hwmodel.DensityRule;
import binade.hwmodel.MacCost;
import binade.hwmodel.MacUnit;
import binade.hwmodel.Multiplier;
import binade.hwmodel.Part;
import binade.hwmodel.Tables;
import binade.hwmodel.Technology;
import binade.hwmodel.ToggleRule;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.ArrayList;
import java.util.List;

/** The model against published areas, energies and ratios. */
final class PublishedChecks {
    private static final String HOROWITZ = "ISSCC 2014";
    private static final String ALADDIN = "Aladdin";

    /** Energy of a register bit with its clock, pJ: synthesised accumulators of 16 to 32 bits have 0.012 to 0.014. */
    private static final double REGISTER_BIT_PJ = 0.013;

    /**
     * What brings combinational energies at 0.9 V to those of ISSCC 2014, which are of bare operators: one constant for
     * all three.
     */
    private static final double CALIBRATION = 0.86;

    private static final double HOROWITZ_VOLT = 0.9;

    private PublishedChecks() {}

    static List<Point> areas() {
        CellCounts none = CellCounts.NONE;
        List<Point> points = new ArrayList<>();
        points.add(Point.within("area of an operation", "8-bit add", HOROWITZ, "um2", area(HOROWITZ, "add", "int", 8), um2(none.fa(8)), 12));
        points.add(Point.within("area of an operation", "32-bit add", HOROWITZ, "um2", area(HOROWITZ, "add", "int", 32), um2(none.fa(32)), 12));
        points.add(Point.within("area of an operation", "8-bit multiply", HOROWITZ, "um2",
                area(HOROWITZ, "multiply", "int", 8), um2(Multiplier.array(8, 8)), 12));
        double wide = um2(Multiplier.smallest(32, 32, CellLibrary.NANGATE45));
        for (String source : new String[] {HOROWITZ, ALADDIN}) {
            points.add(Point.withinFactor("area of an operation", "32-bit multiply", source, "um2",
                    area(source, "multiply", "int", 32), wide, 2));
        }
        points.add(Point.withinFactor("area of an operation", "FP16 add", HOROWITZ, "um2",
                area(HOROWITZ, "add", "float", 16), adder("fp16", Accumulation.parse("fp16")), 2));
        points.add(Point.withinFactor("area of an operation", "FP32 multiply", HOROWITZ, "um2",
                area(HOROWITZ, "multiply", "float", 32), multiplier("fp32"), 2));
        points.add(Point.withinFactor("area of an operation", "FP32 multiply and add, 5 ns", ALADDIN, "um2",
                area(ALADDIN, "multiply", "float", 32) + area(ALADDIN, "add", "float", 32),
                um2(unit("fp32", Accumulation.FP32).cells()), 2));
        return points;
    }

    /** Of several clock periods the longest: the last row. */
    private static double area(String source, String operation, String kind, int bits) {
        return Tables.read("validation/published_area.csv").stream()
                .filter(r -> r.getField("source").equals(source) && r.getField("operation").equals(operation)
                        && r.getField("kind").equals(kind) && r.getField("bits").equals(Integer.toString(bits)))
                .map((NamedCsvRecord r) -> Tables.number(r, "area_um2"))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    /** A floating adder: the unit without multiplier, its exponent adder, product normaliser and register. */
    private static double adder(String id, Accumulation accumulation) {
        Breakdown parts = unit(id, accumulation).breakdown();
        return um2(parts.total()) - um2(parts.cells(Part.DECODER)) - um2(parts.cells(Part.MULTIPLIER))
                - um2(parts.cells(Part.PRODUCT_NORMALISER)) - um2(parts.cells(Part.REGISTER));
    }

    private static double multiplier(String id) {
        Breakdown parts = unit(id, Accumulation.FP32).breakdown();
        return um2(parts.cells(Part.DECODER)) + um2(parts.cells(Part.MULTIPLIER)) + um2(parts.cells(Part.EXPONENT))
                + um2(parts.cells(Part.PRODUCT_NORMALISER)) + um2(parts.cells(Part.ROUNDING));
    }

    private static MacUnit unit(String id, Accumulation accumulation) {
        GridFormat f = Formats.parse(id);
        return MacCost.of(f, f, accumulation, 1).unit();
    }

    private static double um2(CellCounts cells) {
        return CellLibrary.NANGATE45.areaUm2(cells);
    }

    /** Multiply plus add, pJ: INT8 0.2 + 0.1 (32 bit), FP16 1.1 + 0.4, FP32 3.7 + 0.9. */
    static List<Point> energies() {
        GridFormat int8 = Formats.parse("int8");
        MacUnit integer = unit("int8", Accumulation.EXACT);
        MacUnit half = unit("fp16", Accumulation.parse("fp16"));
        MacUnit single = unit("fp32", Accumulation.FP32);
        return List.of(
                energy("INT8 multiply, 32-bit add", 0.3, ToggleRule.normal(int8, int8).energyPjPerMac(integer), integer),
                energy("FP16 multiply and add", 1.5, DensityRule.MEDIANS.energyPjPerMac(half), half),
                energy("FP32 multiply and add", 4.6, DensityRule.MEDIANS.energyPjPerMac(single), single));
    }

    private static Point energy(String name, double reference, double pj, MacUnit unit) {
        double combinational = pj - REGISTER_BIT_PJ * unit.accumulator().bits();
        double scale = new Technology(Technology.NODE_NM, HOROWITZ_VOLT).energyFactor() * CALIBRATION;
        return Point.within("energy, one constant", name, HOROWITZ, "pJ", reference, combinational * scale, 10);
    }

    /** Units of 28 nm at 750 MHz in one cycle: block minifloat and its comparisons. */
    static List<Point> blockMinifloat() {
        double bm8 = um2(unit("fp125", Accumulation.EXACT).cells());
        double fp8 = um2(unit("fp143", Accumulation.parse("fp16")).cells());
        double fp32 = um2(unit("fp32", Accumulation.FP32).cells());
        return List.of(
                Point.withinFactor("block minifloat", "FP8 FMA over BM8 FMA", "Fox et al. 2021", "area ratio", 2.1, fp8 / bm8, 1.6),
                Point.withinFactor("block minifloat", "FP32 FMA over BM8 FMA", "Fox et al. 2021", "area ratio", 12.2, fp32 / bm8, 1.6));
    }
}
