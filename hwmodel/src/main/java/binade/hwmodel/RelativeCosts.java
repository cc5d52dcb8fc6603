package binade.hwmodel;

import binade.formats.Formats;
import binade.formats.GridFormat;
import java.util.List;

/**
 * What a format's multiply-accumulate costs beside INT8 with a 32-bit accumulator, for each kind of accumulator: 45 nm,
 * 1.1 V, ripple adders, both operands in the format.
 *
 * <p>Energy is that of toggling words where {@link ToggleRule} knows the unit, else area times a class density.
 */
public final class RelativeCosts {
    /** The kinds that are compared; a fused unit has {@link #FUSED_LANES} lanes. */
    public static final List<String> KINDS = List.of("exact", "fp16", "fp169", "fp32", "fused:25");

    public static final int FUSED_LANES = 8;

    private static final UnitCost INT8 = unit(Formats.parse("int8"), Accumulation.EXACT, 1);

    private RelativeCosts() {}

    /**
     * @param accumulator in words
     * @param area of a multiply-accumulate, INT8 with a 32-bit accumulator is 1
     * @param energy likewise
     */
    public record Relative(String accumulator, double area, double energy) {}

    /** Exact accumulation where its register has at most 96 bits, else FP32: what a ranking assumes. */
    public static Relative assumed(GridFormat format) {
        Datapath path = Datapath.of(format);
        return relative(unit(format, MacUnits.customary(path, path), 1));
    }

    /** With one of {@link #KINDS}. */
    public static Relative with(GridFormat format, String kind) {
        return relative(unit(format, Accumulation.parse(kind), kind.startsWith("fused") ? FUSED_LANES : 1));
    }

    private static UnitCost unit(GridFormat format, Accumulation accumulation, int lanes) {
        Operand operand = Operand.of(format);
        return UnitCost.of(operand, operand, accumulation, lanes, Adder.RIPPLE, Technology.BASE);
    }

    private static Relative relative(UnitCost cost) {
        return new Relative(
                cost.unit().accumulator().text(), cost.areaUm2() / INT8.areaUm2(), cost.energyPj() / INT8.energyPj());
    }
}
