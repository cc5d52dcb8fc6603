package binade.experiments.onnx;

import binade.simulator.graph.Concatenate;
import binade.simulator.graph.Lookup;
import binade.simulator.graph.Rearrange;
import binade.simulator.graph.Shapes;
import binade.simulator.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Nodes that move numbers without changing them. */
final class LayoutNodes {
    private LayoutNodes() {}

    /** The outputs, or null for a node of another family. */
    static List<Value> translate(NodeContext n) {
        return switch (n.type()) {
            case "Reshape" -> List.of(reshape(n));
            case "Flatten" -> List.of(flatten(n));
            case "Squeeze" -> List.of(squeeze(n));
            case "Unsqueeze" -> List.of(unsqueeze(n));
            case "Transpose" -> List.of(transpose(n));
            case "Concat" -> List.of(concat(n));
            case "Slice" -> List.of(slice(n));
            case "Split" -> split(n);
            case "Gather" -> List.of(gather(n));
            case "GatherElements" -> List.of(gatherElements(n));
            case "Expand" -> List.of(n.expand(n.input(0), Shapes.broadcast(n.input(0).shape(), NodeContext.shape(n.integers(1)))));
            case "Tile" -> List.of(tile(n));
            case "Pad" -> List.of(pad(n));
            case "Trilu" -> List.of(triangle(n));
            case "DepthToSpace", "SpaceToDepth" -> List.of(depth(n));
            default -> null;
        };
    }

    private static Value reshape(NodeContext n) {
        Value v = n.input(0);
        long[] wanted = n.integers(1).clone();
        int open = -1;
        long known = 1;
        for (int d = 0; d < wanted.length; d++) {
            if (wanted[d] == 0 && n.integer("allowzero", 0) == 0) {
                if (d >= v.rank()) {
                    throw new IllegalArgumentException("dimension " + d + " of " + v + " is to be kept; there is none");
                }
                wanted[d] = v.dimension(d);
            }
            if (wanted[d] == -1) {
                open = d;
            } else {
                known *= wanted[d];
            }
        }
        if (open >= 0) {
            if (known <= 0 || v.size() % known != 0) {
                throw new IllegalArgumentException(v + " cannot take the shape " + Arrays.toString(n.integers(1)));
            }
            wanted[open] = v.size() / known;
        }
        return n.reshape(v, NodeContext.shape(wanted));
    }

    private static Value flatten(NodeContext n) {
        Value v = n.input(0);
        long axis = n.integer("axis", 1);
        int at = axis == v.rank() ? v.rank() : Shapes.axis(axis, v.rank());
        return n.reshape(v, Shapes.size(v.shape(), 0, at), Shapes.size(v.shape(), at, v.rank()));
    }

    private static Value squeeze(NodeContext n) {
        Value v = n.input(0);
        long[] axes = n.axes(1);
        boolean[] gone = new boolean[v.rank()];
        for (int d = 0; d < gone.length; d++) {
            gone[d] = axes == null && v.dimension(d) == 1;
        }
        for (int a = 0; axes != null && a < axes.length; a++) {
            int d = Shapes.axis(axes[a], v.rank());
            if (v.dimension(d) != 1) {
                throw new IllegalArgumentException("dimension " + d + " of " + v + " is not 1");
            }
            gone[d] = true;
        }
        List<Integer> kept = new ArrayList<>();
        for (int d = 0; d < gone.length; d++) {
            if (!gone[d]) {
                kept.add(v.dimension(d));
            }
        }
        return n.reshape(v, kept.stream().mapToInt(Integer::intValue).toArray());
    }

    private static Value unsqueeze(NodeContext n) {
        Value v = n.input(0);
        long[] axes = n.axes(1);
        if (axes == null) {
            throw new IllegalArgumentException("it has no axes");
        }
        int rank = v.rank() + axes.length;
        boolean[] fresh = new boolean[rank];
        for (long a : axes) {
            fresh[Shapes.axis(a, rank)] = true;
        }
        int[] shape = new int[rank];
        for (int d = 0, from = 0; d < rank; d++) {
            if (fresh[d]) {
                shape[d] = 1;
            } else if (from == v.rank()) {
                throw new IllegalArgumentException("an axis is named twice");
            } else {
                shape[d] = v.dimension(from++);
            }
        }
        return n.reshape(v, shape);
    }

