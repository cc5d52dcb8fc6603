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
 * Linear between listed nodes, 130 to 7 nm; never extrapolated. For arithmetic only: memory scales less. Source:
 * Stillmaker and Baas, Integration 58 (2017), {@code scaling/tech_scaling.csv}.
 *
 * @param nodeNm nm
 * @param volt V
 */
public record Technology(double nodeNm, double volt) {
    /** Where the model's cells and energies come from. */
    public static final double NODE_NM = 45;

    public static final double VOLT = 1.1;

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

    private record Node(double nm, double area, double a2, double a1, double a0, double volt) {
        double energy(double v) {
            return a2 * v * v + a1 * v + a0;
        }
    }

    public Technology {
        double widest = NODES.getFirst().nm;
        double finest = NODES.getLast().nm;
        if (!(nodeNm <= widest && nodeNm >= finest)) {
            throw new IllegalArgumentException("node " + plain(nodeNm) + " nm; allowed: " + plain(finest) + " to "
                    + plain(widest) + " nm, the nodes of the scaling table");
        }
        if (!(volt >= LOWEST_VOLT && volt <= HIGHEST_VOLT)) {
            throw new IllegalArgumentException(
                    "supply " + plain(volt) + " V; allowed: " + LOWEST_VOLT + " to " + HIGHEST_VOLT + " V");
        }
    }

    /** A node at its usual supply. */
    public static Technology at(double nodeNm) {
        Technology any = new Technology(nodeNm, VOLT);
        return new Technology(nodeNm, any.between(Node::volt));
    }

    private static String plain(double x) {
        return x == Math.rint(x) ? Long.toString((long) x) : Double.toString(x);
    }

    public boolean isBase() {
        return equals(BASE);
    }

    /** Area relative to 45 nm. */
    public double areaFactor() {
        return between(Node::area) / new Technology(NODE_NM, VOLT).between(Node::area);
    }

    /** Energy relative to 45 nm at 1.1 V. */
    public double energyFactor() {
        if (nodeNm == NODE_NM) {
            return volt * volt / (VOLT * VOLT);
        }
        return between(n -> n.energy(volt)) / BASE.between(n -> n.energy(VOLT));
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
