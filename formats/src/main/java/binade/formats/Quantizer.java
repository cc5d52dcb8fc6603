package binade.formats;

import binade.formats.kernel.Kernels;
import binade.formats.kernel.RoundingKernel;
import binade.formats.kernel.RoundingPlan;
import binade.formats.random.RandomWords;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The front door for tensors: rounds float arrays into a format, finding the shared scale where the format has one.
 *
 * <p>Exact scale (paper-method 3.1): s = floor(log2 max|x|) + room, from the tensor itself; a tensor of zeros has
 * scale {@code room}. The scale is kept inside the range where every value is a binary32 number. Infinities saturate
 * and do not take part in the maximum.
 *
 * <p>Immutable; share it between threads. Plans per scale are computed once and kept.
 */
public final class Quantizer {
    private static final int SCALE_OFFSET = 512;

    private final GridFormat format;
    private final Rounding rounding;
    private final Overflow overflow;
    private final int room;
    private final AtomicReferenceArray<RoundingPlan> plans = new AtomicReferenceArray<>(2 * SCALE_OFFSET);
    private final RoundingKernel kernel = Kernels.rounding();

    private Quantizer(GridFormat format, Rounding rounding, Overflow overflow, int room) {
        this.format = Objects.requireNonNull(format);
        this.rounding = Objects.requireNonNull(rounding);
        this.overflow = Objects.requireNonNull(overflow);
        if (room < 0 || room > 64) {
            throw new IllegalArgumentException("room " + room + "; allowed: 0 to 64 binades of headroom");
        }
        this.room = room;
    }

    /** Nearest-even, the format's default overflow rule, exact scale with this many empty top binades. */
    public static Quantizer nearest(GridFormat format, int room) {
        return new Quantizer(format, Rounding.NEAREST_EVEN, format.defaultOverflow(), room);
    }

    public static Quantizer of(GridFormat format, Rounding rounding, Overflow overflow, int room) {
        return new Quantizer(format, rounding, overflow, room);
    }

    public GridFormat format() {
        return format;
    }

    public Rounding rounding() {
        return rounding;
    }

    public int room() {
        return room;
    }

    /**
     * The rounding plan at a scale, computed once.
     *
     * @throws IllegalArgumentException if the format has no scale and this is not 0, or the scale is out of its range
     */
    public RoundingPlan plan(int scale) {
        if (Math.abs((long) scale) >= SCALE_OFFSET) {
            return RoundingPlan.of(format, scale, overflow); // outside every format's range: says so and throws
        }
        RoundingPlan plan = plans.get(scale + SCALE_OFFSET);
        if (plan == null) {
            plan = RoundingPlan.of(format, scale, overflow);
            plans.set(scale + SCALE_OFFSET, plan);
        }
        return plan;
    }

    /** Keeps a scale where all values are binary32 numbers. */
    public int clampScale(int scale) {
        return Math.clamp(scale, format.minScale(), format.maxScale());
    }

    /**
     * The exact scale of a tensor, from the exponent bits of its largest finite magnitude; 0 for a format without one.
     *
     * @throws ArithmeticException if x contains NaN
     */
    public int exactScale(float[] x, int from, int to) {
        int bits = kernel.maxMagnitudeBits(x, from, to);
        if (bits >= 0x7f800000) {
            bits = maxFiniteBits(x, from, to);
        }
        if (!format.scalable()) {
            return 0;
        }
        return clampScale(bits == 0 ? room : exponent(bits) + room);
    }

    /** floor(log2) of the magnitude with these binary32 bits, exact, subnormals included. */
    private static int exponent(int bits) {
        int field = bits >>> 23;
        return field == 0 ? 31 - Integer.numberOfLeadingZeros(bits) - 149 : field - 127;
    }

    private static int maxFiniteBits(float[] x, int from, int to) {
        int max = 0;
        for (int i = from; i < to; i++) {
            if (Float.isNaN(x[i])) {
                throw new ArithmeticException("NaN at element " + (i - from) + " of a tensor to be quantized");
            }
            if (!Float.isInfinite(x[i])) {
                max = Math.max(max, Float.floatToRawIntBits(Math.abs(x[i])));
            }
        }
        return max;
    }

