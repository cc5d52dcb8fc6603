package binade.experiments.workload;

import binade.simulator.network.Layer;
import binade.simulator.network.Parameter;
import binade.simulator.network.QuantizationPoint;
import binade.simulator.network.QuantizationPoint.Rule;
import binade.simulator.network.Residual;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Names the quantization points of a network after the layers they follow: {@code input}, {@code logits}, else the name of
 * the last layer with parameters, such as {@code 3.conv}, and from the second point after the same layer on
 * {@code 3.conv#2}.
 */
final class PointNames {
    private static final String START = "start";

    private final Map<String, Integer> used = new HashMap<>();
    private String layerName = START;

    private PointNames() {}

    /** The same layers with named points in place of nameless ones. */
    static List<Layer> give(List<Layer> layers) {
        return new PointNames().named(layers);
    }

    private List<Layer> named(List<Layer> layers) {
        List<Layer> result = new ArrayList<>();
        for (Layer layer : layers) {
            result.add(switch (layer) {
                case QuantizationPoint point when point.name().isEmpty() -> point.named(unique(name(point)));
                case Residual residual -> new Residual(named(residual.body()), named(residual.shortcut()));
                default -> layer;
            });
            List<Parameter> parameters = layer instanceof Residual ? List.of() : layer.parameters();
            if (!parameters.isEmpty()) {
                String first = parameters.getFirst().name();
                layerName = first.substring(0, first.lastIndexOf('.'));
            }
        }
        return result;
    }

    private String name(QuantizationPoint point) {
        return point.forward() == Rule.TWO_TERM ? "input" : point.backward() == Rule.TWO_TERM ? "logits" : layerName;
    }

    private String unique(String name) {
        int count = used.merge(name, 1, Integer::sum);
        return count == 1 ? name : name + "#" + count;
    }
}
