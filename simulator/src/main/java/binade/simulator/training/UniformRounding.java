package binade.simulator.training;

import binade.formats.Grid;
import binade.formats.GridFormat;

/**
 * The paper's signed stochastic rule with random numbers given as reals r in [0, 1) instead of integers (paper-method 2.2):
 * with t = x / quantum, floor(t) + 1 quanta if r < t - floor(t), else floor(t); then the range check, saturating.
 *
 * <p>Exact for all binary32 x and all binary32 r, however small: the comparison is made without rounding.
 */
final class UniformRounding {
    private final Grid grid;

    /** @param format a grid without shared scale, or at scale 0 */
    UniformRounding(GridFormat format) {
        grid = format.grid();
    }

    /**
     * x[i] = rnd(x[i]) with r[i]. Infinities saturate; zero becomes +0.
     *
     * @throws ArithmeticException if x contains NaN
     */
    void round(float[] x, float[] r) {
        for (int i = 0; i < x.length; i++) {
            x[i] = round(x[i], r[i]);
        }
    }

    private float round(float x, float r) {
        if (Float.isNaN(x)) {
            throw new ArithmeticException("NaN in a tensor to be rounded stochastically");
        }
        double a = Math.abs((double) x);
        if (a == 0) {
            return 0f;
        }
        int q = grid.quantumExponent(Math.getExponent(a));
        double t = Math.scalb(a, -q);
        double n = Math.floor(t);
        double nu = t - n; // exact: n and t lie in one binade, or n = 0
        if (nu != 0 && (x > 0 ? r < nu : !lessThanOne(r, nu))) {
            n += 1;
        }
        double result = Math.min(Math.scalb(n, q), x > 0 ? grid.max() : -grid.min());
        return result == 0 ? 0f : (float) Math.copySign(result, x);
    }

    /** r + nu < 1, decided exactly: the sum and its rounding error (Knuth's two-sum). */
    private static boolean lessThanOne(double r, double nu) {
        double sum = r + nu;
        double part = sum - r;
        double error = (r - (sum - part)) + (nu - part);
        return sum < 1 || sum == 1 && error < 0;
    }
}
