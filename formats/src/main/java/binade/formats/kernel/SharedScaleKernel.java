package binade.formats.kernel;

import binade.formats.Encoding.Layout;
import binade.formats.Grid;
import binade.formats.GridFormat;

/**
 * Rounds blocks of a float or integer format, each under a power of two of its own, to nearest even, to values or to
 * codes: the elements of OCP MX, block minifloat and block floating point. The same magic constant as in {@link
 * RoundingPlan}, with the bounds of each block computed from its scale instead of a plan per scale. Immutable; allocates
 * nothing after its construction.
 */
public final class SharedScaleKernel {
    /** In place of a shared exponent: leave this block alone. */
    public static final int NONE = Integer.MIN_VALUE;

    private static final int BIAS = 127;
    private static final int SIGNIFICANT_BITS = 24;
    private static final int LARGEST_FIELD = 254;
    private static final int FRACTION_BITS = 23;
    private static final int MAGNITUDE = 0x7fffffff;
    private static final int EXPONENT = 0x7f800000;
    private static final int HALF = 0x00400000;
    private static final int SMALLEST_NORMAL = 0x00800000;
    /** From here on the sum of an exponent's bits and an addend belongs to a normal number. */
    private static final int LEAST_EXPONENT = -125;
    /** One constant 1.5 2^(q + 23) must leave room for the sign and two carries. */
    private static final int ONE_CONSTANT_BITS = 21;

    private final boolean known;
    private final boolean oneQuantum;
    private final int lowestField;
    private final int highestField;
    /** Bits at scale 0: the lowest exponent, the constant of the top binade, the largest value. */
    final int low;

    final int constant;
    final int top;
    /** What is added to an exponent to make the constant. */
    final int shift;
    /** Bits of the smallest (most negative) value at scale 0. */
    final int bottom;
    /** -0 if the format keeps the sign of zero, else +0: the number to add last. */
    final float zero;
    /** From exponent bits to ranks. */
    final int raise;
    /** What a negative code has besides its rank, 0 in two's complement, and the bits of a code. */
    final int signBit;

    final int mask;
    /** The code that must not be: that of -0 where zero has no sign, else none. */
    final int noCode;

    private final boolean vector = Kernels.vectorised();

    /**
     * @param element the values and codes at scale 0
     * @param min the smallest (most negative) value at scale 0, {@code element.grid().min()} or above
     */
    public SharedScaleKernel(GridFormat element, double min) {
        Grid grid = element.grid();
        boolean negativeZero = element.encoding().negativeZero();
        int p = grid.precision();
        oneQuantum = grid.binades() == 1 && !negativeZero && p <= ONE_CONSTANT_BITS;
        known = grid.isUniform() && p < SIGNIFICANT_BITS && (oneQuantum || min == -grid.max());
        lowestField = grid.lowestBinade() + BIAS;
        highestField = grid.topBinade() + BIAS;
        raise = SIGNIFICANT_BITS - p;
        low = lowestField << FRACTION_BITS;
        shift = raise << FRACTION_BITS;
        constant = (highestField << FRACTION_BITS) + shift | HALF;
        top = Float.floatToRawIntBits((float) grid.max());
        bottom = Float.floatToRawIntBits((float) min);
        zero = negativeZero ? -0f : 0f;
        mask = (1 << element.width()) - 1;
        signBit = element.encoding().layout() == Layout.SIGN_MAGNITUDE ? 1 << element.width() - 1 : 0;
        noCode = negativeZero ? -1 : signBit;
    }

    /** Whether constants and results at the scale 2^s are normal binary32 numbers; {@link #round} may be called then. */
    public boolean covers(int s) {
        return known && lowestField + s >= 1 && highestField + s + raise <= LARGEST_FIELD;
    }

    /** A shared exponent for blocks of zeros, {@link #NONE} if none is covered. */
    public int ofZeros() {
        return covers(1 - lowestField) ? 1 - lowestField : NONE;
    }

