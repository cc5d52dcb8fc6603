package binade.formats;

import binade.formats.Rounding.Operand;
import binade.formats.kernel.Kernels;
import binade.formats.kernel.RoundingKernel;
import binade.formats.random.RandomWords;

/**
 * Rounds float arrays with a scale that is tracked (paper-method 3.2): with the present scale, which moves afterwards, when
 * {@link #endStep} is called, by what the rounded, unclamped values were. A tensor that comes in several pieces within one
 * step (a loop over time) is rounded with one scale throughout, and its largest piece decides.
 *
 * <p>For one thread. Infinities saturate and count as values above the range.
 */
public final class TrackedQuantizer {
    /** What is looked at, rounded and looked at again before going on: stays in the first-level cache. */
    private static final int PIECE = 4 * RandomWords.GROUP;

    private final Quantizer quantizer;
    private final TrackedScale tracked;
    private final RoundingKernel kernel = Kernels.rounding();
    private final boolean unsigned;
    /** Largest magnitude of this step, rounded and unclamped; negative: nothing was rounded. */
    private double largest = -1;

    /**
     * @param quantizer format, rounding and room
     * @param start the first scale; brought into the format's range
     * @throws IllegalArgumentException if the format has no scale
     */
    public TrackedQuantizer(Quantizer quantizer, int start, boolean holdOnZero) {
        this.quantizer = quantizer;
        GridFormat format = quantizer.format();
        tracked = new TrackedScale(
                format, quantizer.room(), format.scalable() ? quantizer.clampScale(start) : start, holdOnZero);
        unsigned = format.grid().min() == 0;
    }

    public Quantizer quantizer() {
        return quantizer;
    }

    /** The scale of the present step. */
    public int scale() {
        return tracked.scale();
    }

    /** Goes on from another scale, brought into the format's range; forgets what this step has seen. */
    public void restart(int scale) {
        tracked.set(quantizer.clampScale(scale));
        largest = -1;
    }

    /** Moves the scale by what was rounded since the last call; leaves it if that was nothing. */
    public void endStep() {
        if (largest >= 0) {
            tracked.update(largest);
        }
        largest = -1;
    }

    /**
     * y[i] = rnd(x[i]) with a rounding that needs nothing else, or hysteresis.
     *
     * @param previous previously quantized values, for hysteresis; may be y
     * @throws ArithmeticException if x contains NaN; y may have been written up to there
     */
    public void quantize(float[] x, float[] y, int from, int to, float[] previous) {
        for (int i = from; i < to; i += PIECE) {
            piece(x, y, i, Math.min(to, i + PIECE), previous);
        }
    }

    private void piece(float[] x, float[] y, int from, int to, float[] previous) {
        int bits = magnitude(x, from, to);
        double above = above(x, from, to, bits, previous, null, 0);
        quantizer.quantizeAt(scale(), x, y, from, to, null, 1, previous);
        if (above < 0 && !unsigned && quantizer.rounding() == Rounding.NEAREST_EVEN) { // symmetrical: the largest stays it
            above = quantizer.plan(scale()).roundOne(Float.intBitsToFloat(bits));
        }
        count(above, y, from, to);
    }

    /**
     * The same with a stochastic rounding.
     *
     * @param words the random numbers of the tensor that x[from, to) is part of
     * @param first the place of x[from] in that tensor
     * @param scratch [{@value RandomWords#GROUP}], overwritten
     */
    public void quantize(
            float[] x, float[] y, int from, int to, RandomWords words, long first, int randomBits, int[] scratch) {
        int i = from;
        while (i < to) {
            long place = first + (i - from);
            int end = Math.min(to, i + PIECE - (int) (place % PIECE));
            piece(x, y, i, end, words, place, randomBits, scratch);
            i = end;
        }
    }

