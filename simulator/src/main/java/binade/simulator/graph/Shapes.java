package binade.simulator.graph;

import java.util.Arrays;

/** Sizes of row-major tensors. */
public final class Shapes {
    /** Values of one tensor; what a Java array and a sane network hold. */
    public static final int MAX_SIZE = 1 << 29;

    private Shapes() {}

    /**
     * Number of values.
     *
     * @throws IllegalArgumentException for a negative dimension or more than {@link #MAX_SIZE} values
     */
    public static int size(int... shape) {
        long size = 1;
        for (int d : shape) {
            if (d < 0) {
                throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " has a negative dimension");
            }
            size *= d;
            if (size > MAX_SIZE) {
                throw new IllegalArgumentException(
                        "shape " + Arrays.toString(shape) + " has more than " + MAX_SIZE + " values");
            }
        }
        return (int) size;
    }

    /** Product of the dimensions from {@code from} to {@code to - 1}. */
    public static int size(int[] shape, int from, int to) {
        return size(Arrays.copyOfRange(shape, from, to));
    }

    /** Distance of neighbours along each dimension. */
    public static int[] strides(int[] shape) {
        int[] strides = new int[shape.length];
        int stride = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            strides[d] = stride;
            stride *= shape[d];
        }
        return strides;
    }

    /**
     * The axis counted from 0.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static int axis(long axis, int rank) {
        if (axis < -rank || axis >= rank) {
            throw new IllegalArgumentException("axis " + axis + " of a tensor of rank " + rank);
        }
        return (int) (axis < 0 ? axis + rank : axis);
    }

    /**
     * The shape of an element-wise result: dimensions of 1 are repeated, missing ones on the left are 1.
     *
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public static int[] broadcast(int[] a, int[] b) {
        int rank = Math.max(a.length, b.length);
        int[] c = new int[rank];
        for (int d = 1; d <= rank; d++) {
            int x = d <= a.length ? a[a.length - d] : 1;
            int y = d <= b.length ? b[b.length - d] : 1;
            if (x != y && x != 1 && y != 1) {
                throw new IllegalArgumentException(
                        "shapes " + Arrays.toString(a) + " and " + Arrays.toString(b) + " do not fit each other");
            }
            c[rank - d] = x == 1 ? y : x;
        }
        return c;
    }

    /** For each element of a tensor with this shape, in order, the sum of coordinate times stride, from {@code offset} on. */
    public static int[] indices(int[] shape, int[] strides, int offset) {
        int[] map = new int[size(shape)];
        int[] at = new int[shape.length];
        int source = offset;
        for (int i = 0; i < map.length; i++) {
            map[i] = source;
            for (int d = shape.length - 1; d >= 0; d--) {
                source += strides[d];
                if (++at[d] < shape[d]) {
                    break;
                }
                source -= strides[d] * shape[d];
                at[d] = 0;
            }
        }
        return map;
    }

    /** The element of {@code from} that each element of {@code to} repeats. */
    public static int[] repeats(int[] from, int[] to) {
        int[] strides = strides(from);
        int[] wide = new int[to.length];
        for (int d = 1; d <= from.length; d++) {
            wide[to.length - d] = from[from.length - d] == 1 ? 0 : strides[from.length - d];
        }
        return indices(to, wide, 0);
    }
}
