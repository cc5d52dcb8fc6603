package binade.simulator.quantize;

/**
 * Bytes of a model on disk, without names and shapes.
 *
 * @param codes of quantized weights, packed
 * @param scales of weights and of activations with a fixed range
 * @param zeroPoints likewise
 * @param biases binary32, or 32-bit integers
 * @param others binary32: normalisation, smoothing, tensors that were left alone
 */
public record ModelSize(long codes, long scales, long zeroPoints, long biases, long others) {
    public long total() {
        return codes + scales + zeroPoints + biases + others;
    }

    ModelSize plus(ModelSize o) {
        return new ModelSize(
                codes + o.codes, scales + o.scales, zeroPoints + o.zeroPoints, biases + o.biases, others + o.others);
    }

    static ModelSize of(WeightTensor t) {
        return new ModelSize(t.codeBytes(), t.scaleBytes(), t.zeroPointBytes(), 0, 0);
    }
}
