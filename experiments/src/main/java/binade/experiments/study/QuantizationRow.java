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
 * @param retried share of the samples that were tried again in higher precision
 * @param bytes of the model, or of both
 * @param ratio of the binary32 model's bytes to them
 * @param seconds of the quantization, without training and evaluation
 */
public record QuantizationRow(
        String method, String weights, String activations, double loss, double accuracy, double accuracyDrop, double retried,
        long bytes, double ratio, double seconds) {}
