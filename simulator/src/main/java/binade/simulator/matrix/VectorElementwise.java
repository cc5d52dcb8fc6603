package binade.simulator.matrix;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Flat loops: vector body, scalar tail. */
public final class VectorElementwise extends Elementwise {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();

    @Override
    public void relu(float[] x, float[] y, int n) {
        FloatVector zero = FloatVector.zero(F);
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LANES) {
            FloatVector v = FloatVector.fromArray(F, x, i);
            zero.blend(v, v.compare(VectorOperators.GT, zero)).intoArray(y, i);
        }
        Scalar.relu(x, y, i, n);
    }

    @Override
    public void reluBackward(float[] y, float[] dy, float[] dx, int n) {
        FloatVector zero = FloatVector.zero(F);
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LANES) {
            FloatVector v = FloatVector.fromArray(F, y, i);
            FloatVector d = FloatVector.fromArray(F, dy, i);
            zero.blend(d, v.compare(VectorOperators.GT, zero)).intoArray(dx, i);
        }
        Scalar.reluBackward(y, dy, dx, i, n);
    }

    @Override
    public void affine(float[] x, int rows, int channels, float[] a, float[] b, float[] y) {
        int whole = F.loopBound(channels);
        for (int c = 0; c < whole; c += LANES) {
            FloatVector scale = FloatVector.fromArray(F, a, c);
            FloatVector offset = FloatVector.fromArray(F, b, c);
            for (int i = c; i < rows * channels; i += channels) {
                FloatVector.fromArray(F, x, i).mul(scale).add(offset).intoArray(y, i);
            }
        }
        if (whole < channels) {
            Scalar.affine(x, rows, channels, whole, a, b, y);
        }
    }
}
