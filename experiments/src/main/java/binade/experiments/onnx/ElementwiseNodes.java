package binade.experiments.onnx;

import binade.simulator.graph.Binary;
import binade.simulator.graph.Functions;
import binade.simulator.graph.Select;
import binade.simulator.graph.Shapes;
import binade.simulator.graph.Unary;
import binade.simulator.graph.Value;
import java.util.List;

/** Nodes that work element by element. */
final class ElementwiseNodes {
    private ElementwiseNodes() {}

    /** The outputs, or null for a node of another family. */
    static List<Value> translate(NodeContext n) {
        Binary.Rule rule = rule(n);
        if (rule != null) {
            return List.of(chain(n, rule));
        }
        Unary.Function function = function(n);
        if (function != null) {
            return List.of(n.unary(function, n.input(0)));
        }
        return switch (n.type()) {
            case "Identity", "Dropout" -> List.of(n.input(0));
            case "Mean" -> List.of(binary(n, Binary.Rule.DIVIDE, chain(n, Binary.Rule.ADD),
                    n.builder().constant(n.name(), new int[0], new float[] {n.in().size()})));
            case "Clip" -> List.of(clip(n));
            case "Where" -> List.of(select(n));
            case "Cast" -> List.of(cast(n, n.input(0), ElementTypes.kind(n.integer("to", 1))));
            case "CastLike" -> List.of(cast(n, n.input(0), n.input(1).kind()));
            default -> null;
        };
    }

    private static Binary.Rule rule(NodeContext n) {
        return switch (n.type()) {
            case "Add", "Sum" -> Binary.Rule.ADD;
            case "Sub" -> Binary.Rule.SUBTRACT;
            case "Mul" -> Binary.Rule.MULTIPLY;
            case "Div" -> n.input(0).isFloat() ? Binary.Rule.DIVIDE : Binary.Rule.INTEGER_DIVIDE;
            case "Mod" -> n.integer("fmod", 0) == 1 ? Binary.Rule.REMAINDER : Binary.Rule.MODULO;
            case "Pow" -> Binary.Rule.POWER;
            case "Min" -> Binary.Rule.MINIMUM;
            case "Max" -> Binary.Rule.MAXIMUM;
            case "PRelu" -> Binary.Rule.PARAMETRIC_RELU;
            case "Equal" -> Binary.Rule.EQUAL;
            case "Less" -> Binary.Rule.LESS;
            case "Greater" -> Binary.Rule.GREATER;
            case "LessOrEqual" -> Binary.Rule.LESS_OR_EQUAL;
            case "GreaterOrEqual" -> Binary.Rule.GREATER_OR_EQUAL;
            case "And" -> Binary.Rule.AND;
            case "Or" -> Binary.Rule.OR;
            case "Xor" -> Binary.Rule.XOR;
            default -> null;
        };
    }

    private static Value chain(NodeContext n, Binary.Rule rule) {
        Value result = n.input(0);
        for (int i = 1; i < n.in().size(); i++) {
            result = binary(n, rule, result, n.input(i));
        }
        return result;
    }

    /** A function of two values; of known integers exactly. */
    static Value binary(NodeContext n, Binary.Rule rule, Value a, Value b) {
        Value.Kind kind = rule.isTest() ? Value.Kind.BOOLEAN : a.kind();
        if (!a.isConstant() || !b.isConstant() || a.isFloat() || b.isFloat()) {
            Value.Kind real = a.isFloat() || b.isFloat() && rule != Binary.Rule.POWER ? Value.Kind.FLOAT : kind;
            return n.apply(new Binary(rule, real, a.shape(), b.shape(), !a.isActive(), !b.isActive()), a, b);
        }
        int[] shape = Shapes.broadcast(a.shape(), b.shape());
        int[] i = Shapes.repeats(a.shape(), shape);
        int[] j = Shapes.repeats(b.shape(), shape);
        double[] result = new double[i.length];
        for (int k = 0; k < result.length; k++) {
            result[k] = rule.of(a.doubles()[i[k]], b.doubles()[j[k]]);
            if (Double.isNaN(result[k]) || Double.isInfinite(result[k])) {
                throw new IllegalArgumentException("division of integers by zero");
            }
        }
        return n.builder().constant(n.name(), shape, kind, result);
    }

    private static Unary.Function function(NodeContext n) {
        return switch (n.type()) {
            case "LeakyRelu" -> new Functions.LeakyRelu(n.number("alpha", 0.01));
            case "HardSigmoid" -> new Functions.HardSigmoid(n.number("alpha", 0.2), n.number("beta", 0.5));
            case "Elu" -> new Functions.Elu(n.number("alpha", 1), 1, 1);
            case "Selu" -> new Functions.Elu(n.number("alpha", 1.6732632), n.number("gamma", 1.0507010), 1);
            case "Celu" -> new Functions.Elu(n.number("alpha", 1), 1, n.number("alpha", 1));
            case "Swish" -> new Functions.Swish(n.number("alpha", 1));
            case "Gelu" -> new Functions.Gelu(n.text("approximate", "none").equals("tanh"));
            default -> Functions.named(n.type());
        };
    }

    private static Value clip(NodeContext n) {
        double min = n.has(1) ? n.number(1) : n.number("min", Double.NEGATIVE_INFINITY);
        double max = n.has(2) ? n.number(2) : n.number("max", Double.POSITIVE_INFINITY);
        Value v = n.unary(new Functions.Clip(min, max), n.input(0));
        return n.input(0).isFloat() ? v : n.builder().retype(n.name(), v, n.input(0).kind());
    }

    private static Value select(NodeContext n) {
        Value condition = n.input(0);
        Value a = n.input(1);
        Value b = n.input(2);
        int[] shape = Shapes.broadcast(condition.shape(), Shapes.broadcast(a.shape(), b.shape()));
        condition = n.expand(condition, shape);
        a = n.expand(a, shape);
        b = n.expand(b, shape);
        if (condition.isConstant() && a.isConstant() && b.isConstant() && !a.isFloat()) {
            double[] result = new double[a.size()];
            for (int i = 0; i < result.length; i++) {
                result[i] = condition.doubles()[i] != 0 ? a.doubles()[i] : b.doubles()[i];
            }
            return n.builder().constant(n.name(), shape, a.kind(), result);
        }
        Value v = n.apply(new Select(shape), condition, a, b);
        return a.isFloat() ? v : n.builder().retype(n.name(), v, a.kind());
    }

    private static Value cast(NodeContext n, Value v, Value.Kind to) {
        if (v.kind() == to) {
            return v;
        }
        if (v.isConstant()) {
            double[] d = v.doubles().clone();
            for (int i = 0; i < d.length; i++) {
                d[i] = to == Value.Kind.BOOLEAN ? d[i] != 0 ? 1 : 0 : to == Value.Kind.INTEGER ? new Functions.ToInteger().of(d[i]) : d[i];
            }
            return n.builder().constant(n.name(), v.shape(), to, d);
        }
        return switch (to) {
            case FLOAT -> n.builder().retype(n.name(), v, to);
            case INTEGER -> v.isFloat() ? n.unary(new Functions.ToInteger(), v) : n.builder().retype(n.name(), v, to);
            case BOOLEAN -> n.unary(new Functions.Test(x -> x != 0), v);
        };
    }
}
