package binade.experiments.onnx;

import binade.simulator.graph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an ONNX file says, without its documentation.
 *
 * @param producer program that wrote it, with its version; may be empty
 * @param opset version of the standard operators
 * @param functions by domain, name and overload, see {@link #functionKey}
 */
record OnnxModel(String producer, long opset, Graph graph, Map<String, Function> functions) {
    static String functionKey(String domain, String name, String overload) {
        return domain + ":" + name + ":" + overload;
    }

    /** Nodes in an order in which they can be computed. */
    record Graph(List<Node> nodes, Map<String, Tensor> initializers, List<Input> inputs, List<String> outputs) {}

    /**
     * A named place where values come in.
     *
     * @param dimensions as the file states them, -1 for one that is left open; null if it states none
     */
    record Input(String name, int elementType, List<Long> dimensions) {
        /** Whether samples of this shape fit; their number, the first dimension, is left to the mini-batch. */
        boolean takes(int[] shape) {
            if (dimensions == null) {
                return true;
            }
            boolean fits = shape.length == dimensions.size();
            for (int i = 1; fits && i < shape.length; i++) {
                fits = dimensions.get(i) < 0 || dimensions.get(i) == shape[i];
            }
            return fits;
        }

        /** The dimensions in words: N for the first one, a question mark for those left open. */
        String shape() {
            List<String> words = new ArrayList<>();
            for (long d : dimensions) {
                words.add(words.isEmpty() ? "N" : d < 0 ? "?" : Long.toString(d));
            }
            return "[" + String.join(", ", words) + "]";
        }
    }

    /** One operator. */
    record Node(
            String name, String domain, String type, String overload, List<String> inputs, List<String> outputs,
            Map<String, Attribute> attributes) {

        /** The name, or what can stand for it. */
        String label() {
            return name.isEmpty() ? outputs.stream().filter(o -> !o.isEmpty()).findFirst().orElse(type) : name;
        }

        Node withAttributes(Map<String, Attribute> others) {
            return new Node(name, domain, type, overload, inputs, outputs, new LinkedHashMap<>(others));
        }
    }

    /**
     * One attribute; what it does not have is null.
     *
     * @param reference name of the attribute of the enclosing function that it stands for, or empty
     */
    record Attribute(
            String name, Float number, Long integer, String text, Tensor tensor, Graph graph, float[] numbers, long[] integers,
            String reference) {}

    /** A body that nodes may call. */
    record Function(List<String> inputs, List<String> outputs, Map<String, Attribute> defaults, List<Node> nodes) {}

    /**
     * Numbers: binary32 in {@code floats}, others in {@code whole}.
     *
     * @param kind what the exporter says of it: {@code PARAMETER}, {@code BUFFER} ..., or empty
     */
    record Tensor(String name, int[] shape, Value.Kind type, float[] floats, double[] whole, String kind) {
        Tensor withKind(String other) {
            return new Tensor(name, shape, type, floats, whole, other);
        }
    }
}
