package binade.hwmodel;

import java.util.EnumMap;
import java.util.Map;

/** How the energy of a unit is estimated; 45 nm, 1.1 V. */
public interface EnergyRule {

    /** Energy of one multiply-accumulate, pJ: that of a cycle divided by the lanes. */
    double energyPjPerMac(MacUnit unit);

    /** The same by part; where the rule knows no better, by area. */
    default Map<Part, Double> partsPjPerMac(MacUnit unit) {
        double perUm2 = energyPjPerMac(unit) / CellLibrary.NANGATE45.areaUm2(unit.cells());
        Map<Part, Double> parts = new EnumMap<>(Part.class);
        unit.breakdown().parts().forEach((part, cells) -> parts.put(part, perUm2 * CellLibrary.NANGATE45.areaUm2(cells)));
        return parts;
    }

    /** What it assumes, in one line. */
    String text();
}