    private void piece(
            float[] x, float[] y, int from, int to, RandomWords words, long first, int randomBits, int[] scratch) {
        int bits = magnitude(x, from, to);
        double above = above(x, from, to, bits, null, i -> words.number(first + (i - from), randomBits), randomBits);
        quantizer.quantizeAt(scale(), x, y, from, to, words, first, randomBits, scratch);
        count(above, y, from, to);
    }

    /** {@link #quantize} without a second operand and q(x) + q(x - q(x)) of it; the first term decides on the scale. */
    public void quantizeTwoTerm(float[] x, float[] y, float[] scratch, int from, int to) {
        quantize(x, scratch, from, to, null);
        kernel.subtract(x, scratch, y, from, to);
        quantizer.quantizeAt(scale(), y, y, from, to, null, 1, null);
        kernel.add(y, scratch, from, to);
    }

    private int magnitude(float[] x, int from, int to) {
        int bits = kernel.maxMagnitudeBits(x, from, to);
        if (bits > 0x7f800000) {
            throw new ArithmeticException("NaN in a tensor to be quantized with a tracked scale");
        }
        return bits;
    }

    /** R of an element. */
    @FunctionalInterface
    private interface Random {
        long of(int i);
    }

    /**
     * The largest unclamped result among the elements that the range check would change, -1 if there are none: only those
     * above the largest value, or below zero in an unsigned format.
     *
     * <p>Every rounding goes to one of the two neighbours on the grid. So the largest magnitude gives at least the neighbour below
     * it, and whatever lies between that and the largest magnitude gives it too, or the neighbour above: the first that does decides.
     */
    private double above(float[] x, int from, int to, int bits, float[] previous, Random random, int randomBits) {
        Grid grid = quantizer.plan(scale()).grid();
        float magnitude = Float.intBitsToFloat(bits);
        if (magnitude <= grid.max() && !unsigned) {
            return -1;
        }
        if (unsigned || Float.isInfinite(magnitude)) {
            return largestOf(x, from, to, grid, previous, random, randomBits);
        }
        double below = ScalarRounding.toGrid(magnitude, grid, Rounding.TOWARD_ZERO, 0, 1, 0);
        boolean hysteresis = quantizer.rounding().operand() == Operand.PREVIOUS;
        float bound = (float) below; // exact, as every value of a grid that arrays are rounded to
        for (int i = kernel.firstAbove(x, bound, from, to); i < to; i = kernel.firstAbove(x, bound, i + 1, to)) {
            // with hysteresis only these go away from zero, and most weights of few bits do not
            if (!hysteresis || x[i] > 0 == previous[i] > x[i]) {
                double q = Math.abs(unclamped(x, i, grid, previous, random, randomBits));
                if (q > below) {
                    return q;
                }
            }
        }
        return below;
    }

    /** The same for formats without negative numbers and for infinities, one by one. */
    private double largestOf(float[] x, int from, int to, Grid grid, float[] previous, Random random, int randomBits) {
        double result = -1;
        for (int i = from; i < to; i++) {
            if (x[i] > grid.max() || x[i] < -grid.max() && !unsigned) {
                double q = Float.isInfinite(x[i]) ? x[i] : unclamped(x, i, grid, previous, random, randomBits);
                result = Math.max(result, Math.abs(q));
            }
        }
        return result;
    }

    private double unclamped(float[] x, int i, Grid grid, float[] previous, Random random, int randomBits) {
        return ScalarRounding.toGrid(
                x[i], grid, quantizer.rounding(), random == null ? 0 : random.of(i) & 0xffffffffL, Math.max(1, randomBits),
                quantizer.rounding().operand() == Operand.PREVIOUS ? previous[i] : 0);
    }

    /** Where nothing was cut off, the rounded values are the unclamped ones. */
    private void count(double above, float[] y, int from, int to) {
        double seen = above >= 0 ? above : Float.intBitsToFloat(kernel.maxMagnitudeBits(y, from, to));
        largest = Math.max(largest, seen);
    }
}
