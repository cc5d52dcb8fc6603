package binade.experiments.onnx;

import binade.experiments.onnx.OnnxModel.Attribute;
import binade.experiments.onnx.OnnxModel.Function;
import binade.experiments.onnx.OnnxModel.Input;
import binade.experiments.onnx.OnnxModel.Node;
import binade.experiments.onnx.OnnxModel.Tensor;
import binade.simulator.graph.Graph;
import binade.simulator.graph.GraphBuilder;
import binade.simulator.graph.Rearrange;
import binade.simulator.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Turns a model into a graph for one batch size: goes through the nodes in their order, computes what is known, calls functions by
 * their bodies and takes the branch of an If whose condition is known. What cannot be translated is collected and said at once.
 */
final class Translator {
    private static final int MAX_DEPTH = 40;
    private static final int MAX_NODES = 200_000;

    private final OnnxModel model;
    private final GraphBuilder builder = new GraphBuilder();
    /** Names of nodes by operator. */
    private final Map<String, List<String>> unsupported = new TreeMap<>();
    private SharedWeights shared;
    private int nodes;

    private Translator(OnnxModel model) {
        this.model = model;
    }

    /** Values by name; those of unsupported nodes are there, as null. */
    private static final class Scope {
        private final Map<String, Value> values = new HashMap<>();
        private final Set<String> unknown = new HashSet<>();
    }

    /**
     * The graph of the first output.
     *
     * @param shapes of the inputs, in their order
     * @throws OnnxException naming node and reason, or all unsupported operators
     */
    static Graph translate(OnnxModel model, List<int[]> shapes) throws OnnxException {
        return new Translator(model).graph(shapes);
    }

    private Graph graph(List<int[]> shapes) throws OnnxException {
        Scope scope = new Scope();
        OnnxModel.Graph graph = model.graph();
        if (graph.outputs().isEmpty() || graph.inputs().size() != shapes.size()) {
            throw new OnnxException("the graph has " + graph.inputs().size() + " inputs and " + graph.outputs().size()
                    + " outputs; at least one of each is needed");
        }
        for (int i = 0; i < shapes.size(); i++) {
            Input in = graph.inputs().get(i);
            ElementType type = ElementType.of(in.elementType(), "input '" + in.name() + "'");
            scope.values.put(in.name(), builder.input(in.name(), shapes.get(i), type.kind));
        }
        WeightRule rule = new WeightRule(graph);
        shared = new SharedWeights(graph, rule);
        for (Tensor t : graph.initializers().values()) {
            if (shared.original(t) != null) {
                continue; // set behind the others
            }
            scope.values.put(t.name(), rule.isWeight(t)
                    ? builder.weight(t.name(), t.shape(), t.floats())
                    : t.floats() != null
                            ? builder.constant(t.name(), t.shape(), t.floats())
                            : builder.constant(t.name(), t.shape(), t.type(), t.whole()));
        }
        for (Tensor t : graph.initializers().values()) {
            if (shared.original(t) != null) {
                Value v = scope.values.get(shared.original(t).name());
                scope.values.put(t.name(), builder.apply(t.name(), Rearrange.transpose(v.shape(), new int[] {1, 0}), v));
            }
        }
        run(graph.nodes(), scope, Map.of(), "", 0);
        if (!unsupported.isEmpty()) {
            throw new OnnxException("unsupported operators: " + unsupported.entrySet().stream()
                    .map(e -> e.getKey() + " (" + String.join(", ", e.getValue()) + ")").collect(Collectors.joining("; ")));
        }
        Value output = scope.values.get(graph.outputs().getFirst());
        if (output == null) {
            throw new OnnxException("nothing computes output '" + graph.outputs().getFirst() + "'");
        }
        try {
            return builder.build(output);
        } catch (IllegalArgumentException e) {
            throw new OnnxException(e.getMessage(), e);
        }
    }

