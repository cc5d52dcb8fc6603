package binade.simulator.graph;

import binade.simulator.matrix.MatrixProduct;
import binade.simulator.matrix.MatrixProducts;
import java.util.Arrays;

/**
 * y[...,m,n] = alpha a[...,m,k] b[...,k,n], the leading dimensions repeated where one operand lacks them; b may be stored as
 * [...,n,k]. da = alpha dy b^T, db = alpha a^T dy, both from the rounded operands and the rounded dy that they are given.
 */
public final class MatMul implements Operator {
    private final int[] shape;
    private final int m;
    private final int n;
    private final int k;
    private final boolean transposed;
    private final float alpha;
    private final boolean[] fixed;
    private final int[] aBatch;
    private final int[] bBatch;

    /**
     * @param a at least rank 2, as {@code b}
     * @param transposed whether b is stored as [...,n,k]
     * @param fixed which operands are the same in every pass
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public MatMul(int[] a, int[] b, boolean transposed, float alpha, boolean... fixed) {
        this.transposed = transposed;
        this.alpha = alpha;
        this.fixed = fixed.clone();
        int kb = b[b.length - (transposed ? 1 : 2)];
        k = a[a.length - 1];
        n = b[b.length - (transposed ? 2 : 1)];
        if (k != kb) {
            throw new IllegalArgumentException("matrices " + Arrays.toString(a) + " and " + Arrays.toString(b)
                    + (transposed ? " transposed" : "") + " do not fit: " + k + " columns, " + kb + " rows");
        }
        int[] aLead = Arrays.copyOf(a, a.length - 2);
        int[] bLead = Arrays.copyOf(b, b.length - 2);
        int[] lead = Shapes.broadcast(aLead, bLead);
        shape = Arrays.copyOf(lead, lead.length + 2);
        shape[lead.length] = a[a.length - 2];
        shape[lead.length + 1] = n;
        if (Shapes.size(bLead) == 1) {
            m = Shapes.size(a) / Math.max(1, k); // one matrix for all rows
            aBatch = new int[] {0};
            bBatch = new int[] {0};
        } else {
            m = a[a.length - 2];
            aBatch = Shapes.repeats(aLead, lead);
            bBatch = Shapes.repeats(bLead, lead);
        }
    }

    @Override
    public int[][] outputs() {
        return new int[][] {shape};
    }

    @Override
    public boolean isMatrixOperator() {
        return true;
    }

    @Override
    public Kernel bind() {
        return new MatMulKernel();
    }

    private final class MatMulKernel implements Kernel {
        private final MatrixProduct product = MatrixProducts.product();
        /** b^T of every matrix, or b if it is stored transposed. */
        private float[] turned;
        private boolean ready;
        private float[] scaled;

        private void turn(float[] b) {
            if (ready) {
                return;
            }
            turned = turned == null ? new float[b.length] : turned;
            int rows = transposed ? n : k;
            int columns = transposed ? k : n;
            for (int from = 0; from + k * n <= b.length && k * n > 0; from += k * n) {
                Transposed.copy(b, from, columns, rows, columns, turned, from);
            }
            ready = fixed[1];
        }

        @Override
        public void forward(float[][] in, float[][] out) {
            if (transposed) {
                turn(in[1]);
            }
            float[] b = transposed ? turned : in[1];
            for (int t = 0; t < aBatch.length; t++) {
                product.multiply(m, n, k, in[0], aBatch[t] * m * k, k, 1, b, bBatch[t] * k * n, n, out[0], t * m * n, n, false);
            }
            for (int i = 0; alpha != 1 && i < out[0].length; i++) {
                out[0][i] *= alpha;
            }
        }

        @Override
        public void backward(float[][] in, float[][] out, float[][] dout, float[][] din) {
            float[] dy = dout[0];
            if (alpha != 1) {
                scaled = scaled == null ? new float[dy.length] : scaled;
                for (int i = 0; i < dy.length; i++) {
                    scaled[i] = alpha * dy[i];
                }
                dy = scaled;
            }
            if (din[0] != null && !transposed) {
                turn(in[1]);
            }
            float[] bt = transposed ? in[1] : turned;
            for (int t = 0; t < aBatch.length; t++) {
                int a = aBatch[t] * m * k;
                int b = bBatch[t] * k * n;
                int y = t * m * n;
                if (din[0] != null) {
                    product.multiply(m, k, n, dy, y, n, 1, bt, b, k, din[0], a, k, true);
                }
                if (din[1] == null) {
                    continue;
                }
                if (transposed) {
                    product.multiply(n, k, m, dy, y, 1, n, in[0], a, k, din[1], b, k, true);
                } else {
                    product.multiply(k, n, m, in[0], a, 1, k, dy, y, n, din[1], b, n, true);
                }
            }
        }
    }
}
