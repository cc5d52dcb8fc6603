package binade.hwmodel;

import binade.hwmodel.Figure.Kind;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a unit costs under given conditions; all figures per multiply-accumulate, that is those of the unit divided by its
 * lanes.
 *
 * <p>Blocks: an exact unit for the elements (FP32 where its register had more than 96 bits); once per block an 8-bit addition of scales (nvfp4: a 4 x 4 bit product more)
 * and a floating-point addition of the sum to the outer accumulator, FP32 unless stated. Both are divided by the block
 * size. Where two operands are blocks of different size the smaller counts.
 *
 * @param unit the circuit that works every cycle
 * @param adder how carries run
 * @param technology node and supply
 * @param areaUm2 um2
 * @param nand2 in two-input NAND gates of 45 nm, or of the node's own library
 * @param energyPj pJ
 * @param periodNs shortest clock period without pipelining, ns; NaN away from 45, 130 and 180 nm, for which there are no
 *     data
 * @param energyRule how the energy was found
 * @param sharedAreaUm2 the part of the area that serves a whole block, um2; 0 without blocks
 */
public record UnitCost(
        MacUnit unit, Adder adder, Technology technology, double areaUm2, double nand2, double energyPj,
        double periodNs, EnergyRule energyRule, double sharedAreaUm2) {

    /** Bits of the counter that sums signs: room for 2^24 products. */
    private static final int COUNTER_BITS = 24;

    private static final int SCALE_BITS = 8;

    /**
     * @param lanes products per cycle; more than 1 needs exact or fused accumulation
     * @throws IllegalArgumentException for operands or lanes that no unit takes
     */
    public static UnitCost of(
            Operand a, Operand b, Accumulation accumulation, int lanes, Adder adder, Technology technology) {
        int block = a.blockSize() == 1 || b.blockSize() == 1
                ? Math.max(a.blockSize(), b.blockSize())
                : Math.min(a.blockSize(), b.blockSize());
        if (block == 1) {
            MacUnit unit = unit(a, b, accumulation, lanes);
            return of(unit, adder, technology, rule(unit, a, b), 0, 0);
        }
        MacUnit elements = MacUnits.of(a.datapath(), b.datapath(), MacUnits.customary(a.datapath(), b.datapath()), lanes);
        Accumulation outer = accumulation instanceof Accumulation.Floating ? accumulation : Accumulation.FP32;
        CellCounts scale = CellCounts.NONE.fa(SCALE_BITS);
        if (a.scaleFractionBits() > 1 || b.scaleFractionBits() > 1) {
            scale = scale.plus(Multiplier.array(a.scaleFractionBits(), b.scaleFractionBits()));
        }
        // The sum of a block enters the outer accumulator as a product with 1 would.
        MacUnit end = MacUnits.of(a.datapath(), b.datapath(), outer, 1);
        double area = adder.areaUm2(end, technology.library()) + technology.library().areaUm2(scale);
        double energy = DensityRule.MEDIANS.energyPjPerMac(end) * adder.energyFactor(end);
        return of(elements, adder, technology, rule(elements, a, b), area / block, energy / block);
    }

    private static UnitCost of(
            MacUnit unit, Adder adder, Technology technology, EnergyRule rule, double sharedArea, double sharedEnergy) {
        CellLibrary library = technology.library();
        double area = adder.areaUm2(unit, library) / unit.lanes() + sharedArea;
        double energy = rule.energyPjPerMac(unit) * adder.energyFactor(unit) + sharedEnergy;
        return new UnitCost(
                unit, adder, technology, area * technology.cellFactor(), area / library.areaUm2(Cell.NAND),
                energy * technology.energyFactor(), Period.ns(unit, adder) * technology.periodFactor(), rule,
                sharedArea * technology.cellFactor());
    }

    private static MacUnit unit(Operand a, Operand b, Accumulation accumulation, int lanes) {
        boolean counts = accumulation instanceof Accumulation.Exact || accumulation instanceof Accumulation.Whole;
        if (a.isSign() && b.isSign() && counts) {
            int bits = accumulation instanceof Accumulation.Whole(int given)
                    ? given
                    : Math.max(COUNTER_BITS, 2 + Circuits.clog2(lanes));
            return a.isTernary() || b.isTernary() ? new TernaryMac(lanes, bits) : new BinaryMac(lanes, bits);
        }
        return MacUnits.of(a.datapath(), b.datapath(), accumulation, lanes);
    }

    /** Toggling words where the rule knows the unit, else class densities. */
    private static EnergyRule rule(MacUnit unit, Operand a, Operand b) {
        return a.element() != null && b.element() != null && ToggleRule.covers(unit)
                ? ToggleRule.normal(a.element(), b.element())
                : DensityRule.MEDIANS;
    }

    /** Area by part, um2 per multiply-accumulate; faster adders are spread over all parts, what blocks share is none. */
    public Map<Part, Double> partsUm2() {
        CellLibrary library = technology.library();
        double scale = (areaUm2 - sharedAreaUm2) / library.areaUm2(unit.cells());
        Map<Part, Double> parts = new EnumMap<>(Part.class);
        unit.breakdown().parts().forEach((part, cells) -> parts.put(part, scale * library.areaUm2(cells)));
        return parts;
    }

    /** Energy by part, pJ, as the rule divides it; what blocks share is spread over all parts. */
    public Map<Part, Double> partsPj() {
        double scale = energyPj / energyRule.energyPjPerMac(unit);
        Map<Part, Double> parts = energyRule.partsPjPerMac(unit);
        parts.replaceAll((_, pj) -> pj * scale);
        return parts;
    }

    public Figure area() {
        return new Figure(
                areaUm2, "um2", !technology.hasLibrary() ? Kind.SCALED
                        : adder == Adder.PREFIX ? Kind.FITTED : Kind.ANALYTIC);
    }

    public Figure energy() {
        return new Figure(energyPj, "pJ", technology.isBase() ? Kind.FITTED : Kind.SCALED);
    }

    public Figure period() {
        return new Figure(periodNs, "ns", technology.nodeNm() == Technology.NODE_NM ? Kind.FITTED : Kind.SCALED);
    }

    /** Area of all lanes, um2. */
    public double unitAreaUm2() {
        return areaUm2 * unit.lanes();
    }

    /** Flip-flops of the unit: the accumulator. */
    public long flipFlops() {
        return unit.cells().flipFlops();
    }

    /** The largest deviation of the area from synthesis seen, percent; scaling between nodes adds a factor of its own. */
    public int areaUncertaintyPercent() {
        return !technology.hasLibrary() ? 50 : adder == Adder.PREFIX ? 15 : 10;
    }

    /** The same of the energy. */
    public int energyUncertaintyPercent() {
        int base = energyRule instanceof ToggleRule ? 20 : unit instanceof FloatingMac ? 55 : 32;
        return technology.nodeNm() != Technology.NODE_NM ? Math.max(technology.hasLibrary() ? 40 : 50, base) : base;
    }

    /** The same of the period. */
    public int periodUncertaintyPercent() {
        int base = adder == Adder.PREFIX ? 15 : unit instanceof FloatingMac || unit instanceof FusedMac ? 8 : 5;
        return technology.nodeNm() == Technology.NODE_NM ? base : base + 13;
    }
}
