package binade.simulator.graph;

import binade.simulator.network.QuantizationPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts a graph together, operator after operator. What depends on neither the input nor a weight is computed at once. A matrix
 * operator gets a quantization point for each activation that enters it and for each output (placement {@code operands}).
 */
public final class GraphBuilder {
    private final List<Value> values = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Value> inputs = new ArrayList<>();
    private final List<Value> weights = new ArrayList<>();
    private final Map<String, Integer> names = new HashMap<>();

    private Value add(
            String name, int[] shape, Value.Kind kind, boolean active, boolean differentiable, Value root, float[] floats,
            double[] whole) {
        Value v = new Value(values.size(), name, shape, kind, active, differentiable, root, floats, whole);
        values.add(v);
        return v;
    }

    /** An input of the network. */
    public Value input(String name, int[] shape, Value.Kind kind) {
        Value v = add(name, shape, kind, true, false, null, null, null);
        inputs.add(v);
        return v;
    }

    /** Numbers that stay. */
    public Value constant(String name, int[] shape, float[] numbers) {
        return add(name, checked(shape, numbers.length), Value.Kind.FLOAT, false, false, null, numbers, null);
    }

    /** Integers or truth values that stay. */
    public Value constant(String name, int[] shape, Value.Kind kind, double[] numbers) {
        checked(shape, numbers.length);
        if (kind == Value.Kind.FLOAT) {
            float[] f = new float[numbers.length];
            for (int i = 0; i < f.length; i++) {
                f[i] = (float) numbers[i];
            }
            return constant(name, shape, f);
        }
        return add(name, shape, kind, false, false, null, null, numbers);
    }

    /** A tensor whose gradient is wanted. */
    public Value weight(String name, int[] shape, float[] numbers) {
        Value v = add(name, checked(shape, numbers.length), Value.Kind.FLOAT, false, true, null, numbers, null);
        weights.add(v);
        return v;
    }

    private static int[] checked(int[] shape, int numbers) {
        if (Shapes.size(shape) != numbers) {
            throw new IllegalArgumentException(
                    numbers + " numbers for a tensor of shape " + Arrays.toString(shape));
        }
        return shape;
    }

    /** The same numbers, taken for another shape; no copy. */
    public Value reshape(String name, Value v, int[] shape) {
        if (Shapes.size(shape) != v.size()) {
            throw new IllegalArgumentException(
                    v + " has " + v.size() + " values; shape " + Arrays.toString(shape) + " needs " + Shapes.size(shape));
        }
        if (v.isConstant()) {
            return v.isFloat() ? constant(name, shape, v.floats()) : constant(name, shape, v.kind(), v.doubles());
        }
        return add(name, shape, v.kind(), v.isActive(), v.isDifferentiable(), v.root(), v.isKnown() ? v.floats() : null, null);
    }

    /** The same numbers that stand for something else; the gradient passes only between floating-point numbers. */
    public Value retype(String name, Value v, Value.Kind kind) {
        if (v.isConstant()) {
            return constant(name, v.shape(), kind, v.doubles());
        }
        boolean differentiable = v.isDifferentiable() && kind == Value.Kind.FLOAT;
        return add(name, v.shape(), kind, v.isActive(), differentiable, v.root(), v.isKnown() ? v.floats() : null, null);
    }

    /** The only output of an operator. */
    public Value apply(String name, Operator operator, Value... from) {
        return applyAll(name, operator, from).getFirst();
    }

    /**
     * The outputs of an operator; an input that is left out is null.
     *
     * @param name of the node, for messages and quantization points
     */
    public List<Value> applyAll(String name, Operator operator, Value... from) {
        List<Value> in = Collections.unmodifiableList(Arrays.asList(from.clone()));
        boolean constant = true;
        boolean active = false;
        boolean differentiable = false;
        for (int i = 0; i < from.length; i++) {
            if (from[i] != null) {
                constant &= from[i].isConstant();
                active |= from[i].isActive();
                differentiable |= from[i].isDifferentiable() && operator.isDifferentiable(i);
            }
        }
        if (constant) {
            return evaluate(name, operator, in);
        }
        List<Value> out = new ArrayList<>();
        for (int[] shape : operator.outputs()) {
            Shapes.size(shape);
            out.add(add(name, shape, operator.kind(), active, differentiable && operator.kind() == Value.Kind.FLOAT, null,
                    null, null));
        }
        steps.add(placed(name, operator, in, List.copyOf(out)));
        return out;
    }

    private List<Value> evaluate(String name, Operator operator, List<Value> in) {
        float[][] from = in.stream().map(v -> v == null ? null : v.floats()).toArray(float[][]::new);
        float[][] to = new float[operator.outputs().length][];
        for (int o = 0; o < to.length; o++) {
            to[o] = new float[Shapes.size(operator.outputs()[o])];
        }
        operator.bind().forward(from, to);
        List<Value> out = new ArrayList<>();
        for (int o = 0; o < to.length; o++) {
            Value floats = constant(name, operator.outputs()[o], to[o]);
            out.add(operator.kind() == Value.Kind.FLOAT ? floats : retype(name, floats, operator.kind()));
        }
        return out;
    }

    private Step placed(String name, Operator operator, List<Value> in, List<Value> out) {
        QuantizationPoint[] operands = new QuantizationPoint[in.size()];
        QuantizationPoint[] errors = new QuantizationPoint[out.size()];
        if (operator.isMatrixOperator() && out.getFirst().isActive()) {
            int again = names.merge(name, 1, Integer::sum);
            String unique = again == 1 ? name : name + "#" + again;
            for (int i = 0; i < operands.length; i++) {
                Value v = in.get(i);
                if (v != null && v.isActive() && v.isFloat()) {
                    operands[i] = QuantizationPoint.ACTIVATION.named(unique + (i == 0 ? ".input" : ".input" + (i + 1)));
                }
            }
            for (int o = 0; o < errors.length && out.getFirst().isDifferentiable(); o++) {
                errors[o] = QuantizationPoint.ERROR.named(unique + (o == 0 ? ".error" : ".error" + (o + 1)));
            }
        }
        return new Step(name, operator, in, out, operands, errors);
    }

    /**
     * The network that computes this value; operators that do not contribute are left out.
     *
     * @throws IllegalArgumentException if the value does not depend on the input
     */
    public Graph build(Value output) {
        if (!output.isActive()) {
            throw new IllegalArgumentException("output " + output + " does not depend on the input");
        }
        boolean[] needed = new boolean[values.size()];
        needed[output.root().index()] = true;
        List<Step> kept = new ArrayList<>();
        for (Step s : steps.reversed()) {
            if (s.outputs().stream().anyMatch(v -> needed[v.root().index()])) {
                kept.addFirst(s);
                for (Value v : s.inputs()) {
                    if (v != null) {
                        needed[v.root().index()] = true;
                    }
                }
            }
        }
        return new Graph(values, kept, inputs, weights, output);
    }
}
