package binade.experiments.data;

import java.util.Arrays;

/**
 * Numbers, row-major, in binary32.
 *
 * @param shape the first dimension counts samples
 * @param isFloat whether they were floating-point numbers in the file
 */
public record DataArray(int[] shape, boolean isFloat, float[] values) {
    /** Values of one sample. */
    public int each() {
        return shape[0] == 0 ? 0 : values.length / shape[0];
    }

    public int samples() {
        return shape[0];
    }

    @Override
    public String toString() {
        return (isFloat ? "floats " : "integers ") + Arrays.toString(shape);
    }
}
