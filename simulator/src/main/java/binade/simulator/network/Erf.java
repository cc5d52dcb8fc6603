package binade.simulator.network;

import binade.simulator.matrix.Sigmoids;

/** The error function 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x, absolute error below 1e-12. */
public final class Erf {
    private static final double TWO_BY_ROOT_PI = 1.1283791670955126;
    /** erf(6) = 1 - 2e-17. */
    private static final double ONE_FROM = 6;

    private Erf() {}

    /**
     * By the series erf(x) = 2 / sqrt(pi) exp(-x^2) sum over n of 2^n x^(2n+1) / (1 3 5 ... (2n+1)), whose terms all have the sign
     * of x (Abramowitz and Stegun 7.1.6). NaN stays NaN.
     */
    public static double of(double x) {
        if (Math.abs(x) >= ONE_FROM) {
            return Math.signum(x);
        }
        double twice = 2 * x * x;
        double term = x;
        double sum = x;
        for (int n = 3; Math.abs(term) > 1e-14 * Math.abs(sum); n += 2) {
            term *= twice / n;
            sum += term;
        }
        return TWO_BY_ROOT_PI * Sigmoids.exp(-x * x) * sum;
    }
}
