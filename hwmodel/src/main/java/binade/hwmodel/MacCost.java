package binade.hwmodel;

import binade.formats.Formats;
import binade.formats.GridFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * What one multiply-accumulate costs in silicon: the front door of the model.
 *
 * <pre>{@code
 *   MacCost cost = MacCost.of(Formats.parse("fp134"));
 *   cost.area().text()         652 um2 (analytic)
 *   cost.accumulator().text()  39-bit exact
 *   cost.areaRelative()        1.11     INT8 with a 32-bit accumulator is 1
 * }</pre>
 *
 * <p>Areas are those of the cells at 45 nm, without wires; ripple adders; one clock cycle with only the accumulator
 * registered. All figures are per multiply-accumulate: those of the unit divided by its lanes. Energies follow the rule
 * given, {@link DensityRule} by default.
 *
 * @param unit the circuit
 * @param areaUm2 um2
 * @param nand2 the area in two-input NAND gates, nearly independent of the technology
 * @param energyPj pJ at 1.1 V
 */
public record MacCost(MacUnit unit, double areaUm2, double nand2, double energyPj) {

    /** INT8 with a 32-bit accumulator: what relative figures refer to. */
    private static final MacCost REFERENCE = of(Formats.parse("int8"));

    /**
     * One part of a unit.
     *
     * @param cells of one multiply-accumulate unit, all lanes
     * @param areaUm2 per multiply-accumulate
     * @param share of the unit's area
     */
    public record PartCost(Part part, CellCounts cells, double areaUm2, double share) {}

    /**
     * Both operands in one format: exact accumulation with 16 guard bits where its register has at most 96 bits (integers
     * in at least 32 bits), else FP32.
     */
    public static MacCost of(GridFormat operand) {
        Datapath path = Datapath.of(operand);
        return of(MacUnits.of(path, path, MacUnits.customary(path, path), 1));
    }

    /**
     * @param lanes products per cycle; more than 1 needs exact or fused accumulation
     */
    public static MacCost of(GridFormat a, GridFormat b, Accumulation accumulation, int lanes) {
        return of(MacUnits.of(Datapath.of(a), Datapath.of(b), accumulation, lanes));
    }

    /** The cost of a unit, with energies by area and density. */
    public static MacCost of(MacUnit unit) {
        return of(unit, DensityRule.MEDIANS);
    }

    public static MacCost of(MacUnit unit, EnergyRule rule) {
        CellCounts cells = unit.cells();
        CellLibrary library = CellLibrary.NANGATE45;
        return new MacCost(
                unit, library.areaUm2(cells) / unit.lanes(), library.nand2(cells) / unit.lanes(),
                rule.energyPjPerMac(unit));
    }

    public Accumulator accumulator() {
        return unit.accumulator();
    }

    /** Area as a multiple of that of INT8 with a 32-bit accumulator. */
    public double areaRelative() {
        return areaUm2 / REFERENCE.areaUm2;
    }

    /** Energy as a multiple of that of INT8 with a 32-bit accumulator. */
    public double energyRelative() {
        return energyPj / REFERENCE.energyPj;
    }

    public Figure area() {
        return new Figure(areaUm2, "um2", Figure.Kind.ANALYTIC);
    }

    public Figure gates() {
        return new Figure(nand2, "NAND2", Figure.Kind.ANALYTIC);
    }

    public Figure energy() {
        return new Figure(energyPj, "pJ", Figure.Kind.FITTED);
    }

    /** The parts that have cells, in the order of the data. */
    public List<PartCost> parts() {
        List<PartCost> parts = new ArrayList<>();
        unit.breakdown().parts().forEach((part, cells) -> {
            double area = CellLibrary.NANGATE45.areaUm2(cells) / unit.lanes();
            parts.add(new PartCost(part, cells, area, area / areaUm2));
        });
        return List.copyOf(parts);
    }
}
