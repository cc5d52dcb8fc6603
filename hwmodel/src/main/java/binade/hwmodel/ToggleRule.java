package binade.hwmodel;

import binade.formats.GridFormat;
import java.util.EnumMap;
import java.util.Map;

/**
 * Energy from the bits that change: t(w) is the share of the bits of word w that differ between consecutive products.
 *
 * <pre>
 *   E[fJ] = 2.1 A_mult (t_in + t_prod) / 2 + 7.1 A_shift (t_prod + t_shifted) / 2
 *         + 7.9 A_xor t_x + 9.0 A_reg t_acc + 9.3 W
 *   A_mult, A_shift   um2 of the multiplier and shifter;  A_xor = 1.596 WP;  A_reg = W (4.522 + 1.064)
 *   t_in              mean of the two significands;  t_x after conditional complement;  t_acc of the accumulator
 * </pre>
 *
 * The stream has 768 products; the accumulator is cleared every 256. Operands are normal with 4 sigma at full scale (from 5
 * exponent bits on sigma lies in the middle of the range), or uniformly drawn codes. 45 nm, 1.1 V; glitches and long
 * wires are not included. Fitted elsewhere to 32 energies of exact and integer units, one lane, ripple adders; held to
 * +-20 % of all synthesised ones by EnergyValidationTest.
 *
 * @param a format of the first operand
 * @param b format of the second
 * @param uniform codes drawn uniformly instead of normal values
 */
public record ToggleRule(GridFormat a, GridFormat b, boolean uniform) implements EnergyRule {
    private static final double XOR_UM2 = CellLibrary.NANGATE45.areaUm2(Cell.XOR);
    private static final double REGISTER_BIT_UM2 =
            CellLibrary.NANGATE45.areaUm2(Cell.FLIP_FLOP) + CellLibrary.NANGATE45.areaUm2(Cell.AND);

    /** Normal operands. */
    public static ToggleRule normal(GridFormat a, GridFormat b) {
        return new ToggleRule(a, b, false);
    }

    /** Integer and exact units of one lane. */
    public static boolean covers(MacUnit unit) {
        return unit.lanes() == 1 && (unit instanceof IntegerMac || unit instanceof ExactMac);
    }

    @Override
    public double energyPjPerMac(MacUnit unit) {
        return partsPjPerMac(unit).values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** The five terms: adder and register are one, and decoders and exponents are part of what the others were fitted with. */
    @Override
    public Map<Part, Double> partsPjPerMac(MacUnit unit) {
        if (!covers(unit)) {
            throw new IllegalArgumentException("toggling words are modelled for integer and exact units of one lane only");
        }
        Toggles t = Toggles.of(this, unit);
        int width = unit.accumulator().bits();
        int wp = unit instanceof ExactMac exact ? exact.productBits() : 0;
        Breakdown parts = unit.breakdown();
        CellLibrary library = CellLibrary.NANGATE45;
        Map<Part, Double> pj = new EnumMap<>(Part.class);
        double femto = 1e-3;
        pj.put(Part.MULTIPLIER, femto * 2.1 * library.areaUm2(parts.cells(Part.MULTIPLIER)) * (t.in() + t.product()) / 2);
        pj.put(Part.SHIFTER,
                femto * 7.1 * library.areaUm2(parts.cells(Part.SHIFTER)) * (t.product() + t.shifted()) / 2);
        pj.put(Part.COMPLEMENT, femto * 7.9 * XOR_UM2 * wp * t.complemented());
        pj.put(Part.REGISTER, femto * (9.0 * REGISTER_BIT_UM2 * width * t.accumulator() + 9.3 * width));
        return pj;
    }

    @Override
    public String text() {
        return "toggling words of " + (uniform ? "uniform codes" : "normal operands") + ", 45 nm, 1.1 V";
    }
}