    private static Value transpose(NodeContext n) {
        Value v = n.input(0);
        long[] perm = n.integers("perm");
        int[] order = new int[v.rank()];
        boolean[] seen = new boolean[v.rank()];
        if (perm != null && perm.length != order.length) {
            throw new IllegalArgumentException("permutation " + Arrays.toString(perm) + " of " + v);
        }
        for (int d = 0; d < order.length; d++) {
            order[d] = perm == null ? order.length - 1 - d : Shapes.axis(perm[d], v.rank());
            seen[order[d]] = true;
        }
        for (boolean s : seen) {
            if (!s) {
                throw new IllegalArgumentException("permutation " + Arrays.toString(perm) + " names an axis twice");
            }
        }
        return n.transpose(v, order);
    }

    private static Value concat(NodeContext n) {
        int axis = Shapes.axis(n.integer("axis", 0), n.input(0).rank());
        Value[] parts = n.in().toArray(Value[]::new);
        int[][] shapes = new int[parts.length][];
        boolean constant = true;
        for (int k = 0; k < parts.length; k++) {
            shapes[k] = n.input(k).shape();
            constant &= parts[k].isConstant() && !parts[k].isFloat();
        }
        Concatenate joined = new Concatenate(shapes, axis);
        if (constant) { // through a table of places, to stay exact
            int outer = Shapes.size(shapes[0], 0, axis);
            double[] all = new double[Shapes.size(joined.outputs()[0])];
            int at = 0;
            for (int o = 0; o < outer; o++) {
                for (Value p : parts) {
                    int piece = p.size() / outer;
                    System.arraycopy(p.doubles(), o * piece, all, at, piece);
                    at += piece;
                }
            }
            return n.builder().constant(n.name(), joined.outputs()[0], parts[0].kind(), all);
        }
        Value v = n.apply(joined, parts);
        return parts[0].isFloat() ? v : n.builder().retype(n.name(), v, parts[0].kind());
    }

    private static Value slice(NodeContext n) {
        Value v = n.input(0);
        long[] starts = n.integers(1);
        long[] ends = n.integers(2);
        long[] axes = n.has(3) ? n.integers(3) : null;
        long[] steps = n.has(4) ? n.integers(4) : null;
        if (ends.length != starts.length || axes != null && axes.length != starts.length || steps != null && steps.length != starts.length) {
            throw new IllegalArgumentException("starts, ends, axes and steps differ in number");
        }
        int[] strides = Shapes.strides(v.shape());
        int[] shape = v.shape();
        int[] step = strides.clone();
        int offset = 0;
        for (int i = 0; i < starts.length; i++) {
            int axis = Shapes.axis(axes == null ? i : axes[i], v.rank());
            long by = steps == null ? 1 : steps[i];
            long size = v.dimension(axis);
            if (by == 0) {
                throw new IllegalArgumentException("a slice with step 0");
            }
            long from = Math.clamp(starts[i] < 0 ? starts[i] + size : starts[i], by > 0 ? 0 : -1, by > 0 ? size : size - 1);
            long to = Math.clamp(ends[i] < 0 ? ends[i] + size : ends[i], by > 0 ? 0 : -1, by > 0 ? size : size - 1);
            long count = by > 0 ? (to - from + Math.min(by, size + 1) - 1) / Math.min(by, size + 1)
                    : (from - to + Math.min(-by, size + 1) - 1) / Math.min(-by, size + 1);
            shape[axis] = (int) Math.max(0, count);
            offset += (int) from * strides[axis];
            step[axis] = (int) (Math.clamp(by, -size - 1, size + 1) * strides[axis]);
        }
        if (Arrays.equals(shape, v.shape()) && Arrays.equals(step, strides)) {
            return v;
        }
        return n.rearrange(new Rearrange(shape, Shapes.indices(shape, step, offset), 0), v);
    }

