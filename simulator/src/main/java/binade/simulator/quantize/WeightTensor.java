package binade.simulator.quantize;

import binade.formats.BlockFormat;

/**
 * A weight made small.
 *
 * @param rows values [N,K], one row per output
 * @param codeBytes of the packed codes
 * @param scaleBytes of the scales: binary32 each, or what the block format has
 * @param zeroPointBytes as wide as a code each, packed
 */
record WeightTensor(float[] rows, long codeBytes, long scaleBytes, long zeroPointBytes) {
    /** Rounds to nearest, each run of values that share a scale over the range that the scheme's rule gives it. */
    static WeightTensor nearest(float[] rows, int n, int k, TensorScheme scheme) {
        float[] rounded = new float[rows.length];
        if (scheme.format() instanceof BlockFormat block) {
            block.quantize(rows, rounded, n, k);
            return blocks(block, rounded, n, k);
        }
        ScaledRounding[] roundings = roundings(rows, n, k, scheme);
        int run = scheme.granularity().run(n, k);
        for (int i = 0, g = 0; i < rows.length; g++) {
            int length = length(i, run, k);
            roundings[g].round(rows, i, rounded, i, length);
            i += length;
        }
        return scaled(scheme, rounded, n, k);
    }

    private static WeightTensor blocks(BlockFormat block, float[] rounded, int n, int k) {
        long blocks = (long) n * Math.ceilDiv(k, block.blockSize());
        long scales = bytes(blocks * block.scaleType().bits()) + (block.hasTensorScale() ? Float.BYTES : 0);
        return new WeightTensor(rounded, bytes((long) n * k * block.width()), scales, 0);
    }

    /** Values that a method of its own rounded into a scheme's scalar format. */
    static WeightTensor scaled(TensorScheme scheme, float[] rounded, int n, int k) {
        long runs = runs(scheme, n, k);
        int width = scheme.format().width();
        boolean zeroPoints = scheme.isInteger() && !scheme.symmetric();
        return new WeightTensor(
                rounded, bytes((long) n * k * width), scheme.hasRange() ? runs * Float.BYTES : 0,
                zeroPoints ? bytes(runs * width) : 0);
    }

    private static long bytes(long bits) {
        return Math.ceilDiv(bits, Byte.SIZE);
    }

    /** How many scales rows [n,k] have. */
    static int runs(TensorScheme scheme, int n, int k) {
        return switch (scheme.granularity().kind()) {
            case TENSOR -> 1;
            case CHANNEL -> n;
            case GROUP -> n * Math.ceilDiv(k, scheme.granularity().size());
        };
    }

    /** Values from index i on that share a scale: runs end with the row unless they are longer. */
    private static int length(int i, int run, int k) {
        return run >= k ? run : Math.min(run, k - i % k);
    }

    /** The rounding of each run, in order. */
    static ScaledRounding[] roundings(float[] rows, int n, int k, TensorScheme scheme) {
        ScaledRounding[] roundings = new ScaledRounding[runs(scheme, n, k)];
        int run = scheme.granularity().run(n, k);
        for (int i = 0, g = 0; i < rows.length; g++) {
            int length = length(i, run, k);
            roundings[g] = ScaledRounding.of(scheme, Observer.range(rows, i, i + length, scheme));
            i += length;
        }
        return roundings;
    }

    /** Which of the {@link #roundings} holds for element (row, column). */
    static int runOf(TensorScheme scheme, int row, int column, int k) {
        return switch (scheme.granularity().kind()) {
            case TENSOR -> 0;
            case CHANNEL -> row;
            case GROUP -> row * Math.ceilDiv(k, scheme.granularity().size()) + column / scheme.granularity().size();
        };
    }
}