    private void run(List<Node> list, Scope scope, Map<String, Attribute> arguments, String prefix, int depth)
            throws OnnxException {
        if (depth > MAX_DEPTH) {
            throw new OnnxException("functions call each other deeper than " + MAX_DEPTH + " levels");
        }
        for (Node raw : list) {
            if (++nodes > MAX_NODES) {
                throw new OnnxException("more than " + MAX_NODES + " nodes");
            }
            Node node = substituted(raw, arguments);
            String label = prefix + node.label();
            if (node.inputs().stream().anyMatch(scope.unknown::contains)) {
                scope.unknown.addAll(node.outputs());
                collectBehind(node, label);
                continue;
            }
            try {
                step(node, label, scope, arguments, depth);
            } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException | NegativeArraySizeException
                    | NullPointerException e) {
                String why = e instanceof IllegalArgumentException ? e.getMessage() : "its shapes or attributes do not fit";
                throw new OnnxException("node '" + label + "' (" + node.type() + "): " + why, e);
            }
        }
    }

    /** Behind an unsupported node nothing is known, but whether the operator is. */
    private void collectBehind(Node node, String label) {
        if (!isCall(node) && !Operators.NAMES.contains(node.type())) {
            miss(node, label);
        }
    }

    private boolean isCall(Node node) {
        return model.functions().containsKey(OnnxModel.functionKey(node.domain(), node.type(), node.overload()));
    }

    private void miss(Node node, String label) {
        String operator = node.domain().isEmpty() ? node.type() : node.domain() + "." + node.type();
        unsupported.computeIfAbsent(operator, _ -> new ArrayList<>()).add(label);
    }

    private void step(Node node, String label, Scope scope, Map<String, Attribute> arguments, int depth)
            throws OnnxException {
        Tensor copied = depth == 0 ? shared.copied(node) : null;
        if (copied != null) {
            scope.values.put(node.outputs().getFirst(),
                    builder.weight(node.outputs().getFirst(), copied.shape(), copied.floats()));
            return;
        }
        List<Value> in = new ArrayList<>();
        for (String name : node.inputs()) {
            Value v = name.isEmpty() ? null : scope.values.get(name);
            if (v == null && !name.isEmpty()) {
                throw new IllegalArgumentException("its input '" + name + "' comes from nowhere before it");
            }
            in.add(v);
        }
        Function function = model.functions().get(OnnxModel.functionKey(node.domain(), node.type(), node.overload()));
        List<Value> out;
        if (function != null) {
            out = call(function, node, in, label, scope, depth);
        } else if (node.type().equals("If") && node.domain().isEmpty()) {
            out = branch(node, in.getFirst(), label, scope, arguments, depth);
        } else {
            out = node.domain().isEmpty() ? Operators.translate(new NodeContext(builder, label, node, in, model.opset())) : null;
        }
        if (out == null) {
            if (!Operators.NAMES.contains(node.type()) || !node.domain().isEmpty()) {
                miss(node, label);
            }
            scope.unknown.addAll(node.outputs());
            return;
        }
        for (int i = 0; i < node.outputs().size(); i++) {
            String name = node.outputs().get(i);
            if (!name.isEmpty() && i < out.size() && out.get(i) != null) {
                scope.values.put(name, out.get(i));
            }
        }
    }

    private List<Value> call(Function f, Node node, List<Value> in, String label, Scope outer, int depth)
            throws OnnxException {
        Scope scope = new Scope();
        for (int i = 0; i < f.inputs().size() && i < in.size(); i++) {
            if (in.get(i) != null) {
                scope.values.put(f.inputs().get(i), in.get(i));
            }
        }
        Map<String, Attribute> arguments = new LinkedHashMap<>(f.defaults());
        arguments.putAll(node.attributes());
        List<Node> body = new ArrayList<>();
        for (Node n : f.nodes()) { // an optional input that is left out is an empty name inside
            List<String> names = n.inputs().stream()
                    .map(name -> f.inputs().contains(name) && !scope.values.containsKey(name) ? "" : name).toList();
            body.add(new Node(n.name(), n.domain(), n.type(), n.overload(), names, n.outputs(), n.attributes()));
        }
        run(body, scope, arguments, label + "/", depth + 1);
        return results(f.outputs(), scope);
    }

    private static List<Value> results(List<String> names, Scope scope) {
        if (names.stream().anyMatch(scope.unknown::contains)) {
            return null;
        }
        return Arrays.asList(names.stream().map(scope.values::get).toArray(Value[]::new));
    }

    private List<Value> branch(
            Node node, Value condition, String label, Scope scope, Map<String, Attribute> arguments, int depth)
            throws OnnxException {
        if (!condition.isConstant()) {
            miss(node, label);
            return null;
        }
        Attribute taken = node.attributes().get(condition.doubles()[0] != 0 ? "then_branch" : "else_branch");
        if (taken == null || taken.graph() == null) {
            throw new IllegalArgumentException("the branch that is taken is missing");
        }
        Scope inner = new Scope();
        inner.values.putAll(scope.values);
        inner.unknown.addAll(scope.unknown);
        for (Tensor t : taken.graph().initializers().values()) {
            inner.values.put(t.name(), t.floats() != null
                    ? builder.constant(t.name(), t.shape(), t.floats())
                    : builder.constant(t.name(), t.shape(), t.type(), t.whole()));
        }
        run(taken.graph().nodes(), inner, arguments, label + "/", depth + 1);
        return results(taken.graph().outputs(), inner);
    }

    /** Attributes that stand for those of the calling node get its values. */
    private static Node substituted(Node node, Map<String, Attribute> arguments) {
        if (node.attributes().values().stream().allMatch(a -> a.reference().isEmpty())) {
            return node;
        }
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        for (Attribute a : node.attributes().values()) {
            Attribute given = a.reference().isEmpty() ? a : arguments.get(a.reference());
            if (given != null) {
                attributes.put(a.name(), new Attribute(a.name(), given.number(), given.integer(), given.text(), given.tensor(),
                        given.graph(), given.numbers(), given.integers(), ""));
            }
        }
        return node.withAttributes(attributes);
    }
}
