package binade.simulator.tensorcore;

import java.util.Objects;

/**
 * A linear layer of XNOR-Net at inference (Rastegari et al., ECCV 2016, section 3.2), its weights packed once:
 *
 * <pre>
 *   alpha[j] = mean over k of |w[k,j]|        K[i] = mean over k of |x[i,k]|
 *   n[i,j]   = sum over k of sign(x[i,k]) sign(w[k,j])                         an exact integer, by population counts
 *   y[i,j]   = (K[i] alpha[j]) n[i,j] + bias[j]                                each step rounded to binary32
 * </pre>
 *
 * The sign of 0 is +1. Means are added in binary64, in four partial sums, and rounded once. Not safe for several threads.
 */
public final class XnorLinear {
    private final int k;
    private final int n;
    private final int words;
    /** Words of all columns of w, word after word: [words, n]. */
    private final long[] columns;
    private final float[] alpha;
    private final float[] bias;
    private final boolean inputScale;
    private final SignBits signs = SignBits.get();
    private final long[] row;
    private final long[] sums;

    /**
     * @param w [k, n]
     * @param bias [n]
     * @param inputScale whether K is applied; else 1 stands for it
     * @throws IllegalArgumentException if shapes do not fit, or k is beyond 2^24, from where counts are no binary32 numbers
     */
    public XnorLinear(float[] w, int k, int n, float[] bias, boolean inputScale) {
        if (k < 1 || n < 1 || k > 1 << 24 || (long) k * n != w.length || bias.length != n) {
            throw new IllegalArgumentException("weights [" + k + ", " + n + "] in " + w.length + " numbers with " + bias.length
                    + " biases; k is 1 to 2^24");
        }
        this.k = k;
        this.n = n;
        this.bias = bias.clone();
        this.inputScale = inputScale;
        words = SignBits.words(k);
        columns = new long[words * n];
        alpha = new float[n];
        float[] column = new float[k];
        long[] bits = new long[words];
        for (int j = 0; j < n; j++) {
            for (int p = 0; p < k; p++) {
                column[p] = w[p * n + j];
            }
            alpha[j] = meanMagnitude(column, 0, k);
            signs.pack(column, 0, k, bits, 0);
            for (int p = 0; p < words; p++) {
                columns[p * n + j] = bits[p];
            }
        }
        row = new long[words];
        sums = new long[n];
    }

    /** alpha of each output, a copy. */
    public float[] alpha() {
        return alpha.clone();
    }

    /** Mean magnitude of a row: K of a sample, and of a window of a convolution (the paper's box filter over A). */
    public static float meanMagnitude(float[] x, int offset, int k) {
        // four sums at a time, for speed; the order is fixed
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int p = 0;
        for (; p + 3 < k; p += 4) {
            s0 += Math.abs(x[offset + p]);
            s1 += Math.abs(x[offset + p + 1]);
            s2 += Math.abs(x[offset + p + 2]);
            s3 += Math.abs(x[offset + p + 3]);
        }
        for (; p < k; p++) {
            s0 += Math.abs(x[offset + p]);
        }
        return (float) (((s0 + s1) + (s2 + s3)) / k);
    }

    /**
     * y[rows, n] of x[rows, k], both row-major.
     *
     * @throws IndexOutOfBoundsException if a shape does not fit its array
     */
    public void forward(float[] x, int rows, float[] y) {
        Objects.checkFromIndexSize(0, Math.multiplyExact(rows, k), x.length);
        Objects.checkFromIndexSize(0, Math.multiplyExact(rows, n), y.length);
        for (int i = 0; i < rows; i++) {
            signs.pack(x, i * k, k, row, 0);
            differences(row, columns, words, n, sums);
            scale(inputScale ? meanMagnitude(x, i * k, k) : 1, i * n, y);
        }
    }

    /** sums[j] = bits in which the row differs from column j; plain loops that the compiler turns into whole vectors. */
    private static void differences(long[] row, long[] columns, int words, int n, long[] sums) {
        java.util.Arrays.fill(sums, 0);
        for (int p = 0; p < words; p++) {
            long a = row[p];
            int from = p * n;
            for (int j = 0; j < n; j++) {
                sums[j] += Long.bitCount(a ^ columns[from + j]);
            }
        }
    }

    private void scale(float factor, int to, float[] y) {
        for (int j = 0; j < n; j++) {
            y[to + j] = (factor * alpha[j]) * (int) (k - 2 * sums[j]) + bias[j];
        }
    }
}