    /**
     * Shared exponents of blocks whose largest magnitudes are not extreme: s = floor(log2(bits f + addend)) - offset, the
     * sum being one of bit patterns.
     *
     * @param bits largest magnitudes as binary32 bits
     * @param s [count or more], written
     * @param f 1, or what magnitudes are multiplied by first, in binary32
     * @param lowest the least exponent allowed
     * @return false if one of them is extreme: not normal, infinite, NaN or with an exponent near the limits. What is in
     *     s then has no meaning.
     */
    public boolean exponents(int[] bits, int[] s, int count, float f, int addend, int offset, int lowest) {
        int least = Math.max(Math.max(1 - lowestField, lowest), LEAST_EXPONENT);
        int most = known ? LARGEST_FIELD - highestField - raise : NONE;
        int j = vector ? SharedScaleLoops.exponents(bits, s, count, f, addend, offset + BIAS, least, most) : 0;
        for (; j >= 0 && j < count; j++) {
            int scaled = Float.floatToRawIntBits(Float.intBitsToFloat(bits[j]) * f);
            s[j] = (scaled + addend >>> FRACTION_BITS) - offset - BIAS;
            if (bits[j] < SMALLEST_NORMAL || bits[j] >= EXPONENT || s[j] < least || s[j] > most) {
                return false;
            }
        }
        return j >= 0;
    }

    /**
     * y[i] = 2^s rnd(2^-s x[i]), saturating, in {@code count} blocks of {@code size} elements from {@code from} on. x and
     * y may be the same array; no NaN.
     *
     * @param s of each block, {@link #covers covered} or {@link #NONE}
     */
    public void round(float[] x, float[] y, int from, int size, int count, int[] s) {
        int whole = 0;
        if (vector) {
            whole = oneQuantum
                    ? SharedScaleLoops.integers(this, x, y, from, size, count, s)
                    : SharedScaleLoops.floats(this, x, y, from, size, count, s);
        }
        for (int j = 0; j < count && whole < size; j++) {
            if (s[j] != NONE) {
                int step = s[j] << FRACTION_BITS;
                for (int i = from + j * size + whole; i < from + (j + 1) * size; i++) {
                    y[i] = oneQuantum ? integer(x[i], step) : number(x[i], step);
                }
            }
        }
    }

    /**
     * codes[i] = the code of rnd(2^-s x[i]), saturating; otherwise as {@link #round}. Blocks without a covered scale keep
     * what is there.
     */
    public void encode(float[] x, byte[] codes, int from, int size, int count, int[] s) {
        int whole = 0;
        if (vector) {
            whole = oneQuantum
                    ? SharedScaleLoops.integerCodes(this, x, codes, from, size, count, s)
                    : SharedScaleLoops.floatCodes(this, x, codes, from, size, count, s);
        }
        for (int j = 0; j < count && whole < size; j++) {
            if (s[j] != NONE) {
                int step = s[j] << FRACTION_BITS;
                for (int i = from + j * size + whole; i < from + (j + 1) * size; i++) {
                    codes[i] = (byte) (oneQuantum ? integerCode(x[i], step) : numberCode(x[i], step));
                }
            }
        }
    }

    /** One quantum: the same constant rounds either sign. */
    private float integer(float x, int step) {
        float c = Float.intBitsToFloat(constant + step);
        float most = Float.intBitsToFloat(top + step);
        float least = Float.intBitsToFloat(bottom + step);
        return (x > most ? most : x < least ? least : x) + c - c;
    }

    private float number(float x, int step) {
        int b = Float.floatToRawIntBits(x);
        int a = Math.min(b & MAGNITUDE, top + step);
        float c = Float.intBitsToFloat(Math.max(a & EXPONENT, low + step) + shift);
        int r = Float.floatToRawIntBits(Float.intBitsToFloat(a) + c - c);
        return Float.intBitsToFloat(r | b & ~MAGNITUDE) + zero;
    }

    private int integerCode(float x, int step) {
        float c = Float.intBitsToFloat(constant + step);
        float most = Float.intBitsToFloat(top + step);
        float least = Float.intBitsToFloat(bottom + step);
        int n = Float.floatToRawIntBits((x > most ? most : x < least ? least : x) + c) - constant - step;
        return (signBit == 0 || n >= 0 ? n : -n | signBit) & mask;
    }

    private int numberCode(float x, int step) {
        int b = Float.floatToRawIntBits(x);
        int a = Math.min(b & MAGNITUDE, top + step);
        int e = Math.max(a & EXPONENT, low + step);
        int n = Float.floatToRawIntBits(Float.intBitsToFloat(a) + Float.intBitsToFloat(e + shift)) - e - shift;
        int code = n + (e - low - step >>> raise) | b >> 31 & signBit;
        return code == noCode ? 0 : code;
    }
}
