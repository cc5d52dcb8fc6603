package binade.experiments.study.assignment;

import binade.formats.Format;
import binade.formats.GridFormat;
import binade.hwmodel.RelativeCosts;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a budget is of. The cost of an assignment is the mean over the layers, each with its {@link #load}. */
public enum CostKind {
    /** Bits of a stored value; a layer weighs as many as values are rounded at its points. */
    BITS("bits per value"),
    /** Area of a multiply-accumulate unit, INT8 with a 32-bit accumulator is 1; a layer weighs as its products. */
    AREA("times the area of INT8"),
    /** Energy of a multiply-accumulate, likewise. */
    ENERGY("times the energy of INT8");

    private final String unit;

    CostKind(String unit) {
        this.unit = unit;
    }

    /** {@code bits}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Behind a number. */
    public String unit() {
        return unit;
    }

    /** @throws IllegalArgumentException naming the allowed ids */
    public static CostKind parse(String id) {
        return Arrays.stream(values()).filter(k -> k.id().equals(id)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "unknown cost '" + id + "'; allowed: " + Arrays.stream(values()).map(CostKind::id).collect(Collectors.joining(" "))));
    }

    /**
     * What a format costs where all layers have it; a multiply-accumulate has both operands in the format.
     *
     * @throws IllegalArgumentException if there is no model of such a unit
     */
    public double of(Format format) {
        if (this == BITS) {
            return format.width();
        }
        if (!(format instanceof GridFormat grid)) {
            throw new IllegalArgumentException(
                    "no model of the " + id() + " of a unit for '" + format.id() + "'; allowed: formats that are grids, or bits");
        }
        RelativeCosts.Relative r = RelativeCosts.assumed(grid);
        return this == AREA ? r.area() : r.energy();
    }

    /** How much a layer weighs in the mean. */
    public double load(LayerLoad layer) {
        return this == BITS ? layer.values() : layer.products();
    }
}
