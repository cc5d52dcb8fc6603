package binade.experiments.onnx;

import binade.experiments.onnx.OnnxModel.Attribute;
import binade.experiments.onnx.OnnxModel.Tensor;
import binade.simulator.graph.Shapes;
import binade.simulator.graph.Value;
import java.util.Arrays;
import java.util.List;

/** Nodes whose results are known from shapes and other known numbers. */
final class ConstantNodes {
    private ConstantNodes() {}

    /** The outputs, or null for a node of another family. */
    static List<Value> translate(NodeContext n) {
        return switch (n.type()) {
            case "Constant" -> List.of(constant(n));
            case "ConstantOfShape" -> List.of(filled(n));
            case "Shape" -> List.of(shape(n));
            case "Size" -> List.of(n.builder().constant(n.name(), new int[0], Value.Kind.INTEGER, new double[] {n.input(0).size()}));
            case "Range" -> List.of(range(n));
            case "NonZero" -> List.of(nonZero(n));
            case "CumSum" -> List.of(cumulative(n));
            case "ScatterND" -> List.of(scatter(n));
            case "EyeLike" -> List.of(eye(n));
            default -> null;
        };
    }

    private static Value constant(NodeContext n) {
        for (Attribute a : n.node().attributes().values()) {
            switch (a.name()) {
                case "value" -> {
                    if (a.tensor() != null) {
                        return n.constant(a.tensor());
                    }
                }
                case "value_float" -> {
                    return n.builder().constant(n.name(), new int[0], new float[] {a.number() == null ? 0 : a.number()});
                }
                case "value_int" -> {
                    return n.reshape(n.integersOf(a.integer() == null ? 0 : a.integer()));
                }
                case "value_floats" -> {
                    float[] f = a.numbers() == null ? new float[0] : a.numbers();
                    return n.builder().constant(n.name(), new int[] {f.length}, f);
                }
                case "value_ints" -> {
                    return n.integersOf(a.integers() == null ? new long[0] : a.integers());
                }
                default -> { }
            }
        }
        throw n.refuse("a constant that is neither a tensor nor a number");
    }

    private static Value filled(NodeContext n) {
        int[] shape = NodeContext.shape(n.integers(0));
        Tensor value = n.hasAttribute("value") ? n.attribute("value").tensor() : null;
        Value.Kind kind = value == null ? Value.Kind.FLOAT : value.type();
        double fill = value == null ? 0 : value.floats() != null ? value.floats()[0] : value.whole()[0];
        int size = Shapes.size(shape);
        if (kind == Value.Kind.FLOAT) {
            float[] f = new float[size];
            Arrays.fill(f, (float) fill);
            return n.builder().constant(n.name(), shape, f);
        }
        double[] d = new double[size];
        Arrays.fill(d, fill);
        return n.builder().constant(n.name(), shape, kind, d);
    }

    private static Value shape(NodeContext n) {
        int[] shape = n.input(0).shape();
        int from = bound(n.integer("start", 0), shape.length);
        int to = bound(n.integer("end", shape.length), shape.length);
        return n.integersOf(Arrays.stream(Arrays.copyOfRange(shape, from, Math.max(from, to))).asLongStream().toArray());
    }

    private static int bound(long at, int rank) {
        return Math.clamp(at < 0 ? at + rank : at, 0, rank);
    }

    private static Value range(NodeContext n) {
        double start = n.number(0);
        double step = n.number(2);
        double steps = Math.ceil((n.number(1) - start) / step);
        if (!(steps <= Shapes.MAX_SIZE)) {
            throw new IllegalArgumentException("a range from " + start + " to " + n.number(1) + " by " + step);
        }
        double[] d = new double[(int) Math.max(0, steps)];
        for (int i = 0; i < d.length; i++) {
            d[i] = start + i * step;
        }
        return n.builder().constant(n.name(), new int[] {d.length}, n.input(0).kind(), d);
    }

    private static Value nonZero(NodeContext n) {
        if (!n.input(0).isConstant()) {
            throw n.refuse("NonZero of a value that depends on the data");
        }
        double[] d = n.input(0).doubles();
        int rank = n.input(0).rank();
        int[] places = java.util.stream.IntStream.range(0, d.length).filter(i -> d[i] != 0).toArray();
        double[] result = new double[rank * places.length];
        int[] strides = Shapes.strides(n.input(0).shape());
        for (int r = 0; r < rank; r++) {
            for (int i = 0; i < places.length; i++) {
                result[r * places.length + i] = places[i] / strides[r] % n.input(0).dimension(r);
            }
        }
        return n.builder().constant(n.name(), new int[] {rank, places.length}, Value.Kind.INTEGER, result);
    }

    private static Value cumulative(NodeContext n) {
        Value v = n.input(0);
        if (!v.isConstant() || n.integer("exclusive", 0) != 0 || n.integer("reverse", 0) != 0) {
            throw n.refuse("a running sum of what depends on the data, or an exclusive or reverse one");
        }
        int axis = Shapes.axis(n.integers(1)[0], v.rank());
        int inner = Shapes.strides(v.shape())[axis];
        double[] d = v.doubles().clone();
        for (int i = 0; i < d.length; i++) {
            d[i] += i / inner % v.dimension(axis) == 0 ? 0 : d[i - inner];
        }
        return n.builder().constant(n.name(), v.shape(), v.kind(), d);
    }

    /** Slices written into a copy, at known places of known numbers. */
    private static Value scatter(NodeContext n) {
        Value v = n.input(0);
        if (!v.isConstant() || !n.input(1).isConstant() || !n.input(2).isConstant() || !n.text("reduction", "none").equals("none")) {
            throw n.refuse("ScatterND of what depends on the data or with a reduction");
        }
        long[] places = n.integers(1);
        int depth = n.input(1).dimension(-1);
        int inner = Shapes.size(v.shape(), depth, v.rank());
        int[] strides = Shapes.strides(v.shape());
        double[] d = v.doubles().clone();
        double[] updates = n.input(2).doubles();
        for (int i = 0; depth > 0 && i < places.length / depth; i++) {
            int at = 0;
            for (int k = 0; k < depth; k++) {
                long p = places[i * depth + k];
                p = p < 0 ? p + v.dimension(k) : p;
                if (p < 0 || p >= v.dimension(k)) {
                    throw new IllegalArgumentException("place " + p + " of " + v.dimension(k));
                }
                at += (int) p * strides[k];
            }
            System.arraycopy(updates, i * inner, d, at, inner);
        }
        return n.builder().constant(n.name(), v.shape(), v.kind(), d);
    }

    private static Value eye(NodeContext n) {
        int[] shape = n.input(0).shape();
        double[] d = new double[Shapes.size(shape)];
        for (int i = 0; i < shape[0]; i++) {
            long j = i + n.integer("k", 0);
            if (j >= 0 && j < shape[1]) {
                d[i * shape[1] + (int) j] = 1;
            }
        }
        Value.Kind kind = n.hasAttribute("dtype") ? ElementTypes.kind(n.integer("dtype", 1)) : n.input(0).kind();
        return n.builder().constant(n.name(), shape, kind, d);
    }
}
