package binade.experiments.study;

import binade.simulator.network.QuantizationPoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Quantization points that are looked at together: those between two layers with weights belong to the first of them, what its
 * normalisation and pooling add included; {@code input} and {@code logits} are their own.
 *
 * @param name as the first point is called
 * @param points by {@link QuantizationPoint#index}
 * @param pointNames their names
 */
public record LayerGroup(String name, List<Integer> points, List<String> pointNames) {
    public LayerGroup {
        points = List.copyOf(points);
        pointNames = List.copyOf(pointNames);
    }

    /** The groups of a network, in the order of the forward pass. */
    public static List<LayerGroup> of(AngleSubject subject) {
        Map<String, List<QuantizationPoint>> groups = new LinkedHashMap<>();
        List<String> weights = subject.weights().stream().map(w -> owner(w.name())).toList();
        String current = "input";
        for (QuantizationPoint p : subject.points()) {
            String base = p.name().replaceFirst("#\\d+$", "");
            boolean own = base.equals("input") || base.equals("logits") || weights.contains(base);
            boolean known = base.matches("\\d+\\..*");
            current = own || !known ? base : current;
            groups.computeIfAbsent(current, _ -> new ArrayList<>()).add(p);
        }
        return groups.entrySet().stream().map(e -> new LayerGroup(
                e.getKey(), e.getValue().stream().map(QuantizationPoint::index).toList(),
                e.getValue().stream().map(QuantizationPoint::name).toList())).toList();
    }

    /** The layer of a weight tensor: {@code 3.conv} of {@code 3.conv.weight}. */
    public static String owner(String weight) {
        int dot = weight.lastIndexOf('.');
        return dot < 0 ? weight : weight.substring(0, dot);
    }
}