    /**
     * Quantizes x[from, to) into y with its exact scale, to nearest; y may be x.
     *
     * @return the scale used
     * @throws ArithmeticException if x contains NaN
     * @throws IllegalStateException if the rounding needs a second operand
     */
    public int quantize(float[] x, float[] y, int from, int to) {
        requireNoOperand();
        int scale = exactScale(x, from, to);
        roundAtScale(scale, x, y, from, to);
        return scale;
    }

    /**
     * Two-term quantization y = q(x) + q(x - q(x)), each term with its own exact scale (paper-method 3.4).
     *
     * @param scratch [to or more], overwritten in [from, to); neither x nor y
     */
    public void quantizeTwoTerm(float[] x, float[] y, float[] scratch, int from, int to) {
        requireNoOperand();
        int scale = exactScale(x, from, to);
        roundAtScale(scale, x, scratch, from, to);
        kernel.subtract(x, scratch, y, from, to); // x - q(x): exact unless x saturated far above the top
        int residual = exactScale(y, from, to);
        roundAtScale(residual, y, y, from, to);
        kernel.add(y, scratch, from, to);
    }

    private void roundAtScale(int scale, float[] x, float[] y, int from, int to) {
        if (rounding == Rounding.NEAREST_EVEN) {
            kernel.round(plan(scale), x, y, from, to);
        } else {
            kernel.round(plan(scale), rounding, x, y, from, to, null, 0, 1, null);
        }
    }

    private void requireNoOperand() {
        if (rounding.operand() != Rounding.Operand.NONE) {
            throw new IllegalStateException("rounding " + rounding.id() + " needs a second operand per element");
        }
    }

    /**
     * Quantizes with a given scale and, where the rounding needs one, a second operand per element.
     *
     * @param random R per element, at the element's index (stochastic rules), else null
     * @param previous previously quantized values (hysteresis), else null
     */
    public void quantizeAt(
            int scale, float[] x, float[] y, int from, int to, int[] random, int randomBits, float[] previous) {
        kernel.round(plan(scale), rounding, x, y, from, to, random, from, randomBits, previous);
    }

    /**
     * Quantizes stochastically with a given scale; the random integers are computed as they are needed.
     *
     * @param words the random numbers of the tensor that x[from, to) is part of
     * @param first the place of x[from] in that tensor
     * @param scratch [{@value RandomWords#GROUP}], overwritten
     * @throws IllegalStateException if the rounding is not stochastic
     */
    public void quantizeAt(
            int scale, float[] x, float[] y, int from, int to, RandomWords words, long first, int randomBits, int[] scratch) {
        requireRandom();
        RoundingPlan plan = plan(scale);
        for (int i = from, n; i < to; i += n) {
            long place = first + (i - from);
            n = draw(words, place, to - i, randomBits, scratch);
            kernel.round(plan, rounding, x, y, i, i + n, scratch, (int) (place % RandomWords.GROUP), randomBits, null);
        }
    }

    /**
     * y[i] = rnd(a[i] + c b[i]), stochastically with a given scale, as {@link #quantizeAt(int, float[], float[], int, int,
     * RandomWords, long, int, int[])} of the sum would; product and sum are rounded to binary32 each. y may be a or b.
     */
    public void quantizeSumAt(
            int scale, float[] a, float c, float[] b, float[] y, int from, int to, RandomWords words, long first, int randomBits,
            int[] scratch) {
        requireRandom();
        RoundingPlan plan = plan(scale);
        for (int i = from, n; i < to; i += n) {
            long place = first + (i - from);
            n = draw(words, place, to - i, randomBits, scratch);
            kernel.roundSum(plan, rounding, a, c, b, y, i, i + n, scratch, (int) (place % RandomWords.GROUP), randomBits);
        }
    }

    /** Fills scratch with the group that an element lies in. @return how many elements from it on, at most this many, that is for */
    private static int draw(RandomWords words, long place, int most, int randomBits, int[] scratch) {
        words.fill(place / RandomWords.GROUP, randomBits, scratch);
        return (int) Math.min(most, RandomWords.GROUP - place % RandomWords.GROUP);
    }

    private void requireRandom() {
        if (rounding.operand() != Rounding.Operand.RANDOM) {
            throw new IllegalStateException("rounding " + rounding.id() + " takes no random numbers");
        }
    }
}
