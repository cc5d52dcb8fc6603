package binade.simulator.matrix;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Lanes run over channels, so that each sum is the scalar one; channels beyond the last whole vector are done by the scalar loops. */
public final class VectorChannelSums extends ChannelSums {
    private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = D.length();
    private static final VectorSpecies<Float> F =
            VectorSpecies.of(float.class, VectorShape.forBitSize(Math.max(64, LANES * Float.SIZE)));

    @Override
    public void sum(float[] x, int from, int to, int channels, double[] total) {
        int whole = D.loopBound(channels);
        for (int c = 0; c < whole; c += LANES) {
            DoubleVector sum = DoubleVector.fromArray(D, total, c);
            for (int i = from * channels + c; i < to * channels; i += channels) {
                sum = sum.add((DoubleVector) FloatVector.fromArray(F, x, i).convertShape(VectorOperators.F2D, D, 0));
            }
            sum.intoArray(total, c);
        }
        if (whole < channels) {
            Scalar.sum(x, from, to, channels, whole, total);
        }
    }

    @Override
    public void squares(float[] x, int from, int to, int channels, double[] mean, double[] total) {
        int whole = D.loopBound(channels);
        for (int c = 0; c < whole; c += LANES) {
            DoubleVector sum = DoubleVector.fromArray(D, total, c);
            DoubleVector m = DoubleVector.fromArray(D, mean, c);
            for (int i = from * channels + c; i < to * channels; i += channels) {
                DoubleVector d = ((DoubleVector) FloatVector.fromArray(F, x, i).convertShape(VectorOperators.F2D, D, 0)).sub(m);
                sum = sum.add(d.mul(d));
            }
            sum.intoArray(total, c);
        }
        if (whole < channels) {
            Scalar.squares(x, from, to, channels, whole, mean, total);
        }
    }

    @Override
    public void products(
            float[] x, float[] dy, int from, int to, int channels, double[] mean, double[] factor, double[] total) {
        int whole = D.loopBound(channels);
        for (int c = 0; c < whole; c += LANES) {
            DoubleVector sum = DoubleVector.fromArray(D, total, c);
            DoubleVector m = DoubleVector.fromArray(D, mean, c);
            DoubleVector f = DoubleVector.fromArray(D, factor, c);
            for (int i = from * channels + c; i < to * channels; i += channels) {
                DoubleVector v = (DoubleVector) FloatVector.fromArray(F, x, i).convertShape(VectorOperators.F2D, D, 0);
                DoubleVector e = (DoubleVector) FloatVector.fromArray(F, dy, i).convertShape(VectorOperators.F2D, D, 0);
                sum = sum.add(e.mul(v.sub(m).mul(f)));
            }
            sum.intoArray(total, c);
        }
        if (whole < channels) {
            Scalar.products(x, dy, from, to, channels, whole, mean, factor, total);
        }
    }

    @Override
    public void normalisedError(float[] x, float[] dy, int from, int to, Normalisation n, float[] dx) {
        int channels = n.channels();
        int whole = D.loopBound(channels);
        double rows = n.rows();
        for (int c = 0; c < whole; c += LANES) {
            DoubleVector m = DoubleVector.fromArray(D, n.mean(), c);
            DoubleVector f = DoubleVector.fromArray(D, n.factor(), c);
            DoubleVector s = DoubleVector.fromArray(D, n.scale(), c);
            DoubleVector dgamma = DoubleVector.fromArray(D, n.dgamma(), c);
            DoubleVector dbeta = DoubleVector.fromArray(D, n.dbeta(), c);
            for (int i = from * channels + c; i < to * channels; i += channels) {
                DoubleVector v = (DoubleVector) FloatVector.fromArray(F, x, i).convertShape(VectorOperators.F2D, D, 0);
                DoubleVector e = (DoubleVector) FloatVector.fromArray(F, dy, i).convertShape(VectorOperators.F2D, D, 0);
                DoubleVector shared = dbeta.add(v.sub(m).mul(f).mul(dgamma)).div(rows);
                ((FloatVector) s.mul(e.sub(shared)).convertShape(VectorOperators.D2F, F, 0)).intoArray(dx, i);
            }
        }
        if (whole < channels) {
            Scalar.normalisedError(x, dy, from, to, whole, n, dx);
        }
    }
}
