package binade.simulator.matrix;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Flat loops: vector body, scalar tail. */
public final class VectorElementwise extends Elementwise {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();
    private static final Scalar TAIL = new Scalar();

    @Override
    public void relu(float[] x, float[] y, int from, int to) {
        FloatVector zero = FloatVector.zero(F);
        int i = from;
        for (int end = from + F.loopBound(to - from); i < end; i += LANES) {
            FloatVector v = FloatVector.fromArray(F, x, i);
            zero.blend(v, v.compare(VectorOperators.GT, zero)).intoArray(y, i);
        }
        TAIL.relu(x, y, i, to);
    }

    @Override
    public void reluBackward(float[] y, float[] dy, float[] dx, int from, int to) {
        FloatVector zero = FloatVector.zero(F);
        int i = from;
        for (int end = from + F.loopBound(to - from); i < end; i += LANES) {
            FloatVector v = FloatVector.fromArray(F, y, i);
            FloatVector d = FloatVector.fromArray(F, dy, i);
            zero.blend(d, v.compare(VectorOperators.GT, zero)).intoArray(dx, i);
        }
        TAIL.reluBackward(y, dy, dx, i, to);
    }

    @Override
    public void add(float[] x, float[] z, float[] y, int from, int to) {
        int i = from;
        for (int end = from + F.loopBound(to - from); i < end; i += LANES) {
            FloatVector.fromArray(F, x, i).add(FloatVector.fromArray(F, z, i)).intoArray(y, i);
        }
        TAIL.add(x, z, y, i, to);
    }

    @Override
    public void affine(float[] x, int from, int to, int channels, float[] a, float[] b, float[] y) {
        int whole = F.loopBound(channels);
        for (int c = 0; c < whole; c += LANES) {
            FloatVector scale = FloatVector.fromArray(F, a, c);
            FloatVector offset = FloatVector.fromArray(F, b, c);
            for (int i = from * channels + c; i < to * channels; i += channels) {
                FloatVector.fromArray(F, x, i).mul(scale).add(offset).intoArray(y, i);
            }
        }
        if (whole < channels) {
            Scalar.affine(x, from, to, channels, whole, a, b, y);
        }
    }

    @Override
    public int differences(float[] a, int aFrom, float[] b, int bFrom, int n) {
        int count = 0;
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LANES) {
            count += FloatVector.fromArray(F, a, aFrom + i)
                    .compare(VectorOperators.NE, FloatVector.fromArray(F, b, bFrom + i)).trueCount();
        }
        return count + TAIL.differences(a, aFrom + i, b, bFrom + i, n - i);
    }
}
