package binade.experiments.onnx;

import binade.simulator.graph.Binary;
import binade.simulator.graph.ChannelAffine;
import binade.simulator.graph.Functions;
import binade.simulator.graph.Normalization;
import binade.simulator.graph.Pooling;
import binade.simulator.graph.Reduction;
import binade.simulator.graph.Shapes;
import binade.simulator.graph.Softmax;
import binade.simulator.graph.Value;
import binade.simulator.graph.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Nodes that sum, normalise or pool. */
final class StatisticNodes {
    private StatisticNodes() {}

    /** The outputs, or null for a node of another family. */
    static List<Value> translate(NodeContext n) {
        return switch (n.type()) {
            case "ReduceSum" -> List.of(reduce(n, n.input(0), Reduction.Rule.SUM));
            case "ReduceMean" -> List.of(reduce(n, n.input(0), Reduction.Rule.MEAN));
            case "ReduceMax" -> List.of(reduce(n, n.input(0), Reduction.Rule.MAX));
            case "ReduceMin" -> List.of(reduce(n, n.input(0), Reduction.Rule.MIN));
            case "ReduceProd" -> List.of(reduce(n, n.input(0), Reduction.Rule.PRODUCT));
            case "ReduceSumSquare" -> List.of(reduce(n, square(n), Reduction.Rule.SUM));
            case "ReduceL2" -> List.of(n.unary(Functions.named("Sqrt"), reduce(n, square(n), Reduction.Rule.SUM)));
            case "ReduceL1" -> List.of(reduce(n, n.unary(Functions.named("Abs"), n.input(0)), Reduction.Rule.SUM));
            case "Softmax", "LogSoftmax" -> List.of(softmax(n));
            case "BatchNormalization" -> List.of(batchNorm(n));
            case "LayerNormalization", "RMSNormalization" -> List.of(layerNorm(n));
            case "InstanceNormalization" -> List.of(groupNorm(n, n.input(0).dimension(1)));
            case "GroupNormalization" -> List.of(groupNorm(n, (int) n.integer("num_groups", 1)));
            case "MaxPool", "AveragePool" -> List.of(pool(n));
            case "GlobalAveragePool" -> List.of(globalPool(n, Reduction.Rule.MEAN));
            case "GlobalMaxPool" -> List.of(globalPool(n, Reduction.Rule.MAX));
            default -> null;
        };
    }

    private static Value square(NodeContext n) {
        return ElementwiseNodes.binary(n, Binary.Rule.MULTIPLY, n.input(0), n.input(0));
    }

    private static Value reduce(NodeContext n, Value v, Reduction.Rule rule) {
        long[] axes = n.axes(1);
        if ((axes == null || axes.length == 0) && n.integer("noop_with_empty_axes", 0) == 1) {
            return v;
        }
        boolean[] gone = new boolean[v.rank()];
        Arrays.fill(gone, axes == null || axes.length == 0);
        for (int a = 0; axes != null && a < axes.length; a++) {
            gone[Shapes.axis(axes[a], v.rank())] = true;
        }
        return reduce(n, v, rule, gone, n.integer("keepdims", 1) == 1);
    }

    private static Value reduce(NodeContext n, Value v, Reduction.Rule rule, boolean[] gone, boolean keep) {
        int[] kept = v.shape();
        List<Integer> rest = new ArrayList<>();
        for (int d = 0; d < kept.length; d++) {
            if (gone[d]) {
                kept[d] = 1;
            } else {
                rest.add(kept[d]);
            }
        }
        int[] shape = keep ? kept : rest.stream().mapToInt(Integer::intValue).toArray();
        Value result = n.apply(new Reduction(rule, v.shape(), kept, shape), v);
        return v.isFloat() ? result : n.builder().retype(n.name(), result, v.kind());
    }

    private static Value globalPool(NodeContext n, Reduction.Rule rule) {
        boolean[] gone = new boolean[n.input(0).rank()];
        Arrays.fill(gone, 2, gone.length, true);
        return reduce(n, n.input(0), rule, gone, true);
    }

