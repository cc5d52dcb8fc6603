package binade.simulator.network;

import binade.simulator.matrix.MatrixProduct;
import binade.simulator.matrix.MatrixProducts;
import binade.simulator.matrix.Workers;
import java.util.Objects;

/**
 * What linear and convolution layers multiply matrices with, by what the product is for. Biases, sums over windows,
 * normalisation and the loss stay in binary32.
 *
 * @param forward y = x w; of a linear layer started at the bias
 * @param inputGradient dx = dy w^T
 * @param weightGradient dw = x^T dy
 * @param workers threads that share the work inside a layer; the bits do not depend on their number
 */
public record Products(
        MatrixProduct forward, MatrixProduct inputGradient, MatrixProduct weightGradient, Workers workers) {
    /** The binary32 product of this process, everywhere. */
    public static final Products ORDINARY = of(MatrixProducts.product());

    public Products {
        Objects.requireNonNull(forward, "forward");
        Objects.requireNonNull(inputGradient, "inputGradient");
        Objects.requireNonNull(weightGradient, "weightGradient");
        Objects.requireNonNull(workers, "workers");
    }

    /** On the calling thread alone. */
    public Products(MatrixProduct forward, MatrixProduct inputGradient, MatrixProduct weightGradient) {
        this(forward, inputGradient, weightGradient, Workers.ONE);
    }

    /** One product in every role. */
    public static Products of(MatrixProduct product) {
        return new Products(product, product, product);
    }

    public Products withForward(MatrixProduct other) {
        return new Products(other, inputGradient, weightGradient, workers);
    }

    public Products withInputGradient(MatrixProduct other) {
        return new Products(forward, other, weightGradient, workers);
    }

    public Products withWeightGradient(MatrixProduct other) {
        return new Products(forward, inputGradient, other, workers);
    }

    /** The same products with the work inside layers shared by threads. */
    public Products withWorkers(Workers other) {
        return new Products(forward, inputGradient, weightGradient, other);
    }

    /** Whether all three are the binary32 chain, so that sums may be cut and layers may compute them in other ways. */
    boolean areChains() {
        return forward.isChain() && inputGradient.isChain() && weightGradient.isChain();
    }
}
