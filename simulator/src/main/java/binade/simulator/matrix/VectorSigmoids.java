package binade.simulator.matrix;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Flat loops: vector body, scalar tail. */
public final class VectorSigmoids extends Sigmoids {
    private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = D.length();
    private static final VectorSpecies<Float> F =
            VectorSpecies.of(float.class, VectorShape.forBitSize(Math.max(64, LANES * Float.SIZE)));
    private static final Scalar TAIL = new Scalar();

    @Override
    public void logistic(float[] x, float[] y, int from, int to) {
        int i = from;
        for (int end = from + D.loopBound(to - from); i < end; i += LANES) {
            DoubleVector v = (DoubleVector) FloatVector.fromArray(F, x, i).convertShape(VectorOperators.F2D, D, 0);
            DoubleVector a = v.min(LARGEST).max(-LARGEST).neg();
            DoubleVector t = a.fma(DoubleVector.broadcast(D, LOG2_E), DoubleVector.broadcast(D, ROUND));
            DoubleVector k = t.sub(ROUND).neg();
            DoubleVector r = k.fma(DoubleVector.broadcast(D, LN2_HIGH), a);
            r = k.fma(DoubleVector.broadcast(D, LN2_LOW), r);
            DoubleVector p = DoubleVector.broadcast(D, INVERSE_FACTORIAL[10]);
            p = p.fma(r, DoubleVector.broadcast(D, INVERSE_FACTORIAL[9]));
            p = p.fma(r, DoubleVector.broadcast(D, INVERSE_FACTORIAL[8]));
            p = p.fma(r, DoubleVector.broadcast(D, INVERSE_FACTORIAL[7]));
            p = p.fma(r, DoubleVector.broadcast(D, INVERSE_FACTORIAL[6]));
            p = p.fma(r, DoubleVector.broadcast(D, INVERSE_FACTORIAL[5]));
            p = p.fma(r, DoubleVector.broadcast(D, INVERSE_FACTORIAL[4]));
            p = p.fma(r, DoubleVector.broadcast(D, INVERSE_FACTORIAL[3]));
            p = p.fma(r, DoubleVector.broadcast(D, INVERSE_FACTORIAL[2]));
            p = p.fma(r, DoubleVector.broadcast(D, 1));
            p = p.fma(r, DoubleVector.broadcast(D, 1));
            LongVector power = t.reinterpretAsLongs().add(1023).lanewise(VectorOperators.LSHL, 52);
            DoubleVector e = p.mul(power.reinterpretAsDoubles());
            DoubleVector result = DoubleVector.broadcast(D, 1).div(e.add(1));
            ((FloatVector) result.convertShape(VectorOperators.D2F, F, 0)).intoArray(y, i);
        }
        TAIL.logistic(x, y, i, to);
    }

    @Override
    public void tanh(float[] x, float[] y, int from, int to) {
        int i = from;
        for (int end = from + D.loopBound(to - from); i < end; i += LANES) {
            DoubleVector v = (DoubleVector) FloatVector.fromArray(F, x, i).convertShape(VectorOperators.F2D, D, 0);
            DoubleVector a = v.min(LARGEST).max(-LARGEST).mul(2);
            DoubleVector t = a.fma(DoubleVector.broadcast(D, LOG2_E), DoubleVector.broadcast(D, ROUND));
            DoubleVector k = t.sub(ROUND).neg();
            DoubleVector r = k.fma(DoubleVector.broadcast(D, LN2_HIGH), a);
            r = k.fma(DoubleVector.broadcast(D, LN2_LOW), r);
            DoubleVector p = DoubleVector.broadcast(D, INVERSE_FACTORIAL[10]);
            p = p.fma(r, DoubleVector.broadcast(D, INVERSE_FACTORIAL[9]));
            p = p.fma(r, DoubleVector.broadcast(D, INVERSE_FACTORIAL[8]));
            p = p.fma(r, DoubleVector.broadcast(D, INVERSE_FACTORIAL[7]));
            p = p.fma(r, DoubleVector.broadcast(D, INVERSE_FACTORIAL[6]));
            p = p.fma(r, DoubleVector.broadcast(D, INVERSE_FACTORIAL[5]));
            p = p.fma(r, DoubleVector.broadcast(D, INVERSE_FACTORIAL[4]));
            p = p.fma(r, DoubleVector.broadcast(D, INVERSE_FACTORIAL[3]));
            p = p.fma(r, DoubleVector.broadcast(D, INVERSE_FACTORIAL[2]));
            p = p.fma(r, DoubleVector.broadcast(D, 1));
            p = p.fma(r, DoubleVector.broadcast(D, 1));
            LongVector power = t.reinterpretAsLongs().add(1023).lanewise(VectorOperators.LSHL, 52);
            DoubleVector e = p.mul(power.reinterpretAsDoubles());
            DoubleVector result = e.sub(1).div(e.add(1)).blend(v, v.abs().lt(TINY));
            ((FloatVector) result.convertShape(VectorOperators.D2F, F, 0)).intoArray(y, i);
        }
        TAIL.tanh(x, y, i, to);
    }
}