    private static Value softmax(NodeContext n) {
        Value v = n.input(0);
        int axis = Shapes.axis(n.integer("axis", -1), v.rank());
        return n.apply(new Softmax(v.shape(), axis, n.type().equals("LogSoftmax")), v);
    }

    /**
     * One factor and one offset for each channel, from the fixed statistics: evaluation mode, also where the model was exported in
     * training mode (the way to keep the exporter from folding the node into a convolution).
     */
    private static Value batchNorm(NodeContext n) {
        Value x = n.input(0);
        int channels = x.dimension(1);
        float[][] p = new float[4][];
        for (int i = 0; i < 4; i++) {
            Value v = n.input(i + 1);
            if (!v.isKnown() || v.size() != channels) {
                throw new IllegalArgumentException("scale, bias, mean and variance must be known, one for each of " + channels + " channels");
            }
            p[i] = v.floats();
        }
        float[] a = new float[channels];
        float[] b = new float[channels];
        for (int c = 0; c < channels; c++) {
            double factor = p[0][c] / Math.sqrt(p[3][c] + n.number("epsilon", 1e-5));
            a[c] = (float) factor;
            b[c] = (float) (p[1][c] - p[2][c] * factor);
        }
        int[] shape = {channels};
        return n.apply(new ChannelAffine(x.shape()), x, n.builder().constant(n.name(), shape, a), n.builder().constant(n.name(), shape, b));
    }

    private static Value layerNorm(NodeContext n) {
        Value x = n.input(0);
        int axis = Shapes.axis(n.integer("axis", -1), x.rank());
        boolean centred = n.type().equals("LayerNormalization");
        int size = Shapes.size(x.shape(), axis, x.rank());
        Value y = n.apply(new Normalization(x.shape(), size, n.number("epsilon", 1e-5), centred), x);
        y = n.has(1) ? ElementwiseNodes.binary(n, Binary.Rule.MULTIPLY, y, n.input(1)) : y;
        return n.has(2) ? ElementwiseNodes.binary(n, Binary.Rule.ADD, y, n.input(2)) : y;
    }

    private static Value groupNorm(NodeContext n, int groups) {
        Value x = n.input(0);
        int channels = x.dimension(1);
        if (groups < 1 || channels % groups != 0) {
            throw new IllegalArgumentException(groups + " groups of " + channels + " channels");
        }
        int each = x.size() / x.dimension(0) / groups;
        Value y = n.apply(new Normalization(x.shape(), each, n.number("epsilon", 1e-5), true), x);
        y = ElementwiseNodes.binary(n, Binary.Rule.MULTIPLY, y, perChannel(n, n.input(1), channels, x.rank()));
        return ElementwiseNodes.binary(n, Binary.Rule.ADD, y, perChannel(n, n.input(2), channels, x.rank()));
    }

    /** One number for each channel, or (opset 18) for each group of them, along the second dimension. */
    private static Value perChannel(NodeContext n, Value v, int channels, int rank) {
        int[] shape = new int[rank - 1];
        Arrays.fill(shape, 1);
        shape[0] = channels;
        Value each = v.size() == channels
                ? v
                : n.reshape(n.expand(n.reshape(v, v.size(), 1), new int[] {v.size(), channels / v.size()}), channels);
        return n.reshape(each, shape);
    }

    private static Value pool(NodeContext n) {
        Value x = n.input(0);
        WindowSpec spec = WindowSpec.of(n, x, n.integers("kernel_shape"));
        Pooling.Rule rule = n.type().equals("MaxPool") ? Pooling.Rule.MAXIMUM
                : n.integer("count_include_pad", 0) == 1 ? Pooling.Rule.MEAN_PADDED : Pooling.Rule.MEAN_INSIDE;
        Window w = spec.window();
        int[] shape = spec.shape(x.dimension(0), x.dimension(1));
        return n.apply(new Pooling(rule, x.dimension(0) * x.dimension(1), w, spec.bottom(), spec.right(), shape), x);
    }
}