    private static List<Value> split(NodeContext n) {
        Value v = n.input(0);
        int axis = Shapes.axis(n.integer("axis", 0), v.rank());
        int size = v.dimension(axis);
        long[] parts = n.hasAttribute("split") ? n.integers("split") : n.has(1) ? n.integers(1) : null;
        if (parts == null) {
            int count = Math.max(1, (int) n.integer("num_outputs", n.node().outputs().size()));
            int each = (size + count - 1) / count;
            parts = new long[count];
            for (int k = 0; k < count; k++) {
                parts[k] = Math.clamp((long) size - (long) k * each, 0, each);
            }
        }
        if (Arrays.stream(parts).sum() != size || Arrays.stream(parts).anyMatch(p -> p < 0 || p > size)) {
            throw new IllegalArgumentException("parts " + Arrays.toString(parts) + " of " + v + " along axis " + axis);
        }
        List<Value> out = new ArrayList<>();
        int[] strides = Shapes.strides(v.shape());
        int at = 0;
        for (long p : parts) {
            int[] shape = v.shape();
            shape[axis] = (int) p;
            out.add(n.rearrange(new Rearrange(shape, Shapes.indices(shape, strides, at * strides[axis]), 0), v));
            at += (int) p;
        }
        return out;
    }

    private static int place(long p, int size) {
        long i = p < 0 ? p + size : p;
        if (i < 0 || i >= size) {
            throw new IllegalArgumentException("place " + p + " of " + size);
        }
        return (int) i;
    }

    private static Value gather(NodeContext n) {
        Value v = n.input(0);
        Value places = n.input(1);
        int axis = Shapes.axis(n.integer("axis", 0), v.rank());
        if (!places.isConstant()) {
            Value found = n.apply(new Lookup(v.shape(), axis, places.shape()), v, places);
            return v.isFloat() ? found : n.builder().retype(n.name(), found, v.kind());
        }
        long[] p = n.integers(1);
        int[] at = new int[p.length];
        for (int i = 0; i < at.length; i++) {
            at[i] = place(p[i], v.dimension(axis));
        }
        Value taken = n.rearrange(Rearrange.select(v.shape(), axis, at), v);
        int[] shape = new int[v.rank() - 1 + places.rank()];
        System.arraycopy(v.shape(), 0, shape, 0, axis);
        System.arraycopy(places.shape(), 0, shape, axis, places.rank());
        System.arraycopy(v.shape(), axis + 1, shape, axis + places.rank(), v.rank() - axis - 1);
        return n.reshape(taken, shape);
    }

    private static Value gatherElements(NodeContext n) {
        Value v = n.input(0);
        int axis = Shapes.axis(n.integer("axis", 0), v.rank());
        long[] places = n.integers(1);
        int[] shape = n.input(1).shape();
        int[] strides = Shapes.strides(v.shape());
        int stride = strides[axis];
        strides[axis] = 0;
        int[] source = Shapes.indices(shape, strides, 0);
        for (int i = 0; i < source.length; i++) {
            source[i] = source[i] + place(places[i], v.dimension(axis)) * stride;
        }
        return n.rearrange(new Rearrange(shape, source, 0), v);
    }

    private static Value tile(NodeContext n) {
        Value v = n.input(0);
        long[] times = n.integers(1);
        if (times.length != v.rank()) {
            throw new IllegalArgumentException(times.length + " repetitions of " + v);
        }
        long[] wide = new long[2 * times.length];
        long[] narrow = new long[2 * times.length];
        long[] result = new long[times.length];
        for (int d = 0; d < times.length; d++) {
            wide[2 * d] = times[d];
            narrow[2 * d] = 1;
            wide[2 * d + 1] = narrow[2 * d + 1] = v.dimension(d);
            result[d] = Math.multiplyExact(times[d], (long) v.dimension(d));
        }
        Value repeated = n.expand(n.reshape(v, NodeContext.shape(narrow)), NodeContext.shape(wide));
        return n.reshape(repeated, NodeContext.shape(result));
    }

