package binade.experiments.onnx;

import binade.simulator.graph.Value;
import binade.simulator.graph.Window;

/**
 * The window of a convolution or pooling node.
 *
 * @param bottom rows of padding below
 * @param right columns of padding on the right
 * @param rank dimensions of the image: 1 (its height is 1) or 2
 */
record WindowSpec(Window window, int bottom, int right, int rank) {
    /** @param kernel sizes from the node or its weight */
    static WindowSpec of(NodeContext n, Value x, long[] kernel) {
        int rank = x.rank() - 2;
        if (rank != 1 && rank != 2 || kernel == null || kernel.length != rank) {
            throw n.refuse(n.type() + " of " + x + "; images of one or two dimensions are");
        }
        int[] in = new int[2];
        int[] out = new int[2];
        int[] size = new int[2];
        int[] stride = new int[2];
        int[] dilation = new int[2];
        int[] before = new int[2];
        int[] after = new int[2];
        for (int d = 0; d < 2; d++) {
            int a = d - 2 + rank; // axis of the node, negative where the image has none
            in[d] = a < 0 ? 1 : x.dimension(2 + a);
            size[d] = a < 0 ? 1 : small(kernel[a]);
            stride[d] = a < 0 ? 1 : small(get(n.integers("strides"), a, 1));
            dilation[d] = a < 0 ? 1 : small(get(n.integers("dilations"), a, 1));
            if (size[d] < 1 || stride[d] < 1 || dilation[d] < 1) {
                throw new IllegalArgumentException("kernel, strides and dilations must be at least 1");
            }
            if (a >= 0) {
                place(n, d, a, rank, in, out, size, stride, dilation, before, after);
            } else {
                out[d] = 1;
            }
        }
        return new WindowSpec(
                new Window(in[0], in[1], out[0], out[1], size[0], size[1], stride[0], stride[1], before[0], before[1],
                        dilation[0], dilation[1]),
                after[0], after[1], rank);
    }

    private static void place(
            NodeContext n, int d, int a, int rank, int[] in, int[] out, int[] size, int[] stride, int[] dilation,
            int[] before, int[] after) {
        int extent = (size[d] - 1) * dilation[d] + 1;
        String auto = n.text("auto_pad", "NOTSET");
        switch (auto) {
            case "SAME_UPPER", "SAME_LOWER" -> {
                out[d] = (in[d] + stride[d] - 1) / stride[d];
                int total = Math.max(0, (out[d] - 1) * stride[d] + extent - in[d]);
                before[d] = auto.equals("SAME_UPPER") ? total / 2 : total - total / 2;
                after[d] = total - before[d];
            }
            case "VALID", "NOTSET" -> {
                long[] pads = auto.equals("VALID") ? null : n.integers("pads");
                before[d] = small(get(pads, a, 0));
                after[d] = small(get(pads, a + rank, 0));
                int room = in[d] + before[d] + after[d] - extent;
                boolean ceil = n.integer("ceil_mode", 0) == 1;
                out[d] = room < 0 ? 0 : (ceil ? (room + stride[d] - 1) / stride[d] : room / stride[d]) + 1;
                // as PyTorch: the last window starts inside the image or its padding on the left
                if (ceil && (out[d] - 1) * stride[d] >= in[d] + before[d]) {
                    out[d]--;
                }
            }
            default -> throw n.refuse("auto_pad '" + auto + "'");
        }
    }

    private static long get(long[] values, int i, long otherwise) {
        return values == null || i >= values.length ? otherwise : values[i];
    }

    private static int small(long v) {
        if (v < 0 || v > 1 << 20) {
            throw new IllegalArgumentException("kernel, stride, dilation or padding of " + v + "; allowed: 0 to " + (1 << 20));
        }
        return (int) v;
    }

    /** Shape of the result. */
    int[] shape(int samples, int channels) {
        return rank == 1
                ? new int[] {samples, channels, window.outWidth()}
                : new int[] {samples, channels, window.outHeight(), window.outWidth()};
    }
}
