package binade.hwmodel.simd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The least cycles in which ports can do a block of work, each micro-operation on any port of its own.
 *
 * <p>The shares of the tables split each instruction evenly among its ports, whatever else runs. Cores send micro-operations
 * where there is room, so shares are summed for the block: no set of ports can do in fewer cycles than the work that is confined
 * to it, divided by its ports, and the largest such quotient is reached (a transportation problem; Hall's condition). On a Zen 5
 * this is -6 to +36 % of measured pairs of instructions, most within 8 % ({@code SimdMeasurementTest}).
 *
 * @param cycles of the block
 * @param ports that are busy all the time
 */
public record PortPressure(double cycles, Set<String> ports) {

    /** @param counts how often each instruction occurs; loads left out */
    public static PortPressure of(Map<Instruction, Double> counts) {
        Map<Set<String>, Double> demand = new LinkedHashMap<>();
        counts.forEach((instruction, count) -> instruction.work()
                .forEach(w -> demand.merge(w.ports(), w.cycles() * count, Double::sum)));
        List<Set<String>> kinds = new ArrayList<>(demand.keySet());
        PortPressure most = new PortPressure(0, Set.of());
        for (int chosen = 1; chosen < 1 << kinds.size(); chosen++) {
            Set<String> ports = new TreeSet<>();
            for (int k = 0; k < kinds.size(); k++) {
                if ((chosen >> k & 1) != 0) {
                    ports.addAll(kinds.get(k));
                }
            }
            double confined = 0;
            for (Map.Entry<Set<String>, Double> d : demand.entrySet()) {
                confined += ports.containsAll(d.getKey()) ? d.getValue() : 0;
            }
            if (confined / ports.size() > most.cycles + 1e-12) {
                most = new PortPressure(confined / ports.size(), ports);
            }
        }
        return most;
    }

    /** The same by fixed, even shares: the largest sum on one port. */
    public static double evenShares(Map<Instruction, Double> counts) {
        Map<String, Double> load = new LinkedHashMap<>();
        counts.forEach((instruction, count) -> instruction.work().forEach(w -> w.ports()
                .forEach(p -> load.merge(p, w.cycles() * count / w.ports().size(), Double::sum))));
        return load.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }
}
