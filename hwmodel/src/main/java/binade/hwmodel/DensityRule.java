package binade.hwmodel;

/**
 * Energy without data: area x density, registers included; 45 nm, 1.1 V, random normal operands with full scale at
 * 4 sigma. Glitches and long wires are not included.
 *
 * <p>The densities are medians by class of energies replayed on synthesised netlists (768 cycles). They scatter: exact
 * 1.4 to 1.8, integer 1.5 to 1.7 from 8 bits on and down to 0.9 below, fused 1.0 to 1.6, floating 0.7 to 1.7.
 *
 * @param exactFjPerUm2 exact and logarithmic units
 * @param integerFjPerUm2 integer, binary and ternary units
 * @param fusedFjPerUm2 fused dot products
 * @param floatingFjPerUm2 floating accumulators
 */
public record DensityRule(
        double exactFjPerUm2, double integerFjPerUm2, double fusedFjPerUm2, double floatingFjPerUm2)
        implements EnergyRule {

    /** The medians by class. */
    public static final DensityRule MEDIANS = new DensityRule(1.65, 1.5, 1.4, 1.35);

    /** Energy per area and cycle, fJ/um2. */
    public double densityFjPerUm2(MacUnit unit) {
        return switch (unit) {
            case ExactMac _, LogarithmicMac _ -> exactFjPerUm2;
            case IntegerMac _, BinaryMac _, TernaryMac _ -> integerFjPerUm2;
            case FusedMac _ -> fusedFjPerUm2;
            case FloatingMac _ -> floatingFjPerUm2;
        };
    }

    @Override
    public double energyPjPerMac(MacUnit unit) {
        double areaUm2 = CellLibrary.NANGATE45.areaUm2(unit.cells());
        return areaUm2 * densityFjPerUm2(unit) * 1e-3 / unit.lanes();
    }

    @Override
    public String text() {
        return "area x class density, 45 nm, 1.1 V, normal operands";
    }
}
