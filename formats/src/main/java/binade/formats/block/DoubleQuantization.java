package binade.formats.block;

import java.util.Arrays;

/**
 * Double quantization of QLoRA: the binary32 maxima of NF4 blocks in 8 bits each, 4.127 bits per value in all.
 *
 * <pre>
 *   offset  = mean of absmax                            binary64 sum in index order, divided, rounded to binary32
 *   d[i]    = absmax[i] - offset                        binary32
 *   m       = max|d| of 256 consecutive blocks
 *   code    = nearest of the map to d[i] (1 / max(m, 1e-38))    binary32; on a midpoint the lower code
 *   absmax' = map[code] m + offset                      two binary32 operations; may be below zero
 * </pre>
 *
 * <p>The map, "dynamic" with 7 exponent bits, has 256 values in ascending order: 0, 1 and, for i from 0 to 6 and j from 0
 * to 2^i - 1, the numbers ±10^(i-6) (0.1 + 0.9 (2j + 1) / 2^(i+1)), each rounded once to binary32.
 *
 * <p>Sources: Dettmers et al. 2023 (QLoRA), section 3; bitsandbytes functional.py, create_dynamic_map and quantize_4bit
 * with compress_statistics. Two choices are ours, where bitsandbytes has what its libraries give: the order of the sum, and
 * values of the map rounded once (it computes them by several binary32 operations, which may differ in the last place).
 *
 * @param offset mean of the maxima
 * @param maxima m of each 256 blocks
 * @param codes one per block
 */
public record DoubleQuantization(float offset, float[] maxima, byte[] codes) {
    /** Blocks that share a maximum. */
    public static final int BLOCK = 256;

    private static final float LEAST = 1e-38f;
    private static final int EXPONENTS = 7;
    private static final float[] MAP = map();

    private static float[] map() {
        float[] map = new float[1 << 8];
        int n = 0;
        for (int i = 0; i < EXPONENTS; i++) {
            for (int j = 0; j < 1 << i; j++) {
                int numerator = (2 << i) + 9 * (2 * j + 1); // 0.1 + 0.9 (2j + 1) / 2^(i+1), over 10 2^(i+1)
                float v = (float) (numerator / ((2 << i) * Math.pow(10, EXPONENTS - i)));
                map[n++] = v;
                map[n++] = -v;
            }
        }
        map[n++] = 0;
        map[n] = 1;
        Arrays.sort(map);
        return map;
    }

    /** The value of a code, 0 to 255. */
    public static float value(int code) {
        return MAP[code];
    }

    /** The code of a number from -1 to 1. */
    static int nearest(float y) {
        int low = 0;
        int high = MAP.length - 1;
        while (low < high) { // the first code whose midpoint with the next one is not below y
            int code = (low + high) >>> 1;
            if (((double) MAP[code] + MAP[code + 1]) / 2 >= y) { // exact
                high = code;
            } else {
                low = code + 1;
            }
        }
        return low;
    }

    /**
     * Quantizes the maxima of the blocks of a tensor.
     *
     * @throws IllegalArgumentException if the format is not nf4, or a block is NaN
     */
    public static DoubleQuantization of(BlockTensor tensor) {
        requireNf4(tensor);
        int[] scales = tensor.scales();
        double sum = 0;
        for (int scale : scales) {
            sum += Float.intBitsToFloat(scale);
        }
        if (Double.isNaN(sum)) {
            throw new IllegalArgumentException("a block of the tensor is NaN, so its maxima have no mean");
        }
        float offset = scales.length == 0 ? 0 : (float) (sum / scales.length);
        float[] d = new float[scales.length];
        for (int i = 0; i < d.length; i++) {
            d[i] = Float.intBitsToFloat(scales[i]) - offset;
        }
        float[] maxima = new float[Math.ceilDiv(d.length, BLOCK)];
        byte[] codes = new byte[d.length];
        for (int b = 0; b < maxima.length; b++) {
            int to = Math.min(d.length, (b + 1) * BLOCK);
            maxima[b] = BlockMaximum.of(d, b * BLOCK, to);
            float factor = 1 / Math.max(maxima[b], LEAST);
            for (int i = b * BLOCK; i < to; i++) {
                codes[i] = (byte) nearest(Math.clamp(d[i] * factor, -1f, 1f));
            }
        }
        return new DoubleQuantization(offset, maxima, codes);
    }

    private static void requireNf4(BlockTensor tensor) {
        if (!(tensor.format() instanceof Nf4Format)) {
            throw new IllegalArgumentException(
                    "double quantization is defined for nf4, not for " + tensor.format().id());
        }
    }

    /** The maximum that stands for that of a block. */
    public float absmax(int block) {
        return MAP[codes[block] & 0xff] * maxima[block / BLOCK] + offset;
    }

    /**
     * The values of the tensor under these maxima instead of its own.
     *
     * @throws IllegalArgumentException if the tensor is not nf4 or has another number of blocks
     */
    public float[] values(BlockTensor tensor) {
        requireNf4(tensor);
        if (tensor.scales().length != codes.length) {
            throw new IllegalArgumentException(codes.length + " maxima for " + tensor.scales().length + " blocks");
        }
        float[] y = new float[tensor.codes().length];
        for (int i = 0; i < y.length; i++) {
            int block = tensor.tiles().at(i / tensor.columns(), i % tensor.columns());
            y[i] = tensor.format().decode(tensor.codes()[i], Float.floatToIntBits(absmax(block)), 1);
        }
        return y;
    }
}
