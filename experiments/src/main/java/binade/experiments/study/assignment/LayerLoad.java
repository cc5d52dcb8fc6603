package binade.experiments.study.assignment;

import binade.experiments.study.AngleSubject;
import binade.experiments.study.LayerGroup;
import binade.experiments.study.Variant;
import binade.simulator.network.PointRounding;
import binade.simulator.network.QuantizationPoint;
import binade.simulator.network.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a layer weighs.
 *
 * @param layer its quantization points
 * @param values rounded at them in one mini-batch, activations and errors as the variant says; a value in two terms counts twice
 * @param products multiply-accumulates on them in one mini-batch: forward those of the next layer with weights, which reads the
 *     activations; backward those of this one, which reads the errors for its weight gradient and, but for the first, for its
 *     input's. Products without weights (attention scores) and tables that are looked up (embeddings) are not counted
 */
public record LayerLoad(LayerGroup layer, long values, long products) {
    /** All layers at whose points something is rounded, in the order of the forward pass; watches a pass of the first mini-batch. */
    public static List<LayerLoad> of(AngleSubject subject, Variant variant) {
        AngleSubject.Session session = subject.session();
        Watch forward = new Watch(subject.points().size());
        Watch backward = new Watch(subject.points().size());
        session.reference(0);
        session.forward(forward);
        session.backward(backward);
        List<LayerGroup> groups = LayerGroup.of(subject);
        Map<LayerGroup, Long> products = products(subject, groups, variant, forward, backward);
        List<LayerLoad> loads = new ArrayList<>();
        for (LayerGroup g : groups) {
            long values = g.points().stream().mapToLong(p -> (variant == Variant.ERROR ? 0 : forward.values[p])
                    + (variant == Variant.ACTIVATION ? 0 : backward.values[p])).sum();
            if (values > 0) {
                loads.add(new LayerLoad(g, values, products.getOrDefault(g, 0L)));
            }
        }
        return List.copyOf(loads);
    }

    private static Map<LayerGroup, Long> products(
            AngleSubject subject, List<LayerGroup> groups, Variant variant, Watch forward, Watch backward) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        subject.weights().stream().filter(w -> !w.name().contains("embedding"))
                .forEach(w -> sizes.merge(LayerGroup.owner(w.name()), (long) w.size(), Long::sum));
        Map<LayerGroup, Long> products = new LinkedHashMap<>();
        boolean first = true;
        for (Map.Entry<String, Long> owner : sizes.entrySet()) {
            // a layer without points of its own is the last one: its output is the logits
            int own = groups.size() - 1;
            for (int g = 0; g < groups.size(); g++) {
                own = groups.get(g).name().equals(owner.getKey()) ? g : own;
            }
            int point = groups.get(own).points().getFirst();
            long macs = owner.getValue() * Math.max(forward.positions[point], backward.positions[point]);
            if (variant != Variant.ERROR) {
                products.merge(groups.get(Math.max(0, own - 1)), macs, Long::sum);
            }
            if (variant != Variant.ACTIVATION) {
                products.merge(groups.get(own), first ? macs : 2 * macs, Long::sum);
            }
            first = false;
        }
        return products;
    }

    /** Rounds nothing and counts what comes by. */
    private static final class Watch implements PointRounding {
        private final long[] values;
        private final long[] positions;

        Watch(int points) {
            values = new long[points];
            positions = new long[points];
        }

        @Override
        public float[] round(
                QuantizationPoint point, boolean twoTerm, Shape shape, int count, float[] x, float[] y,
                float[] scratch) {
            if (point.index() >= 0) {
                values[point.index()] += (long) count * shape.size() * (twoTerm ? 2 : 1);
                positions[point.index()] += (long) count * shape.positions();
            }
            return x;
        }
    }
}
