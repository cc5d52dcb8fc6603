package binade.formats.kernel;

import binade.formats.Encoding;
import binade.formats.Grid;
import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.ScalarRounding;

/**
 * Everything a rounding kernel must know of a format at one scale, precomputed. Immutable; share it between threads.
 *
 * <p>The vector kernels round with a magic constant: adding and subtracting C = 2^(q(e) + 23) leaves x on multiples of
 * 2^q(e), ties to even. A plan says where C comes from (binary32 bit patterns, e the input's exponent field):
 *
 * <pre>
 *   UNIFORM   C = max(x's exponent field, emin's) + constant shift         floats, integers
 *   TABLE     C = constants[clamp(field - lowestField, 0, 31)]             lists
 *   TOP_BITS  no C: add half and mask                                      BF16, TF32: C would overflow
 *   IDENTITY  FP32
 *   HALF      FP16 with IEEE overflow: the processor converts there and back
 *   SCALAR    none of these applies; {@link #roundOne} answers
 * </pre>
 */
public final class RoundingPlan {
    /** Which vector kernel applies. */
    public enum Method {
        UNIFORM,
        TABLE,
        TOP_BITS,
        IDENTITY,
        HALF,
        SCALAR
    }

    /** Entries of the constant table; a grid with more quanta takes another method. */
    public static final int TABLE_SIZE = 32;

    private static final int FRACTION_BITS = 23;
    private static final int SIGNIFICANT_BITS = 24;
    /** In the bits of a power of two: makes it 1.5 times as large. */
    private static final int HALF_AS_MUCH = 0x00400000;
    private static final int BIAS = 127;

    final Grid grid;
    final Encoding encoding;
    final Overflow overflow;
    final Method method;
    /** Exponent field of the lowest binade with a quantum of its own. */
    final int lowestField;
    /** Exponent field of the top binade. */
    final int highestField;
    /** UNIFORM: what is added to the exponent bits to make C; TOP_BITS: the number of discarded bits. */
    final int shift;
    /** UNIFORM: C / 2^e. */
    final float raise;
    /** TABLE: bits of C by index, index 0 the lowest binade. */
    final int[] constants;
    /** Largest positive value and largest negative magnitude. */
    final float max;

    final float negativeMax;
    /** The multiple of the quantum just above the range, on either side: bounding a magnitude by it loses nothing. */
    final float firstAbove;

    final float negativeFirstAbove;
    /** What finite overflow becomes when nothing points back to zero, as magnitudes: max, infinity or NaN. */
    final float beyond;

    final float negativeBeyond;
    /** The same for rounding to odd, which P3109 lets overflow and IEEE 754 practice does not. */
    final float oddBeyond;

    final float negativeOddBeyond;
    /** What an infinite input becomes, as magnitudes. */
    final float infinity;

    final float negativeInfinity;
    /** -0 if the format keeps the sign of zero, else +0: the number to add last. */
    final float zero;

    /** Whether 1.5 C rounds numbers of either sign: room for them between C and 2 C, and one zero, which is +0. */
    final boolean signedConstant;
    /** The quantum exponent of the lowest binade and of everything below. */
    final int lowestQuantum;
    /** Exponent field of the first binade with a value of its own: a list may give its lowest binade no bit. */
    final int firstWhole;

    /** Computed when first asked for; threads may do so twice. */
    private volatile int[] signedConstants;

    private volatile int[] keptBits;

    private RoundingPlan(Grid grid, Encoding encoding, Overflow overflow) {
        this.grid = grid;
        this.encoding = encoding;
        this.overflow = overflow;
        this.max = (float) grid.max();
        this.negativeMax = (float) -grid.min();
        this.firstAbove = firstAbove(grid, grid.max());
        this.negativeFirstAbove = firstAbove(grid, -grid.min());
        this.beyond = (float) ScalarRounding.round(
                Double.MAX_VALUE, grid, encoding, Rounding.NEAREST_EVEN, overflow, 0, 1, 0);
        this.negativeBeyond = -(float) ScalarRounding.round(
                -Double.MAX_VALUE, grid, encoding, Rounding.NEAREST_EVEN, overflow, 0, 1, 0);
        this.oddBeyond = (float) ScalarRounding.round(
                Double.MAX_VALUE, grid, encoding, Rounding.TO_ODD, overflow, 0, 1, 0);
        this.negativeOddBeyond = -(float) ScalarRounding.round(
                -Double.MAX_VALUE, grid, encoding, Rounding.TO_ODD, overflow, 0, 1, 0);
        this.infinity = (float) ScalarRounding.round(
                Double.POSITIVE_INFINITY, grid, encoding, Rounding.NEAREST_EVEN, overflow, 0, 1, 0);
        this.negativeInfinity = -(float) ScalarRounding.round(
                Double.NEGATIVE_INFINITY, grid, encoding, Rounding.NEAREST_EVEN, overflow, 0, 1, 0);
        this.zero = encoding.negativeZero() ? -0f : 0f;
        int p = grid.precision();
        int top = grid.topBinade();
        int emin = grid.lowestBinade();
        this.lowestField = emin + BIAS;
        this.highestField = top + BIAS;
        boolean magic = emin >= 1 - BIAS
                && p <= FRACTION_BITS
                && grid.largestQuantumExponent() + FRACTION_BITS <= BIAS
                && grid.smallestQuantumExponent() >= -149
                && top < BIAS;
        int[] table = new int[0];
        boolean evenCode = p == 1 && (encoding.isP3109() || !encoding.hasZero());
        if (evenCode) {
            method = Method.SCALAR; // ties go by the code's parity, which no constant knows
            shift = 0;
        } else if (grid.isUniform() && p == 24 && top == BIAS && emin == 1 - BIAS) {
            method = Method.IDENTITY;
            shift = 0;
        } else if (grid.isUniform() && p <= FRACTION_BITS && top == BIAS && emin == 1 - BIAS) {
            method = Method.TOP_BITS;
            shift = 24 - p;
        } else if (grid.isUniform() && p == 11 && top == 15 && emin == -14 && Float.isInfinite(beyond)) {
            method = Method.HALF;
            shift = (FRACTION_BITS + 1 - p) << FRACTION_BITS; // for the roundings the processor does not convert with
        } else if (magic && grid.isUniform()) {
            method = Method.UNIFORM;
            shift = (FRACTION_BITS + 1 - p) << FRACTION_BITS;
        } else if (magic && grid.binades() <= TABLE_SIZE) {
            method = Method.TABLE;
            shift = 0;
            table = new int[TABLE_SIZE];
            for (int i = 0; i < TABLE_SIZE; i++) {
                int q = grid.quantumExponent(Math.min(top, emin + i));
                table[i] = (q + FRACTION_BITS + BIAS) << FRACTION_BITS;
            }
        } else {
            method = Method.SCALAR;
            shift = 0;
        }
        this.constants = table;
        this.raise = Math.scalb(1f, SIGNIFICANT_BITS - p);
        this.signedConstant = p <= 21 && grid.largestQuantumExponent() + 24 <= BIAS && !encoding.negativeZero();
        this.lowestQuantum = grid.quantumExponent(emin);
        this.firstWhole = Math.max(lowestField, lowestQuantum + BIAS);
    }

