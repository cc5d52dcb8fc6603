package binade.simulator.network;

import java.util.Arrays;

/**
 * A trained tensor. Weight tensors have rank 2 or more; biases and normalisation parameters rank 1.
 */
public final class Parameter {
    private final String name;
    private final int[] shape;
    private final float[] values;
    private int index = -1;

    Parameter(String name, int... shape) {
        this.name = name;
        this.shape = shape.clone();
        this.values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    }

    public String name() {
        return name;
    }

    public int[] shape() {
        return shape.clone();
    }

    /** Number of dimensions. */
    public int rank() {
        return shape.length;
    }

    /** Whether weight decay, weight formats and the gradient angle apply to it. */
    public boolean isWeight() {
        return shape.length >= 2;
    }

    /** The values themselves, not a copy. Call {@link Network#refresh} after changing them. */
    public float[] values() {
        return values;
    }

    public int size() {
        return values.length;
    }

    /** Position in {@link Network#parameters}. */
    public int index() {
        return index;
    }

    void setIndex(int newIndex) {
        index = newIndex;
    }
}
