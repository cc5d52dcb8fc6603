package binade.experiments.onnx;

import binade.experiments.onnx.OnnxModel.Graph;
import binade.experiments.onnx.OnnxModel.Node;
import binade.experiments.onnx.OnnxModel.Tensor;
import java.util.HashMap;
import java.util.Map;

/**
 * What PyTorch's exporter does to parameters, undone, so that there is a gradient for each parameter of the user's model. Parameters of
 * equal numbers (layers copied and not yet trained) are written once, with an Identity for each further one: they are weights of their
 * own again. A weight shared by an embedding and the last layer is written a second time, transposed: it is one weight again.
 */
final class SharedWeights {
    /** Names the exporter makes up, of constants it computed. */
    static final String MADE_UP = "onnx::";

    private final WeightRule rule;
    private final Map<String, Tensor> initializers;
    /** By name of the transposed one. */
    private final Map<String, Tensor> originals = new HashMap<>();

    SharedWeights(Graph graph, WeightRule rule) {
        this.rule = rule;
        initializers = graph.initializers();
        for (Tensor t : initializers.values()) {
            if (t.name().startsWith(MADE_UP) && t.shape().length == 2 && rule.isWeight(t)) {
                initializers.values().stream().filter(o -> !o.name().startsWith(MADE_UP) && isTransposed(o, t) && rule.isWeight(o))
                        .findFirst().ifPresent(o -> originals.put(t.name(), o));
            }
        }
    }

    private static boolean isTransposed(Tensor a, Tensor b) {
        if (a.floats() == null || a.shape().length != 2 || a.shape()[0] != b.shape()[1] || a.shape()[1] != b.shape()[0]) {
            return false;
        }
        int rows = a.shape()[0];
        int columns = a.shape()[1];
        for (int i = 0; i < a.floats().length; i++) {
            if (a.floats()[i] != b.floats()[i % columns * rows + i / columns]) {
                return false;
            }
        }
        return true;
    }

    /** The weight that this one is the transpose of, or null. */
    Tensor original(Tensor t) {
        return originals.get(t.name());
    }

    /** The weight whose numbers this node gives to another parameter of its kind (names alike but for their numbers), or null. */
    Tensor copied(Node node) {
        if (!node.type().equals("Identity") || !node.domain().isEmpty() || node.inputs().size() != 1 || node.outputs().size() != 1) {
            return null;
        }
        Tensor t = initializers.get(node.inputs().getFirst());
        return t != null && pattern(t.name()).equals(pattern(node.outputs().getFirst())) && rule.isWeight(t) ? t : null;
    }

    private static String pattern(String name) {
        return name.replaceAll("[0-9]+", "#");
    }
}
