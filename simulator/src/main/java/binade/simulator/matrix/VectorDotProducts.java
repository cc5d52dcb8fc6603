package binade.simulator.matrix;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Two vectors of partial sums per sweep; as many sweeps as it takes to cover the 16. */
public final class VectorDotProducts extends DotProducts {
    private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = D.length();
    private static final VectorSpecies<Float> F =
            VectorSpecies.of(float.class, VectorShape.forBitSize(LANES * Float.SIZE));

    @Override
    public void accumulate(float[] x, float[] y, int n, double[] xy, double[] yy) {
        int whole = n - n % PARTIALS;
        for (int first = 0; first < PARTIALS; first += 2 * LANES) {
            sweep(x, y, first, whole, xy, yy);
        }
        Scalar.accumulate(x, y, whole, n, xy, yy);
    }

    private static void sweep(float[] x, float[] y, int first, int whole, double[] xy, double[] yy) {
        DoubleVector xya = DoubleVector.fromArray(D, xy, first);
        DoubleVector xyb = DoubleVector.fromArray(D, xy, first + LANES);
        DoubleVector yya = DoubleVector.fromArray(D, yy, first);
        DoubleVector yyb = DoubleVector.fromArray(D, yy, first + LANES);
        for (int i = first; i < whole; i += PARTIALS) {
            DoubleVector xa = (DoubleVector) FloatVector.fromArray(F, x, i).convertShape(VectorOperators.F2D, D, 0);
            DoubleVector xb =
                    (DoubleVector) FloatVector.fromArray(F, x, i + LANES).convertShape(VectorOperators.F2D, D, 0);
            DoubleVector ya = (DoubleVector) FloatVector.fromArray(F, y, i).convertShape(VectorOperators.F2D, D, 0);
            DoubleVector yb =
                    (DoubleVector) FloatVector.fromArray(F, y, i + LANES).convertShape(VectorOperators.F2D, D, 0);
            xya = xa.fma(ya, xya);
            xyb = xb.fma(yb, xyb);
            yya = ya.fma(ya, yya);
            yyb = yb.fma(yb, yyb);
        }
        xya.intoArray(xy, first);
        xyb.intoArray(xy, first + LANES);
        yya.intoArray(yy, first);
        yyb.intoArray(yy, first + LANES);
    }
}
