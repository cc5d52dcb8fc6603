package binade.experiments.onnx;

import binade.experiments.onnx.OnnxModel.Attribute;
import binade.experiments.onnx.OnnxModel.Node;
import binade.experiments.onnx.OnnxModel.Tensor;
import binade.simulator.graph.GraphBuilder;
import binade.simulator.graph.Operator;
import binade.simulator.graph.Rearrange;
import binade.simulator.graph.Unary;
import binade.simulator.graph.Value;
import java.util.Arrays;
import java.util.List;

/**
 * A node with its inputs at hand, and what translations need again and again.
 *
 * @param name of the node, with the functions it was called from
 * @param in inputs; null where one is left out
 */
record NodeContext(GraphBuilder builder, String name, Node node, List<Value> in, long opset) {
    String type() {
        return node.type();
    }

    /** Whether this input is there. */
    boolean has(int input) {
        return input < in.size() && in.get(input) != null;
    }

    /** @throws IllegalArgumentException if it is left out */
    Value input(int i) {
        if (!has(i)) {
            throw new IllegalArgumentException("input " + (i + 1) + " is missing");
        }
        return in.get(i);
    }

    Value inputOrNull(int i) {
        return has(i) ? in.get(i) : null;
    }

    /** Integers of an input that must be known beforehand. */
    long[] integers(int i) {
        Value v = input(i);
        if (!v.isConstant()) {
            throw new IllegalArgumentException("input " + (i + 1) + " ('" + v.name() + "') of " + type()
                    + " depends on the data; it must be known from the shapes");
        }
        return v.longs();
    }

    double number(int i) {
        Value v = input(i);
        if (!v.isConstant() || v.size() != 1) {
            throw new IllegalArgumentException("input " + (i + 1) + " of " + type() + " must be one number that is known");
        }
        return v.doubles()[0];
    }

    Attribute attribute(String key) {
        return node.attributes().get(key);
    }

    boolean hasAttribute(String key) {
        return attribute(key) != null;
    }

    long integer(String key, long otherwise) {
        Attribute a = attribute(key);
        return a == null || a.integer() == null ? otherwise : a.integer();
    }

    double number(String key, double otherwise) {
        Attribute a = attribute(key);
        return a == null || a.number() == null ? otherwise : a.number();
    }

    String text(String key, String otherwise) {
        Attribute a = attribute(key);
        return a == null || a.text() == null ? otherwise : a.text();
    }

    /** A list of integers, or null. */
    long[] integers(String key) {
        Attribute a = attribute(key);
        return a == null ? null : a.integers() == null ? a.integer() == null ? new long[0] : new long[] {a.integer()} : a.integers();
    }

    /** Axes from an attribute (older opsets) or an input; null if there are neither. */
    long[] axes(int input) {
        return hasAttribute("axes") ? integers("axes") : has(input) ? integers(input) : null;
    }

    Value apply(Operator operator, Value... from) {
        return builder.apply(name, operator, from);
    }

    Value unary(Unary.Function function, Value v) {
        return apply(new Unary(function, v.shape()), v);
    }

    /** Moves numbers of any kind. */
    Value rearrange(Rearrange r, Value v, double fill) {
        int[] shape = r.outputs()[0];
        if (v.isConstant() && !v.isFloat()) {
            return builder.constant(name, shape, v.kind(), r.apply(v.doubles(), fill));
        }
        Value moved = apply(r, v);
        return v.isFloat() ? moved : builder.retype(name, moved, v.kind());
    }

    Value rearrange(Rearrange r, Value v) {
        return rearrange(r, v, 0);
    }

    Value reshape(Value v, int... shape) {
        return builder.reshape(name, v, shape);
    }

    /** The value repeated to a shape. */
    Value expand(Value v, int[] shape) {
        return Arrays.equals(v.shape(), shape) ? v : rearrange(Rearrange.expand(v.shape(), shape), v);
    }

    Value transpose(Value v, int... order) {
        return rearrange(Rearrange.transpose(v.shape(), order), v);
    }

    Value integersOf(long... numbers) {
        double[] d = new double[numbers.length];
        for (int i = 0; i < d.length; i++) {
            d[i] = numbers[i];
        }
        return builder.constant(name, new int[] {d.length}, Value.Kind.INTEGER, d);
    }

    Value constant(Tensor t) {
        return t.floats() != null
                ? builder.constant(name, t.shape(), t.floats())
                : builder.constant(name, t.shape(), t.type(), t.whole());
    }

    IllegalArgumentException refuse(String what) {
        return new IllegalArgumentException(what + " is not supported");
    }

    /** Dimensions as array sizes. */
    static int[] shape(long[] dims) {
        int[] shape = new int[dims.length];
        for (int d = 0; d < dims.length; d++) {
            if (dims[d] < 0 || dims[d] > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("shape " + Arrays.toString(dims) + " is impossible");
            }
            shape[d] = (int) dims[d];
        }
        return shape;
    }
}
