package binade.simulator.network;

import binade.simulator.matrix.MatrixProduct;
import binade.simulator.matrix.MatrixProducts;
import java.util.Objects;

/**
 * What linear and convolution layers multiply matrices with, by what the product is for. Biases, sums over windows,
 * normalisation and the loss stay in binary32.
 *
 * @param forward y = x w; of a linear layer started at the bias
 * @param inputGradient dx = dy w^T
 * @param weightGradient dw = x^T dy
 */
public record Products(MatrixProduct forward, MatrixProduct inputGradient, MatrixProduct weightGradient) {
    /** The binary32 product of this process, everywhere. */
    public static final Products ORDINARY = of(MatrixProducts.product());

    public Products {
        Objects.requireNonNull(forward, "forward");
        Objects.requireNonNull(inputGradient, "inputGradient");
        Objects.requireNonNull(weightGradient, "weightGradient");
    }

    /** One product in every role. */
    public static Products of(MatrixProduct product) {
        return new Products(product, product, product);
    }

    public Products withForward(MatrixProduct other) {
        return new Products(other, inputGradient, weightGradient);
    }

    public Products withInputGradient(MatrixProduct other) {
        return new Products(forward, other, weightGradient);
    }

    public Products withWeightGradient(MatrixProduct other) {
        return new Products(forward, inputGradient, other);
    }
}
