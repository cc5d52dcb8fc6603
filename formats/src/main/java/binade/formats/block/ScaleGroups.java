package binade.formats.block;

/**
 * Which elements of a tensor share a scale: all of them, a channel, or a piece of an axis. The tensor is seen as [outer,
 * length, inner] around the axis; element (o, k, n) belongs to group
 *
 * <pre>
 *   tensor(n)               0                                            one scale
 *   channels(shape, axis)   k                                            scales [length]; ONNX per-axis
 *   pieces(shape, axis, b)  (o ceil(length / b) + k / b) inner + n       scales as the shape, the axis ceil(length / b)
 *                                                                        long; ONNX blocked, block_size b
 * </pre>
 *
 * <p>Source: ONNX QuantizeLinear, opset 21.
 *
 * @param outer product of the dimensions before the axis
 * @param length of the axis
 * @param inner product of the dimensions behind it
 * @param size indices of the axis that share a scale
 * @param acrossAll whether the other dimensions share it too
 */
public record ScaleGroups(int outer, int length, int inner, int size, boolean acrossAll) {
    /** @throws IllegalArgumentException for an empty group or a shape that no array has */
    public ScaleGroups {
        if (outer < 0 || length < 0 || inner < 0 || size < 1
                || (double) outer * length * inner > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("no tensor [" + outer + ", " + length + ", " + inner + "] has groups of "
                    + size + "; dimensions must not be negative, and groups hold at least 1");
        }
    }

    /** One scale for n elements. */
    public static ScaleGroups tensor(int n) {
        return new ScaleGroups(1, 1, n, 1, true);
    }

    /**
     * A scale per index of an axis.
     *
     * @param axis 0 is the first, -1 the last
     * @throws IllegalArgumentException if there is no such axis
     */
    public static ScaleGroups channels(int[] shape, int axis) {
        int a = axis(shape, axis);
        return new ScaleGroups(product(shape, 0, a), shape[a], product(shape, a + 1, shape.length), 1, true);
    }

    /** A scale per {@code size} consecutive indices of an axis, for each position in the other dimensions. */
    public static ScaleGroups pieces(int[] shape, int axis, int size) {
        int a = axis(shape, axis);
        return new ScaleGroups(product(shape, 0, a), shape[a], product(shape, a + 1, shape.length), size, false);
    }

    private static int axis(int[] shape, int axis) {
        if (axis < -shape.length || axis >= shape.length) {
            throw new IllegalArgumentException("axis " + axis + " of " + shape.length + " dimensions");
        }
        return axis < 0 ? axis + shape.length : axis;
    }

    private static int product(int[] shape, int from, int to) {
        int product = 1;
        for (int i = from; i < to; i++) {
            product = Math.multiplyExact(product, shape[i]);
        }
        return product;
    }

    /** Number of elements. */
    public int elements() {
        return outer * length * inner;
    }

    /** Number of scales. */
    public int count() {
        return acrossAll ? Math.ceilDiv(length, size) : outer * Math.ceilDiv(length, size) * inner;
    }

    /** The group of element i. */
    public int of(int i) {
        int k = i / inner % length / size;
        return acrossAll ? k : (i / inner / length * Math.ceilDiv(length, size) + k) * inner + i % inner;
    }

    /** The largest finite magnitude of each group, 0 if there is none; NaN is left out. */
    float[] maxima(float[] x) {
        check(x.length);
        float[] max = new float[count()];
        for (int i = 0; i < x.length; i++) {
            float a = Math.abs(x[i]);
            if (a <= Float.MAX_VALUE) {
                max[of(i)] = Math.max(max[of(i)], a);
            }
        }
        return max;
    }

    void check(int n) {
        if (n != elements()) {
            throw new IllegalArgumentException(
                    n + " elements for groups of a tensor [" + outer + ", " + length + ", " + inner + "]");
        }
    }
}