    private static Value pad(NodeContext n) {
        Value v = n.input(0);
        long[] pads = n.hasAttribute("pads") ? n.integers("pads") : n.integers(1);
        long[] axes = n.has(3) ? n.integers(3) : null;
        String mode = n.text("mode", "constant");
        double fill = n.has(2) ? n.number(2) : n.number("value", 0);
        int count = axes == null ? v.rank() : axes.length;
        if (pads.length != 2 * count) {
            throw new IllegalArgumentException(pads.length + " paddings of " + v);
        }
        Value result = v;
        for (int i = 0; i < count; i++) {
            int axis = Shapes.axis(axes == null ? i : axes[i], v.rank());
            if (pads[i] != 0 || pads[i + count] != 0) {
                result = padAxis(n, result, axis, pads[i], pads[i + count], mode, fill);
            }
        }
        return result;
    }

    private static Value padAxis(NodeContext n, Value v, int axis, long before, long after, String mode, double fill) {
        int size = v.dimension(axis);
        int[] shape = v.shape();
        shape[axis] = Math.toIntExact(Math.addExact(size, Math.addExact(before, after)));
        int total = Shapes.size(shape);
        int inner = Shapes.size(shape, axis + 1, shape.length);
        int[] source = new int[total];
        for (int i = 0; i < total; i++) {
            long at = i / inner % shape[axis] - before;
            long from = at >= 0 && at < size ? at : switch (mode) {
                case "constant" -> -1;
                case "edge" -> Math.clamp(at, 0, size - 1);
                case "reflect" -> Math.abs(at) < size ? Math.abs(at) : 2L * (size - 1) - at;
                case "wrap" -> Math.floorMod(at, (long) size);
                default -> throw n.refuse("padding mode '" + mode + "'");
            };
            if (at >= size && mode.equals("reflect")) {
                from = 2L * (size - 1) - at;
            }
            if (from >= size || from < -1 || from == -1 && !mode.equals("constant")) {
                throw new IllegalArgumentException("padding of " + v + " by " + before + " and " + after);
            }
            source[i] = from < 0 ? -1 : (int) ((i / inner / shape[axis] * size + from) * inner + i % inner);
        }
        return n.rearrange(new Rearrange(shape, source, (float) fill), v, fill);
    }

    private static Value triangle(NodeContext n) {
        Value v = n.input(0);
        long k = n.has(1) ? n.integers(1)[0] : 0;
        boolean upper = n.integer("upper", 1) == 1;
        int rows = v.dimension(-2);
        int columns = v.dimension(-1);
        int[] source = new int[v.size()];
        for (int i = 0; i < source.length; i++) {
            long diagonal = (long) (i % columns) - i / columns % rows;
            source[i] = upper ? diagonal >= k ? i : -1 : diagonal <= k ? i : -1;
        }
        return n.rearrange(new Rearrange(v.shape(), source, 0), v);
    }

    private static Value depth(NodeContext n) {
        Value v = n.input(0);
        int b = (int) n.integer("blocksize", 1);
        int c = v.dimension(1);
        int h = v.dimension(2);
        int w = v.dimension(3);
        int s = v.dimension(0);
        if (n.type().equals("SpaceToDepth")) {
            Value t = n.transpose(n.reshape(v, s, c, h / b, b, w / b, b), 0, 3, 5, 1, 2, 4);
            return n.reshape(t, s, c * b * b, h / b, w / b);
        }
        Value t = n.text("mode", "DCR").equals("DCR")
                ? n.transpose(n.reshape(v, s, b, b, c / b / b, h, w), 0, 3, 4, 1, 5, 2)
                : n.transpose(n.reshape(v, s, c / b / b, b, b, h, w), 0, 1, 4, 2, 5, 3);
        return n.reshape(t, s, c / b / b, h * b, w * b);
    }
}
