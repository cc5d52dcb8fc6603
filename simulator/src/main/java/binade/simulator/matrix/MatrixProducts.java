package binade.simulator.matrix;

import binade.formats.kernel.Kernels;

/** Chooses the matrix kernel of this process, by the same rule and property as the rounding kernel. */
public final class MatrixProducts {
    private MatrixProducts() {}

    private static final class Holder {
        static final MatrixProduct PRODUCT = Kernels.vectorised() ? new VectorMatrixProduct() : new ScalarMatrixProduct();
    }

    /** The kernel of this process; stateless, safe for all threads. */
    public static MatrixProduct product() {
        return Holder.PRODUCT;
    }
}
