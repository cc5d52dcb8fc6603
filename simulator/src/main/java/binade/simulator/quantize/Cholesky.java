package binade.simulator.quantize;

/** Cholesky factors of small symmetric matrices, in binary64. */
final class Cholesky {
    private Cholesky() {}

    /**
     * Lower L with L L^T = a[n,n].
     *
     * @throws ArithmeticException if a is not positive definite
     */
    static double[] lower(double[] a, int n) {
        double[] l = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i * n + j];
                for (int k = 0; k < j; k++) {
                    sum -= l[i * n + k] * l[j * n + k];
                }
                if (i == j) {
                    if (!(sum > 0)) {
                        throw new ArithmeticException("matrix of inputs is not positive definite at " + i);
                    }
                    l[i * n + i] = Math.sqrt(sum);
                } else {
                    l[i * n + j] = sum / l[j * n + j];
                }
            }
        }
        return l;
    }

    /** Upper U with U^T U = the inverse of a[n,n]. */
    static double[] upperOfInverse(double[] a, int n) {
        // a = L L^T, a^-1 = L^-T L^-1
        double[] l = lower(a, n);
        double[] x = new double[n * n]; // L^-1, lower
        for (int c = 0; c < n; c++) {
            x[c * n + c] = 1 / l[c * n + c];
            for (int r = c + 1; r < n; r++) {
                double sum = 0;
                for (int k = c; k < r; k++) {
                    sum -= l[r * n + k] * x[k * n + c];
                }
                x[r * n + c] = sum / l[r * n + r];
            }
        }
        double[] inverse = new double[n * n];
        for (int k = 0; k < n; k++) {
            for (int i = 0; i <= k; i++) {
                double f = x[k * n + i];
                for (int j = 0; j <= k; j++) {
                    inverse[i * n + j] += f * x[k * n + j];
                }
            }
        }
        double[] lower = lower(inverse, n);
        double[] upper = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                upper[j * n + i] = lower[i * n + j];
            }
        }
        return upper;
    }
}
