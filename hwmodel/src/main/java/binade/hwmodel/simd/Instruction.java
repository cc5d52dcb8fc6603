package binade.hwmodel.simd;

import binade.hwmodel.Tables;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A vector instruction on a processor, a row of {@code cpus/simd_instructions.csv} or {@code simd_instructions_own.csv}.
 *
 * @param form register kind: ymm, zmm, tmm
 * @param uops micro-operations
 * @param latency cycles from a result to the next (of an accumulating instruction: through the accumulator)
 * @param reciprocalThroughput cycles of one among many that are independent
 * @param work what its micro-operations occupy
 */
public record Instruction(
        String name, String form, double uops, double latency, double reciprocalThroughput, List<Work> work, String source,
        String evidence) {
    /** Shares within this are those of one micro-operation on several ports: tables print 0.33, 0.33, 0.34. */
    private static final double SAME_SHARE = 0.02;

    /**
     * Cycles that have to be spent on some of the given ports, on whichever is free.
     *
     * @param cycles summed over the ports
     */
    public record Work(Set<String> ports, double cycles) {}

    static Instruction of(NamedCsvRecord row) {
        String name = row.getField("instruction");
        double throughput = Tables.number(row, "recip_throughput_cycles");
        return new Instruction(
                name, row.getField("form"), Tables.number(row, "uops"), Tables.number(row, "latency_cycles"), throughput,
                work(name, row.getField("ports"), throughput), row.getField("source"), row.getField("evidence"));
    }

    /** Port shares such as {@code FP0:0.5 FP1:0.5}; without any, a port of its own. */
    private static List<Work> work(String name, String shares, double throughput) {
        if (shares.isBlank()) {
            return List.of(new Work(Set.of(name.startsWith("tdp") ? "tile unit" : name), throughput));
        }
        List<Set<String>> ports = new ArrayList<>();
        List<Double> share = new ArrayList<>();
        for (String part : shares.strip().split(" ")) {
            int colon = part.lastIndexOf(':');
            double s = Double.parseDouble(part.substring(colon + 1));
            int group = 0;
            while (group < ports.size() && Math.abs(share.get(group) - s) > SAME_SHARE) {
                group++;
            }
            if (group == ports.size()) {
                ports.add(new TreeSet<>());
                share.add(s);
            }
            ports.get(group).add(part.substring(0, colon));
        }
        List<Work> work = new ArrayList<>();
        for (int g = 0; g < ports.size(); g++) {
            work.add(new Work(Set.copyOf(ports.get(g)), share.get(g) * ports.get(g).size()));
        }
        return List.copyOf(work);
    }
}
