package binade.hwmodel;

import java.util.List;

/**
 * A technology node and a supply, against the 45 nm and 1.1 V in which the model counts.
 *
 * <pre>
 *   area     a(node) / a(45 nm)
 *   energy   within 45 nm  (V / 1.1)^2
 *            else          E(node, V) / E(45 nm, 1.1 V),  E = a2 V^2 + a1 V + a0
 * </pre>
 *
 * Linear between listed nodes, below 130 nm down to 7 nm; never extrapolated. For arithmetic only: memory scales less. Source:
 * Stillmaker and Baas, Integration 58 (2017), {@code scaling/tech_scaling.csv}.
 *
 * <p>At 130 and 180 nm the model has libraries of its own: areas by their cells; energy at 1.8 V, times (V / 1.8)^2, and
 * period as the median of 18 units synthesised there and at 45 nm. That 130 nm library is denser and takes a third of the
 * energy that the published factors say.
 *
 * @param nodeNm nm
 * @param volt V
 */
public record Technology(double nodeNm, double volt) {
    /** Where the model's cells and energies come from. */
    public static final double NODE_NM = 45;

    public static final double VOLT = 1.1;

    private static final double LIBRARY_VOLT = 1.8;
    private static final double LOWEST_VOLT = 0.5;
    private static final double HIGHEST_VOLT = 1.8;
    private static final List<Node> NODES = Tables.read("scaling/tech_scaling.csv").stream()
            .map(r -> new Node(
                    Tables.number(r, "node_nm"), Tables.number(r, "area_relative_to_130nm"),
                    Tables.number(r, "energy_a2"), Tables.number(r, "energy_a1"), Tables.number(r, "energy_a0"),
                    Tables.number(r, "usual_supply_v")))
            .toList();

    /** 45 nm at 1.1 V; declared after the table that its check reads. */
    public static final Technology BASE = new Technology(NODE_NM, VOLT);

    /**
     * A node with a library.
     *
     * @param energy at 1.8 V over 45 nm at 1.1 V: seen 3.4 to 4.5, and 21 to 25
     * @param period over 45 nm: seen 4.8 to 5.3, and 2.9 to 3.6
     */
    private enum Measured {
        SKY130(130, CellLibrary.SKY130_HD, 3.65, 5.09),
        OSU018(180, CellLibrary.OSU018, 22.3, 3.16);

        private final double nm;
        private final CellLibrary library;
        private final double energy;
        private final double period;

        Measured(double nm, CellLibrary library, double energy, double period) {
            this.nm = nm;
            this.library = library;
            this.energy = energy;
            this.period = period;
        }

        static Measured at(double nm) {
            for (Measured m : values()) {
                if (m.nm == nm) {
                    return m;
                }
            }
            return null;
        }
    }

    private record Node(double nm, double area, double a2, double a1, double a0, double volt) {
        double energy(double v) {
            return a2 * v * v + a1 * v + a0;
        }
    }

    public Technology {
        double widest = NODES.getFirst().nm;
        double finest = NODES.getLast().nm;
        if (!(nodeNm <= widest && nodeNm >= finest || Measured.at(nodeNm) != null)) {
            throw new IllegalArgumentException("node " + plain(nodeNm) + " nm; allowed: " + plain(finest) + " to "
                    + plain(widest) + " nm, the nodes of the scaling table, and 180 nm");
        }
        if (!(volt >= LOWEST_VOLT && volt <= HIGHEST_VOLT)) {
            throw new IllegalArgumentException(
                    "supply " + plain(volt) + " V; allowed: " + LOWEST_VOLT + " to " + HIGHEST_VOLT + " V");
        }
    }

    /** A node at its usual supply. */
    public static Technology at(double nodeNm) {
        if (Measured.at(nodeNm) != null) {
            return new Technology(nodeNm, LIBRARY_VOLT);
        }
        Technology any = new Technology(nodeNm, VOLT);
        return new Technology(nodeNm, any.between(Node::volt));
    }

    private static String plain(double x) {
        return x == Math.rint(x) ? Long.toString((long) x) : Double.toString(x);
    }

    public boolean isBase() {
        return equals(BASE);
    }

    /** The cells of the node: its own library at 45, 130 and 180 nm, else those of 45 nm, to be scaled. */
    public CellLibrary library() {
        Measured own = Measured.at(nodeNm);
        return own == null ? CellLibrary.NANGATE45 : own.library;
    }

    /** Whether areas are those of the node's own cells. */
    public boolean hasLibrary() {
        return nodeNm == NODE_NM || Measured.at(nodeNm) != null;
    }

    /** Area of what is no cell relative to 45 nm; with a library the ratio of the NAND2 gates. */
    public double areaFactor() {
        return hasLibrary()
                ? library().areaUm2(Cell.NAND) / CellLibrary.NANGATE45.areaUm2(Cell.NAND)
                : cellFactor();
    }

    /** What areas of {@link #library} are multiplied with. */
    double cellFactor() {
        return hasLibrary() ? 1 : between(Node::area) / BASE.between(Node::area);
    }

    /** Energy relative to 45 nm at 1.1 V. */
    public double energyFactor() {
        if (nodeNm == NODE_NM) {
            return volt * volt / (VOLT * VOLT);
        }
        Measured own = Measured.at(nodeNm);
        return own != null
                ? own.energy * volt * volt / (LIBRARY_VOLT * LIBRARY_VOLT)
                : between(n -> n.energy(volt)) / BASE.between(n -> n.energy(VOLT));
    }

    /** Clock period relative to 45 nm; NaN where there are no data. */
    public double periodFactor() {
        Measured own = Measured.at(nodeNm);
        return nodeNm == NODE_NM ? 1 : own != null ? own.period : Double.NaN;
    }

    private double between(java.util.function.ToDoubleFunction<Node> f) {
        for (int i = 0; i < NODES.size(); i++) {
            Node n = NODES.get(i);
            if (n.nm == nodeNm) {
                return f.applyAsDouble(n);
            }
            if (n.nm < nodeNm) {
                Node wider = NODES.get(i - 1);
                double t = (nodeNm - n.nm) / (wider.nm - n.nm);
                return (1 - t) * f.applyAsDouble(n) + t * f.applyAsDouble(wider);
            }
        }
        throw new AssertionError("checked in the constructor");
    }

    /** {@code 45 nm, 1.1 V}. */
    public String text() {
        return plain(nodeNm) + " nm, " + plain(volt) + " V";
    }
}
