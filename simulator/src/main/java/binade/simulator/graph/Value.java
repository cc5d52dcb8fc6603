package binade.simulator.graph;

import java.util.Arrays;

/**
 * A tensor of a graph, row-major. What is known before any input has come is a constant. At run time all values stand in
 * binary32 arrays, integers and truth values (0, 1) too; constants that are not binary32 stand in binary64, so that shapes are exact.
 */
public final class Value {
    /** What the numbers stand for. */
    public enum Kind {
        FLOAT,
        INTEGER,
        BOOLEAN
    }

    private final int index;
    private final String name;
    private final int[] shape;
    private final Kind kind;
    private final boolean active;
    private final boolean differentiable;
    private final Value root;
    private final float[] floats;
    private final double[] whole;

    Value(
            int index, String name, int[] shape, Kind kind, boolean active, boolean differentiable, Value root, float[] floats,
            double[] whole) {
        this.index = index;
        this.name = name;
        this.shape = shape.clone();
        this.kind = kind;
        this.active = active;
        this.differentiable = differentiable;
        this.root = root == null ? this : root;
        this.floats = floats;
        this.whole = whole;
    }

    public String name() {
        return name;
    }

    public int[] shape() {
        return shape.clone();
    }

    public int rank() {
        return shape.length;
    }

    /** Size of a dimension; negative ones count from the last. */
    public int dimension(int axis) {
        return shape[axis < 0 ? axis + shape.length : axis];
    }

    public int size() {
        return Shapes.size(shape);
    }

    public Kind kind() {
        return kind;
    }

    public boolean isFloat() {
        return kind == Kind.FLOAT;
    }

    /** Whether it depends on the input of the network: an activation. */
    public boolean isActive() {
        return active;
    }

    /** Whether a gradient of a weight passes through it. */
    public boolean isDifferentiable() {
        return differentiable;
    }

    /** Whether its numbers are known and are no weights. */
    public boolean isConstant() {
        return !active && !differentiable && (floats != null || whole != null);
    }

    /** Whether its numbers are known, weights included. */
    public boolean isKnown() {
        return floats != null || whole != null;
    }

    /** The numbers of a constant or weight in binary32; not to be changed. */
    public float[] floats() {
        if (floats != null) {
            return floats;
        }
        float[] f = new float[whole.length];
        for (int i = 0; i < f.length; i++) {
            f[i] = (float) whole[i];
        }
        return f;
    }

    /** The numbers of a constant in binary64; not to be changed. */
    public double[] doubles() {
        if (whole != null) {
            return whole;
        }
        double[] d = new double[floats.length];
        for (int i = 0; i < d.length; i++) {
            d[i] = floats[i];
        }
        return d;
    }

    /** The numbers of a constant as integers, toward zero; beyond the range of long the largest or smallest one. */
    public long[] longs() {
        double[] d = doubles();
        long[] l = new long[d.length];
        for (int i = 0; i < l.length; i++) {
            l[i] = (long) d[i];
        }
        return l;
    }

    int index() {
        return index;
    }

    /** The value whose storage this one shares. */
    Value root() {
        return root;
    }

    @Override
    public String toString() {
        return name + Arrays.toString(shape);
    }
}
