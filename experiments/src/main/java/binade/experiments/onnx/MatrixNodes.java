package binade.experiments.onnx;

import binade.simulator.graph.Binary;
import binade.simulator.graph.Convolution;
import binade.simulator.graph.LongShortTermMemory;
import binade.simulator.graph.MatMul;
import binade.simulator.graph.Rearrange;
import binade.simulator.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Nodes that multiply matrices: where activations and errors are quantized. */
final class MatrixNodes {
    private MatrixNodes() {}

    /** The outputs, or null for a node of another family. */
    static List<Value> translate(NodeContext n) {
        return switch (n.type()) {
            case "Gemm" -> List.of(gemm(n));
            case "MatMul" -> List.of(matMul(n));
            case "Conv" -> List.of(convolution(n));
            case "LSTM" -> lstm(n);
            default -> null;
        };
    }

    /** The bias is added behind the product; the errors of both are the same. */
    private static Value gemm(NodeContext n) {
        Value a = n.input(0);
        Value b = n.input(1);
        if (a.rank() != 2 || b.rank() != 2) {
            throw new IllegalArgumentException("Gemm of " + a + " and " + b + "; both need rank 2");
        }
        if (n.integer("transA", 0) != 0) {
            a = n.transpose(a, 1, 0);
        }
        Value y = n.apply(new MatMul(a.shape(), b.shape(), n.integer("transB", 0) != 0, (float) n.number("alpha", 1),
                !a.isActive(), !b.isActive()), a, b);
        double beta = n.number("beta", 1);
        if (!n.has(2) || beta == 0) {
            return y;
        }
        Value c = n.input(2);
        if (beta != 1) {
            c = ElementwiseNodes.binary(n, Binary.Rule.MULTIPLY, c,
                    n.builder().constant(n.name(), new int[0], new float[] {(float) beta}));
        }
        return ElementwiseNodes.binary(n, Binary.Rule.ADD, y, c);
    }

    private static Value matMul(NodeContext n) {
        Value a = n.input(0);
        Value b = n.input(1);
        boolean row = a.rank() == 1;
        boolean column = b.rank() == 1;
        a = row ? n.reshape(a, 1, a.size()) : a;
        b = column ? n.reshape(b, b.size(), 1) : b;
        if (a.rank() == 0 || b.rank() == 0) {
            throw new IllegalArgumentException("MatMul of a single number");
        }
        Value y = n.apply(new MatMul(a.shape(), b.shape(), false, 1, !a.isActive(), !b.isActive()), a, b);
        int rank = y.rank();
        List<Integer> shape = new ArrayList<>();
        for (int d = 0; d < rank; d++) {
            if (!(row && d == rank - 2) && !(column && d == rank - 1)) {
                shape.add(y.dimension(d));
            }
        }
        return row || column ? n.reshape(y, shape.stream().mapToInt(Integer::intValue).toArray()) : y;
    }

    private static Value convolution(NodeContext n) {
        Value x = n.input(0);
        Value w = n.input(1);
        int groups = (int) n.integer("group", 1);
        if (w.rank() != x.rank() || x.rank() < 3 || groups < 1 || x.dimension(1) != (long) w.dimension(1) * groups) {
            throw new IllegalArgumentException("Conv of " + x + " with a kernel " + w + " in " + groups + " groups");
        }
        if (n.has(2) && n.input(2).size() != w.dimension(0)) {
            throw new IllegalArgumentException("bias " + n.input(2) + " of " + w.dimension(0) + " channels");
        }
        int[] kernel = Arrays.copyOfRange(w.shape(), 2, w.rank());
        WindowSpec spec = WindowSpec.of(n, x, Arrays.stream(kernel).asLongStream().toArray());
        Convolution c = new Convolution(x.dimension(0), x.dimension(1), w.dimension(0), groups, spec.window(),
                spec.shape(x.dimension(0), w.dimension(0)));
        return n.has(2) ? n.apply(c, x, w, n.input(2)) : n.apply(c, x, w);
    }

