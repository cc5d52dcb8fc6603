package binade.experiments.onnx;

import java.util.Arrays;

/** A growing list of numbers. */
final class Numbers {
    private double[] values = new double[0];
    private int count;

    void reserve(int more) {
        if (count + more > values.length) {
            values = Arrays.copyOf(values, count + more);
        }
    }

    void add(double value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, Math.max(8, count + (count >> 1)));
        }
        values[count++] = value;
    }

    int count() {
        return count;
    }

    double[] doubles() {
        return count == values.length ? values : Arrays.copyOf(values, count);
    }

    float[] floats() {
        float[] f = new float[count];
        for (int i = 0; i < count; i++) {
            f[i] = (float) values[i];
        }
        return f;
    }

    long[] longs() {
        long[] l = new long[count];
        for (int i = 0; i < count; i++) {
            l[i] = (long) values[i];
        }
        return l;
    }
}