    private static float firstAbove(Grid grid, double end) {
        return (float) (end + Math.scalb(1.0, grid.quantumExponent(Math.getExponent(end))));
    }

    /**
     * The plan of a format at a scale.
     *
     * @param scale the shared exponent; must be 0 for formats without one
     * @throws IllegalArgumentException if values at this scale are no binary32 numbers
     */
    public static RoundingPlan of(GridFormat format, int scale, Overflow overflow) {
        if (!format.scalable() && scale != 0) {
            throw new IllegalArgumentException("format " + format.id() + " has no scale; scale " + scale + " given");
        }
        if (format.scalable() && (scale < format.minScale() || scale > format.maxScale())) {
            throw new IllegalArgumentException("scale " + scale + " of format " + format.id() + " is outside "
                    + format.minScale() + " to " + format.maxScale());
        }
        if (!format.fitsBinary32()) {
            throw new IllegalArgumentException("values of " + format.id()
                    + " are no binary32 numbers; arrays are rounded in binary32, single numbers by ScalarFormat.round");
        }
        return new RoundingPlan(scale == 0 ? format.grid() : format.grid().scaledBy(scale), format.encoding(), overflow);
    }

    /** Whether everything beyond the range, infinities included, becomes its end. */
    boolean saturating() {
        return beyond == max && infinity == max && negativeBeyond == negativeMax && negativeInfinity == negativeMax;
    }

    /**
     * TABLE: bits of 1.5 C, entry f mod size for exponent field f; the size reaches from the lowest binade to the top one.
     * Always called with the same size in one process.
     */
    int[] signedConstants(int size) {
        int[] known = signedConstants;
        if (known == null) {
            known = new int[size];
            for (int f = 0; f < size; f++) {
                known[(lowestField + f) % size] = constants[f] | HALF_AS_MUCH;
            }
            signedConstants = known;
        }
        return known;
    }

    /** TABLE: 32 less the discarded bits, which are 23 - (e - q(e)), in the order of {@link #signedConstants}. */
    int[] keptBits(int size) {
        int[] known = keptBits;
        if (known == null) {
            known = new int[size];
            for (int f = 0; f < size; f++) {
                int field = lowestField + f;
                known[field % size] = 9 + FRACTION_BITS + field - (constants[f] >>> FRACTION_BITS);
            }
            keptBits = known;
        }
        return known;
    }

    /** Whether the same 1.5 C rounds every input. */
    boolean singleQuantum() {
        return grid.binades() == 1 && signedConstant;
    }

    public Method method() {
        return method;
    }

    public Grid grid() {
        return grid;
    }

    /** Largest positive value. */
    public float max() {
        return max;
    }

    /** Rounds one number: the scalar tail of every kernel, and the method the exact reference is compared with. */
    public float roundOne(float x, Rounding rounding, long random, int randomBits, float previous) {
        return (float)
                ScalarRounding.round(x, grid, encoding, rounding, overflow, random, randomBits, previous);
    }

    /**
     * Rounds one number to nearest, ties to even: the magic constant where the plan has one, else by {@link
     * ScalarRounding}.
     */
    public float roundOne(float x) {
        int b = Float.floatToRawIntBits(x);
        int field = b >>> FRACTION_BITS & 0xff;
        int c;
        if (method == Method.UNIFORM) {
            c = (Math.clamp(field, lowestField, highestField) << FRACTION_BITS) + shift;
        } else if (method == Method.TABLE) {
            c = constants[Math.clamp(field - lowestField, 0, TABLE_SIZE - 1)];
        } else {
            return roundOne(x, Rounding.NEAREST_EVEN, 0, 1, 0);
        }
        float constant = Float.intBitsToFloat(c);
        float a = Math.abs(x);
        float r = a + constant - constant;
        if (b < 0) {
            r = r <= negativeMax || r != r ? r : a == Float.POSITIVE_INFINITY ? negativeInfinity : negativeBeyond;
            return r == 0 ? zero : -r;
        }
        r = r <= max || r != r ? r : a == Float.POSITIVE_INFINITY ? infinity : beyond;
        return r;
    }
}
