package binade.experiments.study;

/**
 * What became of a network that was quantized.
 *
 * @param method id of the recipe; {@code fp32} for the network as it was
 * @param weights format and scales of the weights
 * @param activations the same of the activations
 * @param loss mean cross-entropy of the test samples, nats
 * @param accuracy share of test labels with the largest logit
 * @param accuracyDrop in percentage points against binary32
 * @param bytes of the model
 * @param ratio of the binary32 model's bytes to them
 * @param seconds of the quantization, without training and evaluation
 */
public record QuantizationRow(
        String method, String weights, String activations, double loss, double accuracy, double accuracyDrop, long bytes,
        double ratio, double seconds) {}