    /** Y, Y_h as the last part of Y in each direction, Y_c. */
    private static List<Value> lstm(NodeContext n) {
        Value x = n.input(0);
        Value w = n.input(1);
        Value r = n.input(2);
        LongShortTermMemory.Direction direction = switch (n.text("direction", "forward").toLowerCase(Locale.ROOT)) {
            case "forward" -> LongShortTermMemory.Direction.FORWARD;
            case "reverse" -> LongShortTermMemory.Direction.REVERSE;
            case "bidirectional" -> LongShortTermMemory.Direction.BIDIRECTIONAL;
            default -> throw n.refuse("LSTM direction '" + n.text("direction", "") + "'");
        };
        int directions = direction == LongShortTermMemory.Direction.BIDIRECTIONAL ? 2 : 1;
        boolean batchFirst = n.integer("layout", 0) == 1;
        x = batchFirst && x.rank() == 3 ? n.transpose(x, 1, 0, 2) : x;
        if (x.rank() != 3 || w.rank() != 3 || r.rank() != 3 || w.dimension(1) != r.dimension(1)
                || r.dimension(1) != 4 * r.dimension(2) || w.dimension(2) != x.dimension(2)
                || w.dimension(0) != directions || r.dimension(0) != directions) {
            throw new IllegalArgumentException("LSTM of " + x + " with weights " + w + " and " + r);
        }
        int steps = x.dimension(0);
        int samples = x.dimension(1);
        int hidden = r.dimension(2);
        refuseVariants(n, hidden, steps);
        if (n.has(3) && n.input(3).size() != directions * 8 * hidden) {
            throw new IllegalArgumentException("bias " + n.input(3) + " of an LSTM of " + hidden + " units");
        }
        LongShortTermMemory lstm = new LongShortTermMemory(steps, samples, x.dimension(2), hidden, direction);
        int[] state = {directions, samples, hidden};
        List<Value> out = n.builder().applyAll(n.name(), lstm, x, w, r, n.inputOrNull(3), state(n, 5, state, batchFirst),
                state(n, 6, state, batchFirst));
        Value y = out.getFirst();
        Value last = last(n, lstm, y, state);
        Value cells = out.get(1);
        return batchFirst
                ? List.of(n.transpose(y, 2, 0, 1, 3), n.transpose(last, 1, 0, 2), n.transpose(cells, 1, 0, 2))
                : List.of(y, last, cells);
    }

    private static void refuseVariants(NodeContext n, int hidden, int steps) {
        if (n.has(4)) {
            for (long length : n.integers(4)) {
                if (length != steps) {
                    throw n.refuse("an LSTM over sequences of different lengths");
                }
            }
        }
        if (n.has(7)) {
            throw n.refuse("an LSTM with peepholes");
        }
        if (n.hasAttribute("clip") || n.integer("input_forget", 0) != 0 || n.integer("hidden_size", hidden) != hidden
                || n.hasAttribute("activations")) {
            throw n.refuse("an LSTM with clipping, coupled gates, another hidden size or activations of its own");
        }
    }

    /** An initial state; a known one of zeros is none, whatever batch it was exported for. */
    private static Value state(NodeContext n, int input, int[] shape, boolean batchFirst) {
        Value v = n.inputOrNull(input);
        if (v == null || v.isConstant() && allZero(v.floats())) {
            return null;
        }
        v = batchFirst && v.rank() == 3 ? n.transpose(v, 1, 0, 2) : v;
        if (!Arrays.equals(v.shape(), shape)) {
            throw new IllegalArgumentException("initial state " + v + "; this batch needs " + Arrays.toString(shape));
        }
        return v;
    }

    private static boolean allZero(float[] f) {
        for (float v : f) {
            if (v != 0) {
                return false;
            }
        }
        return true;
    }

    private static Value last(NodeContext n, LongShortTermMemory lstm, Value y, int[] state) {
        int each = state[1] * state[2];
        int[] source = new int[state[0] * each];
        for (int d = 0; d < state[0]; d++) {
            int step = lstm.isReverse(d) ? 0 : y.dimension(0) - 1;
            for (int i = 0; i < each; i++) {
                source[d * each + i] = (step * state[0] + d) * each + i;
            }
        }
        return n.rearrange(new Rearrange(state, source, 0), y);
    }
}
